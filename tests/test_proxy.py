"""The fault proxy is trusted by every browser journey, so each mode is shown on a small server first."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.proxy import FaultProxy
from tests.proxy_connection import PORTAL_PAGE, Mode
from tests.proxy_plans import bad_line, by_header

BODY = b"x" * 5000


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.received: list[bytes] = []

    def handle_error(self, request, client_address) -> None:
        """A client that the proxy cut off is what these tests are about."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self.server.received.append(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer()

    def log_message(self, format, *args) -> None:
        pass

    def _answer(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def proxy(server: Server) -> Iterator[FaultProxy]:
    with FaultProxy(server.server_port) as proxy:
        yield proxy


@contextmanager
def client(proxy: FaultProxy, timeout: float = 5) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(proxy.host, proxy.port, timeout=timeout)
    try:
        yield connection
    finally:
        connection.close()


def ask(
    connection: http.client.HTTPConnection,
    method: str = "GET",
    path: str = "/",
    body: bytes | None = None,
    fault: str | None = None,
):
    connection.request(method, path, body, {"X-Fault": fault} if fault else {})
    with connection.getresponse() as response:
        return response.status, response.read()


def test_it_passes_everything_and_counts_it(proxy, server):
    with client(proxy) as connection:
        assert ask(connection) == (200, BODY)
        assert ask(connection, "POST", "/sync", b"item") == (200, BODY)
    assert server.received == [b"item"]
    assert (proxy.mode, proxy.counts.connections, proxy.counts.requests) == (Mode.PASS, 1, 2)
    assert proxy.counts.bytes_down > 2 * len(BODY)


def test_it_refuses_and_listens_again_on_the_same_port(proxy):
    port = proxy.port
    proxy.refuse()
    with client(proxy) as connection, pytest.raises(ConnectionRefusedError):
        ask(connection)
    proxy.pass_through()
    assert proxy.port == port
    with client(proxy) as connection:
        assert ask(connection) == (200, BODY)


def test_it_refuses_on_a_connection_that_was_kept_alive(proxy):
    with client(proxy) as connection:
        ask(connection)
        proxy.refuse()
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            ask(connection)


def test_it_takes_a_request_into_the_black_hole_and_says_nothing(proxy, server):
    with client(proxy, timeout=0.3) as connection:
        ask(connection)
        proxy.blackhole()
        with pytest.raises(TimeoutError):
            ask(connection, "POST", "/sync", b"item")
    assert server.received == []
    assert proxy.counts.swallowed >= 1
    proxy.pass_through()
    with client(proxy) as connection:
        assert ask(connection) == (200, BODY)


def test_it_drops_the_response_after_the_server_has_answered(proxy, server):
    proxy.drop_response()
    with client(proxy) as connection, pytest.raises((ConnectionError, http.client.HTTPException)):
        ask(connection, "POST", "/sync", b"item")
    assert server.received == [b"item"]
    assert proxy.counts.dropped == 1
    assert proxy.counts.bytes_down == 0


def test_it_drops_only_the_answers_that_are_named(proxy, server):
    proxy.drop_response(only="^POST /sync ")
    with client(proxy) as connection:
        assert ask(connection, "GET", "/sync/kit") == (200, BODY)
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            ask(connection, "POST", "/sync", b"item")
    assert server.received == [b"item"]


def test_it_cuts_an_answer_after_so_many_bytes(proxy):
    proxy.cut_after(1000)
    with client(proxy) as connection, pytest.raises(http.client.IncompleteRead) as caught:
        ask(connection)
    assert 0 < len(caught.value.partial) < 1000
    assert (proxy.counts.bytes_down, proxy.counts.cut) == (1000, 1)


def test_it_cuts_an_upload_before_the_server_has_all_of_it(proxy, server):
    proxy.cut_upload_after(800)
    with client(proxy) as connection, pytest.raises((ConnectionError, http.client.HTTPException)):
        ask(connection, "POST", "/sync/attachments", BODY)
    assert BODY not in server.received
    assert proxy.counts.bytes_up == 800


def test_it_slows_an_answer_into_small_pieces(proxy):
    proxy.slow(20_000)
    with client(proxy) as connection:
        connection.request("GET", "/")
        with connection.getresponse() as response:
            first = response.read1()
            rest = response.read()
    assert 0 < len(first) < len(BODY)
    assert first + rest == BODY


def test_it_answers_everything_as_a_captive_portal(proxy, server):
    with client(proxy) as connection:
        ask(connection)
        proxy.portal()
        assert ask(connection, "POST", "/sync", b"item") == (200, PORTAL_PAGE)
    assert server.received == []
    assert proxy.counts.portal == 1


def test_it_closes_a_connection_when_the_server_is_down(server):
    with FaultProxy(server.server_port) as proxy:
        proxy.upstream_port = 1
        with client(proxy) as connection, pytest.raises((ConnectionError, http.client.HTTPException)):
            ask(connection)


def test_it_gives_each_request_the_fault_that_its_plan_chooses(proxy, server):
    proxy.plan(by_header)
    with client(proxy) as connection:
        assert ask(connection, "POST", "/sync", b"one") == (200, BODY)
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            ask(connection, "POST", "/sync", b"two", "drop")
    # A line that is refused may end while the request is still being written.
    with client(proxy) as connection, pytest.raises((ConnectionError, http.client.HTTPException)):
        ask(connection, "POST", "/sync", b"three", "refuse")
    assert server.received == [b"one", b"two"]
    assert proxy.counts.planned == {"pass": 1, "drop_response": 1, "refuse": 1}


def test_its_bad_line_harms_the_same_third_of_the_requests_for_the_same_seed():
    choose, again = bad_line(7), bad_line(7)
    faults = [choose(b"") for _ in range(1000)]
    assert faults == [again(b"") for _ in range(1000)]
    harmed = [fault.mode for fault in faults if fault.mode is not Mode.PASS]
    assert 250 < len(harmed) < 350
    assert len(set(harmed)) == 5


def test_it_breaks_all_connections_again_and_again(proxy):
    proxy.slow(10_000)
    proxy.break_every(0.15)
    with client(proxy) as connection, pytest.raises((ConnectionError, http.client.HTTPException)):
        ask(connection)
    assert proxy.counts.broken >= 1

"""A TCP proxy between a browser and the server that can fail in every way a village network does.

It is the only way to lose an answer after the server has committed, and it serves every browser engine. The
mode may change at any time and is asked for each chunk, so connections that are kept alive fail too.

A browser repeats a request by itself when a connection that it had used before closes without one byte of an
answer, POST as well: `counts.dropped` may then be larger than the number of times the page asked.
"""

import contextlib
import re
import socket
import threading
from collections.abc import Callable
from typing import Self

from tests.proxy_connection import Connection, Counts, Fault, Mode


class FaultProxy:
    """`with FaultProxy(server_port) as proxy: … proxy.url … proxy.drop_response(only=r"^POST /sync ")`.

    `only` is a regular expression over the request line (`POST /sync HTTP/1.1`); other requests then pass.
    """

    def __init__(self, upstream_port: int, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.host = host
        self.port = port
        self.upstream_port = upstream_port
        self.counts = Counts()
        self._fault = Fault()
        self._plan: Callable[[bytes], Fault] | None = None
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._connections: set[Connection] = set()
        self._threads: list[threading.Thread] = []
        self._listener: socket.socket | None = None
        self._listen()

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def mode(self) -> Mode:
        return self._fault.mode

    def pass_through(self) -> None:
        self._set(Mode.PASS)

    def refuse(self) -> None:
        """Nobody listens: new connections are refused, open ones are reset."""
        self._set(Mode.REFUSE)

    def blackhole(self, *, only: str | None = None) -> None:
        """Requests are taken and never answered; the connection stays open until the client gives up."""
        self._set(Mode.BLACKHOLE, only=only)

    def drop_response(self, *, only: str | None = None) -> None:
        """The server gets the request and answers; the answer is lost and the connection closed."""
        self._set(Mode.DROP_RESPONSE, only=only)

    def cut_after(self, count: int, *, only: str | None = None) -> None:
        """Each answer breaks off after `count` bytes."""
        self._set(Mode.CUT_AFTER, count, only)

    def cut_upload_after(self, count: int, *, only: str | None = None) -> None:
        """Each request breaks off after `count` bytes, its head among them."""
        self._set(Mode.CUT_UPLOAD_AFTER, count, only)

    def slow(self, bytes_per_second: int, *, only: str | None = None) -> None:
        """Both ways, in ten steps a second."""
        self._set(Mode.SLOW, bytes_per_second, only)

    def portal(self, *, only: str | None = None) -> None:
        """A captive portal: every request is answered 200 with a page that is not ours."""
        self._set(Mode.PORTAL, only=only)

    def plan(self, choose: Callable[[bytes], Fault] | None) -> None:
        """From the next connection on, `choose` gives each request its fault by the bytes of its head."""
        self._plan = choose
        self._reset_all()

    def break_every(self, seconds: float) -> None:
        """Reset all connections again and again, until the proxy is closed."""

        def breaking() -> None:
            while not self._closed.wait(seconds):
                self.counts.add("broken")
                self._reset_all()

        self._start(breaking)

    def close(self) -> None:
        self._closed.set()
        self._stop_listening()
        self._reset_all()
        for thread in list(self._threads):
            thread.join(timeout=5)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _set(self, mode: Mode, amount: int = 0, only: str | None = None) -> None:
        self._fault = Fault(mode, amount, re.compile(only.encode()) if only else None)
        if mode is Mode.REFUSE:
            self._stop_listening()
            self._reset_all()
        elif self._listener is None:
            self._listen()

    def _listen(self) -> None:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((self.host, self.port))
        listener.listen(64)
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._start(lambda: self._accept(listener))

    def _stop_listening(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            # Closing alone would leave `accept` waiting, and the port open with it.
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                self._join(client)

    def _join(self, client: socket.socket) -> None:
        """Connect a client to the server; a server that is down is a connection closed at once."""
        try:
            server = socket.create_connection((self.host, self.upstream_port), timeout=5)
        except OSError:
            client.close()
            return
        server.settimeout(None)
        connection = Connection(client, server, self.counts, lambda: self._fault, self._forget, self._plan)
        with self._lock:
            self._connections.add(connection)
        self.counts.add("connections")
        if self._listener is None:
            connection.end(hard=True)
            return
        self._start(connection.pump_up)
        self._start(connection.pump_down)

    def _forget(self, connection: Connection) -> None:
        with self._lock:
            self._connections.discard(connection)

    def _reset_all(self) -> None:
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            connection.end(hard=True)

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        with self._lock:
            self._threads = [other for other in self._threads if other.is_alive()] + [thread]
            thread.start()

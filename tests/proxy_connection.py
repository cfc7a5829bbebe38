"""One connection through the fault proxy: bytes up, bytes down, and what the present fault does to them."""

import contextlib
import re
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

CHUNK_BYTES = 65536
DRAIN_SECONDS = 0.3
REQUEST_LINE = re.compile(rb"\A(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \S+ HTTP/1\.[01]\r\n")
PORTAL_PAGE = b"<!doctype html><title>Free Wi-Fi</title><h1>Please accept our terms</h1>"


class Mode(StrEnum):
    PASS = "pass"
    REFUSE = "refuse"
    BLACKHOLE = "blackhole"
    DROP_RESPONSE = "drop_response"
    CUT_AFTER = "cut_after"
    CUT_UPLOAD_AFTER = "cut_upload_after"
    SLOW = "slow"
    DELAY = "delay"
    PORTAL = "portal"


@dataclass(frozen=True)
class Fault:
    mode: Mode = Mode.PASS
    amount: int = 0  # bytes for the cuts, bytes per second for slow, milliseconds for delay
    only: re.Pattern[bytes] | None = None

    def mode_for(self, request_line: bytes) -> Mode:
        return self.mode if self.only is None or self.only.search(request_line) else Mode.PASS


class Counts:
    """What has happened so far; `in` a test they tell whether the fault was met at all."""

    def __init__(self) -> None:
        self.connections = 0
        self.requests = 0
        self.bytes_up = 0
        self.bytes_down = 0
        self.swallowed = 0  # chunks of requests that a black hole took
        self.dropped = 0  # answers that left the server and were lost on the way
        self.cut = 0
        self.portal = 0
        self.broken = 0  # how often all connections were reset
        self.planned: dict[str, int] = {}  # what a plan chose, by mode
        self._lock = threading.Lock()

    def add(self, name: str, number: int = 1) -> None:
        with self._lock:
            setattr(self, name, getattr(self, name) + number)

    def plan(self, mode: Mode) -> None:
        with self._lock:
            self.planned[mode.value] = self.planned.get(mode.value, 0) + 1


class Connection:
    def __init__(
        self,
        client: socket.socket,
        server: socket.socket,
        counts: Counts,
        current_fault: Callable[[], Fault],
        on_end: Callable[["Connection"], None],
        plan: Callable[[bytes], Fault] | None = None,
    ) -> None:
        self._client = client
        self._server = server
        self._counts = counts
        self._current_fault = current_fault
        self._on_end = on_end
        self._plan = plan
        self._request_line = b""
        self._sent = {"up": 0, "down": 0}
        self._is_torn = False  # a black hole took some of its bytes: it can never speak again
        self._ended = threading.Event()
        self._end_lock = threading.Lock()

    def pump_up(self) -> None:
        self._pump(self._client, self._carry_up)
        self.end()

    def pump_down(self) -> None:
        self._pump(self._server, self._carry_down)
        # A black hole does not say goodbye: the client finds out by its own time limit.
        if not self._is_torn:
            self.end()

    def end(self, *, hard: bool = False) -> None:
        """Close both ends, once; `hard` resets them, as a lost route does."""
        with self._end_lock:
            if self._ended.is_set():
                return
            self._ended.set()
        for side in (self._client, self._server):
            with contextlib.suppress(OSError):
                if hard:
                    side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                else:
                    side.shutdown(socket.SHUT_RDWR)
            if hard:
                # Wakes the thread that still reads here; closing alone would leave it waiting.
                with contextlib.suppress(OSError):
                    side.shutdown(socket.SHUT_RD)
            side.close()
        self._on_end(self)

    def _pump(self, source: socket.socket, carry: Callable[[bytes], bool]) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(CHUNK_BYTES):
                if not carry(chunk):
                    return

    def _carry_up(self, chunk: bytes) -> bool:
        if start := REQUEST_LINE.match(chunk):
            self._request_line = start[0]
            self._sent = {"up": 0, "down": 0}
            self._counts.add("requests")
            self._begin(chunk)
        fault = self._current_fault()
        mode = fault.mode_for(self._request_line)
        if mode is Mode.REFUSE:
            self.end(hard=True)
            return False
        if mode is Mode.BLACKHOLE:
            self._is_torn = True
            self._counts.add("swallowed")
            return True
        if self._is_torn:
            return False
        if mode is Mode.PORTAL:
            self._answer_as_portal()
            return False
        return self._send(
            "up", chunk, self._server, fault, is_cut_mode=mode is Mode.CUT_UPLOAD_AFTER, mode=mode
        )

    def _begin(self, head: bytes) -> None:
        """A plan decides for each request by itself; without one the proxy's present fault counts."""
        if self._plan is None:
            return
        chosen = self._plan(head)
        self._counts.plan(chosen.mode)
        self._current_fault = lambda: chosen
        if chosen.mode is Mode.DELAY:
            self._ended.wait(chosen.amount / 1000)

    def _carry_down(self, chunk: bytes) -> bool:
        fault = self._current_fault()
        mode = fault.mode_for(self._request_line)
        if mode is Mode.BLACKHOLE or self._is_torn:
            self._is_torn = True
            return True
        if mode is Mode.DROP_RESPONSE:
            # The server may still be writing: let it finish, so that only the client sees a failure.
            self._drain(self._server)
            self._counts.add("dropped")
            return False
        return self._send("down", chunk, self._client, fault, is_cut_mode=mode is Mode.CUT_AFTER, mode=mode)

    def _send(
        self, way: str, chunk: bytes, target: socket.socket, fault: Fault, *, is_cut_mode: bool, mode: Mode
    ) -> bool:
        room = fault.amount - self._sent[way]
        is_cut = is_cut_mode and len(chunk) > room
        if is_cut:
            chunk = chunk[: max(0, room)]
        step = max(1, fault.amount // 10 if mode is Mode.SLOW else len(chunk))
        for start in range(0, len(chunk), step):
            if mode is Mode.SLOW and self._ended.wait(0.1):
                return False
            piece = chunk[start : start + step]
            # Counted before it goes: whoever has the bytes may ask for the count at once.
            self._sent[way] += len(piece)
            self._counts.add(f"bytes_{way}", len(piece))
            target.sendall(piece)
        if is_cut:
            self._counts.add("cut")
        return not is_cut

    def _answer_as_portal(self) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(PORTAL_PAGE)}\r\n"
        self._counts.add("portal")
        self._client.sendall(head.encode() + b"Connection: close\r\n\r\n" + PORTAL_PAGE)
        self._drain(self._client)

    def _drain(self, source: socket.socket) -> None:
        source.settimeout(DRAIN_SECONDS)
        with contextlib.suppress(OSError):
            while source.recv(CHUNK_BYTES):
                pass

"""A phone whose browser is WebKitGTK, as near to an iPhone's as a Linux machine comes."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import urllib.error
from pathlib import Path
from typing import Any

from tests.browser.engines.spot import Spot
from tests.browser.engines.wire import Refused, Wire, until
from tests.browser.stage import free_port

WINDOW = Path(__file__).with_name("webkit_window.py")
SYSTEM_PYTHON = "/usr/bin/python3"
LISTEN = (
    "if (!window.gnbvProblems) { window.gnbvProblems = [];"
    "addEventListener('error', e => gnbvProblems.push(String(e.error?.stack ?? e.message)));"
    "addEventListener('unhandledrejection', e => gnbvProblems.push(String(e.reason?.stack ?? e.reason))); }"
)


def webkit_is_here() -> bool:
    """Whether driver, screen and library are on this machine."""
    if not shutil.which("WebKitWebDriver") or not shutil.which("Xvfb") or not Path(SYSTEM_PYTHON).exists():
        return False
    asks = "import gi; gi.require_version('Gtk', '3.0'); gi.require_version('WebKit2', '4.1')"
    return subprocess.run([SYSTEM_PYTHON, "-c", asks], capture_output=True, check=False).returncode == 0


class WebKitPage:
    """The part of Playwright's `Page` that the journeys use."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    def __getattr__(self, name: str) -> Any:
        if name in ("locator", "get_by_text", "get_by_label", "get_by_role"):
            return getattr(Spot(self.wire, []), name)
        raise AttributeError(name)

    def goto(self, address: str) -> None:
        self.wire.call("POST", "/url", {"url": address})
        self.wire.run(LISTEN)

    @property
    def url(self) -> str:
        return str(self.wire.call("GET", "/url"))

    def wait_for_function(self, expression: str) -> None:
        script = f"const done = arguments[0]; Promise.resolve({expression}).then(done, () => done(false))"
        body = {"script": script, "args": []}
        until(lambda: self.wire.call("POST", "/execute/async", body), expression)


class WebKitHandset:
    """Like `Handset`: `start()` opens the browser on its profile, `kill()` ends its processes at once."""

    def __init__(self, profile: Path) -> None:
        self.profile = profile
        self.problems: list[str] = []
        self.page: Any = None
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> Any:
        self.profile.mkdir(exist_ok=True)
        reading, writing = os.pipe()
        screen = self._begin(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "800x900x24"], pass_fds=(writing,)
        )
        os.close(writing)
        with os.fdopen(reading) as told:
            display = told.readline().strip()
        assert screen.poll() is None and display
        port = free_port()
        # WebKit shows numbers and dates by the language of the system.
        self._begin(
            ["WebKitWebDriver", f"--port={port}"],
            env={**os.environ, "DISPLAY": f":{display}", "TZ": "Asia/Ho_Chi_Minh", "GDK_BACKEND": "x11",
                 "LIBGL_ALWAYS_SOFTWARE": "1", "NO_AT_BRIDGE": "1"},
        )  # fmt: skip
        window = {"binary": SYSTEM_PYTHON, "args": [str(WINDOW), str(self.profile)]}
        self.wire = until(lambda: self._session(port, window), "the driver does not answer")
        self.page = WebKitPage(self.wire)
        return self.page

    def _session(self, port: int, window: dict[str, Any]) -> Wire | None:
        try:
            return Wire(f"http://127.0.0.1:{port}", {"webkitgtk:browserOptions": window})
        except (urllib.error.URLError, ConnectionError):
            return None

    def _begin(self, command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        log = (self.profile.with_name("webkit.log")).open("ab")
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **options)
        log.close()
        self._processes.append(process)
        return process

    def shows(self) -> str:
        try:
            return f"{self.page.url}\n{self.wire.run('return document.body.innerText')}" if self.page else ""
        except (Refused, OSError) as error:
            return str(error)

    def kill(self) -> None:
        """SIGKILL to the browser with its helpers, to the driver and to the screen."""
        self._collect()
        for process in self._processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._processes = []
        self.page = None

    def _collect(self) -> None:
        if self.page:
            with contextlib.suppress(Refused, OSError):
                self.problems += self.wire.run("return window.gnbvProblems ?? []")

    def close(self) -> None:
        self.kill()

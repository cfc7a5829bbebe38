"""A phone whose browser is the Firefox of the operating system, driven through WebDriver BiDi."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.handset import LONG_MS, Handset

RELAY = Path(__file__).with_name("firefox_relay.py")
NAMES = ("firefox-esr", "firefox")


def firefox_executable() -> str | None:
    """The path of a Firefox that starts, or nothing when this machine has none."""
    for name in (os.environ.get("GNBV_FIREFOX", ""), *NAMES):
        found = shutil.which(name) if name else None
        if found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0:
            return found
    return None


class FirefoxHandset(Handset):
    def start(self) -> Page:
        self.profile.mkdir(exist_ok=True)
        executable = firefox_executable()
        assert executable
        self._context = self._playwright.firefox.launch_persistent_context(
            str(self.profile),
            channel="moz-firefox",
            executable_path=self._launcher(executable),
            headless=True,
            viewport=self.size,  # type: ignore[arg-type]
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            **self.options,
        )
        self._context.set_default_timeout(2 * LONG_MS)
        self._context.on("page", self._watch)
        page = self._context.pages[0]
        self._watch(page)
        return page

    def _watch(self, page: Page) -> None:
        """Firefox reports a file that the network refused among the errors of the page."""
        page.on("pageerror", lambda error: self._said(page.url, "error", str(error)))
        page.on("console", lambda message: self._said(page.url, message.type, message.text))

    def _launcher(self, executable: str) -> str:
        """Playwright starts one program without arguments of ours: the relay, which starts Firefox."""
        script = self.profile.with_name(f"{self.profile.name}-firefox")
        words = shlex.join([sys.executable, str(RELAY), executable])
        script.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
        script.chmod(0o755)
        return str(script)

    def _marks(self) -> list[bytes]:
        return [str(self.profile).encode()]

    def kill(self) -> None:
        """SIGKILL to the browser; the relay in front of it ends by itself."""
        processes = [
            one
            for one in self._processes()
            if b"firefox" in Path(f"/proc/{one}/exe").readlink().name.encode()
        ]
        assert processes, "no browser process of this profile runs"
        for process in processes:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._forget()
        for left in ("lock", ".parentlock"):
            (self.profile / left).unlink(missing_ok=True)

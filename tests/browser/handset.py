"""A phone in somebody's hand: a Chromium with a profile folder of its own, that may be killed at any moment."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser as PlaywrightBrowser
from playwright.sync_api import BrowserContext, Error, Page, Playwright

from tests.chromium import FLAGS, chromium_executable

SMALL = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
LONG_MS = 15_000
# What a browser says by itself when the network or the server refuses; the page has words of its own for it.
EXPECTED = (
    "Failed to load resource",
    "net::ERR_",
    "Failed to fetch",
    "NetworkError when attempting to fetch resource",
    "ServiceWorker",
    "service worker",
    "fetching the script",
    "htmx:sendError",
    "htmx:afterRequest",
)
STARTED: dict[str, Any] = {"headless": True, "args": [flag for flag in FLAGS if flag != "--headless"]}


class Handset:
    """`start()` opens the browser on the profile, `kill()` ends its process as a flat battery does."""

    def __init__(
        self,
        playwright: Playwright,
        profile: Path,
        *,
        like: Path | None = None,
        size: dict[str, int] | None = None,
        **options: Any,
    ) -> None:
        if like:
            shutil.copytree(like, profile, symlinks=True)
        self.profile = profile
        self.size = size or SMALL
        self.options = options
        self.problems: list[str] = []
        self._playwright = playwright
        self._context: BrowserContext | None = None

    def start(self) -> Page:
        self._context = self._opened(**self._looks(), **self.options)
        self._context.set_default_timeout(LONG_MS)
        self._context.on("page", self._watch)
        if not self._context.pages:
            return self._context.new_page()
        page = self._context.pages[0]
        self._watch(page)
        return page

    def _looks(self) -> dict[str, Any]:
        small = self.size["width"] < 600
        place = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}
        return {"viewport": self.size, "is_mobile": small, "has_touch": small, **place}

    def _opened(self, **looks: Any) -> BrowserContext:
        return self._playwright.chromium.launch_persistent_context(
            str(self.profile), **STARTED, executable_path=chromium_executable(), **looks
        )

    @property
    def context(self) -> BrowserContext:
        assert self._context is not None
        return self._context

    @property
    def page(self) -> Page:
        return self.context.pages[0]

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error.stack or error}"))
        page.on("console", lambda message: self._said(page.url, message.type, message.text))

    def _said(self, url: str, kind: str, text: str) -> None:
        if kind == "error" and not any(words in text for words in EXPECTED):
            self.problems.append(f"{url}: {text}")

    def shows(self) -> str:
        """What each open page says, for the report of a failure."""
        try:
            return "\n".join(
                f"{page.url}\n{page.locator('body').aria_snapshot()}"
                for page in (self._context.pages if self._context else [])
            )
        except Error as error:
            return str(error)

    def _marks(self) -> list[bytes]:
        """The argument by which a process of this browser is known."""
        return [f"--user-data-dir={self.profile}".encode()]

    def _processes(self) -> list[int]:
        marks = self._marks()
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    words = (entry / "cmdline").read_bytes().split(b"\0")
                except OSError:
                    continue
                if any(mark in words for mark in marks):
                    found.append(int(entry.name))
        return found

    def kill(self) -> None:
        """SIGKILL: nothing is flushed, no handler of the page runs. The store is what was committed before."""
        processes = self._processes()
        assert processes, "no browser process of this profile runs"
        for process in processes:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._forget()
        for left in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
            (self.profile / left).unlink(missing_ok=True)

    def close(self) -> None:
        if self._context is not None:
            self._forget()

    def _forget(self) -> None:
        context, self._context = self._context, None
        try:
            if context is not None:
                context.close()
        except Error:
            pass


class Browser:
    """One process for all desks of the office: nothing of them has to outlive its journey. Started again if it fell."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._process: PlaywrightBrowser | None = None

    def context(self, **looks: Any) -> BrowserContext:
        if self._process is None or not self._process.is_connected():
            self._process = self._playwright.chromium.launch(**STARTED, executable_path=chromium_executable())
        return self._process.new_context(**looks)

    def close(self) -> None:
        if self._process is not None:
            self._process.close()


class Desk(Handset):
    """A person's own window of that browser."""

    def __init__(self, playwright: Playwright, profile: Path, browser: Browser, **options: Any) -> None:
        super().__init__(playwright, profile, **{"size": DESK, **options})
        self._browser = browser

    def _opened(self, **looks: Any) -> BrowserContext:
        return self._browser.context(**looks)

"""`expect` for every engine: Playwright's own, and ours where a browser is driven through WebDriver."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect as expect_by_playwright

from tests.browser.engines.spot import Expectation, Spot


def expect(found: Any) -> Any:
    return Expectation(found) if isinstance(found, Spot) else expect_by_playwright(found)

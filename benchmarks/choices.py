"""A choice list of 16,000 villages on a slow phone: until it is open, and until what was typed is found."""

from __future__ import annotations

import tempfile
from pathlib import Path

from _stage import SLOWER, Server, make_demo, soak, spread
from playwright.sync_api import sync_playwright

from tests.browser import all_types, taps
from tests.browser.handset import Handset
from tests.browser.sheet import HEAD, TYPED

# From the touch to the first rows before the eyes, the frame in which they are painted included.
OPEN = """async () => {
  const begun = performance.now();
  document.querySelector('[data-q=village] [data-act=long]').click();
  while (!document.querySelector('dialog[open] [data-list] .choice')) await new Promise(done => setTimeout(done));
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - begun;
}"""
# One word typed at once, as it comes from a phone's keyboard.
FIND = """words => {
  const field = document.querySelector('dialog[open] [type=search]');
  field.value = words;
  const begun = performance.now();
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return performance.now() - begun;
}"""


def main() -> None:
    times = 20 if soak() else 5
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        ready = all_types.prepared(make_demo(Path(folder) / "demo"), Path(folder) / "instance")
        server = Server(ready)
        server.start()
        try:
            phone = Handset(playwright, Path(folder) / "profile")
            page = phone.start()
            taps.sign_in(page, server.url, "rasoat")
            taps.open_household(page, TYPED, HEAD)
            page.get_by_role("link", name="Bắt đầu rà soát").click()
            page.get_by_role("button", name="Mở danh sách các mục").click()
            page.get_by_role("dialog").get_by_role("link", name="Danh sách dài").click()
            page.locator("[data-q=village] [data-act=long]").wait_for()
            session = phone.context.new_cdp_session(page)
            for rate in (1, SLOWER):
                session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
                opened, found, first = [], [], 0.0
                for at in range(times):
                    opened.append(float(page.evaluate(OPEN)))
                    found.append(float(page.evaluate(FIND, f"phieng lan {at}")))
                    first = first or found[0]
                    page.keyboard.press("Escape")
                    page.locator("dialog[open]").wait_for(state="detached")
                spread(f"16,000 choices, touch to the rows, processor ÷ {rate}", opened)
                spread(f"16,000 choices, a word to its rows, processor ÷ {rate}", found)
            phone.close()
        finally:
            server.stop()


if __name__ == "__main__":
    main()

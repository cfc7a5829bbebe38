"""The form on a slow phone: from a touch to "stored", and one recalculation in a roster of ten."""

from __future__ import annotations

import tempfile
from pathlib import Path

from _stage import SLOWER, server, soak, spread
from playwright.sync_api import Page, sync_playwright

from tests.browser import sheet, taps
from tests.browser.handset import Handset
from tests.browser.sheet import HEAD, TYPED

# Counts from the change of an answer to the words "Đã lưu", which appear only after the durable commit.
TOUCH = """async index => {
  const boxes = [...document.querySelectorAll('[data-q=mode] input[data-choice]')];
  const place = document.querySelector('.saved [data-f=saved]');
  place.textContent = '';
  const begun = performance.now();
  boxes[index % boxes.length].click();
  await new Promise(done => {
    const look = new MutationObserver(() => { if (place.textContent) { look.disconnect(); done(); } });
    look.observe(place, { childList: true, characterData: true, subtree: true });
  });
  return performance.now() - begun;
}"""
# One letter typed into a name: everything that depends on the roster is computed and drawn again.
LETTER = """letter => {
  const field = document.querySelector('dialog[open] [data-q=full_name] [data-input]');
  field.value += letter;
  const begun = performance.now();
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return performance.now() - begun;
}"""


def grow(page: Page, people: int) -> None:
    for number in range(4, people + 1):
        page.get_by_role("button", name="Thêm người").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Họ và tên").fill(f"Phạm Văn {number}")
        dialog.locator("footer [data-act=close]").click()


def main() -> None:
    times = 100 if soak() else 20
    with server() as running, sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        phone = Handset(playwright, Path(folder) / "profile")
        page = phone.start()
        taps.sign_in(page, running.url, "rasoat")
        work = sheet.start(page, TYPED, HEAD)
        work.intro(HEAD)
        session = phone.context.new_cdp_session(page)
        for rate in (1, SLOWER):
            session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
            spread(
                f"autosave, touch to “Đã lưu”, processor ÷ {rate}",
                [float(page.evaluate(TOUCH, at)) for at in range(times)],
            )
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        work.on("Người trong hộ")
        grow(page, 10)
        page.get_by_role("button", name="Thêm người").click()
        for rate in (1, SLOWER):
            session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
            spread(
                f"one letter in a roster of 11, processor ÷ {rate}",
                [float(page.evaluate(LETTER, "a")) for _ in range(times)],
            )
        phone.close()


if __name__ == "__main__":
    main()

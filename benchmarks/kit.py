"""The kit of 3,000 households and 15,000 members: what it costs the server, the line and the phone."""

from __future__ import annotations

import gzip
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import requests
from _large_commune import USERNAME, make
from _stage import SLOWER, line, soak, spread, worked
from playwright.sync_api import Page, sync_playwright

from tests.browser import taps
from tests.browser.handset import Handset
from tests.browser.stage import PASSWORD, Server

MARKED = {"X-Gnbv": "1", "Accept-Encoding": "gzip"}
ASKED = ("le thi", "nguyen van", "hoang", "12", "trinh dinh tuan", "pham thi thu huong", "an", "xl05100")
# The phone's own modules over a store of their own; what they say is timed where the page would wait for it.
SEARCH = """async words => {
  const field = document.querySelector('#find');
  const begun = performance.now();
  field.value = words;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return performance.now() - begun;
}"""
UNLOCKED = """() => new Promise(done => {
  const begun = window.begun;
  const look = () => document.querySelector('[data-when=kit]:not([hidden])') ? done(performance.now() - begun) : setTimeout(look, 4);
  look();
})"""


class Line:
    """One device of the collector, as bytes on a line."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = requests.Session()
        self.http.headers.update(MARKED)
        self.http.post(
            f"{url}/login", json={"username": USERNAME, "password": PASSWORD}, allow_redirects=False
        )
        self.http.post(f"{url}/sync/device", json={"label": "x"})

    def page(self, **asked: Any) -> tuple[dict[str, Any], int, int, float]:
        begun = time.perf_counter()
        answer = self.http.get(f"{self.url}/sync/kit", params=asked, stream=True)
        raw = answer.raw.read(decode_content=False)
        taken = (time.perf_counter() - begun) * 1000
        assert answer.status_code == 200, answer.status_code
        plain = gzip.decompress(raw) if answer.headers.get("Content-Encoding") == "gzip" else raw
        return json.loads(plain), len(raw), len(plain), taken

    def whole(self, **asked: Any) -> tuple[dict[str, Any], list[int], int, list[float]]:
        got, wire, plain, taken = self.page(**asked)
        wires, times = [wire], [taken]
        while got["page"] < got["pages"]:
            got, wire, more, taken = self.page(cursor=got["cursor"])
            wires.append(wire)
            times.append(taken)
            plain += more
        return got, wires, plain, times


def server_side(running: Server) -> None:
    phone = Line(running.url)
    phone.whole()  # fills the caches of the process
    before = worked(running.pid)
    got, wires, plain, times = phone.whole()
    spent = worked(running.pid) - before
    line("kit, pages", len(wires), "")
    line("kit, all pages as they are", plain / 1024, "KB")
    line("kit, all pages on the wire (gzip)", sum(wires) / 1024, "KB")
    line("kit, largest page on the wire", max(wires) / 1024, "KB")
    line("kit, processor time of the server for all pages", spent, "ms")
    line("kit, waiting for all pages one after another", sum(times), "ms")
    spread("  one page", times)
    before = worked(running.pid)
    quiet, wires, _, _ = phone.whole(cursor=got["cursor"])
    spent = worked(running.pid) - before
    assert quiet["mode"] == "delta" and not quiet["entries"]
    line("nothing new: bytes on the wire", wires[0], "B")
    line("nothing new: processor time of the server", spent, "ms")
    running.write("UPDATE counter SET value = value + 1 WHERE name = 'change'")
    running.write(
        "INSERT INTO change (tenant, number, kind, subject_id) SELECT tenant, value, 'household', "
        "(SELECT id FROM household WHERE code LIKE 'XL%' LIMIT 1) FROM counter WHERE name = 'change'"
    )
    before = worked(running.pid)
    delta, wires, _, _ = phone.whole(cursor=got["cursor"])
    spent = worked(running.pid) - before
    assert len(delta["entries"]) == 1, delta
    line("one household changed: bytes on the wire", wires[0], "B")
    line("one household changed: processor time of the server", spent, "ms")
    before = worked(running.pid)
    _, wires, _, _ = phone.whole(cursor=got["cursor"], manifest=1)
    spent = worked(running.pid) - before
    line("names and hashes of everything (manifest): wire", sum(wires) / 1024, "KB")
    line("names and hashes of everything (manifest): processor time", spent, "ms")


def on_disk(profile: Path) -> float:
    return sum(path.stat().st_size for path in profile.rglob("IndexedDB/**/*") if path.is_file()) / 1024


def phone_side(running: Server, folder: Path) -> None:
    with sync_playwright() as playwright:
        phone = Handset(playwright, folder / "profile")
        page = phone.start()
        begun = time.perf_counter()
        taps.sign_in(page, running.url, USERNAME)
        page.get_by_label("Tìm tên chủ hộ").wait_for(timeout=120_000)
        line("phone: first household may be worked with after", (time.perf_counter() - begun) * 1000, "ms")
        page.get_by_role("heading", name="Đang lấy dữ liệu của thôn về máy").wait_for(
            state="hidden", timeout=120_000
        )
        line("phone: whole kit applied after", (time.perf_counter() - begun) * 1000, "ms")
        session = phone.context.new_cdp_session(page)
        memory = session.send("Runtime.getHeapUsage")
        line("phone: memory of the page's script", memory["usedSize"] / 1024 / 1024, "MB")
        for rate in (1, SLOWER):
            session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
            spread(f"phone: search, letters to rows, processor ÷ {rate}", searches(page))
            spread(f"phone: PIN to the list, processor ÷ {rate}", unlocks(page))
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        phone.close()
        line("phone: size on disk", on_disk(folder / "profile"), "KB")


def searches(page: Page) -> list[float]:
    times = 12 if soak() else 3
    return [float(page.evaluate(SEARCH, words[:upto])) for _ in range(times) for words in ASKED
            for upto in range(2, len(words) + 1)]  # fmt: skip


def unlocks(page: Page) -> list[float]:
    taken = []
    for _ in range(5 if soak() else 2):
        page.evaluate("() => document.dispatchEvent(new Event('x'))")
        page.reload()
        page.get_by_text("Nhập mã PIN 6 số").wait_for()
        for digit in taps.PIN[:-1]:
            page.get_by_role("button", name=digit, exact=True).click()
        page.evaluate(
            "() => { window.begun = 0; addEventListener('click', () => { window.begun = performance.now(); }, true); }"
        )
        page.get_by_role("button", name=taps.PIN[-1], exact=True).click()
        taken.append(float(page.evaluate(UNLOCKED)))
    return taken


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        running = Server(make(Path(folder) / "instance"), workers=2)
        running.start()
        try:
            server_side(running)
            phone_side(running, Path(folder))
        finally:
            running.stop()


if __name__ == "__main__":
    main()

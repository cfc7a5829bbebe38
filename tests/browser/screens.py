"""Pictures of every page, small and large, to be looked at: `python -m tests.browser.screens FOLDER`.

Not a test: nobody can assert that a page reads well in the sun. It makes its own demo and ends it.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, Playwright, expect, sync_playwright

from tests.browser import office, sheet, taps
from tests.browser.handset import DESK, SMALL, Handset
from tests.browser.sheet import HEAD, OTHER, OTHER_TYPED, SON, TYPED
from tests.browser.stage import PASSWORD, Stage, free_port, make_demo

SECTIONS = (
    "Mở đầu", "Người trong hộ", "Nhà ở", "Điện, nước, vệ sinh", "Thông tin, đồ dùng", "Đất, vật nuôi, thu nhập",
    "Phiếu giấy B1", "Kết quả và chỉ số", "Kết thúc",
)  # fmt: skip
OFFICE = {
    "giamsat": ("/surveys", "/board", "/handovers"),
    "lanhdao": ("/board", "/tasks", "/plans", "/account"),
    "daumoi": ("/plans",),
    "quantri": ("/people", "/account/devices", "/account/password"),
}


class Camera:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, page: Page, name: str, *, whole: bool = True) -> None:
        self.number += 1
        width = (page.viewport_size or SMALL)["width"]
        page.screenshot(path=self.folder / f"{self.number:02d}-{name}-{width}.png", full_page=whole)


def field(playwright: Playwright, stage: Stage, folder: Path, camera: Camera) -> None:
    phone = Handset(playwright, folder / "phone")
    page = phone.start()
    page.goto(f"{stage.url}/app")
    expect(page.get_by_label("Tên đăng nhập")).to_be_visible()
    camera.take(page, "sign-in")
    taps.sign_in(page, stage.url, "rasoat")
    taps.ready(page)
    camera.take(page, "work", whole=False)
    page.get_by_label("Tìm tên chủ hộ").fill("kien")
    camera.take(page, "search", whole=False)
    taps.open_household(page, TYPED, HEAD)
    camera.take(page, "household")
    page.get_by_role("link", name="Quay lại").click()
    sheet.whole(page)
    camera.take(page, "work-sent", whole=False)
    taps.open_household(page, TYPED, HEAD)
    page.goto(page.url + "/survey?again")
    taps.unlock(page)
    for name in SECTIONS:
        page.get_by_role("button", name="Mở danh sách các mục").click()
        if name == "Nhà ở":
            camera.take(page, "sections", whole=False)
        page.get_by_role("dialog").get_by_role("link", name=re.compile(re.escape(name))).click()
        sheet.Sheet(page).section(name)
        camera.take(page, f"section-{SECTIONS.index(name) + 1}", whole=False)
        if name == "Người trong hộ":
            page.get_by_role("link", name=re.compile(SON)).click()
            camera.take(page, "member", whole=False)
            page.get_by_role("dialog").get_by_role("button", name="Đóng").click()
    page.goto(f"{stage.url}/app/outbox")
    taps.unlock(page)
    camera.take(page, "outbox")
    page.goto(f"{stage.url}/app/more")
    taps.unlock(page)
    camera.take(page, "more")
    stage.network.refuse()
    taps.tab(page, "Việc của tôi")
    sheet.start(page, OTHER_TYPED, OTHER)
    page.goto(f"{stage.url}/app")
    expect(page.get_by_text("Nhập mã PIN 6 số")).to_be_visible()
    camera.take(page, "pin")
    stage.network.pass_through()
    taps.unlock(page)
    phone.close()


def desks(playwright: Playwright, stage: Stage, folder: Path, camera: Camera) -> None:
    for size in (SMALL, DESK):
        for username, paths in OFFICE.items():
            desk = Handset(playwright, folder / f"{username}-{size['width']}", size=size)
            page = desk.start()
            page.goto(f"{stage.office}/login")
            taps.enter(page, username, PASSWORD)
            page.wait_for_url(lambda url: "/login" not in url)
            for path in paths:
                page.goto(f"{stage.office}{path}")
                camera.take(page, f"{username}{path.replace('/', '-')}", whole=False)
            if username == "giamsat":
                page.goto(f"{stage.office}/surveys")
                office.read_first(page, HEAD)
                camera.take(page, "reading", whole=False)
                page.goto(page.url + "/sheet")
                camera.take(page, "paper", whole=False)
            if username == "lanhdao":
                page.goto(f"{stage.office}/plans")
                page.locator("main li a").first.click()
                page.wait_for_url("**/plans/*")
                camera.take(page, "plan", whole=False)
                page.goto(f"{stage.office}/nowhere")
                camera.take(page, "not-found", whole=False)
            desk.close()
    cadre = Handset(playwright, folder / "canbo")
    page = cadre.start()
    taps.sign_in(page, stage.url, "canbo")
    expect(page.locator("li.task").first).to_be_visible()
    camera.take(page, "tasks", whole=False)
    page.locator("li.task").first.get_by_role("checkbox").click()
    camera.take(page, "tick", whole=False)
    cadre.close()


def main(target: Path) -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        expect.set_options(timeout=15_000)
        with Stage(make_demo(folder / "demo"), folder / "instance", free_port()) as stage:
            camera = Camera(target)
            field(playwright, stage, folder, camera)
            desks(playwright, stage, folder, camera)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""The pages about the second copy are readable for everybody: the offer, what came, no network, the notice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import sheet, taps
from tests.browser.conftest import Made
from tests.browser.handset import DESK, SMALL, Handset
from tests.browser.readable import faults
from tests.browser.sheet import OTHER, OTHER_TYPED
from tests.browser.stage import PASSWORD, Stage


class Seen:
    """Faults by the place where they were seen; with ``GNBV_PICTURES`` also a picture of each place."""

    def __init__(self) -> None:
        self.faults: dict[str, list[str]] = {}

    def look(self, place: str, page: Page) -> None:
        if found := faults(page):
            self.faults[place] = found
        if folder := os.environ.get("GNBV_PICTURES"):
            width = (page.viewport_size or SMALL)["width"]
            page.screenshot(path=Path(folder) / f"{place}-{width}.png", full_page=True)


@pytest.mark.parametrize("size", [SMALL, DESK], ids=["phone", "desk"])
def test_the_second_copy_is_readable_for_everybody(
    size: dict[str, int], phone: Handset, met: Stage, handset: Made
) -> None:
    seen = Seen()
    work = sheet.start(phone.page, OTHER_TYPED, OTHER)
    work.intro(OTHER)
    expect(taps.saved(phone.page)).to_be_visible()
    phone.page.goto(f"{met.url}/app")
    taps.unlock(phone.page)
    expect(phone.page.get_by_text("Bản dự phòng: vừa xong.")).to_be_visible(timeout=90_000)

    page = handset("another", size=size).start()
    page.goto(f"{met.url}/app")
    taps.enter(page, "rasoat", PASSWORD)
    expect(page.get_by_text("Chọn mã PIN 6 số")).to_be_visible()
    taps.type_pin(page, taps.NEW_PIN)
    taps.type_pin(page, taps.NEW_PIN)
    expect(page.get_by_role("heading", name="Máy trước còn 1 phiếu đang làm.")).to_be_visible()
    seen.look("offer", page)
    page.get_by_role("link", name="Để sau").click()
    taps.ready(page)
    taps.tab(page, "Thêm")
    page.get_by_role("link", name="Lấy lại việc từ máy trước").click()
    expect(page.get_by_role("heading", name="Máy trước còn 1 phiếu đang làm.")).to_be_visible()
    met.network.refuse()
    page.get_by_role("button", name="Lấy về máy này").click()
    expect(page.get_by_role("alert")).to_contain_text("Mất mạng giữa chừng")
    seen.look("cut", page)
    met.network.pass_through()
    page.get_by_role("button", name="Lấy tiếp").click()
    expect(page.get_by_role("heading", name="Đã lấy về 1 phiếu đang làm.")).to_be_visible()
    seen.look("taken", page)
    page.get_by_role("link", name="Về việc của tôi").click()
    taps.ready(page)
    expect(
        page.get_by_text("việc chưa có").or_(page.get_by_text("Bản dự phòng: vừa xong.")).first
    ).to_be_visible()
    seen.look("work", page)
    page.goto(f"{met.url}/app/restore")
    taps.unlock(page, taps.NEW_PIN)
    expect(page.get_by_text("Không có việc nào ở máy khác")).to_be_visible()
    seen.look("none", page)

    taps.tab(phone.page, "Thêm")
    phone.page.get_by_role("button", name="Lấy dữ liệu mới").click()
    expect(phone.page.get_by_text("Nếu không phải bạn, báo quản trị xã.")).to_be_visible()
    seen.look("more", phone.page)
    taps.tab(phone.page, "Việc của tôi")
    expect(phone.page.get_by_text("Dữ liệu đã sang máy khác")).to_be_visible()
    seen.look("told", phone.page)
    assert seen.faults == {}

"""Every page and sheet of the phone: axe-core, targets of 48 px, no sideways scroll, small and large, light and dark."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import sheet, taps
from tests.browser.handset import DESK, SMALL
from tests.browser.readable import faults
from tests.browser.sheet import HEAD, TYPED
from tests.browser.stage import PASSWORD

SECTIONS = (
    "Mở đầu", "Người trong hộ", "Nhà ở", "Điện, nước, vệ sinh", "Thông tin, đồ dùng", "Đất, vật nuôi, thu nhập",
    "Phiếu giấy B1", "Kết quả và chỉ số", "Kết thúc",
)  # fmt: skip
SIZES = {"phone": SMALL, "desk": DESK}


class Faults(dict[str, list[str]]):
    """Faults by the place where they were seen; a place without any is not kept."""

    def look(self, place: str, page) -> None:
        if found := faults(page):
            self[place] = found


@pytest.fixture(params=list(SIZES))
def opened(request, handset, finished, met):
    """The phone with one finished sheet, unlocked, without a network, in both sizes."""
    met.network.refuse()
    phone = handset(like=finished.profile, size=SIZES[request.param])
    page = phone.start()
    page.goto(f"{met.url}/app")
    return page


def test_the_door_is_readable_for_everybody(handset, stage):
    for size in SIZES.values():
        seen = Faults()
        page = handset(f"door-{size['width']}", size=size).start()
        page.goto(f"{stage.url}/app")
        expect(page.get_by_label("Tên đăng nhập")).to_be_visible()
        seen.look("sign-in", page)
        taps.enter(page, "rasoat", "sai")
        expect(page.get_by_role("alert")).to_contain_text("chưa đúng")
        seen.look("sign-in refused", page)
        taps.enter(page, "rasoat", PASSWORD)
        expect(page.get_by_text("Chọn mã PIN 6 số")).to_be_visible()
        seen.look("new PIN", page)
        assert seen == {}


def test_pages_outside_the_sheet_are_readable_for_everybody(opened):
    page, seen = opened, Faults()
    expect(page.get_by_text("Nhập mã PIN 6 số")).to_be_visible()
    seen.look("PIN", page)
    page.get_by_role("button", name="Quên PIN").click()
    seen.look("password", page)
    page.get_by_role("button", name="Nhập lại mã PIN").click()
    taps.unlock(page)
    taps.ready(page)
    seen.look("work", page)
    page.get_by_label("Tìm tên chủ hộ").fill("le")
    seen.look("search", page)
    taps.tab(page, "Chờ gửi")
    seen.look("outbox", page)
    taps.tab(page, "Thêm")
    seen.look("more", page)
    page.get_by_role("button", name="Đổi mã PIN").click()
    seen.look("change PIN", page)
    page.get_by_role("button", name="Đóng").click()
    taps.tab(page, "Việc của tôi")
    taps.open_household(page, "pham van phong", "Phạm Văn Phong")
    seen.look("household", page)
    page.get_by_role("button", name="Ghi một lần vắng nhà").click()
    seen.look("visit", page)
    assert seen == {}


def test_every_section_of_the_sheet_is_readable_for_everybody(opened):
    page, seen = opened, Faults()
    taps.unlock(page)
    taps.open_household(page, TYPED, HEAD)
    page.goto(page.url + "/survey?again")
    taps.unlock(page)
    work = sheet.Sheet(page)
    work.section("Mở đầu")
    for name in SECTIONS:
        page.get_by_role("button", name="Mở danh sách các mục").click()
        if name == "Mở đầu":
            seen.look("list of sections", page)
        page.get_by_role("dialog").get_by_role("link", name=re.compile(re.escape(name))).click()
        work.section(name)
        seen.look(name, page)
        if name == "Người trong hộ":
            page.get_by_role("link", name=re.compile(HEAD)).click()
            expect(page.get_by_role("dialog")).to_be_visible()
            seen.look("member", page)
            page.get_by_role("dialog").get_by_role("button", name="Xong", exact=True).click()
        if name == "Nhà ở":
            page.get_by_role("button", name=re.compile("Ghi chú, hỏi lại sau")).first.click()
            seen.look("note", page)
            page.get_by_role("dialog").get_by_role("button", name="Đóng").click()
    assert seen == {}

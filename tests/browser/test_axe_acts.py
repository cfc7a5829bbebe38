"""Pages that only stand after an act: the returned sheet, the finished one, tasks and their sheet."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import office, taps
from tests.browser.handset import DESK, SMALL
from tests.browser.readable import faults
from tests.browser.sheet import HEAD, SON, TYPED

SIZES = {"phone": SMALL, "desk": DESK}


def test_a_returned_sheet_is_readable_for_everybody(offline, received, desk):
    supervisor = desk(received, "giamsat")
    office.read_first(supervisor, HEAD)
    office.remark(supervisor, "Nguồn nước chính", "Hỏi lại giúp tôi.")
    office.remark(supervisor, f"{SON}: Ai đang đi học", "Cháu học lớp mấy?")
    office.give_back(supervisor, 2)
    page = offline.phone.page
    seen = {}
    taps.send_now(page)
    taps.tab(page, "Việc của tôi")
    expect(page.get_by_text("Cần sửa: 2 câu")).to_be_visible()
    taps.open_household(page, TYPED, HEAD)
    if found := faults(page):
        seen["household"] = found
    page.get_by_role("link", name="Xem ý kiến và sửa").click()
    expect(page.get_by_text("Người duyệt trả lại, 2 câu cần sửa")).to_be_visible()
    page.locator(".q").filter(has_text="Cháu học lớp mấy?").get_by_text("Giữ nguyên", exact=True).click()
    if found := faults(page):
        seen["returned"] = found
    assert seen == {}


@pytest.mark.parametrize("size", SIZES)
def test_tasks_and_their_sheet_are_readable_for_everybody(handset, stage, size):
    page = handset(size=SIZES[size]).start()
    taps.sign_in(page, stage.url, "canbo")
    expect(page.locator("li.task").first).to_be_visible()
    seen = {}
    if found := faults(page):
        seen["tasks"] = found
    page.locator("li.task").first.get_by_role("checkbox").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    if found := faults(page):
        seen["tick"] = found
    assert seen == {}

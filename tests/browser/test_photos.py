"""A survey whose photo did not come with it: the office knows which, the phone keeps it, and a locked phone brings it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.browser import sheet, taps
from tests.browser.expecting import expect
from tests.browser.readable import faults
from tests.browser.sheet import SECOND

WAITED = "SELECT count(*) FROM attachment WHERE state <> 'stored'"


def test_a_photo_that_was_left_behind_is_waited_for_and_comes_from_a_locked_phone(
    offline: Any, desk: Any, picture: Path
) -> None:
    page, stage = offline.phone.page, offline.stage
    sheet.whole(page, picture, SECOND)
    taps.tab(page, "Chờ gửi")
    stage.network.drop_response(only=r"^(HEAD|PUT) /sync/attachments")
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.locator("main")).to_contain_text("Còn 1 ảnh trên máy")
    expect(page.get_by_role("heading", name="1 ảnh", exact=True)).to_be_visible()
    badge = page.get_by_role("link", name="Mở hàng chờ gửi")
    expect(badge).to_contain_text("Còn 1 ảnh chưa gửi")
    expect(page.locator("[data-tab=outbox] .count")).to_have_text("1")
    taps.tab(page, "Việc của tôi")
    expect(page.locator("main")).to_contain_text("Còn 1 ảnh chưa gửi")
    assert (stage.count("SELECT count(*) FROM revision"), stage.count(WAITED)) == (2, 1)

    office = desk(stage, "giamsat")
    office.goto(f"{stage.office}/surveys")
    row = office.get_by_role("row").filter(has_text=SECOND[0])
    expect(row).to_contain_text("0/1 ảnh đã về")
    row.get_by_role("link").click()
    expect(office.locator("#photos")).to_contain_text("Ảnh trang B1 có chữ ký")
    expect(office.get_by_text("Duyệt dù thiếu ảnh")).to_be_visible()
    assert faults(office) == []

    stage.network.refuse()
    page.reload()
    expect(page.get_by_text("Nhập mã PIN 6 số")).to_be_visible()
    stage.network.pass_through()
    page.evaluate("dispatchEvent(new Event('online'))")
    for _ in range(60):
        if not stage.count(WAITED):
            break
        page.wait_for_timeout(250)
    assert stage.count(WAITED) == 0
    expect(page.get_by_text("Nhập mã PIN 6 số")).to_be_visible()

    office.reload()
    expect(office.locator("#photos")).to_have_count(0)
    expect(office.get_by_role("link", name="có tệp kèm")).to_be_visible()
    taps.unlock(page)
    taps.tab(page, "Chờ gửi")
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    assert offline.phone.problems == []

"""Changes of households at the office, at a desk and on a small screen: readable for everybody, confirmed, taken back."""

from __future__ import annotations

import pytest

from tests.browser.changed_homes import fill
from tests.browser.expecting import expect
from tests.browser.handset import DESK, SMALL
from tests.browser.readable import faults

SIZES = {"phone": SMALL, "desk": DESK}


@pytest.mark.parametrize("size", SIZES)
def test_a_change_is_read_confirmed_and_taken_back(stage, desk, size):
    told = fill(stage)
    page, seen = desk(stage, "giamsat", size=SIZES[size]), {}

    def look(name):
        for summary in page.locator("main details:not([open]) > summary").all():
            summary.click()
        if found := faults(page):
            seen[name] = found

    page.goto(f"{stage.office}/rounds/{told['round']}")
    page.get_by_role("link", name="Thay đổi của hộ").click()
    expect(page.get_by_text("Còn 5 thay đổi chờ xác nhận")).to_be_visible()
    look("list")
    for kind in ("merged", "split", "nobody"):
        page.goto(f"{stage.office}/changes/{told[kind]}{told['joined'] if kind == 'merged' else ''}")
        look(kind)
    page.goto(f"{stage.office}/changes/{told['moved_village']}")
    look("moved")
    page.get_by_role("radio", name="Thôn 3").check()
    page.get_by_role("button", name="Xác nhận thay đổi này").click()
    expect(page.get_by_text("Đã xác nhận. Sổ hộ, danh sách và phân công đã đổi theo.")).to_be_visible()
    look("confirmed")
    page.get_by_label("Lý do").fill("Chọn nhầm thôn")
    page.get_by_role("button", name="Huỷ quyết định").click()
    expect(page.get_by_role("button", name="Xác nhận thay đổi này")).to_be_visible()
    page.goto(f"{stage.office}/rounds/{told['round']}/changes")
    expect(page.get_by_text("Còn 5 thay đổi chờ xác nhận")).to_be_visible()
    assert seen == {}

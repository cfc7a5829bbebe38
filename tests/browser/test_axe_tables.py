"""The official tables at a desk and on a small screen: each page readable for everybody, a number opens its households."""

from __future__ import annotations

import pytest

from tests.browser.handset import DESK, SMALL
from tests.browser.readable import faults

SIZES = {"phone": SMALL, "desk": DESK}


@pytest.mark.parametrize("size", SIZES)
def test_tables_are_read_handed_in_and_their_pages_are_readable_for_everybody(stage, desk, size):
    page = desk(stage, "daumoi", size=SIZES[size])
    seen = {}

    def look(name, **how):
        if found := faults(page, **how):
            seen[name] = found

    page.goto(f"{stage.office}/tables?year=2025")
    page.get_by_text("phép đối chiếu khớp").click()
    look("tables")
    page.get_by_role("row", name="Toàn bộ").first.get_by_role("link").last.click()
    page.get_by_text("Mỗi lần mở danh sách này").wait_for()
    look("homes")
    page.goto(f"{stage.office}/tables/lists/T15?year=2025")
    page.locator("main details > summary").first.click()
    look("list")
    page.goto(f"{stage.office}/tables/figures")
    look("figures")
    page.goto(f"{stage.office}/tables/templates")
    page.locator("main details > summary").first.click()
    look("templates")
    page.goto(f"{stage.office}/tables/print?year=2025&table=T4&table=T14")
    look("paper", targets=False)
    page.goto(f"{stage.office}/tables?year=2025")
    page.locator("summary", has_text="Chọn biểu để nộp").click()
    page.get_by_label("T1.").uncheck()
    look("choosing")
    page.get_by_role("button", name="Nộp biểu").click()
    page.get_by_text("Nội dung còn nguyên như lúc nộp").wait_for()
    look("submitted")
    assert seen == {}

"""Planning a round and taking in a petition at a desk and on a small screen: each page readable for everybody."""

from __future__ import annotations

import pytest

from tests.browser.handset import DESK, SMALL
from tests.browser.readable import faults

SIZES = {"phone": SMALL, "desk": DESK}


@pytest.mark.parametrize("size", SIZES)
def test_a_round_is_planned_and_its_pages_are_readable_for_everybody(stage, desk, size):
    page = desk(stage, "daumoi", size=SIZES[size])
    seen = {}

    def look(name, **how):
        if found := faults(page, **how):
            seen[name] = found

    page.goto(f"{stage.office}/rounds")
    look("rounds")
    page.get_by_role("link", name="Lập kế hoạch đợt mới").click()
    look("plan")
    page.get_by_label("Rà soát thường xuyên").check()
    page.get_by_role("button", name="Ghi kế hoạch đợt").click()
    page.wait_for_url("**/plan")
    address = page.url
    look("planned")
    page.get_by_role("link", name="Lập danh sách").click()
    page.get_by_role("button", name="Lập danh sách").click()
    page.get_by_text("Đã lập danh sách").wait_for()
    for summary in page.locator("main details > summary").all()[:3]:
        summary.click()
    look("list")
    page.goto(address.replace("/plan", "/list/print"))
    look("paper", targets=False)
    for line in ("board", "plan", "training", "list"):
        page.goto(address.replace("/plan", f"/preparations/{line}"))
        look(line)
    assert seen == {}


@pytest.mark.parametrize("size", SIZES)
def test_a_petition_is_taken_in_and_its_pages_are_readable_for_everybody(stage, desk, size):
    page = desk(stage, "daumoi", size=SIZES[size])
    seen = {}

    def look(name, **how):
        if found := faults(page, **how):
            seen[name] = found

    page.goto(f"{stage.office}/petitions/new")
    look("household")
    page.get_by_label("tên người trong hộ").fill("le")
    page.get_by_role("button", name="Tìm hộ").click()
    page.get_by_role("heading", name="Thấy").wait_for()
    look("found")
    page.get_by_label("Số hộ", exact=True).fill("2")
    page.get_by_role("button", name="Tiếp").click()
    page.get_by_text("Hộ đã có trong danh sách").wait_for()
    look("new")
    page.get_by_label("Đề nghị xét hộ nghèo").check()
    page.get_by_role("button", name="Nhận giấy, cấp số").click()
    page.get_by_text("Đã nhận giấy số 1/2026").wait_for()
    page.get_by_label("Phiếu A: có khả năng nghèo").check()
    page.get_by_role("button", name="Ghi kết quả Phiếu A").click()
    page.get_by_role("button", name="Đưa vào danh sách").wait_for()
    look("petition")
    page.get_by_role("link", name="In biên nhận").click()
    look("receipt", targets=False)
    page.goto(f"{stage.office}/petitions")
    look("book")
    assert seen == {}

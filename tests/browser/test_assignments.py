"""Giving households out in the office, and what reaches the phones: a back-check by name, appointments, other ways."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser import taps
from tests.browser.expecting import expect
from tests.browser.handset import DESK, SMALL
from tests.browser.readable import faults

SIZES = {"phone": SMALL, "desk": DESK}


def _assignments(page: Page, stage, village: str) -> None:
    page.goto(f"{stage.office}/board")
    page.get_by_role("link", name="Phân công").click()
    page.wait_for_url("**/assignments")
    page.get_by_label("Hoặc từng hộ của").select_option(label=village)
    expect(page.locator("#homes")).to_contain_text(village)


@pytest.mark.parametrize("size", SIZES)
def test_pages_of_assignments_are_readable_for_everybody(stage, desk, size):
    page = desk(stage, "daumoi", size=SIZES[size])
    seen = {}
    _assignments(page, stage, "Thôn 3")
    seen["list"] = faults(page)
    page.locator("#homes [data-ticks=home]").check()
    for name in ("Lê Thị Hương", "Đỗ Văn Tài"):
        page.get_by_role("checkbox", name=name, exact=True).check()
    page.get_by_role("button", name="Xem trước khi giao").click()
    expect(page.get_by_role("heading", name="Xem trước phân công")).to_be_visible()
    seen["preview"] = faults(page)
    _assignments(page, stage, "Thôn 3")
    page.locator("#homes a.iconbtn").first.click()
    page.locator("summary").filter(has_text="Hộ từ chối rà soát").click()
    seen["household"] = faults(page)
    assert {name: found for name, found in seen.items() if found} == {}


def test_a_back_check_reaches_the_second_collector_by_name_alone(stage, desk, handset):
    office = desk(stage, "daumoi")
    _assignments(office, stage, "Thôn 3")
    row = office.locator("#homes li").filter(has_text="đang giao Lê Thị Hương").first
    head = row.locator("strong").inner_text()
    row.get_by_role("checkbox").check()
    office.get_by_role("checkbox", name="Đỗ Văn Tài", exact=True).check()
    office.get_by_label("Việc").select_option(label="Phiếu phúc tra mẫu")
    office.get_by_role("button", name="Xem trước khi giao").click()
    office.get_by_role("button", name="Giao 1 hộ").click()
    expect(office.get_by_text("Đã giao 1 hộ.")).to_be_visible()
    page = handset().start()
    taps.sign_in(page, stage.url, "truongthon")
    taps.ready(page)
    card = page.get_by_role("link", name=re.compile(head)).first
    expect(card).to_contain_text("Phúc tra")
    card.click()
    expect(page.get_by_text("Hỏi lại từ đầu như chưa ai hỏi.", exact=False)).to_be_visible()
    people = page.get_by_role("region", name="Người trong hộ")
    expect(people).to_contain_text(head)
    expect(people).not_to_contain_text("tuổi")
    assert faults(page) == []
    page.get_by_role("link", name="Bắt đầu rà soát").click()
    expect(page.locator(".saved[data-s=ok]").first).to_be_visible()
    # Nothing of who surveys it or of last year came along.
    given = stage.rows(
        "SELECT a.purpose, u.username FROM assignment a JOIN user_account u ON u.id = a.user_id "
        "JOIN household h ON h.id = a.household_id WHERE h.head_name = ? AND a.closed_at IS NULL",
        head,
    )
    assert sorted((row["purpose"], row["username"]) for row in given) == [
        ("back_check", "truongthon"),
        ("main", "rasoat"),
    ]


def test_three_empty_visits_show_another_way_and_the_appointment_comes_first(phone, met):
    page = phone.page
    met.network.refuse()
    row = page.locator("[data-group=todo] li").nth(2)
    head = row.locator("strong").first.inner_text()
    row.get_by_role("link").click()
    expect(page.get_by_text("lần đến chưa gặp", exact=False)).to_be_hidden()
    for _visit in range(3):
        page.get_by_role("button", name="Ghi một lần vắng nhà").click()
        for part, value in (("Ngày", "22"), ("Tháng", "10"), ("Năm", "2026")):
            page.get_by_label(part, exact=True).fill(value)
        page.get_by_role("button", name="Ghi lần đến này").click()
        expect(page.get_by_role("alert").filter(has_text="Ngày hẹn này đã qua")).to_be_visible()
        page.get_by_label("Ngày", exact=True).fill("23")
        page.get_by_role("button", name="Ghi lần đến này").click()
        expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_text("Đã 3 lần đến chưa gặp")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("link", name="Quay lại").click()
    first = page.locator("[data-group=todo] li").first
    expect(first).to_contain_text(head)
    expect(first).to_contain_text("hẹn hôm nay")
    assert faults(page) == []

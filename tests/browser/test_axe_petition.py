"""Petitions on the phone, and a household at the office, in both sizes: readable for everybody."""

from __future__ import annotations

import re

import pytest

from tests.browser import taps
from tests.browser.expecting import expect
from tests.browser.handset import DESK, SMALL
from tests.browser.readable import faults

SIZES = {"phone": SMALL, "desk": DESK}


@pytest.mark.parametrize("size", SIZES)
def test_petitions_on_the_phone_are_readable_for_everybody(handset, signed_in, met, size):
    page = handset(like=signed_in.profile, size=SIZES[size]).start()
    page.goto(f"{met.url}/app")
    taps.unlock(page)
    taps.ready(page)
    met.network.refuse()
    seen = {}

    def look(name):
        if found := faults(page):
            seen[name] = found

    page.get_by_role("link", name="Giấy đề nghị").click()
    look("none yet")
    page.get_by_label("Tìm tên chủ hộ").fill("le")
    expect(page.get_by_text(re.compile("hộ đầu"))).to_be_visible()
    look("found")
    page.get_by_role("link", name="Hộ chưa có trong sổ").click()
    page.get_by_role("button", name="Nhận giấy, xem giấy hẹn").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa chọn gia đình đề nghị gì")
    page.get_by_label("Đề nghị xét hộ nghèo").check()
    page.get_by_label("Người đề nghị").fill("Giàng A Mới")
    look("new home")
    page.get_by_role("button", name="Bỏ, không nhận giấy này").click()
    look("letting go")
    page.get_by_role("button", name="Giữ lại").click()
    page.get_by_role("button", name="Nhận giấy, xem giấy hẹn").click()
    slip = page.get_by_role("region", name="Giấy hẹn trả lời")
    expect(slip).to_contain_text("Số sẽ có khi xã nhận")
    expect(slip).to_contain_text("chậm nhất 29/11/2026")
    look("slip")
    assert seen == {}


@pytest.mark.parametrize("size", SIZES)
def test_a_household_at_the_office_is_readable_for_everybody(stage, desk, size):
    page = desk(stage, "canbo", size=SIZES[size])
    seen = {}

    def look(name):
        if found := faults(page):
            seen[name] = found

    page.goto(f"{stage.office}/petitions/new")
    page.get_by_role("link", name="ghi hộ mới").click()
    look("new household")
    page.get_by_label("Họ và tên").first.fill("Giàng A Mới")
    page.get_by_label("Giới tính").first.select_option("Nam")
    page.get_by_label("Ngày sinh hoặc năm sinh").first.fill("1980")
    page.get_by_text("Người thứ 2").click()
    page.get_by_label("Họ và tên").nth(1).fill("Giàng Thị Con")
    page.get_by_label("Giới tính").nth(1).select_option("Nữ")
    look("its people")
    page.get_by_role("button", name="Ghi hộ vào sổ, cấp số").click()
    expect(page.get_by_text("Giàng Thị Con chưa đủ họ tên, giới tính, năm sinh")).to_be_in_viewport()
    page.get_by_label("Ngày sinh hoặc năm sinh").nth(1).fill("2012")
    page.get_by_role("button", name="Ghi hộ vào sổ, cấp số").click()
    page.get_by_text("Đã ghi hộ").wait_for()
    look("household")
    page.goto(f"{stage.office}/households/new")
    page.get_by_label("Họ và tên").first.fill("Giang A Moi")
    page.get_by_label("Ngày sinh hoặc năm sinh").first.fill("1980")
    page.get_by_label("Ngày sinh hoặc năm sinh").first.blur()
    page.get_by_text("Cùng tên và năm sinh").wait_for()
    look("alike")
    assert seen == {}

"""The pages of a new home: axe-core, targets of 48 px, no sideways scroll, small and large, light and dark."""

from __future__ import annotations

import re

import pytest

from tests.browser import new_home, taps
from tests.browser.expecting import expect
from tests.browser.handset import DESK, SMALL
from tests.browser.readable import faults
from tests.browser.sheet import HEAD, WIFE


@pytest.mark.parametrize("size", [SMALL, DESK], ids=["phone", "desk"])
def test_a_new_home_is_readable_for_everybody(handset, signed_in, met, size):
    met.network.refuse()
    page = handset(like=signed_in.profile, size=size).start()
    page.goto(f"{met.url}/app")
    taps.unlock(page)
    seen = {}

    def look(place):
        if found := faults(page):
            seen[place] = found

    new_home.split_begun(page)
    page.get_by_role("button", name="Lập hộ mới").click()
    expect(page.get_by_role("alert").filter(has_text="Chưa chọn ai sang hộ mới.")).to_be_visible()
    look("what lacks")
    new_home.fill_page(page)
    look("whole page")
    page.get_by_role("button", name="Lập hộ mới").click()
    expect(page.get_by_role("heading", name=re.compile("Đã lập hộ mới của"))).to_be_visible()
    look("made")
    page.get_by_role("link", name="Về hộ cũ").click()
    expect(page.get_by_role("link", name=re.compile(f"Đã lập hộ mới của {WIFE}"))).to_be_visible()
    look("offer")
    page.get_by_role("link", name=re.compile(f"Đã lập hộ mới của {WIFE}")).click()
    expect(page.get_by_text("Hộ mới tách, chờ xã xác nhận")).to_be_visible()
    look("home")
    page.get_by_role("button", name="Bỏ hộ mới này").click()
    look("take back")
    page.get_by_role("dialog").get_by_role("button", name="Giữ lại").click()
    page.get_by_role("link", name="Quay lại").click()
    taps.ready(page)
    look("work")
    page.get_by_role("link", name="Ghi hộ chưa có trong danh sách").click()
    # Whoever stands in the list already is told before they are written down twice.
    page.get_by_role("group", name="Người thứ 1").get_by_label("Họ và tên").fill("pham ba khanh")
    page.get_by_role("group", name="Người thứ 1").get_by_text("Nam", exact=True).click()
    expect(page.get_by_text(f"đã có người tên này ở hộ {HEAD}")).to_be_visible()
    look("on no list")
    assert seen == {}

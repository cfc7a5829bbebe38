"""The first kit over a line that breaks: what is here may be worked with, and it goes on from where it was cut."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import full_count, taps
from tests.browser.conftest import Made
from tests.browser.stage import Stage
from tests.proxy_connection import Fault, Mode

FETCHING = "Đang lấy dữ liệu của thôn về máy"


@pytest.fixture
def slow_village(demo: Path, port: int, tmp_path: Path) -> Iterator[Stage]:
    """A commune whose kit comes in many small pages."""
    made = shutil.copytree(demo, tmp_path / "made")
    (made / "config.py").write_text("KIT_PAGE_ENTRIES = 60\n")
    with Stage(made, tmp_path / "instance", port) as stage:
        yield stage


class Breaks:
    """Lets so many pages of the kit through, then cuts every one."""

    def __init__(self, pages: int) -> None:
        self.left = pages
        self.passed = 0

    def __call__(self, head: bytes) -> Fault:
        if not head.startswith(b"GET /sync/kit"):
            return Fault()
        if self.left == 0:
            return Fault(Mode.CUT_AFTER, 400)
        self.left -= 1
        self.passed += 1
        return Fault()


def test_a_kit_that_was_cut_is_worked_with_and_goes_on(handset: Made, slow_village: Stage) -> None:
    homes = full_count.give_all(slow_village)
    first = Breaks(6)
    slow_village.network.plan(first)
    phone = handset()
    page = phone.start()
    taps.sign_in(page, slow_village.url, "rasoat")
    expect(page.get_by_role("heading", name=FETCHING)).to_be_visible()
    expect(page.get_by_text(re.compile(r"đã có \d+ hộ"))).to_be_visible()
    expect(page.get_by_text("Những hộ đã về máy nằm ngay dưới đây")).to_be_visible()
    page.locator("[data-group=todo] a").first.click()
    expect(page.get_by_role("link", name="Bắt đầu rà soát")).to_be_visible()
    assert first.passed == 6
    phone.close()
    second = Breaks(-1)
    slow_village.network.plan(second)
    page = phone.start()
    page.goto(f"{slow_village.url}/app")
    taps.unlock(page)
    taps.ready(page)
    expect(page.locator("[data-group=todo] .count")).to_have_text(str(homes))
    expect(page.get_by_text(re.compile(r"Cập nhật .* · \d+,\d MB"))).to_be_visible()
    counted = slow_village.count("SELECT count(*) FROM household WHERE unit_id IN (SELECT unit_id FROM role_grant"
                                 " JOIN user_account ON user_account.id = user_id WHERE username = 'rasoat')")  # fmt: skip
    taps.tab(page, "Thêm")
    expect(page.get_by_text(f"{counted} hộ, {homes} hộ được giao")).to_be_visible()
    assert second.passed < 6 + first.passed, "pages that had come were not asked for again"

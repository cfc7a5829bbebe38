"""The QR code of a citizen card: what it says is shown, and fills in a person only when that was confirmed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Playwright, expect

from tests.browser import sheet, taps
from tests.browser.codes import picture_of
from tests.browser.sheet import HEAD, TYPED, WIFE

CARD = "000000000004|000000000|Đỗ Ngọc Hiền Mẫu|14031984|Nữ|Thôn 2, Xã Mẫu|01012021"


@pytest.fixture
def member(phone: Any) -> Locator:
    """The sheet of the wife, open."""
    work = sheet.start(phone.page, TYPED, HEAD)
    work.intro(HEAD)
    work.on("Người trong hộ")
    work.page.get_by_role("link", name=re.compile(WIFE)).click()
    return work.page.get_by_role("dialog").first


def _take(member: Locator, picture: Path) -> None:
    member.locator("[data-card] input[type=file]").set_input_files(picture)


def test_what_a_card_says_is_filled_in_after_it_was_confirmed(
    member: Locator, playwright: Playwright, tmp_path: Path
) -> None:
    picture = picture_of(playwright, CARD, tmp_path / "card.png")
    name = member.get_by_label("Họ và tên")
    before = name.input_value()
    _take(member, picture)
    shown = member.page.get_by_role("dialog", name="Thẻ ghi như sau")
    for words in ("000000000004", "Đỗ Ngọc Hiền Mẫu", "14/3/1984", "Nữ", "Thôn 2, Xã Mẫu", "1/1/2021"):
        expect(shown).to_contain_text(words)
    expect(shown).to_contain_text(f"Thay cho: {before}")
    expect(shown).to_contain_text("Phiếu không hỏi, không giữ lại")
    shown.get_by_role("button", name="Không điền").click()
    expect(member).to_contain_text("Không điền gì từ thẻ.")
    expect(name).to_have_value(before)
    _take(member, picture)
    shown.get_by_role("button", name="Đúng, điền vào phiếu").click()
    expect(name).to_have_value("Đỗ Ngọc Hiền Mẫu")
    expect(member).to_contain_text("Đã điền từ thẻ")
    expect(taps.saved(member.page)).to_be_visible()


def test_a_wrong_or_damaged_code_says_so_and_fills_nothing(
    member: Locator, playwright: Playwright, tmp_path: Path, picture: Path
) -> None:
    name = member.get_by_label("Họ và tên")
    before = name.input_value()
    for text, words in (
        ("https://example.org", "Mã này không phải của thẻ căn cước."),
        (CARD.replace("14031984", "31021984"), "Mã trên thẻ thiếu hoặc sai một phần."),
    ):
        _take(member, picture_of(playwright, text, tmp_path / "other.png"))
        expect(member).to_contain_text(words)
    _take(member, picture)
    expect(member).to_contain_text("Không đọc được mã QR.")
    expect(name).to_have_value(before)

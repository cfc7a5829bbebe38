"""A sheet in another of its languages: chosen in the list of sections, kept with the survey, answers untouched."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser import sheet, taps
from tests.browser.sheet import HEAD, TYPED


def test_the_questions_change_their_language_and_stay_in_it(phone: Any, met: Any) -> None:
    work = sheet.start(phone.page, TYPED, HEAD)
    work.choose("Ai trả lời?", "Chủ hộ")
    expect(taps.saved(work.page)).to_be_visible()
    work.page.get_by_role("button", name="Mở danh sách các mục").click()
    work.page.get_by_label("Ngôn ngữ của câu hỏi").select_option(label="English")
    work.section("Opening")
    answered = work.question("Who answers?").get_by_role("radio", name="Head", exact=True)
    expect(answered).to_be_checked()
    work.page.goto(f"{met.url}/app")
    taps.unlock(work.page)
    work.page.get_by_role("link", name=f"Làm tiếp: {HEAD}").click()
    work.section("Opening")
    expect(answered).to_be_checked()

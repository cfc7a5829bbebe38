"""English on the phone: chosen in "Thêm", there after a reload, without a network too, and on the sheet."""

import re

from playwright.sync_api import Page, expect

from tests.browser import taps
from tests.test_translations import VIETNAMESE


def _choose(page: Page, heading: str, language: str) -> None:
    page.get_by_role("link", name=heading, exact=True).click()
    with page.expect_navigation():
        page.get_by_label(language).check()


def _unlock(page: Page) -> None:
    expect(page.get_by_text("Enter the 6 digits of the PIN")).to_be_visible()
    taps.type_pin(page)
    expect(page.get_by_role("navigation", name="Main navigation")).to_be_visible()


def test_it_speaks_english_after_a_reload_and_without_a_network(phone, met):
    page = phone.page
    _choose(page, "Thêm", "English")
    _unlock(page)
    expect(taps.title(page)).to_contain_text("More")
    page.get_by_role("link", name="My work").click()
    expect(page.get_by_text(re.compile(r"Data on this phone: all \d+ assigned households"))).to_be_visible()
    with page.expect_response(lambda answer: "/sync/kit" in answer.url):  # the sheet follows its pages
        page.get_by_role("link", name="More", exact=True).click()
        page.get_by_role("button", name="Fetch new data").click()
    expect(page.get_by_text("The newest data is here.")).to_be_visible()
    met.network.refuse()
    page.reload()
    _unlock(page)
    page.get_by_role("link", name="My work").click()
    for group in page.locator("details.group summary").all_inner_texts():
        assert not VIETNAMESE.search(group)
    page.get_by_role("link").filter(has_text="To do").first.click()
    page.get_by_role("link", name="Start the survey").click()
    expect(page.get_by_text(re.compile(r"Section 1 of \d+"))).to_be_visible()
    asked = page.locator("main.survey .q").first.locator("legend, label").first
    expect(asked).not_to_be_empty()
    assert not VIETNAMESE.search(asked.inner_text())


def test_it_keeps_its_language_when_there_is_no_network(phone, met):
    page = phone.page
    taps.tab(page, "Thêm")
    met.network.refuse()
    page.get_by_label("English").click()
    expect(page.get_by_text("Cần có mạng để đổi ngôn ngữ.")).to_be_visible()
    expect(page.get_by_label("Tiếng Việt")).to_be_checked()

"""The camera of a small phone takes all the memory, and the page with it: nothing is lost, and the picture is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FileChooser, Page

from tests.browser import sheet, taps
from tests.browser.expecting import expect
from tests.browser.readable import faults
from tests.browser.sheet import HEAD, TYPED
from tests.browser.test_form_page import go

AGAIN = "Ảnh chưa chụp xong, chụp lại"


@pytest.fixture
def work(phone: Any) -> sheet.Sheet:
    page = phone.page
    taps.open_household(page, TYPED, HEAD)
    page.get_by_role("link", name="Bắt đầu rà soát").click()
    made = sheet.Sheet(page)
    made.section("Mở đầu")
    made.intro(HEAD)
    go(made, "Nhà ở")
    made.write("Diện tích nhà ở là bao nhiêu?", "47")
    return made


def open_camera(work: sheet.Sheet) -> FileChooser:
    with work.page.expect_file_chooser() as opening:
        work.question("Ảnh mặt trước nhà").locator("label").click()
    return opening.value


def killed(phone: Any, address: str) -> sheet.Sheet:
    """The process dies under the camera; the phone opens the app again, and the PIN is given."""
    phone.kill()
    page: Page = phone.start()
    page.goto(address)
    taps.unlock(page)
    return sheet.Sheet(page)


@pytest.mark.parametrize("place", ["survey", "start"])
def test_it_comes_back_to_the_question_whose_camera_killed_the_page(
    phone: Any, met: Any, work: sheet.Sheet, picture: Path, place: str
) -> None:
    open_camera(work)
    back = killed(phone, work.page.url if place == "survey" else f"{met.url}/app")
    back.section("Nhà ở")
    question = back.question("Ảnh mặt trước nhà")
    expect(question.get_by_text(AGAIN)).to_be_visible()
    expect(question.get_by_text(AGAIN)).to_be_in_viewport()
    assert faults(back.page) == []
    expect(back.question("Diện tích nhà ở").get_by_role("textbox")).to_have_value("47")
    with back.page.expect_file_chooser() as opening:
        question.get_by_role("button", name="Chụp lại").click()
    opening.value.set_files(picture)
    expect(question.get_by_role("img")).to_be_visible()
    expect(question.get_by_text(AGAIN)).to_be_hidden()
    expect(taps.saved(back.page)).to_be_visible()
    again = killed(phone, back.page.url)
    again.section("Nhà ở")
    expect(again.question("Ảnh mặt trước nhà").get_by_role("img")).to_be_visible()
    expect(again.page.get_by_text(AGAIN)).to_have_count(0)
    assert phone.problems == []


def test_who_wants_no_picture_is_not_asked_again(phone: Any, met: Any, work: sheet.Sheet) -> None:
    open_camera(work)
    back = killed(phone, f"{met.url}/app")
    back.page.get_by_role("button", name="Để sau").click()
    expect(back.page.get_by_text(AGAIN)).to_be_hidden()
    expect(taps.saved(back.page)).to_be_visible()
    again = killed(phone, f"{met.url}/app")
    taps.ready(again.page)
    expect(again.page.get_by_text(AGAIN)).to_have_count(0)


def test_a_picture_taken_without_trouble_leaves_no_mark(
    phone: Any, met: Any, work: sheet.Sheet, picture: Path
) -> None:
    open_camera(work).set_files(picture)
    expect(work.question("Ảnh mặt trước nhà").get_by_role("img")).to_be_visible()
    expect(taps.saved(work.page)).to_be_visible()
    back = killed(phone, f"{met.url}/app")
    taps.ready(back.page)
    expect(back.page.get_by_text(AGAIN)).to_have_count(0)

"""The pages of one survey in a real browser: what is stored, said and shown at single questions."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import sheet, taps
from tests.browser.sheet import HEAD, TYPED, WIFE
from tests.tree import ROOT

AXE = ROOT / "tests" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def work(phone: Any) -> sheet.Sheet:
    """A fresh sheet of the household, at its first section."""
    return sheet.start(phone.page, TYPED, HEAD)


def go(work: sheet.Sheet, name: str) -> None:
    """To a section by the list of sections."""
    work.page.get_by_role("button", name="Mở danh sách các mục").click()
    work.page.get_by_role("dialog").get_by_role("link", name=re.compile(name)).click()
    work.section(name)


def test_it_stores_each_answer_and_opens_again_at_the_same_section(work: sheet.Sheet, met: Any) -> None:
    work.intro(HEAD)
    go(work, "Nhà ở")
    work.write("Diện tích nhà ở là bao nhiêu?", "36,5")
    expect(taps.saved(work.page)).to_be_visible()
    work.page.goto(f"{met.url}/app")
    taps.unlock(work.page)
    work.page.get_by_role("link", name=f"Làm tiếp: {HEAD}").click()
    work.section("Mục 3 trên 9: Nhà ở")
    expect(work.question("Diện tích nhà ở").get_by_role("textbox")).to_have_value("36,5")
    expect(work.question("Diện tích mỗi người")).to_contain_text("m²")


def test_it_says_what_is_wrong_below_the_answer_and_keeps_it(work: sheet.Sheet) -> None:
    work.intro(HEAD)
    go(work, "Nhà ở")
    area = work.question("Diện tích nhà ở là bao nhiêu?")
    area.get_by_role("textbox").fill("1000")
    area.get_by_role("textbox").blur()
    expect(area.locator(".q-error")).to_contain_text("Diện tích phải từ 1 đến 999 m². Số đã ghi vẫn giữ.")
    expect(area.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")
    go(work, "Mở đầu")
    go(work, "Nhà ở")
    expect(work.page.get_by_role("alert")).to_contain_text("Mục này còn 1 chỗ cần xem lại")
    area.get_by_role("textbox").fill("100")
    area.get_by_role("textbox").blur()
    expect(area.locator(".q-error")).to_be_hidden()
    expect(work.page.get_by_role("alert")).to_have_count(0)


def test_a_warning_never_blocks_and_unknown_takes_the_place_of_a_number(work: sheet.Sheet) -> None:
    work.intro(HEAD)
    go(work, "Nhà ở")
    work.write("Diện tích nhà ở là bao nhiêu?", "3,6")
    expect(
        work.page.get_by_text("3,6 m² quá nhỏ cho").or_(work.page.get_by_text("3.6 m² quá nhỏ cho"))
    ).to_be_visible()
    expect(work.page.get_by_role("link", name="Tiếp: Điện, nước, vệ sinh")).to_be_visible()
    work.question("Diện tích nhà ở").get_by_label("Không biết").check()
    expect(work.question("Diện tích nhà ở").get_by_role("textbox")).to_be_hidden()
    expect(work.question("Diện tích nhà ở").get_by_label("Không biết")).to_be_checked()


def test_nothing_excludes_the_other_choices(work: sheet.Sheet) -> None:
    work.intro(HEAD)
    go(work, "Thông tin, đồ dùng")
    shared = work.question("Phương tiện dùng chung")
    shared.get_by_label("Ti vi").check()
    shared.get_by_label("Radio").check()
    shared.get_by_label("Không có").check()
    expect(shared.get_by_label("Ti vi")).not_to_be_checked()
    shared.get_by_label("Radio").check()
    expect(shared.get_by_label("Không có")).not_to_be_checked()


def test_last_year_stands_at_the_question_and_slow_facts_are_taken_over_at_once(work: sheet.Sheet) -> None:
    work.intro(HEAD)
    go(work, "Nhà ở")
    expect(work.question("Tường nhà làm bằng gì?").locator(".was")).to_contain_text(re.compile("Năm 20.."))
    work.page.get_by_role("button", name="Như năm ngoái").click()
    expect(work.question("Tường nhà làm bằng gì?").locator(":checked")).to_have_count(1)
    expect(work.page.get_by_role("button", name="Như năm ngoái")).to_be_hidden()


def test_a_list_over_the_roster_is_one_answer_a_member(work: sheet.Sheet) -> None:
    work.intro(HEAD)
    go(work, "Người trong hộ")
    work.tick("Ai không có thẻ BHYT còn hạn?", WIFE, "Chưa có thẻ")
    question = work.question("Ai không có thẻ BHYT còn hạn?")
    expect(question).to_contain_text("Còn 2 người chưa hỏi")
    question.get_by_role("button", name=re.compile("^Những người còn lại")).click()
    expect(question.get_by_role("group", name=HEAD)).to_contain_text("còn hạn")
    expect(question.get_by_role("group", name=WIFE).get_by_label("Chưa có thẻ")).to_be_checked()


def test_a_new_person_gets_a_sheet_and_may_be_taken_away_again(work: sheet.Sheet) -> None:
    work.intro(HEAD)
    go(work, "Người trong hộ")
    work.page.get_by_role("button", name="Thêm người").click()
    dialog = work.page.get_by_role("dialog")
    work.write("Họ và tên", "Lò Thị Mới", within=dialog)
    work.choose("Ngày sinh biết tới đâu?", "Chỉ biết năm", within=dialog)
    work.write("Năm sinh", "2026", within=dialog)
    dialog.get_by_role("button", name=re.compile("^Xong")).click()
    row = work.page.get_by_role("link", name=re.compile("Lò Thị Mới"))
    expect(row).to_contain_text("sinh 2026")
    row.click()
    dialog.get_by_role("button", name="Xoá người vừa thêm").click()
    expect(row).to_have_count(0)


def test_a_long_list_is_searched_without_tone_marks(work: sheet.Sheet) -> None:
    work.intro(HEAD)
    go(work, "Người trong hộ")
    work.page.get_by_role("link", name=re.compile(HEAD)).click()
    work.question("Dân tộc", work.page.get_by_role("dialog")).locator("[data-act=long]").click()
    long = work.page.get_by_role("dialog").last
    expect(long.get_by_role("radio")).to_have_count(50)
    long.get_by_role("searchbox").fill("muon")
    long.get_by_text("Mường", exact=True).click()
    expect(work.question("Dân tộc", work.page.get_by_role("dialog"))).to_contain_text("Mường")


def test_a_note_and_a_question_put_off_come_back_at_the_end(work: sheet.Sheet) -> None:
    work.intro(HEAD)
    go(work, "Điện, nước, vệ sinh")
    work.question("Xử lý rác").get_by_role("button", name=re.compile("^Ghi chú")).click()
    dialog = work.page.get_by_role("dialog")
    dialog.get_by_label(re.compile("^Hỏi lại sau")).check()
    dialog.get_by_label("Ghi chú", exact=True).fill("hỏi chị cả")
    dialog.get_by_role("button", name="Xong").click()
    expect(work.question("Xử lý rác")).to_contain_text("hỏi chị cả")
    go(work, "Kết thúc")
    work.page.get_by_role("link", name=re.compile("Xử lý rác")).click()
    work.section("Điện, nước, vệ sinh")


def test_finishing_leads_to_what_is_missing(work: sheet.Sheet) -> None:
    work.intro(HEAD)
    go(work, "Kết thúc")
    work.page.get_by_role("link", name="Hoàn thành phiếu").click()
    expect(work.page.get_by_role("alert")).to_contain_text(re.compile(r"Còn \d+ câu chưa xong"))
    work.page.get_by_role("link", name=re.compile("Mái nhà làm bằng gì")).click()
    work.section("Nhà ở")
    expect(work.question("Mái nhà").locator(".q-error")).to_contain_text("Câu này cần trả lời")


def test_a_photo_is_made_small_and_tells_no_place(work: sheet.Sheet, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Máy ảnh thử"
    exif.get_ifd(0x8825)[1] = "N"
    path = tmp_path / "house.jpg"
    Image.new("RGB", (2400, 1600), "olive").save(path, exif=exif)
    # What the page shows is the stored picture, opened again: it is caught where it is made a picture.
    work.page.evaluate(
        """() => { const make = URL.createObjectURL;
        URL.createObjectURL = blob => { window.stored = blob; return make.call(URL, blob) } }"""
    )
    work.intro(HEAD)
    go(work, "Nhà ở")
    work.photo("Ảnh mặt trước nhà", path)
    work.page.wait_for_function("() => window.stored")
    stored = work.page.evaluate("async () => [...new Uint8Array(await window.stored.arrayBuffer())]")
    kept = Image.open(io.BytesIO(bytes(stored)))
    assert (kept.size, kept.format) == ((1280, 853), "JPEG")
    assert not dict(kept.getexif())


def test_a_second_tab_reads_only_until_the_first_lets_go(work: sheet.Sheet, phone: Any, met: Any) -> None:
    work.intro(HEAD)
    go(work, "Nhà ở")
    work.write("Diện tích nhà ở là bao nhiêu?", "40")
    other = phone.context.new_page()
    other.goto(work.page.url)
    second = sheet.Sheet(other)
    second.section("Nhà ở")
    expect(other.get_by_text("Phiếu này đang mở ở thẻ khác")).to_be_visible()
    expect(second.question("Diện tích nhà ở").get_by_role("textbox")).to_have_value("40")
    work.page.goto(f"{met.url}/ping")
    expect(other.get_by_text("Phiếu này đang mở ở thẻ khác")).to_be_hidden()
    second.write("Diện tích nhà ở là bao nhiêu?", "41")
    expect(taps.saved(other)).to_be_visible()


@pytest.mark.parametrize(
    "name", ["Mở đầu", "Người trong hộ", "Nhà ở", "Phiếu giấy B1", "Kết quả và chỉ số", "Kết thúc"]
)
def test_a_section_has_no_fault_that_axe_finds_and_fits_the_phone(work: sheet.Sheet, name: str) -> None:
    work.intro(HEAD)
    if name != "Mở đầu":
        go(work, name)
    work.page.evaluate(AXE.read_text())
    found = work.page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.nodes[0].html])")
    assert found == []
    assert work.page.evaluate("document.documentElement.scrollWidth") == 360

"""The library in a real browser: a sheet from its problems to a round, a draft moved, a standard confirmed by two."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from gnbv.services import pack_files
from tests.browser import sheet, taps
from tests.browser.sheet import HEAD, TYPED
from tests.sheets import CHOICES, q, saved

SHEET = pack_files.PACKS / "forms" / "phieu-ra-soat.xlsx"
HOUSE: list[dict[str, Any]] = [
    {"type": "begin_group", "name": "house", "label": "Nhà ở"},
    q("integer", "rooms", label="Mấy phòng?"),
    q("select_one yn", "own", label="Nhà của hộ?"),
    {"type": "end_group"},
]


def small(folder: Path, version: str, survey: list[dict[str, Any]]) -> Path:
    return saved(
        folder,
        survey,
        f"thu-{version}.xlsx",
        choices=CHOICES,
        settings={"version": version, "form_title": "Mẫu thử"},
    )


def upload(page: Page, path: Path) -> None:
    page.get_by_role("link", name="Mẫu, bộ chuẩn").first.click()
    page.get_by_label("Tệp bảng tính").set_input_files(path)
    page.get_by_role("button", name="Đọc mẫu").click()


def test_a_sheet_goes_from_its_problems_to_a_published_version(
    stage: Any, desk: Callable[..., Page], tmp_path: Path
) -> None:
    page = desk(stage, "daumoi")
    wrong = [HOUSE[0], {**HOUSE[1], "constraint": "fly(.)"}, *HOUSE[2:]]
    upload(page, small(tmp_path, "1", wrong))
    row = page.get_by_role("row").filter(has_text="Hàm “fly” không được hỗ trợ.")
    expect(row).to_contain_text("rooms")
    expect(row).to_contain_text("fly(.)")
    upload(page, small(tmp_path, "1", HOUSE))
    expect(page.get_by_role("status")).to_contain_text("giữ làm bản thử")

    page.get_by_role("link", name="Xem thử trên máy").click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_label("Mấy phòng?")).to_have_value("1")
    frame.get_by_text("Không", exact=True).click()
    expect(frame.get_by_label("Không", exact=True)).to_be_checked()
    assert page.locator("iframe").evaluate("frame => frame.clientWidth") == 360
    page.get_by_role("link", name="Quay lại bản này").click()
    page.get_by_role("button", name="Phát hành bản 1").click()
    expect(page.get_by_text("Đang dùng", exact=True)).to_be_visible()

    new = [
        HOUSE[0],
        {**HOUSE[1], "label": "Bao nhiêu phòng ngủ?"},
        q("text", "roof", label="Mái nhà"),
        HOUSE[3],
    ]
    upload(page, small(tmp_path, "2", new))
    page.get_by_role("link", name="So với bản khác").click()
    expect(page.locator("main")).to_contain_text("3 câu khác")
    changed = page.get_by_role("row").filter(
        has=page.get_by_role("rowheader", name=re.compile("Bao nhiêu phòng ngủ"))
    )
    expect(changed).to_contain_text("Đổi nghĩa")
    expect(changed.locator("del")).to_have_text("Mấy phòng?")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_review_sheet_is_tried_whole_in_the_frame(stage: Any, desk: Callable[..., Page]) -> None:
    page = desk(stage, "daumoi")
    page.get_by_role("link", name="Mẫu, bộ chuẩn").first.click()
    page.get_by_role("link", name=re.compile("Bản ")).first.click()
    page.get_by_role("link", name="Xem thử trên máy").click()
    frame = page.frame_locator("iframe")
    chooser = frame.get_by_role("combobox")
    expect(chooser.locator("option")).not_to_have_count(0)
    names = chooser.locator("option").all_inner_texts()
    assert len(names) >= 8
    for name in names:
        chooser.select_option(label=name)
        expect(frame.locator("[data-group]")).to_be_visible()
    chooser.select_option(label=next(name for name in names if "Kết quả" in name))
    expect(frame.get_by_role("heading", name=re.compile("^B2: ")).first).to_be_visible()
    chooser.select_option(label=names[1])
    expect(frame.get_by_text("Mẫu 1").first).to_be_visible()


def next_sheet(folder: Path) -> Path:
    """The review sheet without the question of repairs, and with another word for the roof, as the next version."""
    book = openpyxl.load_workbook(SHEET)
    survey = book["survey"]
    heads = {cell.value: cell.column for cell in survey[1]}
    for row in range(survey.max_row, 1, -1):
        name = survey.cell(row, heads["name"]).value
        if name == "repairs":
            survey.delete_rows(row)
        elif name == "roof":
            survey.cell(row, heads["label::Tiếng Việt (vi)"]).value = "Mái nhà lợp bằng gì?"
    settings = book["settings"]
    column = next(cell.column for cell in settings[1] if cell.value == "version")
    settings.cell(2, column).value = "2026.9"
    stream = io.BytesIO()
    book.save(stream)
    path = folder / "phieu-ra-soat.xlsx"
    path.write_bytes(stream.getvalue())
    return path


def test_a_draft_stays_on_its_version_and_is_moved_when_asked(
    phone: Any, met: Any, desk: Callable[..., Page], tmp_path: Path
) -> None:
    work = sheet.start(phone.page, TYPED, HEAD)
    work.intro(HEAD)
    work.on("Người trong hộ")
    work.on("Nhà ở")
    work.house()
    expect(taps.saved(phone.page)).to_be_visible()

    office = desk(met, "daumoi")
    upload(office, next_sheet(tmp_path))
    office.get_by_role("button", name="Phát hành bản 2026.9").click()
    office.get_by_role("button", name="Dùng bản này").click()
    expect(office.get_by_role("status")).to_contain_text("dùng bản 2026.9")

    page = phone.page
    page.goto(f"{met.url}/app")
    taps.unlock(page)
    taps.ready(page)
    taps.send_now(page)
    taps.tab(page, "Việc của tôi")
    page.get_by_role("link", name=re.compile(f"Làm tiếp: {HEAD}")).click()
    work.section("Nhà ở")
    offer = page.get_by_text(re.compile("Phiếu này theo mẫu cũ"))
    for _ in range(5):  # the new lists may still be on their way
        if offer.is_visible():
            break
        page.wait_for_timeout(1000)
        page.goto(page.url)
        taps.unlock(page)
        work.section("Nhà ở")
    expect(offer).to_be_visible()
    page.get_by_role("button", name="Xem chuyển sang bản 2026.9").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Mái nhà lợp bằng gì?: Ngói (câu hỏi viết khác)")
    expect(dialog).to_contain_text(re.compile(r"Từ lần trước có xây, sửa nhà\?.*mẫu mới không hỏi"))
    dialog.get_by_role("button", name="Chuyển phiếu sang bản 2026.9").click()
    expect(work.question("Mái nhà lợp bằng gì?").get_by_label("Ngói")).to_be_checked()
    expect(work.question("Diện tích nhà ở").get_by_role("textbox")).to_have_value("32")
    expect(offer).to_be_hidden()
    expect(page.get_by_text("Từ lần trước có xây, sửa nhà?")).to_have_count(0)


def test_two_people_make_a_part_of_a_standard_official(
    stage: Any, desk: Callable[..., Page], tmp_path: Path
) -> None:
    circular = tmp_path / "thong-tu.pdf"
    circular.write_bytes(b"%PDF-1.7 a circular")
    for person, said in (("quantri", "Cần thêm một người khác"), ("lanhdao", "Đã đủ hai người xác nhận")):
        page = desk(stage, person)
        page.goto(f"{stage.office}/packs")
        page.get_by_role("link", name=re.compile("2022–2025")).click()
        part = page.get_by_role("region", name="Quy tắc phân loại")
        part.get_by_text("Xác nhận phần này với văn bản").click()
        part.get_by_label("Số văn bản").fill("07/2021/NĐ-CP")
        part.get_by_label("Trang").fill("3")
        part.get_by_label("Tệp văn bản").set_input_files(circular)
        part.get_by_role("button", name="Xác nhận đúng với văn bản").click()
        expect(page.get_by_role("status")).to_contain_text(said)
    expect(page.get_by_role("region", name="Quy tắc phân loại")).to_contain_text("Chính thức")
    assert stage.count("SELECT count(*) FROM pack_confirmation WHERE source_sha256 IS NOT NULL") == 2


@pytest.mark.parametrize("path", ["/forms", "/packs"])
def test_the_library_fits_a_phone(stage: Any, desk: Callable[..., Page], path: str) -> None:
    page = desk(stage, "quantri", size={"width": 360, "height": 740})
    page.goto(f"{stage.office}{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

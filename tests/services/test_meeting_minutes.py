"""Minutes: the same text as blocks, DOCX and PDF, with every letter and number of the meeting in it."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Mm
from flask import current_app, render_template
from pypdf import PdfReader
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid
from gnbv.models import Meeting
from gnbv.rules import minutes as rules
from gnbv.services import documents_docx, documents_pdf, meeting_minutes, meetings
from gnbv.services.meetings import Vote
from tests import meeting_stage, procedure_stage
from tests.factories import Cast
from tests.procedure_stage import N, P, X

BOTH = ("vn-2022-2025", "vn-2027-2030")
NAMES = ("Nguyễn Thị Ễnh", "Đặng Thị Ngọc Ánh Tuyết", "Quách Văn Ỷ", "Lường Ngữ Nghĩa", "Vàng A Sử")


@pytest.fixture
def meeting(session: Session, cast: Cast) -> Meeting:
    """Five households under two standards: one refused, one not reached, the unchanged voted on together."""
    head = cast.actor(cast.village_head)
    village = procedure_stage.approved_village(
        session, cast, homes=((None, P), (N, X), (P, N), (P, P), (N, N)), standards=BOTH, illustrative=True
    )
    for home, name in zip(village.homes, NAMES, strict=True):
        home.head_name = name
    made = meeting_stage.planned(session, head, village.review)
    first, second, third, *same = (item.household_id for item in meetings.items_of(session, made))
    votes = (
        Vote(first, 31, 4), Vote(second, 12, 25, remark="Bà con nói nhà còn khó."),
        Vote(third, remark="Hết giờ."), *(Vote(home, 39, 1, is_block=True) for home in same),
    )  # fmt: skip
    meetings.record(session, head, made, meeting_stage.held(made, session, votes=votes))
    return made


def pdf_text(content: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def docx_text(content: bytes) -> str:
    file = docx.Document(BytesIO(content))
    found = [paragraph.text for paragraph in file.paragraphs]
    for table in file.tables:
        for row in table.rows:
            found += [cell.text for cell in row.cells]
    return "".join("".join(found).split())


def test_the_text_says_what_was_said_of_each_household(session: Session, meeting: Meeting) -> None:
    blocks = meeting_minutes.blocks(session, meeting)
    said = " ".join(rules.texts(blocks))
    for words in (
        "MINH HỌA – không dùng để xét hộ nghèo", "UBND XÃ GẦN", "Số: 01/BB",
        "19 giờ 30 phút, ngày 22 tháng 10 năm 2026", "từ 20 trên 40 người trở lên",
        "Cuộc họp thống nhất kết quả rà soát của 3 trên 5 hộ.", "lập thành 02 bản", "21 giờ 00 phút",
        "họp lần thứ hai: hộ 102 (Đặng Thị Ngọc Ánh Tuyết)", "cuộc họp sau: hộ 103 (Quách Văn Ỷ)",
    ):  # fmt: skip
        assert words in said
    tables = [block for block in blocks if block["kind"] == "table"][1:]
    assert len(tables) == len(BOTH)
    assert tables[0]["rows"] == tables[1]["rows"]
    rows = [row["cells"] for row in tables[0]["rows"] if "cells" in row]
    assert rows[0][1:7] == ["101", "Nguyễn Thị Ễnh", "–", "Hộ nghèo", "31", "4"]
    assert rows[2][5:] == ["–", "–", "Chưa bàn tới. Hết giờ."]
    assert rows[3][2] == "Lường Ngữ Nghĩa (*)"


def test_the_pdf_holds_every_text_of_the_minutes(session: Session, meeting: Meeting) -> None:
    blocks = meeting_minutes.blocks(session, meeting)
    style = Path(str(current_app.static_folder)) / "css" / "print.css"
    with current_app.test_request_context():
        page = render_template("meetings/minutes.html", blocks=blocks, locale="vi", for_pdf=True)
    content = documents_pdf.pdf(page, style)
    text = pdf_text(content)
    for words in rules.texts(blocks):
        assert "".join(words.split()) in text, words
    first = PdfReader(BytesIO(content)).pages[0].mediabox
    assert (round(first.width / 72 * 25.4), round(first.height / 72 * 25.4)) == (210, 297)


def test_the_word_file_holds_the_same_on_the_paper_of_the_decree(session: Session, meeting: Meeting) -> None:
    blocks = meeting_minutes.blocks(session, meeting)
    content = documents_docx.docx(blocks, "Biên bản họp dân Thôn 1")
    text = docx_text(content)
    for words in rules.texts(blocks):
        assert "".join(words.split()) in text, words
    file = docx.Document(BytesIO(content))
    (section,) = file.sections
    sizes = (section.page_width, section.page_height, section.left_margin, section.right_margin)
    assert [round(size / Mm(1)) for size in sizes if size is not None] == [210, 297, 30, 20]
    assert [round(size / Mm(1)) for size in (section.top_margin, section.bottom_margin) if size] == [20, 20]
    assert (file.styles["Normal"].font.name, file.styles["Normal"].font.size.pt) == ("Times New Roman", 14)


def test_the_list_to_be_discussed_is_in_order_and_names_no_count(session: Session, meeting: Meeting) -> None:
    facts = meeting_minutes.facts(session, meeting)
    groups = meeting_minutes.agenda_groups(facts)
    assert [name for name, _items in groups] == [
        "Mới phát sinh",
        "Đề nghị thoát",
        "Thay đổi phân loại",
        "Không thay đổi",
    ]
    with current_app.test_request_context():
        page = render_template(
            "meetings/agenda.html", facts=facts, groups=groups, meeting=meeting, locale="vi", for_pdf=True
        )
    assert [page.index(name) for name in NAMES] == sorted(page.index(name) for name in NAMES)
    assert "Hộ cận nghèo → <strong>Không thuộc hộ nghèo, cận nghèo</strong>" in page


def test_a_second_refusal_is_the_boards_and_the_title_says_the_second_time(
    session: Session, cast: Cast
) -> None:
    head = cast.actor(cast.village_head)
    village = procedure_stage.approved_village(session, cast)
    refused = [village.homes[1].id]
    meeting_stage.closed(session, head, village.review, refused)
    second = meeting_stage.closed(session, head, village.review, refused)
    said = " ".join(rules.texts(meeting_minutes.blocks(session, second)))
    assert "(lần thứ hai)" in said
    assert "Ban Chỉ đạo rà soát cấp xã kết luận bằng văn bản: hộ 102" in said
    assert "MINH HỌA" not in said
    assert "rà soát lại và họp" not in said


def test_nothing_is_written_before_the_meeting_nor_planned_on_a_holiday(session: Session, cast: Cast) -> None:
    head = cast.actor(cast.village_head)
    village = procedure_stage.approved_village(session, cast)
    with pytest.raises(Invalid) as refused:
        meeting_stage.planned(session, head, village.review, date(2027, 1, 1))
    assert refused.value.code == "day_off"
    sunday: Any = date(2026, 10, 25)
    planned = meeting_stage.planned(session, head, village.review, sunday)
    with pytest.raises(Conflict):
        meeting_minutes.blocks(session, planned)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-10-22", "ngày 22 tháng 10 năm 2026"),
        ("2027-02-05", "ngày 05 tháng 02 năm 2027"),
        ("2027-03-05", "ngày 05 tháng 3 năm 2027"),
    ],
)
def test_days_are_written_as_in_documents(day: str, words: str) -> None:
    assert rules.in_words(day) == words

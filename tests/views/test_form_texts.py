"""Translations go out as a table and come back as a new draft version."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gnbv.models import FormStatus, FormVersion
from gnbv.services import form_text_table, form_translations, pack_files
from tests.sheets import q
from tests.views.test_forms import kept, version_of

SURVEY = [
    q("integer", "rooms", label="Mấy phòng?"),
    q("text", "why", label="Sao có ${rooms} phòng?", hint="=ghi rõ".strip("=")),
]


def table(desk: FlaskClient, row: FormVersion) -> Any:
    answer = desk.get(f"/forms/{row.id}/texts/table.xlsx")
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def send(desk: FlaskClient, row: FormVersion, book: Any, version: str = "2") -> TestResponse:
    stream = io.BytesIO()
    book.save(stream)
    data = {"table": (io.BytesIO(stream.getvalue()), "ban-dich.xlsx"), "version": version}
    return desk.post(f"/forms/{row.id}/texts", data=data, content_type="multipart/form-data")


def test_every_text_is_a_row_and_every_language_a_column(desk: FlaskClient, session: Session) -> None:
    row = kept(desk, session, survey=SURVEY)
    rows = [[cell.value for cell in line] for line in table(desk, row)["texts"]]
    assert rows[:4] == [
        ["sheet", "row", "name", "kind", "default"],
        ["survey", 2, "rooms", "label", "Mấy phòng?"],
        ["survey", 3, "why", "label", "Sao có ${rooms} phòng?"],
        ["survey", 3, "why", "hint", "ghi rõ"],
    ]
    assert ["choices", 2, "yn/yes", "label", "Có"] in rows
    page = desk.get(f"/forms/{row.id}/texts").text
    assert f"{len(rows) - 1} câu chữ" in page


def test_a_changed_text_and_a_new_language_become_a_draft(desk: FlaskClient, session: Session) -> None:
    row = kept(desk, session, survey=SURVEY)
    book = table(desk, row)
    sheet = book["texts"]
    sheet["E2"] = "Bao nhiêu phòng?"
    sheet["F1"] = "English (en)"
    sheet["F3"] = "Why ${rooms} rooms?"
    assert send(desk, row, book).status_code == 303
    made = version_of(session, "2")
    assert made.status is FormStatus.DRAFT
    texts = made.compiled["texts"]
    assert "Bao nhiêu phòng?" in str(texts) and "English (en)" in made.compiled["languages"]
    assert version_of(session, "1").compiled["texts"] != texts
    languages, lines = form_text_table.lines(made.source)
    assert languages == ["default", "English (en)"]
    assert next(line.texts for line in lines if line.name == "why" and line.kind == "label") == {
        "default": "Sao có ${rooms} phòng?",
        "English (en)": "Why ${rooms} rooms?",
    }


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("E3", "Sao nhiều phòng?", "phải giữ đúng các chỗ điền: ${rooms}"),
        ("E3", "Sao có ${room} phòng?", "phải giữ đúng các chỗ điền: ${rooms}"),
        ("E2", "Mấy phòng ${rooms}?", "phải giữ đúng các chỗ điền: –"),
        ("C2", "beds", "Mẫu không có câu chữ này"),
        ("B2", 99, "Mẫu không có câu chữ này"),
        ("E2", "=1+1", "Ô có công thức Excel"),
        ("A1", "tờ", "Dòng đầu phải giữ các cột"),
    ],
)
def test_it_refuses_a_table_that_does_not_fit_with_its_row(
    desk: FlaskClient, session: Session, cell: str, value: Any, words: str
) -> None:
    row = kept(desk, session, survey=SURVEY)
    book = table(desk, row)
    book["texts"][cell] = value
    answer = send(desk, row, book)
    assert answer.status_code == 422 and words in answer.text
    assert session.scalar(select(func.count()).select_from(FormVersion)) == 1


def test_it_needs_a_new_version_and_a_change(desk: FlaskClient, session: Session) -> None:
    row = kept(desk, session, survey=SURVEY)
    for version, words in (
        ("", "Bản dịch cần số bản mới"),
        ("1", "Bản dịch cần số bản mới"),
        ("2", "không đổi chữ nào"),
    ):
        answer = send(desk, row, table(desk, row), version)
        assert answer.status_code == 422 and words in answer.text
    for content in (b"", b"x"):
        data = {"table": (io.BytesIO(content), "x.xlsx"), "version": "2"}
        answer = desk.post(f"/forms/{row.id}/texts", data=data, content_type="multipart/form-data")
        assert answer.status_code == 422


def test_the_review_sheet_goes_out_and_an_untouched_table_changes_nothing() -> None:
    source = (pack_files.PACKS / "forms" / "phieu-ra-soat.xlsx").read_bytes()
    content = form_text_table.table(source)
    changes, added = form_translations._changes(source, content)
    assert (changes, added) == ([], [])
    languages, lines = form_text_table.lines(source)
    assert languages == ["Tiếng Việt (vi)", "English (en)"] and len(lines) > 300

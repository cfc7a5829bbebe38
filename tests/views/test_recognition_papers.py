"""The papers of a decision: what they say equals what was decided, in Vietnamese letters that can be read out again."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.models import HouseholdRead, ListReason, RecognitionRow, RoundHousehold
from tests.factories import Cast
from tests.procedure_stage import P, Village, X
from tests.recognition_stage import ready_village, signed

ASKED = ((None, X), (P, P))


@pytest.fixture
def village(session: Session, cast: Cast) -> Village:
    made = ready_village(session, cast)
    session.commit()
    return made


def read(client: FlaskClient, path: str) -> str:
    """The words of a PDF in one line."""
    pages = PdfReader(BytesIO(client.get(path).data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_papers_say_what_the_lists_say(
    session: Session, cast: Cast, desk: FlaskClient, village: Village
) -> None:
    row = signed(session, cast, village.round)
    session.commit()
    flat = read(desk, f"/recognitions/{row.id}/print.pdf")
    for words in ("TỜ TRÌNH", "QUYẾT ĐỊNH", "88/QĐ-UBND", "15/TTr-BCĐ", "DANH SÁCH HỘ NGHÈO", "DANH SÁCH HỘ CẬN NGHÈO",
                  "DANH SÁCH HỘ THOÁT NGHÈO", "DANH SÁCH HỘ THOÁT CẬN NGHÈO", "Chủ Hộ 101", "Chủ Hộ 104",
                  "Chuẩn nghèo đa chiều 2022–2025", "Bố cục tạm thời", "Danh sách có 2 hộ, 6 người"):  # fmt: skip
        assert words in flat, words
    assert flat.count("Chủ Hộ 103") == 2 and "MINH HỌA" not in flat
    word = Document(BytesIO(desk.get(f"/recognitions/{row.id}/print.docx").data))
    cells = [cell.text for table in word.tables for line in table.rows for cell in line.cells]
    assert {"Chủ Hộ 101", "Chủ Hộ 102", "Chủ Hộ 103", "Chủ Hộ 104"} <= set(cells)
    with db.engines["reads"].connect() as reads:
        assert reads.scalar(select(func.count()).select_from(HouseholdRead)) == 8


def test_a_refused_petitioner_gets_a_letter_with_reasons(
    session: Session, cast: Cast, desk: FlaskClient
) -> None:
    village = ready_village(session, cast, homes=ASKED)
    for line in session.scalars(
        select(RoundHousehold).where(RoundHousehold.household_id == village.homes[0].id)
    ):
        line.reason = ListReason.PETITION
    row = signed(session, cast, village.round)
    line = session.scalars(
        select(RecognitionRow).where(RecognitionRow.household_id == village.homes[0].id)
    ).one()
    assert line.lists == ["refused"]
    line.reason = "B1 được 160 điểm, quá ngưỡng 140 điểm. B2 được 20 điểm"
    session.commit()
    text = read(desk, f"/recognitions/{row.id}/refusals.pdf")
    assert "Chủ Hộ 101" in text and "quá ngưỡng 140 điểm" in text and "Chủ Hộ 102" not in text


def test_each_letter_stands_by_itself_and_has_a_line_for_its_reason(
    session: Session, cast: Cast, desk: FlaskClient
) -> None:
    village = ready_village(session, cast, homes=((None, X), (None, X)))
    for line in session.scalars(
        select(RoundHousehold).where(RoundHousehold.household_id.in_([one.id for one in village.homes]))
    ):
        line.reason = ListReason.PETITION
    row = signed(session, cast, village.round)
    for entry in session.scalars(select(RecognitionRow)):
        entry.reason = ""
    session.commit()
    pages = PdfReader(BytesIO(desk.get(f"/recognitions/{row.id}/refusals.pdf").data)).pages
    texts = [page.extract_text() for page in pages]
    assert ["Chủ Hộ 101" in texts[0], "Chủ Hộ 102" in texts[1], len(texts)] == [True, True, 2]
    # Nobody's letter is page 2 of somebody else's, and none goes out without a word on why.
    assert all(text.split()[0] == "UỶ" or text.split()[0] == "ỦY" for text in texts), texts[1][:40]
    assert all("…………" in text.partition("Lý do")[2] for text in texts)

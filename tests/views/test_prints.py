"""Sheets on paper: who may print them, what stands on them and what does not."""

from __future__ import annotations

import builtins
import io
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import HouseholdRead, Person, Round, User
from gnbv.services import documents_pdf
from tests import factories
from tests.factories import Cast
from tests.phone import Phone, survey

MARK = "MINH HỌA – không dùng để xét hộ nghèo"


@pytest.fixture
def survey_id(app: Flask, cast: Cast, round_: Round) -> str:
    sheet = survey(cast, round_, {"people.member.1.insurance": "none"})
    outcome = Phone(app, cast.collector).send(sheet)[0]
    assert outcome["outcome"] == "accepted", outcome
    return str(sheet["subject"])


def _client(app: Flask, person: User) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/login", json={"username": person.username, "password": factories.PASSWORD})
    assert answer.status_code == 303
    return client


def _blank(cast: Cast, round_: Round, household: Any = None) -> str:
    return f"/rounds/{round_.id}/households/{(household or cast.household).id}/sheet"


def _words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def test_it_prints_a_blank_sheet_with_the_members(app: Flask, cast: Cast, round_: Round) -> None:
    page = _client(app, cast.collector).get(_blank(cast, round_))
    assert page.status_code == 200
    for words in (
        "Lò Văn Thử",
        "Lò Thị Mẫu",
        "Lò Văn Con",
        "1960",
        "Tường nhà làm bằng gì?",
        "☐",
        "Trưởng thôn",
    ):
        assert words in page.text
    assert "☒" not in page.text
    assert "chuẩn 2027–2030" in page.text or "vn-2027-2030" not in round_.standards


def test_it_writes_a_whole_birth_date_the_vietnamese_way(
    app: Flask, session: Session, cast: Cast, round_: Round
) -> None:
    person = session.get_one(Person, (factories.TENANT, cast.household.head_id))
    person.birth_date = date(1961, 5, 2)
    session.commit()
    page = _client(app, cast.collector).get(_blank(cast, round_)).text
    assert "2/5/1961" in page
    assert "Biết ngày sinh" in page


def test_it_lists_the_households_of_the_round_in_the_own_villages(
    app: Flask, cast: Cast, round_: Round
) -> None:
    page = _client(app, cast.collector).get(f"/rounds/{round_.id}/sheets")
    assert page.status_code == 200
    assert _blank(cast, round_) in page.text
    assert str(cast.others_household.id) not in page.text
    assert _client(app, cast.stranger).get(f"/rounds/{round_.id}/sheets").status_code == 404
    assert _client(app, cast.cadre).get(f"/rounds/{round_.id}/sheets").status_code == 403


def test_a_blank_sheet_has_no_script_and_no_inline_style(app: Flask, cast: Cast, round_: Round) -> None:
    page = _client(app, cast.collector).get(_blank(cast, round_)).text
    assert "<script" not in page
    assert "style=" not in page


def test_it_makes_a_pdf_with_vietnamese_letters(app: Flask, cast: Cast, round_: Round) -> None:
    answer = _client(app, cast.village_head).get(_blank(cast, round_) + ".pdf")
    assert answer.mimetype == "application/pdf"
    assert "Phiếu rà soát hộ nghèo, hộ cận nghèo" in _words(answer.data)


def test_it_logs_the_read(app: Flask, session: Session, cast: Cast, round_: Round) -> None:
    _client(app, cast.collector).get(_blank(cast, round_))
    places = session.scalars(
        select(HouseholdRead.place).where(HouseholdRead.household_id == cast.household.id)
    )
    assert "print" in set(places)


def test_a_stranger_does_not_find_it(app: Flask, session: Session, cast: Cast, round_: Round) -> None:
    client = _client(app, cast.stranger)
    assert client.get(_blank(cast, round_)).status_code == 404
    assert client.get(_blank(cast, round_, cast.far_household)).status_code == 404
    assert _client(app, cast.collector).get(_blank(cast, round_, cast.far_household)).status_code == 404
    logged = select(func.count()).select_from(HouseholdRead).where(HouseholdRead.place == "print")
    assert session.scalar(logged) == 0


def test_a_cadre_may_not_print(app: Flask, cast: Cast, round_: Round, survey_id: str) -> None:
    client = _client(app, cast.cadre)
    assert client.get(_blank(cast, round_)).status_code == 403
    assert client.get(f"/surveys/{survey_id}/sheet").status_code == 403


def test_it_prints_the_finished_sheet_with_the_result_apart(app: Flask, cast: Cast, survey_id: str) -> None:
    page = _client(app, cast.supervisor).get(f"/surveys/{survey_id}/sheet")
    assert page.status_code == 200
    answers, _, result = page.text.partition("Gia đình ký các câu trả lời")
    assert "Giếng khoan" in answers
    assert "Chưa có thẻ" in answers
    assert "Đủ điểm xét" not in answers
    assert "Đủ điểm xét hộ cận nghèo (chưa phải kết quả công nhận)" in result
    assert "Trịnh Thị Bé 44 tuổi không có thẻ còn hạn" in result
    assert MARK in answers
    assert MARK in result


def test_the_finished_pdf_carries_the_mark(app: Flask, cast: Cast, survey_id: str) -> None:
    answer = _client(app, cast.supervisor).get(f"/surveys/{survey_id}/sheet.pdf")
    assert answer.status_code == 200
    assert MARK in _words(answer.data)


def test_a_survey_elsewhere_is_not_found(app: Flask, cast: Cast, survey_id: str) -> None:
    far = _client(app, cast.far_supervisor)
    assert far.get(f"/surveys/{survey_id}/sheet").status_code == 404
    assert _client(app, cast.supervisor).get(f"/surveys/{new_id()}/sheet").status_code == 404


def test_a_name_with_markup_stays_text(app: Flask, cast: Cast, round_: Round) -> None:
    sheet = survey(cast, round_, {"people.member.1.full_name": "<b>Bé</b>"})
    assert Phone(app, cast.collector).send(sheet)[0]["outcome"] == "accepted"
    page = _client(app, cast.supervisor).get(f"/surveys/{sheet['subject']}/sheet").text
    assert "<b>Bé</b>" not in page
    assert "&lt;b&gt;Bé&lt;/b&gt;" in page


def test_without_pango_it_says_what_to_do(
    app: Flask, cast: Cast, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without_pango(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    client = _client(app, cast.collector)
    answer = client.get(_blank(cast, round_) + ".pdf")
    assert answer.status_code == 503
    assert "thiếu thư viện Pango" in answer.text
    assert client.get(_blank(cast, round_)).status_code == 200


def test_a_pdf_fetches_nothing(app: Flask) -> None:
    with pytest.raises(ValueError, match="not fetched"):
        documents_pdf._refuse("file:///etc/hostname")

"""A survey comes in: once, checked, scored."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import (
    Consent,
    Event,
    ProposedChange,
    Result,
    Revision,
    Round,
    Survey,
    SurveyStatus,
)
from gnbv.services import surveys
from tests import factories, phone, scoring_cases
from tests.factories import Cast
from tests.phone import Phone
from tests.survey_factory import only


def test_it_takes_a_survey_and_computes_its_result(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    raw = phone.survey(cast, round_)
    outcome = thu.send(raw)[0]
    assert (outcome["outcome"], outcome["cause"]) == ("accepted", None)
    row = only(session)
    assert outcome["server"] == {
        "survey": raw["subject"], "status": "received", "revision": raw["id"], "number": 1, "missing": [],
    }  # fmt: skip
    assert (row.status, row.collector_id, row.is_rival) == (SurveyStatus.RECEIVED, cast.collector.id, False)
    assert row.assignment_id is not None
    result = session.scalars(select(Result)).one()
    assert (result.standard, len(result.document["marks"]), result.is_illustrative) == (
        "vn-2022-2025",
        12,
        True,
    )
    assert result.household_class is not None and not result.differs_from_phone
    assert session.scalars(select(Event).where(Event.action == "survey.received")).one().utc_offset == 420


def test_it_keeps_the_answers_as_they_came_and_sealed(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    raw = phone.survey(cast, round_, {"people.member.0.full_name": "<b>Lò</b> & ' OR 1=1"})
    assert thu.send(raw)[0]["outcome"] == "accepted"
    revision = session.scalars(select(Revision)).one()
    assert surveys.document_of(session, revision)["answers"] == raw["payload"]["answers"]
    assert b"1=1" not in revision.answers_sealed
    assert (revision.sha256, revision.outcome) == (raw["sha256"], None)
    assert revision.member_count == len(raw["payload"]["answers"]["people"]["member"])


def test_it_shows_html_in_a_name_as_text(app: Flask, thu: Phone, cast: Cast, round_: Round) -> None:
    raw = phone.survey(cast, round_, {"people.member.0.full_name": "<script>alert(1)</script>"})
    thu.send(raw)
    client = app.test_client()
    client.post("/login", data={"username": "duyet", "password": factories.PASSWORD})
    page = client.get(f"/surveys/{raw['subject']}").text
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


def test_it_takes_the_same_survey_once(thu: Phone, cast: Cast, round_: Round, session: Session) -> None:
    raw = phone.survey(cast, round_)
    assert [thu.send(raw)[0]["outcome"] for _ in range(3)] == ["accepted", "duplicate", "duplicate"]
    assert thu.send(raw)[0]["server"]["revision"] == raw["id"]
    for table in (Survey, Revision, Result):
        assert session.scalar(select(func.count()).select_from(table)) == 1


def test_it_keeps_and_flags_a_result_that_differs_from_the_phones(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    right = phone.survey(cast, round_)
    thu.send(right)
    document = session.scalars(select(Result)).one().document
    same = phone.survey(cast, round_, results=[document], subject=UUID(right["subject"]), base=right["id"])
    other = {**document, "b2": 990}
    differs = phone.survey(cast, round_, results=[other], subject=UUID(right["subject"]), base=same["id"])
    assert [thu.send(raw)[0]["outcome"] for raw in (same, differs)] == ["accepted", "accepted"]
    flags = {str(row.revision_id): row for row in session.scalars(select(Result))}
    assert not flags[same["id"]].differs_from_phone and flags[differs["id"]].differs_from_phone
    assert flags[differs["id"]].phone_document == other
    assert flags[differs["id"]].document == document


@pytest.mark.parametrize(
    ("patch", "said"),
    [
        ({"people.member.1.birth_date": "2027-01-01", "people.member.1.birth_known": "date"}, "Ngày sinh"),
        ({"people.member.1.birth_known": "year", "people.member.1.birth_date": None,
          "people.member.1.birth_year": "1876"}, "Năm sinh"),
        ({"house.walls": None}, "Tường nhà làm bằng gì?” chưa trả lời"),
        ({"house.walls": "gold"}, "Tường nhà làm bằng gì?"),
        ({"people.member.0.relation": "other"}, "chủ hộ"),
        ({"people": {"member": []}}, ""),
        ({"house.surprise": "1"}, "không đúng với mẫu phiếu"),
        ({"house.walls": ["brick"]}, ""),
    ],
)  # fmt: skip
def test_it_refuses_impossible_answers_in_words(
    thu: Phone, cast: Cast, round_: Round, session: Session, patch: dict[str, Any], said: str
) -> None:
    bad, good = phone.survey(cast, round_, patch), phone.progress(cast, round_)
    outcomes = thu.send(bad, good)
    assert [row["outcome"] for row in outcomes] == ["rejected", "accepted"]
    assert said in outcomes[0]["cause"]["vi"] and "giữ trên máy" in outcomes[0]["cause"]["vi"]
    assert not re.search("[ăâđêôơưạ-ỹ]", outcomes[0]["cause"]["en"].lower()), "English says it in English"
    assert ".." not in outcomes[0]["cause"]["vi"]
    assert session.scalar(select(func.count()).select_from(Survey)) == 0
    assert thu.send(phone.survey(cast, round_))[0]["outcome"] == "accepted"


def test_it_proposes_changes_and_never_edits_the_register(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    person = str(cast.household.memberships[1].person_id)
    patch = {"people.member.1.person_id": person, "people.member.1.full_name": "Lò Thị Sửa"}
    if scoring_cases.VECTORS["base"]["people"]["member"][1].get("joined"):
        patch["people.member.1.joined"] = None
    thu.send(phone.survey(cast, round_, patch))
    changes = {row.kind: row for row in session.scalars(select(ProposedChange))}
    assert changes["corrected"].values["full_name"] == {"from": "Lò Thị Mẫu", "to": "Lò Thị Sửa"}
    assert session.merge(cast.household).memberships[1].person.name == "Lò Thị Mẫu"
    assert {row.kind for row in session.scalars(select(Consent))} >= {"notice", "photo", "location", "phone"}

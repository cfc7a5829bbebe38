"""A household asked twice: compared question by question, each difference settled by a supervisor."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    BackCheck,
    Comment,
    Event,
    InboxRow,
    Origin,
    Revision,
    Round,
    Survey,
    SurveyStatus,
    User,
)
from gnbv.services import back_check_results, surveys
from tests.back_check_stage import (
    checked,
    first_survey,
    second_collector,
    settle,
)
from tests.factories import Cast
from tests.phone import Phone
from tests.signing_in import signed_in

OTHER = {"house.walls": "poor_wood", "house.floor_area": "57", "utilities.water": "rain"}


@pytest.fixture
def checker(session: Session, cast: Cast, round_: Round) -> User:
    return second_collector(session, cast)


@pytest.fixture
def check(app: Flask, session: Session, cast: Cast, round_: Round, checker: User) -> BackCheck:
    return checked(app, session, cast, round_, checker, OTHER)


def page(round_: Round, check: BackCheck) -> str:
    return f"/rounds/{round_.id}/back-checks/{check.id}"


def settled(session: Session, check: BackCheck) -> dict[str, str]:
    session.expire_all()
    return {ref: one["how"] for ref, one in check.agreement["settled"].items()}


def current(session: Session, check: BackCheck) -> dict[str, Any]:
    survey = first_survey(session, check)
    return surveys.document_of(session, session.get_one(Revision, (1, survey.revision_id)))["answers"]


def test_both_answers_stand_beside_each_other_and_none_is_kept_in_the_clear(
    session: Session, duyet: FlaskClient, round_: Round, check: BackCheck
) -> None:
    text = duyet.get(page(round_, check)).text
    assert "Còn 2 câu cần xử lý" in text, "57 and 60 square metres are near enough"
    differing = [ref for ref, (_, verdict) in check.agreement["lines"].items() if verdict == "differs"]
    assert differing == ["walls", "water"]
    kept = json.dumps(check.agreement)
    assert not [word for word in ("poor_wood", "brick", "rain", "Lê Văn An", "000000000001") if word in kept]
    assert check.compared_at is not None and check.check_survey_id is not None


def test_a_first_answer_is_kept_with_a_reason(
    session: Session, duyet: FlaskClient, round_: Round, check: BackCheck
) -> None:
    for _time in range(2):
        assert settle(duyet, round_, check.id, "walls", "kept").status_code == 303
    assert settled(session, check) == {"walls": "kept"}
    assert current(session, check)["house"]["walls"] == "brick"
    events = session.scalars(select(Event).where(Event.action == "back_check.kept")).all()
    assert [event.details for event in events] == [{"question": "walls"}], "once, and without the answer"
    assert "Đã xem lại tại nhà" in duyet.get(page(round_, check)).text


def test_the_second_answer_is_taken_as_a_correction_of_the_office(
    session: Session, duyet: FlaskClient, round_: Round, check: BackCheck
) -> None:
    for _time in range(2):
        assert settle(duyet, round_, check.id, "walls", "taken").status_code == 303
    survey = first_survey(session, check)
    origins = session.scalars(
        select(Revision.origin).where(Revision.survey_id == survey.id).order_by(Revision.number)
    )
    assert list(origins) == [Origin.PHONE, Origin.OFFICE]
    assert current(session, check)["house"]["walls"] == "poor_wood"
    assert settle(duyet, round_, check.id, "walls", "kept").status_code == 409
    text = duyet.get(page(round_, check)).text
    assert "Lấy câu trả lời phúc tra" in text and "Còn 1 câu cần xử lý" in text
    back_check_results.compare_arrived(session, session.merge(round_))
    lines = check.agreement["lines"]
    assert lines["walls"][1] == "differs", "what the office corrects later makes nobody more right"


def test_the_collector_is_asked_and_learns_nothing_of_the_second_visit(
    app: Flask, session: Session, cast: Cast, duyet: FlaskClient, round_: Round, check: BackCheck
) -> None:
    assert settle(duyet, round_, check.id, "walls", "asked", "Xem lại tường").status_code == 303
    assert "Trả lại, 1 ý kiến" in duyet.get(page(round_, check)).text
    revision = str(first_survey(session, check).revision_id)
    assert duyet.post(f"{page(round_, check)}/return", data={"revision": revision}).status_code == 303
    assert first_survey(session, check).status is SurveyStatus.RETURNED
    assert [row.text for row in session.scalars(select(Comment))] == ["Xem lại tường"]
    entries = Phone(app, cast.collector).kit()["entries"]
    kit = json.dumps([one for one in entries if one["type"] not in ("form", "pack")], ensure_ascii=False)
    assert "Xem lại tường" in kit
    assert not [word for word in ("back_check", "poor_wood", str(check.check_survey_id)) if word in kit]
    again = duyet.post(f"{page(round_, check)}/return", data={"revision": revision})
    assert again.status_code == 409, "returned already"


def test_a_back_check_ends_when_every_difference_is_settled(
    session: Session, duyet: FlaskClient, round_: Round, check: BackCheck
) -> None:
    early = duyet.post(f"{page(round_, check)}/closing")
    assert (early.status_code, "Còn 2 câu khác nhau" in early.text) == (409, True)
    settle(duyet, round_, check.id, "walls", "kept")
    settle(duyet, round_, check.id, "water", "taken")
    for _time in range(2):
        assert duyet.post(f"{page(round_, check)}/closing").status_code == 303
    second = session.get_one(Survey, (1, check.check_survey_id))
    assert second.status is SurveyStatus.APPROVED
    told = session.scalars(select(InboxRow.kind).where(InboxRow.user_id == second.collector_id))
    assert set(told) == {"back_check"}, "nobody waits for an approval of it"
    assert first_survey(session, check).status is SurveyStatus.RECEIVED, "deciding it is another act"
    assert "Không có hộ nào cần xem" in duyet.get(f"/rounds/{round_.id}/back-checks").text


@pytest.mark.parametrize(
    ("ref", "how", "note", "status", "words"),
    [
        ("walls", "kept", "  ", 422, "Chưa ghi lý do"),
        ("walls", "thrown", "x", 422, "điền chưa đúng"),
        ("walls", "", "x", 422, "điền chưa đúng"),
        ("roof", "kept", "x", 404, ""),
        ("no_such", "kept", "x", 404, ""),
    ],
)
def test_a_settlement_that_makes_no_sense_is_refused(
    session: Session, duyet: FlaskClient, round_: Round, check: BackCheck, ref: str, how: str, note: str,
    status: int, words: str,
) -> None:  # fmt: skip
    answer = settle(duyet, round_, check.id, ref, how, note)
    assert (answer.status_code, words in answer.text) == (status, True), answer.text
    assert settled(session, check) == {}


@pytest.mark.parametrize(
    ("who", "status"), [("far_supervisor", 404), ("observer", 403), ("collector", 403), ("coordinator", 403)]
)
def test_only_a_supervisor_of_the_place_settles(
    app: Flask, session: Session, cast: Cast, round_: Round, check: BackCheck, who: str, status: int
) -> None:
    client = signed_in(app, getattr(cast, who))
    revision = str(first_survey(session, check).revision_id)
    met = [
        settle(client, round_, check.id, "walls", "kept"),
        client.post(f"{page(round_, check)}/return", data={"revision": revision}),
        client.post(f"{page(round_, check)}/closing"),
    ]
    assert [answer.status_code for answer in met] == [status] * 3
    assert settled(session, check) == {}


def test_nobody_settles_the_household_of_their_family(
    session: Session, cast: Cast, duyet: FlaskClient, round_: Round, check: BackCheck
) -> None:
    cast.supervisor.person_id = cast.household.head_id
    session.commit()
    answer = settle(duyet, round_, check.id, "walls", "kept")
    assert (answer.status_code, "Không ai tự duyệt" in answer.text) == (403, True)


def test_an_approved_survey_keeps_its_answer_or_is_opened_again_first(
    session: Session, duyet: FlaskClient, round_: Round, check: BackCheck
) -> None:
    survey = first_survey(session, check)
    done = duyet.post(f"/surveys/{survey.id}/approval", data={"revision": str(survey.revision_id)})
    assert done.status_code == 303
    assert "Muốn lấy câu phúc tra hay hỏi lại" in duyet.get(page(round_, check)).text
    assert settle(duyet, round_, check.id, "walls", "taken").status_code == 409
    assert settle(duyet, round_, check.id, "walls", "kept").status_code == 303

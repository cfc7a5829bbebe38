"""What became of a household during a round: told by the sheet, confirmed or refused by another person, taken back."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    ChangeState,
    HouseholdChange,
    HouseholdClass,
    InboxRow,
    Round,
    Survey,
    SurveyStatus,
)
from tests import phone
from tests.change_stage import change_of, home_of, moved, people, told
from tests.factories import Cast
from tests.new_household import closing
from tests.phone import Phone
from tests.round_stage import official
from tests.signing_in import signed_in


@pytest.fixture
def round_(session: Session, cast: Cast) -> Round:
    return phone.season(session, cast)


@pytest.fixture
def thu(app: Flask, cast: Cast, round_: Round) -> Phone:
    return Phone(app, cast.collector)


@pytest.fixture
def desk(app: Flask, cast: Cast, thu: Phone) -> FlaskClient:
    return signed_in(app, cast.supervisor)


def survey_of(session: Session, cast: Cast) -> Survey:
    session.expire_all()
    return session.scalars(select(Survey).where(Survey.household_id == cast.household.id)).one()


def test_a_household_that_left_is_closed_with_its_sheet(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    official(session, cast.household, HouseholdClass.POOR)
    change = told(session, thu, cast, round_, "moved_commune")
    assert change.class_then is HouseholdClass.POOR and len(change.people) == 3
    page = desk.get(f"/changes/{change.id}").text
    assert "Hộ khép trong sổ từ ngày này; 3 người" in page and "Tính vào biểu 2" in page
    for _time in range(2):
        assert desk.post(f"/changes/{change.id}/confirmation", data={"on": "2026-09-01"}).status_code == 303
    home = home_of(session, cast.household.id)
    assert (str(home.closed_on), home.close_reason) == ("2026-09-01", "moved_commune")
    assert not people(session, home.id)
    assert survey_of(session, cast).status is SurveyStatus.APPROVED
    assert moved(session, cast) == [(1, 3, 0, 0)]
    assert session.scalars(select(InboxRow.kind)).all() == ["change_confirmed"]
    kit = thu.kit()
    assert str(home.id) not in {entry["id"] for entry in kit["entries"]}
    assert not [one for one in kit["entries"] if one["type"] == "assignment"]
    board = desk.get(f"/rounds/{round_.id}/households?state=approved").text
    assert "Lò Văn Thử" in board


def test_it_is_taken_back_while_nothing_followed(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    change = told(session, thu, cast, round_, "nobody")
    desk.post(f"/changes/{change.id}/confirmation", data={"on": "2026-09-01", "died": "yes"})
    assert cast.household.memberships[0].person.died_on is not None
    assert desk.post(f"/changes/{change.id}/undo", data={"reason": " "}).status_code == 422
    for _time in range(2):
        assert desk.post(f"/changes/{change.id}/undo", data={"reason": "Nhầm hộ"}).status_code == 303
    home = home_of(session, cast.household.id)
    assert home.closed_on is None and len(people(session, home.id)) == 3
    assert cast.household.memberships[0].person.died_on is None
    assert (change_of(session).state, survey_of(session, cast).status) == (
        ChangeState.PROPOSED,
        SurveyStatus.RECEIVED,
    )
    assert desk.post(f"/changes/{change.id}/confirmation", data={"on": "2026-09-01"}).status_code == 303


def test_a_refusal_sends_the_sheet_back_with_the_reason(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    item = closing(cast, round_, "away_long")
    thu.send(item)
    change = change_of(session)
    assert desk.post(f"/changes/{change.id}/refusal", data={"reason": ""}).status_code == 422
    for _time in range(2):
        assert desk.post(f"/changes/{change.id}/refusal", data={"reason": "Hộ vẫn ở nhà"}).status_code == 303
    assert survey_of(session, cast).status is SurveyStatus.RETURNED
    entry = next(one["data"] for one in thu.kit()["entries"] if one["type"] == "survey")
    assert [(one["key"], one["text"]) for one in entry["comments"]] == [("household_change", "Hộ vẫn ở nhà")]
    fixed = {"comment": entry["comments"][0]["id"], "kind": "fixed", "reason": None}
    again = phone.survey(cast, round_, subject=item["subject"], base=item["id"], replies=[fixed])
    assert thu.send(again)[0]["outcome"] == "accepted"
    assert change_of(session).state is ChangeState.REFUSED


def test_a_later_revision_replaces_what_an_earlier_one_told(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    first = closing(cast, round_, "nobody")
    thu.send(first)
    second = closing(cast, round_, "moved_commune", subject=first["subject"], base=first["id"])
    assert thu.send(second)[0]["outcome"] == "accepted"
    assert change_of(session).kind.value == "moved_commune"
    third = phone.survey(cast, round_, subject=first["subject"], base=second["id"])
    thu.send(third)
    session.expire_all()
    states = session.scalars(select(HouseholdChange.state)).all()
    assert set(states) == {ChangeState.SUPERSEDED} and len(states) == 2


def test_a_sheet_that_closes_a_household_is_not_approved_beside_its_change(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    change = told(session, thu, cast, round_, "nobody")
    survey = survey_of(session, cast)
    page = desk.get(f"/surveys/{survey.id}").text
    assert f"/changes/{change.id}" in page and "Không còn ai: Chờ xác nhận" in page
    sent = {"revision": str(survey.revision_id)}
    assert desk.post(f"/surveys/{survey.id}/approval", data=sent).status_code == 422
    desk.post(f"/changes/{change.id}/confirmation", data={"on": "2026-09-01"})
    reopened = desk.post(f"/surveys/{survey.id}/reopening", data={**sent, "note": "x", "reason": "x"})
    assert reopened.status_code == 409
    assert survey_of(session, cast).status is SurveyStatus.APPROVED


@pytest.mark.parametrize("act", ["confirmation", "refusal", "undo"])
def test_nobody_without_the_right_says_the_word(
    app: Flask, thu: Phone, cast: Cast, round_: Round, session: Session, act: str
) -> None:
    change = told(session, thu, cast, round_, "nobody")
    data = {"on": "2026-09-01", "reason": "x"}
    for who, status in ((cast.far_supervisor, 404), (cast.collector, 403), (cast.observer, 403)):
        assert signed_in(app, who).post(f"/changes/{change.id}/{act}", data=data).status_code == status
    cast.supervisor.person_id = cast.household.memberships[1].person_id
    session.merge(cast.supervisor).person_id = cast.household.memberships[1].person_id
    session.commit()
    assert signed_in(app, cast.supervisor).post(f"/changes/{change.id}/{act}", data=data).status_code == 403
    assert change_of(session).state is ChangeState.PROPOSED


@pytest.mark.parametrize("data", [{"on": "2026-10-24"}, {"on": "2026-13-01"}, {"on": "2019-01-01"}])
def test_it_says_what_is_wrong_with_the_day(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session, data: dict[str, str]
) -> None:
    change = told(session, thu, cast, round_, "nobody")
    answer = desk.post(f"/changes/{change.id}/confirmation", data=data)
    assert answer.status_code == 422 and "Chưa có gì thay đổi" in answer.text
    assert change_of(session).state is ChangeState.PROPOSED


def test_the_list_counts_and_filters(
    app: Flask, thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    change = told(session, thu, cast, round_, "nobody")
    address = f"/rounds/{round_.id}/changes"
    page = desk.get(address).text
    assert "Còn 1 thay đổi chờ xác nhận" in page and "Lò Văn Thử" in page and "Thôn 1" in page
    desk.post(f"/changes/{change.id}/confirmation", data={"on": "2026-09-01"})
    assert "Không còn thay đổi nào chờ" in desk.get(address).text
    assert "Lò Văn Thử" in desk.get(f"{address}?state=confirmed&kind=nobody").text
    assert "Lò Văn Thử" not in desk.get(f"{address}?state=confirmed&kind=split").text
    for who, status in ((cast.far_supervisor, 404), (cast.collector, 403), (cast.observer, 200)):
        client = signed_in(app, who)
        assert client.get(address).status_code == status
        assert client.get(f"/changes/{change.id}").status_code == status
    assert desk.get(f"/changes/{UUID(int=7)}").status_code == 404

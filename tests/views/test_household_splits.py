"""A household made on a phone, confirmed or refused at the office: its people, its sheet, its list and its phone."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Assignment,
    HouseholdChange,
    HouseholdClass,
    HouseholdLink,
    ListReason,
    Round,
    RoundHousehold,
    Survey,
    SurveyStatus,
)
from tests import phone
from tests.change_stage import change_of, home_of, moved, people
from tests.factories import Cast
from tests.new_household import household, made, sheet
from tests.phone import Phone
from tests.round_stage import official
from tests.signing_in import signed_in

ON = {"on": "2026-10-01"}


@pytest.fixture
def round_(session: Session, cast: Cast) -> Round:
    return phone.season(session, cast)


@pytest.fixture
def thu(app: Flask, cast: Cast, round_: Round) -> Phone:
    return Phone(app, cast.collector)


@pytest.fixture
def desk(app: Flask, cast: Cast, thu: Phone) -> FlaskClient:
    return signed_in(app, cast.supervisor)


def test_confirming_a_split_moves_its_people_and_copies_nobody(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    official(session, cast.household, HouseholdClass.POOR)
    item = household(cast, round_)
    thu.send(item, sheet(cast, round_, item, made_here=True))
    change = change_of(session)
    page = desk.get(f"/changes/{change.id}").text
    assert "Hộ mới số 019 vào sổ với 2 người" in page and "Hộ cũ còn 2 người" in page
    survey = session.scalars(select(Survey)).one()
    reading = desk.get(f"/surveys/{survey.id}").text
    assert "Hộ này mới được báo từ máy" in reading
    approval = {"revision": str(survey.revision_id), "without_photos": "1"}
    assert desk.post(f"/surveys/{survey.id}/approval", data=approval).status_code == 422
    for _time in range(2):
        assert desk.post(f"/changes/{change.id}/confirmation", data=ON).status_code == 303
    new = home_of(session, item["subject"])
    assert (new.number, new.code, new.is_pending) == (19, "TEST-019", False)
    assert people(session, new.id) == [("Lò Văn Con", "head"), ("Vi Thị Dâu", "spouse")]
    assert [name for name, _ in people(session, cast.household.id)] == ["Lò Văn Thử", "Lò Thị Mẫu"]
    assert session.scalars(select(HouseholdLink.kind)).one() == "split"
    line = session.scalars(select(RoundHousehold).where(RoundHousehold.household_id == new.id)).one()
    assert (line.reason, line.note) == (ListReason.POOR, "Tách từ hộ 017.")
    assert moved(session, cast) == [(0, 1, 1, 2)]
    entries = {one["id"]: one["data"] for one in thu.kit()["entries"] if one["type"] == "household"}
    assert "pending" not in entries[str(new.id)] and entries[str(new.id)]["reason"] == "poor"
    assert len(entries[str(cast.household.id)]["members"]) == 2
    assert desk.post(f"/surveys/{survey.id}/approval", data=approval).status_code in (200, 303)


def test_it_is_taken_back_and_confirmed_anew(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    item = household(cast, round_)
    thu.send(item)
    change = change_of(session)
    for _time in range(2):
        desk.post(f"/changes/{change.id}/confirmation", data=ON)
        assert desk.post(f"/changes/{change.id}/undo", data={"reason": "Nhầm"}).status_code == 303
        new = home_of(session, item["subject"])
        assert new.is_pending and not people(session, new.id)
        assert len(people(session, cast.household.id)) == 3
    assert desk.post(f"/changes/{change.id}/confirmation", data=ON).status_code == 303
    assert len(people(session, UUID(item["subject"]))) == 2


def test_a_refused_split_leaves_a_readable_sheet_with_its_reason(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    item = household(cast, round_)
    thu.send(item, sheet(cast, round_, item, made_here=True))
    change = change_of(session)
    for _time in range(2):
        answer = desk.post(f"/changes/{change.id}/refusal", data={"reason": "Vẫn chung thu chi."})
        assert answer.status_code == 303
    survey = session.scalars(select(Survey)).one()
    session.refresh(survey)
    assert survey.status is SurveyStatus.WITHDRAWN
    assert "Vẫn chung thu chi" in desk.get(f"/surveys/{survey.id}").text
    new = home_of(session, item["subject"])
    assert (str(new.closed_on), new.close_reason) == ("2026-10-23", "refused")
    assert not session.scalars(select(RoundHousehold).where(RoundHousehold.household_id == new.id)).all()
    entries = thu.kit()["entries"]
    assert str(new.id) not in {one["id"] for one in entries}
    told = {one["data"]["item"]: one["data"]["cause"] for one in entries if one["type"] == "receipt"}
    assert told[item["id"]]["code"] == "household_refused" and told[item["id"]]["by"] == "Hoàng Văn Duyệt"
    assert "Vẫn chung thu chi" in told[item["id"]]["vi"]
    assert len(people(session, cast.household.id)) == 3
    again = thu.send(phone.item("household", item["subject"], {**item["payload"], "place": "Chỗ khác"}))[0]
    assert (again["outcome"], again["cause"]["code"]) == ("held", "household_decided")
    late = thu.send(sheet(cast, round_, item))[0]
    assert late["outcome"] == "held"
    assert desk.post(f"/changes/{change.id}/undo", data={"reason": "Xem lại"}).status_code == 303
    session.expire_all()
    statuses = dict(session.execute(select(Survey.id, Survey.status)).tuples().all())
    assert statuses[survey.id] is SurveyStatus.RECEIVED
    assert home_of(session, new.id).is_pending
    rows = session.scalars(select(Assignment).where(Assignment.household_id == new.id)).all()
    assert [row.closed_at for row in rows] == [None]


def test_a_home_nobody_knew_comes_into_the_register(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    item = made(cast, round_)
    thu.send(item)
    change = change_of(session)
    assert desk.post(f"/changes/{change.id}/confirmation", data=ON).status_code == 303
    home_id = UUID(item["subject"])
    assert people(session, home_id) == [("Vi Thị Dâu", "head")]
    assert home_of(session, home_id).code == "TEST-019"
    assert moved(session, cast) == []


def test_sheet_and_phone_tell_one_split_once(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    split = {"intro.household_change": "split", "intro.change_evidence": "Có sổ riêng"}
    first = phone.survey(cast, round_, split)
    thu.send(first)
    assert change_of(session).other_id is None
    item = household(cast, round_)
    thu.send(item)
    change = change_of(session)
    assert str(change.other_id) == item["subject"] and str(change.survey_id) == first["subject"]
    thu.send(phone.survey(cast, round_, split, subject=first["subject"], base=first["id"]))
    assert change_of(session).id == change.id


def test_who_left_before_is_not_moved_again(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    first, second = household(cast, round_), household(cast, round_)
    thu.send(first, second)
    ids = session.scalars(select(HouseholdChange.id).order_by(HouseholdChange.proposed_at)).all()
    assert desk.post(f"/changes/{ids[0]}/confirmation", data=ON).status_code == 303
    answer = desk.post(f"/changes/{ids[1]}/confirmation", data=ON)
    assert answer.status_code == 409 and "không còn ở hộ cũ" in answer.text


def test_the_part_that_stays_gets_a_head_when_its_head_leaves(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    head, wife, _son = (str(row.person_id) for row in cast.household.memberships)
    told = {"members": [{"person_id": head, "relation": "head"}], "head": head}
    thu.send(household(cast, round_, **told))
    change = change_of(session)
    assert "Chủ hộ của phần ở lại" in desk.get(f"/changes/{change.id}").text
    assert desk.post(f"/changes/{change.id}/confirmation", data={**ON, "head": wife}).status_code == 303
    assert people(session, cast.household.id) == [("Lò Thị Mẫu", "head"), ("Lò Văn Con", "child")]

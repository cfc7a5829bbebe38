"""Homes that move, join and change their head: the register by date, the list, who goes there, and the sheet."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Assignment,
    HouseholdClass,
    HouseholdNumber,
    Round,
    RoundHousehold,
    Survey,
    SurveyStatus,
    Unit,
)
from gnbv.services import conclusions, household_movements
from tests import factories, phone
from tests.change_stage import change_of, home_of, told
from tests.factories import TENANT, Cast
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
    return signed_in(app, cast.coordinator)


def _move(cast: Cast, **more: str) -> dict[str, str]:
    return {"on": "2026-09-01", "village": str(cast.other_village.id), **more}


def _line(session: Session, cast: Cast) -> RoundHousehold:
    query = select(RoundHousehold).where(RoundHousehold.household_id == cast.household.id)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def test_a_home_that_moves_is_surveyed_anew_in_its_new_village(
    app: Flask, thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    official(session, cast.household, HouseholdClass.NEAR_POOR)
    change = told(session, thu, cast, round_, "moved_village")
    page = desk.get(f"/changes/{change.id}").text
    assert "Thôn 2" in page and "giao cho Đỗ Văn Hai, đang có 1 hộ ở đó" in page
    assert desk.post(f"/changes/{change.id}/confirmation", data=_move(cast)).status_code == 303
    home = home_of(session, cast.household.id)
    assert (home.unit_id, home.number, home.code) == (cast.other_village.id, 22, "TEST-022")
    page = desk.get(f"/changes/{change.id}").text
    assert "Hộ số 022, Thôn 2" in page and "Thôn 2 (trước ở Thôn 1)" in page
    numbers = session.scalars(select(HouseholdNumber).where(HouseholdNumber.valid_to.is_(None))).all()
    assert [(row.number, str(row.valid_from)) for row in numbers] == [(22, "2026-09-01")]
    assert _line(session, cast).unit_id == cast.other_village.id
    rows = session.scalars(select(Assignment).where(Assignment.household_id == home.id)).all()
    assert {(row.user_id, row.close_reason) for row in rows} == {
        (cast.collector.id, "moved_village"),
        (cast.other_collector.id, None),
    }
    assert session.scalars(select(Survey.status)).all() == [SurveyStatus.WITHDRAWN]
    old, new = thu.kit()["entries"], Phone(app, cast.other_collector)
    assert str(home.id) not in {one["id"] for one in old}
    receipt = next(one["data"] for one in old if one["type"] == "receipt")
    assert "Hộ chuyển sang thôn khác" in receipt["cause"]["vi"]
    entry = next(one["data"] for one in new.kit()["entries"] if one["id"] == str(home.id))
    assert (entry["number"], len(entry["members"])) == (22, 3)
    assert new.send(phone.survey(cast, round_))[0]["outcome"] == "accepted"
    moved = household_movements.movements(session, TENANT, [cast.commune.path], 2026)
    assert sorted(
        (one.out_households, one.in_households, one.out_people, one.in_people) for one in moved
    ) == [
        (0, 1, 0, 3),
        (1, 0, 3, 0),
    ]
    refused = desk.post(f"/changes/{change.id}/undo", data={"reason": "Nhầm"})
    assert refused.status_code == 409 and "phiếu mới" in refused.text


def test_the_move_is_taken_back_whole(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    change = told(session, thu, cast, round_, "moved_village")
    desk.post(f"/changes/{change.id}/confirmation", data=_move(cast, collector="none"))
    assert desk.post(f"/changes/{change.id}/undo", data={"reason": "Nhầm"}).status_code == 303
    home = home_of(session, cast.household.id)
    assert (home.unit_id, home.number, home.code) == (cast.village.id, 17, "TEST-017")
    assert _line(session, cast).unit_id == cast.village.id
    row = session.scalars(select(Assignment).where(Assignment.household_id == home.id)).one()
    assert row.closed_at is None
    assert session.scalars(select(Survey.status)).all() == [SurveyStatus.RECEIVED]
    assert desk.post(f"/changes/{change.id}/confirmation", data=_move(cast)).status_code == 303
    numbers = session.scalars(select(HouseholdNumber).where(HouseholdNumber.household_id == home.id)).all()
    assert [(row.number, row.valid_to) for row in numbers] in ([(22, None)], [(23, None)]) or len(
        numbers
    ) == 2


@pytest.mark.parametrize("field", ["", "here", "far", "relative"])
def test_it_moves_only_to_another_village_and_to_who_may_go_there(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session, field: str
) -> None:
    change = told(session, thu, cast, round_, "moved_village")
    data = _move(cast)
    if field == "relative":
        session.merge(cast.other_collector).person_id = cast.household.memberships[0].person_id
        session.commit()
        data["collector"] = str(cast.other_collector.id)
    else:
        data["village"] = {"": "", "here": str(cast.village.id), "far": str(cast.far_village.id)}[field]
    assert desk.post(f"/changes/{change.id}/confirmation", data=data).status_code == (
        404 if field == "far" else 422
    )
    assert home_of(session, cast.household.id).unit_id == cast.village.id


def test_a_village_without_a_collector_leaves_the_home_to_be_assigned(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    empty = factories.unit(
        session, "Thôn 3", cast.village.kind, session.get_one(Unit, (TENANT, cast.commune.id))
    )
    session.commit()
    change = told(session, thu, cast, round_, "moved_village")
    data = {"on": "2026-09-01", "village": str(empty.id)}
    assert desk.post(f"/changes/{change.id}/confirmation", data=data).status_code == 303
    home = home_of(session, cast.household.id)
    assert (home.unit_id, home.number, home.code) == (empty.id, 1, f"{empty.code}-001")
    open_ = select(Assignment).where(Assignment.household_id == home.id, Assignment.closed_at.is_(None))
    assert not session.scalars(open_).all()


def test_visits_at_the_old_place_do_not_count_at_the_new_one(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    thu.send(phone.visit(cast, round_), phone.visit(cast, round_))
    change = told(session, thu, cast, round_, "moved_village")
    assert conclusions.empty_visits(session, round_, cast.household.id) == 2
    desk.post(f"/changes/{change.id}/confirmation", data=_move(cast))
    session.expire_all()
    assert conclusions.empty_visits(session, round_, cast.household.id) == 0


def test_a_correction_on_its_way_meets_the_move_and_is_kept(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    item = closing(cast, round_, "moved_village")
    thu.send(item)
    desk.post(f"/changes/{change_of(session).id}/confirmation", data=_move(cast))
    answer = thu.send(phone.survey(cast, round_, subject=item["subject"], base=item["id"]))[0]
    assert (answer["outcome"], answer["cause"]["code"]) == ("conflict", "already_decided")

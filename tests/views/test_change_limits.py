"""What a word on a household's change may not do: close one's own typed sheet, cross the commune, write down what is no
relation, leave a home with two collectors, or look at homes without a trace."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.models import (
    Assignment,
    ChangeState,
    HouseholdChange,
    HouseholdRead,
    Membership,
    Role,
    Round,
    RoundHousehold,
    User,
)
from tests import factories, phone
from tests.change_stage import change_of, home_of, people, told
from tests.factories import TENANT, Cast
from tests.new_household import closing
from tests.paper_stage import handed_in
from tests.phone import Phone
from tests.signing_in import signed_in

ON = {"on": "2026-09-01"}


@pytest.fixture
def round_(session: Session, cast: Cast) -> Round:
    return phone.season(session, cast)


@pytest.fixture
def thu(app: Flask, cast: Cast, round_: Round) -> Phone:
    return Phone(app, cast.collector)


@pytest.fixture
def desk(app: Flask, cast: Cast, thu: Phone) -> FlaskClient:
    return signed_in(app, cast.coordinator)


def read_homes(person: User) -> set[UUID]:
    with Session(db.engines["reads"]) as log:
        query = select(HouseholdRead.household_id).where(HouseholdRead.user_id == person.id)
        return set(log.scalars(query))


def test_who_typed_the_sheet_does_not_confirm_what_it_says(
    app: Flask, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    patch = {
        "intro.household_change": "moved_commune",
        "intro.change_date": "2026-09-01",
        "intro.change_evidence": "Trưởng thôn xác nhận",
    }
    handed_in(desk, round_, cast.household, cast.collector, patch=patch)
    change = change_of(session)
    answer = desk.post(f"/changes/{change.id}/confirmation", data=ON)
    assert answer.status_code == 403 and home_of(session, cast.household.id).closed_on is None
    assert desk.post(f"/changes/{change.id}/refusal", data={"reason": "x"}).status_code == 403
    other = signed_in(app, cast.supervisor)
    assert other.post(f"/changes/{change.id}/confirmation", data=ON).status_code == 303


def test_a_home_joins_none_of_another_commune(
    app: Flask, thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    both = factories.user(session, "haixa", Role.COORDINATOR, cast.commune, cast.far_commune)
    session.commit()
    change = told(session, thu, cast, round_, "merged")
    far = {**ON, "other_village": str(cast.far_village.id), "other_number": "3"}
    answer = signed_in(app, both).post(f"/changes/{change.id}/confirmation", data=far)
    assert answer.status_code == 422 and "Chưa có gì thay đổi" in answer.text
    assert home_of(session, cast.household.id).closed_on is None


def test_what_is_no_relation_is_not_written_down(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    change = told(session, thu, cast, round_, "merged")
    wife = cast.household.memberships[1].person_id
    data = {
        **ON,
        "other_village": str(cast.other_village.id),
        "other_number": "21",
        f"relation.{wife}": "<script>" * 9,
    }
    assert desk.post(f"/changes/{change.id}/confirmation", data=data).status_code == 303
    assert ("Lò Thị Mẫu", "other") in people(session, cast.others_household.id)


def test_whoever_looks_up_the_home_to_join_is_logged(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    change = told(session, thu, cast, round_, "merged")
    assert "Đỗ Thị Khác" in desk.get(f"/changes/{change.id}").text
    assert cast.others_household.id in read_homes(cast.coordinator)


def _moved(thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session) -> str:
    change = told(session, thu, cast, round_, "moved_village")
    data = {**ON, "village": str(cast.other_village.id), "collector": str(cast.other_collector.id)}
    assert desk.post(f"/changes/{change.id}/confirmation", data=data).status_code == 303
    return f"/changes/{change.id}/undo"


def test_a_move_that_is_taken_back_leaves_one_collector_even_when_it_was_given_on(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    undo = _moved(thu, desk, cast, round_, session)
    third = factories.user(session, "ba", Role.COLLECTOR, session.merge(cast.other_village))
    session.commit()
    sent = {"give": f"{cast.household.id}:{third.id}", "purpose": "main"}
    assert desk.post(f"/rounds/{round_.id}/assignments", data=sent).status_code == 303
    assert desk.post(undo, data={"reason": "Nhầm hộ"}).status_code == 303
    open_ = select(Assignment.user_id).where(
        Assignment.household_id == cast.household.id, Assignment.closed_at.is_(None)
    )
    assert session.scalars(open_).all() == [cast.collector.id]


def test_a_number_does_not_end_before_it_began(
    app: Flask, thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    _moved(thu, desk, cast, round_, session)
    other = Phone(app, cast.other_collector)
    assert other.send(closing(cast, round_, "moved_village", on="2026-08-01"))[0]["outcome"] == "accepted"
    query = select(HouseholdChange).where(HouseholdChange.state == ChangeState.PROPOSED)
    second = session.scalars(query).one()
    data = {"on": "2026-08-01", "village": str(cast.village.id), "collector": "none"}
    answer = desk.post(f"/changes/{second.id}/confirmation", data=data)
    assert answer.status_code == 422 and "số 022" in answer.text and "Chọn lại ngày" in answer.text
    assert home_of(session, cast.household.id).unit_id == cast.other_village.id


def test_a_move_is_taken_back_of_a_home_that_left_the_list(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    undo = _moved(thu, desk, cast, round_, session)
    row = session.scalars(
        select(RoundHousehold).where(RoundHousehold.household_id == cast.household.id)
    ).one()
    session.delete(row)
    session.commit()
    assert desk.post(undo, data={"reason": "Nhầm hộ"}).status_code == 303
    assert home_of(session, cast.household.id).unit_id == cast.village.id


def test_nobody_comes_back_into_a_home_while_they_live_in_another(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    change = told(session, thu, cast, round_, "moved_commune")
    assert desk.post(f"/changes/{change.id}/confirmation", data=ON).status_code == 303
    son = cast.household.memberships[2].person_id
    session.add(
        Membership(
            tenant=TENANT, household_id=cast.unlisted.id, person_id=son, relation="child", position=5,
            valid_from=factories.DAY,
        )
    )  # fmt: skip
    session.commit()
    answer = desk.post(f"/changes/{change.id}/undo", data={"reason": "Nhầm hộ"})
    assert answer.status_code == 409 and "hộ khác" in answer.text
    assert change_of(session).state is ChangeState.CONFIRMED
    assert not people(session, cast.household.id)

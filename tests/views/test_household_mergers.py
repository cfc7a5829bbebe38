"""Homes that join another one or get another head: the register by date, and nobody in two homes."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    HouseholdChange,
    HouseholdClass,
    HouseholdLink,
    Membership,
    Round,
    Survey,
    SurveyStatus,
)
from gnbv.services import household_movements
from tests import phone
from tests.change_stage import home_of, moved, told
from tests.factories import TENANT, Cast
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


def test_a_home_that_joins_another_takes_its_people_along(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    official(session, cast.household, HouseholdClass.POOR)
    official(session, cast.others_household, HouseholdClass.POOR)
    change = told(session, thu, cast, round_, "merged")
    asked = f"/changes/{change.id}?village={cast.other_village.id}&number="
    assert "Thôn này không có hộ mang số đó" in desk.get(asked + "99").text
    page = desk.get(asked + "21").text
    assert "Đỗ Thị Khác" in page and "3 người chuyển sang hộ nhập vào" in page
    wife = cast.household.memberships[1].person_id
    data = {
        "on": "2026-09-01", "other_village": str(cast.other_village.id), "other_number": "21",
        f"relation.{wife}": "sibling",
    }  # fmt: skip
    assert desk.post(f"/changes/{change.id}/confirmation", data={"on": "2026-09-01"}).status_code == 422
    for _time in range(2):
        assert desk.post(f"/changes/{change.id}/confirmation", data=data).status_code == 303
    rows = session.scalars(
        select(Membership).where(
            Membership.household_id == cast.others_household.id, Membership.valid_to.is_(None)
        )
    ).all()
    assert sorted(row.relation for row in rows) == ["head", "other", "other", "sibling"]
    assert home_of(session, cast.household.id).close_reason == "merged"
    link = session.scalars(select(HouseholdLink)).one()
    assert (link.household_id, link.other_id, link.kind) == (
        cast.household.id,
        cast.others_household.id,
        "merged",
    )
    assert "lò văn con" not in home_of(session, cast.others_household.id).search_text
    assert "lo van con" in home_of(session, cast.others_household.id).search_text
    moved = household_movements.movements(session, TENANT, [cast.commune.path], 2026)
    assert sorted(
        (one.out_households, one.out_people, one.in_households, one.in_people) for one in moved
    ) == [
        (0, 0, 0, 3),
        (1, 3, 0, 0),
    ]
    assert desk.post(f"/changes/{change.id}/undo", data={"reason": "Nhầm"}).status_code == 303
    session.expire_all()
    assert session.scalars(select(HouseholdLink.kind)).one() == "undone"
    assert not home_of(session, cast.household.id).closed_on


def test_nobody_joins_their_own_familys_home(
    app: Flask, thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    change = told(session, thu, cast, round_, "merged")
    session.merge(cast.leader).person_id = cast.others_household.memberships[0].person_id
    session.commit()
    data = {"on": "2026-09-01", "other_village": str(cast.other_village.id), "other_number": "21"}
    answer = signed_in(app, cast.leader).post(f"/changes/{change.id}/confirmation", data=data)
    assert answer.status_code == 403 and not home_of(session, cast.household.id).closed_on


def test_the_new_head_leads_the_home_and_the_dead_one_is_written_so(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    official(session, cast.household, HouseholdClass.POOR)
    head, wife, _son = (row.person_id for row in cast.household.memberships)
    patch = {
        "intro.household_change": "head_changed", "intro.change_evidence": "Giấy chứng tử",
        "household_head": "Lò Văn Thử", "intro.head_still": "changed", "intro.head_change_reason": "died",
        "people.member.0.person_id": str(wife), "people.member.0.joined": None,
        "people.member.0.stays": "home",
    }  # fmt: skip
    answer = thu.send(phone.survey(cast, round_, patch))[0]
    assert answer["outcome"] == "accepted", answer
    change = session.scalars(select(HouseholdChange)).one()
    assert (change.kind.value, change.details["why"]) == ("head_changed", "died")
    page = desk.get(f"/changes/{change.id}").text
    assert "Chủ hộ cũ ghi là đã mất" in page
    data = {"on": "2026-09-01", "head": str(wife)}
    assert desk.post(f"/changes/{change.id}/confirmation", data={**data, "head": ""}).status_code == 422
    assert (
        desk.post(f"/changes/{change.id}/confirmation", data={**data, "head": str(head)}).status_code == 422
    )
    assert desk.post(f"/changes/{change.id}/confirmation", data=data).status_code == 303
    home = home_of(session, cast.household.id)
    assert (home.head_id, home.head_name) == (wife, "Lò Thị Mẫu")
    rows = session.scalars(
        select(Membership).where(Membership.household_id == home.id, Membership.valid_to.is_(None))
    ).all()
    assert sorted((row.person.name, row.relation) for row in rows) == [
        ("Lò Thị Mẫu", "head"),
        ("Lò Văn Con", "child"),
    ]
    gone = session.scalars(select(Membership).where(Membership.person_id == head)).one()
    assert (gone.reason, str(gone.person.died_on)) == ("died", "2026-09-01")
    assert moved(session, cast) == [(0, 1, 0, 0)]
    assert session.scalars(select(Survey.status)).all() == [SurveyStatus.RECEIVED]

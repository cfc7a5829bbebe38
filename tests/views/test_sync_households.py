"""A household made on a phone: taken once whatever the order, with its sheet, held like all else, refused in words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import (
    Assignment,
    ChangeState,
    Household,
    HouseholdChange,
    Membership,
    Outcome,
    Person,
    Round,
    RoundHousehold,
    Survey,
    SurveyStatus,
    SyncItem,
)
from tests import phone
from tests.factories import TENANT, Cast
from tests.new_household import household, made, sheet
from tests.phone import Phone


@pytest.fixture
def round_(session: Session, cast: Cast) -> Round:
    return phone.season(session, cast)


@pytest.fixture
def thu(app: Flask, cast: Cast, round_: Round) -> Phone:
    return Phone(app, cast.collector)


def _change(session: Session) -> HouseholdChange:
    session.expire_all()
    return session.scalars(
        select(HouseholdChange).where(HouseholdChange.state != ChangeState.SUPERSEDED)
    ).one()


def test_it_stands_in_the_register_and_moves_nobody(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    item = household(cast, round_)
    assert [one["outcome"] for one in thu.send(item)] == ["accepted"]
    home = session.get_one(Household, (TENANT, UUID(item["subject"])))
    assert (home.number, home.code, home.source, home.is_pending) == (19, "", "split", True)
    assert home.head_name == "Lò Văn Con" and home.unit_id == cast.village.id
    change = _change(session)
    assert (change.household_id, change.other_id) == (cast.household.id, home.id)
    assert change.people == [str(cast.household.memberships[2].person_id)]
    assert not session.scalars(select(Membership).where(Membership.household_id == home.id)).all()
    assert all(row.valid_to is None for row in cast.household.memberships)
    wife = session.scalars(select(Person).where(Person.name == "Vi Thị Dâu")).one()
    assert (wife.sex, wife.birth_year, wife.source) == ("female", 2001, "phone")
    row = session.scalars(select(Assignment).where(Assignment.household_id == home.id)).one()
    assert row.user_id == cast.collector.id
    assert session.scalars(select(RoundHousehold).where(RoundHousehold.household_id == home.id)).one().note


def test_it_travels_in_the_kit_as_not_confirmed_with_its_people(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    item = household(cast, round_)
    thu.send(item)
    entry = {one["id"]: one["data"] for one in thu.kit()["entries"] if one["type"] == "household"}
    new, old = entry[item["subject"]], entry[str(cast.household.id)]
    assert new["pending"] is True and "pending" not in old
    assert [one["name"] for one in new["members"]] == ["Lò Văn Con", "Vi Thị Dâu"]
    assert [one["relation"] for one in new["members"]] == ["head", "spouse"]
    assert len(old["members"]) == 3


@pytest.mark.parametrize("together", [True, False])
def test_its_sheet_is_taken_in_whatever_order(
    thu: Phone, cast: Cast, round_: Round, session: Session, together: bool
) -> None:
    item = household(cast, round_)
    survey = sheet(cast, round_, item, made_here=True)
    if together:
        assert [one["outcome"] for one in thu.send(survey, item)] == ["accepted", "accepted"]
    else:
        first = thu.send(survey)[0]
        assert (first["outcome"], first["cause"]["code"]) == ("held", "household_missing")
        assert thu.send(item)[0]["outcome"] == "accepted"
    found = session.scalars(select(Survey)).one()
    assert (found.status, str(found.household_id)) == (SurveyStatus.RECEIVED, item["subject"])
    row = session.get_one(SyncItem, (TENANT, UUID(survey["id"])))
    assert row.outcome is Outcome.ACCEPTED and row.body_sealed is None
    assert thu.send(survey)[0]["outcome"] == "duplicate"


def test_it_is_taken_once(thu: Phone, cast: Cast, round_: Round, session: Session) -> None:
    item = household(cast, round_)
    assert [thu.send(item)[0]["outcome"] for _time in range(2)] == ["accepted", "duplicate"]
    twin = {**item, "id": str(new_id())}
    assert thu.send(phone.item("household", item["subject"], item["payload"]))[0]["outcome"] == "accepted"
    assert thu.send(twin)[0]["outcome"] == "accepted"
    assert len(session.scalars(select(HouseholdChange)).all()) == 1


def test_a_later_telling_replaces_the_proposal(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    item = household(cast, round_)
    thu.send(item)
    payload = {**item["payload"], "place": "Xóm mới", "members": item["payload"]["members"][:1]}
    assert thu.send(phone.item("household", item["subject"], payload))[0]["outcome"] == "accepted"
    change = _change(session)
    assert change.details["place"] == "Xóm mới" and len(change.details["members"]) == 1
    assert session.get_one(Household, (TENANT, UUID(item["subject"]))).place == "Xóm mới"


def test_a_home_the_register_never_knew_is_taken_too(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    item = made(cast, round_)
    assert thu.send(item)[0]["outcome"] == "accepted"
    change = _change(session)
    assert (change.kind.value, str(change.household_id), change.other_id) == (
        "unregistered",
        item["subject"],
        None,
    )


def _broken(cast: Cast, name: str) -> dict[str, Any]:
    stranger = {"person_id": str(cast.far_household.memberships[0].person_id), "relation": "child"}
    con = {"person_id": str(cast.household.memberships[2].person_id), "relation": "head"}
    return {
        "members_unknown": {"members": [con, stranger]},
        "head_unclear": {"members": [{**con, "relation": "child"}]},
        "household_day": {"on": "2026-10-24"},
        "malformed": {"members": []},
        "not_found": {"unit": str(cast.far_village.id)},
    }[name]


@pytest.mark.parametrize(
    "code", ["members_unknown", "head_unclear", "household_day", "malformed", "not_found"]
)
def test_it_says_what_is_wrong(thu: Phone, cast: Cast, round_: Round, session: Session, code: str) -> None:
    answer = thu.send(household(cast, round_, **_broken(cast, code)))[0]
    assert (answer["outcome"], answer["cause"]["code"]) == ("rejected", code)
    assert not session.scalars(select(HouseholdChange)).all()


def test_a_stranger_finds_nothing_and_others_may_not(
    app: Flask, cast: Cast, round_: Round, session: Session
) -> None:
    item = household(cast, round_)
    for who, code in ((cast.stranger, "not_found"), (cast.cadre, "not_permitted")):
        answer = Phone(app, who).send(item)[0]
        assert (answer["outcome"], answer["cause"]["code"]) == ("rejected", code)


def test_the_id_of_somebody_elses_household_is_refused(
    app: Flask, thu: Phone, cast: Cast, round_: Round
) -> None:
    item = household(cast, round_)
    thu.send(item)
    answer = Phone(app, cast.village_head).send(phone.item("household", item["subject"], item["payload"]))[0]
    assert (answer["outcome"], answer["cause"]["code"]) == ("rejected", "same_id")
    known = phone.item("household", cast.unlisted.id, item["payload"])
    assert thu.send(known)[0]["cause"]["code"] == "same_id"

"""Members that came without an id get one, and openings of a household count only of those who survey there."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.models import Grant, HouseholdRead, Revision, Round
from gnbv.services import instance_ids, surveys
from tests.factories import DAY, Cast
from tests.phone import Phone, item, survey


def opening(household: Any) -> dict[str, Any]:
    return item("access", household.id, {"at": "2026-10-22T02:00:00Z", "purpose": "Hộ có giấy đề nghị"})


def readers() -> list[UUID]:
    with db.engines["reads"].connect() as connection:
        return list(connection.scalars(select(HouseholdRead.user_id).where(HouseholdRead.place == "phone")))


def test_it_gives_ids_to_members_that_a_program_sent_without(
    phone: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    sent = survey(cast, round_)
    answers = copy.deepcopy(sent["payload"]["answers"])
    for member in answers["people"]["member"]:
        member.pop("_id", None)
    bare = survey(cast, round_, answers=answers)
    (outcome,) = phone.send(bare)
    assert outcome["outcome"] == "accepted", outcome
    assert phone.send(bare)[0]["outcome"] == "duplicate"
    kept = surveys.document_of(session, session.scalars(select(Revision)).one())["answers"]
    ids = [member["_id"] for member in kept["people"]["member"]]
    assert len({UUID(id_) for id_ in ids}) == len(ids) == len(answers["people"]["member"])
    entry = next(one for one in phone.kit()["entries"] if one["type"] == "survey")
    assert entry["data"]["revision"]["answers"] == kept


def test_it_makes_the_same_ids_each_time_and_keeps_those_that_came() -> None:
    revision = UUID("0198f2c4-0000-7000-8000-0000000000a1")
    given = {"people": {"member": [{"name": "A"}, {"_id": "m2", "child": [{"age": "3"}]}]}, "note": "x"}
    before = copy.deepcopy(given)
    made = instance_ids.given(given, revision)
    assert made == instance_ids.given(given, revision) and given == before
    first, second = made["people"]["member"]
    assert second["_id"] == "m2" and second["child"][0]["_id"] != first["_id"]
    assert instance_ids.given(made, revision) is made
    assert instance_ids.given(given, UUID(int=1)) != made


def test_it_logs_openings_of_those_who_survey_there(phone: Phone, cast: Cast) -> None:
    assert phone.send(opening(cast.unlisted))[0]["outcome"] == "accepted"
    assert readers() == [cast.collector.id]


@pytest.mark.parametrize("role", ["supervisor", "cadre", "observer", "administrator"])
def test_it_takes_no_opening_from_who_may_not_open_households_on_a_phone(
    app: Flask, cast: Cast, round_: Round, role: str
) -> None:
    (outcome,) = Phone(app, getattr(cast, role)).send(opening(cast.unlisted))
    assert (outcome["outcome"], outcome["cause"]["code"]) == ("rejected", "not_permitted")
    assert readers() == []


def test_it_finds_no_household_of_strangers(app: Flask, cast: Cast, round_: Round, phone: Phone) -> None:
    (outcome,) = Phone(app, cast.stranger).send(opening(cast.unlisted))
    assert outcome["cause"]["code"] == "not_found"
    assert phone.send(opening(cast.far_household))[0]["cause"]["code"] == "not_found"


def test_it_still_takes_the_openings_of_somebody_who_moved_meanwhile(
    phone: Phone, cast: Cast, session: Session
) -> None:
    grant = session.scalars(select(Grant).where(Grant.user_id == cast.collector.id)).one()
    grant.valid_to = DAY - timedelta(days=1)
    session.commit()
    assert phone.send(opening(cast.unlisted))[0]["outcome"] == "accepted"
    assert readers() == [cast.collector.id]

"""A household made on a phone writes down its own newcomers and nobody else: whoever stands in the register stays as they
are, and homes of another round are not split from here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Grant, HouseholdChange, Person, Role, Round
from tests import factories, phone
from tests.change_stage import change_of
from tests.factories import TENANT, Cast
from tests.new_household import household, made
from tests.phone import Phone
from tests.signing_in import signed_in


@pytest.fixture
def round_(session: Session, cast: Cast) -> Round:
    return phone.season(session, cast)


@pytest.fixture
def thu(app: Flask, cast: Cast, round_: Round) -> Phone:
    return Phone(app, cast.collector)


@pytest.fixture
def desk(app: Flask, cast: Cast) -> FlaskClient:
    return signed_in(app, cast.supervisor)


def again(item: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The same household, told anew."""
    return phone.item("household", item["subject"], {**item["payload"], **more})


def newcomer(item: dict[str, Any]) -> str:
    (found,) = (one["person_id"] for one in item["payload"]["members"] if "full_name" in one)
    return str(found)


def person(session: Session, id_: str) -> Person:
    return session.get_one(Person, (TENANT, UUID(id_)), populate_existing=True)


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_nobody_of_another_phones_home_is_written_over(
    app: Flask, thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session, is_confirmed: bool
) -> None:
    theirs = made(cast, round_)
    assert Phone(app, cast.village_head).send(theirs)[0]["outcome"] == "accepted"
    if is_confirmed:
        change = change_of(session)
        done = desk.post(f"/changes/{change.id}/confirmation", data={"on": "2026-10-01"})
        assert done.status_code == 303, done.text
    mine = made(cast, round_)
    assert thu.send(mine)[0]["outcome"] == "accepted"
    victim = {"person_id": newcomer(theirs), "relation": "child", "full_name": "Bị Đổi Tên", "sex": "male"}
    answer = thu.send(again(mine, members=[*mine["payload"]["members"], victim]))[0]
    assert (answer["outcome"], answer["cause"]["code"]) == ("rejected", "same_id")
    session.expire_all()
    kept = person(session, newcomer(theirs))
    assert (kept.name, kept.sex) == ("Vi Thị Dâu", "female")


def test_its_own_newcomers_are_put_right_also_after_one_was_left_out(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    item = household(cast, round_)
    son, wife = item["payload"]["members"]
    thu.send(item)
    assert thu.send(again(item, members=[son]))[0]["outcome"] == "accepted"
    fixed = {**wife, "full_name": "Vi Thị Dâu Hiền"}
    assert thu.send(again(item, members=[son, fixed]))[0]["outcome"] == "accepted"
    assert person(session, wife["person_id"]).name == "Vi Thị Dâu Hiền"


def test_a_later_telling_keeps_the_sheet_that_said_so(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    item = household(cast, round_)
    patch = {
        "intro.household_change": "split",
        "intro.change_date": "2026-10-01",
        "intro.change_evidence": "Có sổ riêng",
    }
    told = thu.send(item, phone.survey(cast, round_, patch))
    assert [one["outcome"] for one in told] == ["accepted", "accepted"], told
    survey = change_of(session).survey_id
    assert survey is not None
    thu.send(again(item, place="Xóm mới"))
    assert change_of(session).survey_id == survey


def test_nobody_splits_a_home_of_another_commune_from_this_round(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    session.add(
        Grant(
            tenant=TENANT,
            user_id=cast.collector.id,
            role=Role.COLLECTOR,
            unit_id=cast.far_village.id,
            valid_from=factories.DAY.replace(month=1),
            valid_to=factories.DAY.replace(month=2),
        )
    )
    session.commit()
    head = str(cast.far_household.memberships[0].person_id)
    item = household(
        cast,
        round_,
        **{"from": str(cast.far_household.id)},
        members=[{"person_id": head, "relation": "head"}],
        head=head,
    )
    answer = thu.send(item)[0]
    assert (answer["outcome"], answer["cause"]["code"]) == ("rejected", "not_found")
    assert not session.scalars(select(HouseholdChange)).all()

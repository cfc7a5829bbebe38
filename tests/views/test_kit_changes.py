"""A phone that follows the kit by differences always ends with what a fresh one is given, whatever happened."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Assignment,
    Counter,
    FormStatus,
    FormVersion,
    Grant,
    Household,
    Purpose,
    Role,
    Round,
    RoundStatus,
)
from gnbv.services import assignments, backups, conclusions, events
from gnbv.services.canonical import digest
from tests import factories
from tests.factories import Cast
from tests.kit_follower import Follower
from tests.phone import MARKER, Phone


@pytest.fixture
def follower(app: Flask, cast: Cast, round_: Round) -> Follower:
    made = Follower(Phone(app, cast.collector))
    made.refresh()
    return made


def close_a_household(session: Session, cast: Cast, _round: Round) -> None:
    cast.unlisted.closed_on = factories.DAY
    events.changed(session, 1, "household", cast.unlisted.id, unit_id=cast.village.id)


def move_a_household_away(session: Session, cast: Cast, _round: Round) -> None:
    cast.unlisted.unit_id = cast.other_village.id
    events.changed(session, 1, "household", cast.unlisted.id, unit_id=cast.other_village.id)


def bring_a_household_in(session: Session, cast: Cast, _round: Round) -> None:
    cast.others_household.unit_id = cast.village.id
    cast.others_household.number = 77
    events.changed(session, 1, "household", cast.others_household.id, unit_id=cast.village.id)


def take_an_assignment_away(session: Session, cast: Cast, _round: Round) -> None:
    _assignment(session, cast).closed_at = factories.NOW


def take_the_household_over(session: Session, cast: Cast, round_: Round) -> None:
    actor = cast.actor(cast.coordinator)
    assignments.assign(session, actor, round_, [cast.household.id], cast.village_head.id)


def ask_for_a_back_check_instead(session: Session, cast: Cast, round_: Round) -> None:
    take_the_household_over(session, cast, round_)
    actor, ids = cast.actor(cast.supervisor), [cast.household.id]
    assignments.assign(session, actor, round_, ids, cast.collector.id, purpose=Purpose.BACK_CHECK)


def conclude_the_household(session: Session, cast: Cast, round_: Round) -> None:
    actor, seen = cast.actor(cast.leader), [conclusions.Witness(name, "hàng xóm") for name in ("A", "B")]
    conclusions.conclude(
        session, actor, round_, cast.household.id, "refused", reason="không tiếp", witnesses=seen
    )


def put_a_deadline(session: Session, cast: Cast, _round: Round) -> None:
    _assignment(session, cast).due_on = factories.DAY


def close_the_round(_session: Session, _cast: Cast, round_: Round) -> None:
    round_.status = RoundStatus.CLOSED


def take_the_village_away(session: Session, cast: Cast, _round: Round) -> None:
    for grant in session.scalars(select(Grant).where(Grant.user_id == cast.collector.id)):
        grant.valid_to = factories.DAY.replace(year=2020)


def give_another_village(session: Session, cast: Cast, _round: Round) -> None:
    session.add(
        Grant(
            tenant=1,
            user_id=cast.collector.id,
            role=Role.COLLECTOR,
            unit_id=cast.other_village.id,
            valid_from=factories.DAY.replace(year=2020),
        )  # fmt: skip
    )


def rename_the_village(_session: Session, cast: Cast, _round: Round) -> None:
    cast.village.name = "Thôn Mới"


HAPPENED = (
    close_a_household, move_a_household_away, bring_a_household_in, take_an_assignment_away, put_a_deadline,
    take_the_household_over, ask_for_a_back_check_instead, conclude_the_household,
    close_the_round, take_the_village_away, give_another_village, rename_the_village,
)  # fmt: skip


def _assignment(session: Session, cast: Cast) -> Assignment:
    return session.scalars(select(Assignment).where(Assignment.user_id == cast.collector.id)).one()


@pytest.mark.parametrize("happened", HAPPENED)
def test_it_ends_with_what_a_fresh_phone_is_given(
    app: Flask,
    session: Session,
    cast: Cast,
    round_: Round,
    follower: Follower,
    happened: Callable[[Session, Cast, Round], None],
) -> None:
    before = dict(follower.held)
    happened(session, cast, round_)
    session.commit()
    follower.refresh()
    fresh = Follower(follower.phone)
    fresh.refresh()
    assert follower.held == fresh.held != before
    if (
        happened is move_a_household_away
    ):  # the log names the village it went to; the whole tells the one it left
        assert follower.modes == ["full", "delta", "manifest"]


def test_it_compares_everything_with_a_database_that_was_restored(
    session: Session, cast: Cast, follower: Follower
) -> None:
    cast.unlisted.head_name = "Tên lúc sao lưu"  # what stood there when the backup was made
    session.add(Counter(tenant=1, name=backups.LIFE, value=1))
    session.commit()
    follower.refresh()
    assert follower.modes == ["full", "manifest"]
    fresh = Follower(follower.phone)
    fresh.refresh()
    assert follower.held == fresh.held


def test_it_compares_everything_when_the_phone_knows_more_than_the_log(
    session: Session, cast: Cast, follower: Follower
) -> None:
    events.changed(session, 1, "household", cast.unlisted.id, unit_id=cast.village.id)
    session.commit()
    follower.refresh()
    session.get_one(Counter, (1, "change")).value = 0
    session.commit()
    follower.refresh()
    assert follower.modes == ["full", "delta", "manifest"]


def test_it_names_everything_for_a_phone_that_lacks_something(follower: Follower) -> None:
    answer = follower.phone.client.get(
        "/sync/kit", query_string={"cursor": follower.cursor, "manifest": "1"}, headers=MARKER
    ).get_json()
    assert answer["mode"] == "manifest" and answer["sha256"] == digest(answer["entries"])
    assert {(entry["type"], entry["id"]): entry["hash"] for entry in answer["entries"]} == follower.held


def test_it_gives_an_old_version_of_a_sheet_by_its_name(
    app: Flask, session: Session, cast: Cast, round_: Round, follower: Follower
) -> None:
    version = session.get_one(FormVersion, (1, round_.form_version_id))
    named = ("form", f"phieu-ra-soat@{version.version}")
    round_.status = RoundStatus.CLOSED
    version.status = FormStatus.RETIRED
    session.commit()
    assert "form" not in {entry["type"] for entry in follower.phone.kit()["entries"]}
    (entry,) = follower.phone.want(named)["entries"]
    assert (entry["id"], entry["data"]["version"]) == (str(version.id), version.version)
    assert entry["data"]["fragments"] and entry["hash"] == digest(entry["data"])
    assert follower.phone.want(("form", "phieu-ra-soat@khong-co"))["entries"] == []
    assert Phone(app, cast.supervisor).want(named)["entries"] == []
    version.published_at = None
    session.commit()
    assert follower.phone.want(named)["entries"] == []


def test_it_never_opens_a_household_of_another_village_by_name(cast: Cast, follower: Follower) -> None:
    strangers = [("household", str(home.id)) for home in (cast.others_household, cast.far_household)]
    assert follower.phone.want(*strangers)["entries"] == []
    assert isinstance(cast.far_household, Household)

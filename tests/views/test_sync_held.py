"""Surveys that are not simply taken in: somebody else's, unassigned, unknown, late, rival."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import (
    Assignment,
    Round,
    RoundStatus,
    Survey,
    SurveyStatus,
    SyncItem,
)
from tests import factories, phone
from tests.factories import Cast
from tests.phone import Phone
from tests.survey_factory import only


@pytest.mark.parametrize("home", ["far_household", "others_household", None])
def test_it_refuses_a_household_outside_the_units_with_the_same_words(
    thu: Phone, cast: Cast, round_: Round, session: Session, home: str | None
) -> None:
    household = str(getattr(cast, home).id) if home else str(new_id())
    outcome = thu.send(phone.survey(cast, round_, household=household))[0]
    assert (outcome["outcome"], outcome["cause"]["code"]) == ("rejected", "household_not_found")
    assert session.scalar(select(func.count()).select_from(SyncItem)) == 0


def test_it_refuses_a_survey_of_somebody_who_does_not_survey(app: Flask, cast: Cast, round_: Round) -> None:
    outcome = Phone(app, cast.supervisor).send(phone.survey(cast, round_))[0]
    assert (outcome["outcome"], outcome["cause"]["code"]) == ("rejected", "not_permitted")


def test_it_holds_a_survey_that_nobody_assigned(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    outcome = thu.send(phone.survey(cast, round_, household=str(cast.unlisted.id)))[0]
    assert (outcome["outcome"], outcome["cause"]["code"]) == ("held", "unassigned")
    assert only(session).status is SurveyStatus.HELD


def test_it_holds_unknown_sheets_and_rounds_whole(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    sheet = thu.send(phone.survey(cast, round_, version="1999.1"))[0]
    strange = thu.send(phone.survey(cast, round_, round=str(new_id())))[0]
    assert [row["cause"]["code"] for row in (sheet, strange)] == ["unknown_form", "unknown_round"]
    assert {row.body_sealed is not None for row in session.scalars(select(SyncItem))} == {True}
    receipts = [entry["data"] for entry in thu.kit()["entries"] if entry["type"] == "receipt"]
    assert {row["cause"]["code"] for row in receipts} == {"unknown_form", "unknown_round"}


def test_it_holds_what_comes_after_the_round_was_closed(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    round_.status = RoundStatus.CLOSED
    session.commit()
    assert thu.send(phone.survey(cast, round_))[0]["cause"]["code"] == "round_closed"
    assert only(session).status is SurveyStatus.HELD


def test_it_holds_what_somebody_sends_who_moved_to_another_commune(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    for grant in session.merge(cast.collector).grants:
        grant.valid_to = factories.DAY.replace(day=1)
    session.commit()
    outcome = thu.send(phone.survey(cast, round_))[0]
    assert (outcome["outcome"], outcome["cause"]["code"]) == ("held", "moved")


def test_it_keeps_a_rival_of_another_collector_as_a_conflict(
    app: Flask, thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    thu.send(phone.survey(cast, round_))
    session.add(
        Assignment(
            tenant=1,
            round_id=round_.id,
            household_id=cast.household.id,
            user_id=cast.village_head.id,
            assigned_at=factories.NOW,
        )  # fmt: skip
    )
    session.commit()
    rival = phone.survey(cast, round_)
    head = Phone(app, cast.village_head)
    for _ in range(2):
        outcome = head.send(rival)[0]
        assert (outcome["outcome"], outcome["cause"]["code"]) == ("conflict", "rival_survey")
    rows = {row.is_rival: row for row in session.scalars(select(Survey))}
    assert (rows[False].status, rows[True].status) == (SurveyStatus.RECEIVED, SurveyStatus.HELD)
    taken = phone.survey(cast, round_, subject=rows[False].id)
    assert head.send(taken)[0]["outcome"] == "conflict"

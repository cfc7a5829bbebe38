"""A second collector asks anew: sees nothing of the first sheet, and what comes back is a survey of its own."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import LedgerRow, ProposedChange, Purpose, Role, Round, Survey, SurveyStatus, User
from gnbv.services import assignments, decisions, queue
from gnbv.services.queue_filters import Filters
from tests import factories, phone
from tests.factories import TENANT, Cast
from tests.phone import Phone


@pytest.fixture
def checker(session: Session, cast: Cast, round_: Round) -> User:
    made = factories.user(session, "ba", Role.COLLECTOR, cast.village, name="Quàng Thị Ba")
    assignments.assign(
        session,
        cast.actor(cast.coordinator),
        round_,
        [cast.household.id],
        made.id,
        purpose=Purpose.BACK_CHECK,
    )
    session.commit()
    return made


def _check(cast: Cast, round_: Round, **more: object) -> dict[str, object]:
    return phone.survey(cast, round_, purpose="back_check", **more)


def test_the_kit_of_a_back_check_has_names_and_nothing_else(
    app: Flask, session: Session, cast: Cast, round_: Round, checker: User
) -> None:
    cast.household.facts = {"roof": "tile"}
    session.commit()
    (sent,) = Phone(app, cast.collector).send(phone.survey(cast, round_))
    assert sent["outcome"] == "accepted"
    entries = Phone(app, checker).kit()["entries"]
    home = next(entry["data"] for entry in entries if entry["id"] == str(cast.household.id))
    assert [sorted(member) for member in home["members"]] == [["name", "person"]] * 3
    assert (home["last"], home["reason"]) == (None, None)
    given = next(entry["data"] for entry in entries if entry["type"] == "assignment")
    assert (given["id"], given["purpose"]) == (home["assignment"], "back_check")
    assert not [entry for entry in entries if entry["type"] == "survey"]
    # The first collector still carries all of it.
    theirs = {entry["id"]: entry["data"] for entry in Phone(app, cast.collector).kit()["entries"]}
    assert theirs[str(cast.household.id)]["last"] and "sex" in theirs[str(cast.household.id)]["members"][0]


def test_a_back_check_is_a_survey_of_its_own_and_never_a_rival(
    app: Flask, session: Session, cast: Cast, round_: Round, checker: User
) -> None:
    (main,) = Phone(app, cast.collector).send(phone.survey(cast, round_))
    item = _check(cast, round_)
    theirs = Phone(app, checker)
    (answer,) = theirs.send(item)
    assert (main["outcome"], answer["outcome"]) == ("accepted", "accepted"), answer
    assert [row["outcome"] for row in theirs.send(item)] == ["duplicate"]
    found = {row.purpose: row for row in session.scalars(select(Survey))}
    check = found[Purpose.BACK_CHECK]
    assert (check.status, check.is_rival, check.collector_id) == (SurveyStatus.RECEIVED, False, checker.id)
    assert found[Purpose.MAIN].is_rival is False
    assert not session.scalars(select(ProposedChange).where(ProposedChange.survey_id == check.id)).all()
    kit = {entry["id"]: entry["data"] for entry in theirs.kit()["entries"] if entry["type"] == "survey"}
    assert kit[str(check.id)]["purpose"] == "back_check" and len(kit) == 1
    shown = queue.page(session, cast.actor(cast.supervisor), Filters(), 1)
    assert [row.survey.purpose for row in shown.rows] == [Purpose.MAIN] and shown.waiting == 1
    decisions.approve(session, cast.actor(cast.supervisor), check, check.revision_id)
    session.flush()
    assert session.scalars(select(LedgerRow).where(LedgerRow.household_id == cast.household.id)).all() == []


def test_a_back_check_before_the_main_one_does_not_make_that_a_rival(
    app: Flask, cast: Cast, round_: Round, checker: User
) -> None:
    (check,) = Phone(app, checker).send(_check(cast, round_))
    (main,) = Phone(app, cast.collector).send(phone.survey(cast, round_))
    assert (check["outcome"], main["outcome"]) == ("accepted", "accepted")


def test_nobody_back_checks_their_own_survey(app: Flask, cast: Cast, round_: Round, checker: User) -> None:
    mine = Phone(app, cast.collector)
    mine.send(phone.survey(cast, round_))
    (answer,) = mine.send(_check(cast, round_))
    assert (answer["outcome"], answer["cause"]["code"]) == ("rejected", "own_check"), json.dumps(answer)


def test_a_back_check_that_nobody_asked_for_is_held(
    app: Flask, session: Session, cast: Cast, round_: Round
) -> None:
    (answer,) = Phone(app, cast.village_head).send(_check(cast, round_))
    assert (answer["outcome"], answer["cause"]["code"]) == ("held", "unassigned")


def test_a_correction_keeps_its_purpose(
    app: Flask, session: Session, cast: Cast, round_: Round, checker: User
) -> None:
    theirs, first = Phone(app, checker), _check(cast, round_)
    theirs.send(first)
    subject = UUID(str(first["subject"]))
    (other,) = theirs.send(phone.survey(cast, round_, subject=subject, base=first["id"]))
    assert (other["outcome"], other["cause"]["code"]) == ("conflict", "same_id")
    (right,) = theirs.send(_check(cast, round_, subject=subject, base=first["id"]))
    assert right["outcome"] == "accepted"
    assert session.get_one(Survey, (TENANT, subject)).revision_count == 2


def test_a_strangers_back_check_is_not_found(app: Flask, cast: Cast, round_: Round) -> None:
    (answer,) = Phone(app, cast.stranger).send(_check(cast, round_))
    assert (answer["outcome"], answer["cause"]["code"]) == ("rejected", "household_not_found")


def test_an_unknown_purpose_is_bad_input(app: Flask, cast: Cast, round_: Round) -> None:
    (answer,) = Phone(app, cast.collector).send(phone.survey(cast, round_, purpose="third"))
    assert answer["outcome"] == "rejected"


def test_the_sheet_of_a_household_taken_over_while_offline_is_held(
    app: Flask, session: Session, cast: Cast, round_: Round
) -> None:
    first = Phone(app, cast.collector)
    first.send(phone.progress(cast, round_))
    assignments.assign(
        session, cast.actor(cast.coordinator), round_, [cast.household.id], cast.village_head.id
    )
    session.commit()
    (late,) = first.send(phone.survey(cast, round_))
    assert (late["outcome"], late["cause"]["code"]) == ("held", "unassigned")
    home = next(entry for entry in first.kit()["entries"] if entry["id"] == str(cast.household.id))
    assert home["data"]["assignment"] is None
    theirs = Phone(app, cast.village_head).kit()["entries"]
    assert next(entry for entry in theirs if entry["id"] == str(cast.household.id))["data"]["members"]


def test_a_household_that_changes_hands_keeps_its_visits_and_appointment(
    app: Flask, session: Session, cast: Cast, round_: Round, checker: User
) -> None:
    first = Phone(app, cast.collector)
    followed = first.kit()["cursor"]
    (logged,) = first.send(phone.visit(cast, round_, outcome="absent", next="2026-10-25"))
    assert logged["outcome"] == "accepted"
    delta = first.kit(followed)
    (home,) = [entry["data"] for entry in delta["entries"] if entry["type"] == "household"]
    assert [(visit["outcome"], visit["next"]) for visit in home["visits"]] == [("absent", "2026-10-25")]
    assert delta["mode"] == "delta" and "note" not in home["visits"][0]
    checked = {entry["id"]: entry["data"] for entry in Phone(app, checker).kit()["entries"]}
    assert "visits" not in checked[str(cast.household.id)]  # nothing of this round
    assignments.assign(
        session, cast.actor(cast.coordinator), round_, [cast.household.id], cast.village_head.id
    )
    session.commit()
    theirs = {entry["id"]: entry["data"] for entry in Phone(app, cast.village_head).kit()["entries"]}
    assert theirs[str(cast.household.id)]["visits"][0]["next"] == "2026-10-25"
    again = {entry["id"]: entry["data"] for entry in first.kit()["entries"]}
    assert "visits" not in again[str(cast.household.id)]

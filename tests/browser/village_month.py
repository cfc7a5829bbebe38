"""The road of one village in a month's regular review, walked by the services from the sheet to the leader's desk."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import VIETNAM
from gnbv.ids import new_id
from gnbv.models import Household, Round, VillageReview, VillageStage
from gnbv.permissions import Actor
from gnbv.services import (
    assignments,
    meetings,
    monthly_sheets,
    posting_days,
    postings,
    procedure_files,
    recognitions,
    village_reviews,
)
from tests import meeting_stage
from tests.browser import village_road as road
from tests.browser.office_waiting import user
from tests.browser.round_count import Home
from tests.browser.stage import Stage


def surveyed(stage: Stage, round_id: str, home: Home) -> None:
    """The home is given to a collector, whose sheet (poor, keyed from the signed paper) is approved."""
    with road.commune(stage) as session:
        village, office = road.village_of(session), road.person(session, stage, "daumoi")
        listed = session.scalars(
            select(Household).where(Household.unit_id == village.id, Household.number == home.number)
        ).one()
        assignments.assign(
            session, office, _round(session, round_id), [listed.id], user(session, "rasoat").id
        )
    road.surveyed(stage, round_id, "rasoat", [(home, road.POOR)])


def standards_on(stage: Stage, *days: date) -> list[tuple[str, ...]]:
    """Under which standard a month's review would go that opens on each of the days."""
    with road.commune(stage) as session:
        unit = road.village_of(session).parent
        assert unit
        return [monthly_sheets.standards(session, unit, day) for day in days]


def agreed(stage: Stage, round_id: str, day: str) -> None:
    """On ``day`` the village meets and agrees, and its list goes to the wall at both places."""
    stage.server.today = day
    on = date.fromisoformat(day)
    with road.commune(stage) as session:
        office, review = _review(session, stage, round_id)
        village_reviews.reach(session, office, review, VillageStage.MEETING)
        meeting = meeting_stage.planned(session, office, review, on)
        times: dict[str, Any] = {"held_on": on, "started_at": _at(on, 7), "ended_at": _at(on, 8)}
        meetings.record(session, office, meeting, meeting_stage.held(meeting, session, **times))
        procedure_files.store(session, office, meeting.id, meetings.SIGNED_PAGE, meeting_stage.PAGE)
        meetings.close(session, office, meeting)
        posting = postings.make(session, office, review, new_id())
        for place in posting_days.places(review.round.unit, review.round):
            postings.put_up(session, office, posting, place.code, _at(on, 9))


def submitted(stage: Stage, round_id: str, day: str) -> None:
    """On ``day`` the list comes down, nobody complained, and it lies before the leader."""
    stage.server.today = day
    on = date.fromisoformat(day)
    with road.commune(stage) as session:
        office, review = _review(session, stage, round_id)
        (posting,) = postings.of_review(session, review)
        for place in posting_days.places(review.round.unit, review.round):
            postings.take_down(session, office, posting, place.code, _at(on, 9))
        postings.confirm_quiet(session, office, posting)
        row = recognitions.draft(session, office, review.round, review.round.standards[0])
        recognitions.submit(session, office, row, "3/TTr", on)


def _round(session: Session, round_id: str) -> Round:
    return session.scalars(select(Round).where(Round.id == UUID(round_id))).one()


def _review(session: Session, stage: Stage, round_id: str) -> tuple[Actor, VillageReview]:
    office, village = road.person(session, stage, "daumoi"), road.village_of(session)
    return office, village_reviews.of(session, office, _round(session, round_id), village.id)


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=VIETNAM)

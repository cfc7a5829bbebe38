"""Meetings as they are found, and what every act on one asks first and writes last."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import NotFound, NotPermitted
from gnbv.models import (
    Meeting,
    MeetingItem,
    Role,
    RoundStatus,
    VillageReview,
    VillageStage,
)
from gnbv.permissions import MEETING_ROLES, Actor
from gnbv.services import events, meeting_words, procedures

_BEFORE_MINUTES = (VillageStage.LIST, VillageStage.SURVEY, VillageStage.MEETING)


def get(
    session: Session, actor: Actor, meeting_id: UUID, roles: Iterable[Role], *, lock: bool = False
) -> Meeting:
    """Raises ``NotFound`` outside the actor's units, ``NotPermitted`` inside them without any of ``roles``."""
    query = select(Meeting).where(Meeting.tenant == actor.tenant, Meeting.id == meeting_id)
    meeting = session.scalar(query.with_for_update() if lock else query)
    if meeting is None or not actor.reaches(meeting.review.unit.path):
        raise NotFound()
    if not actor.holds(roles, meeting.review.unit.path):
        raise NotPermitted()
    return meeting


def of_review(session: Session, review: VillageReview) -> list[Meeting]:
    """The village's meetings in this round, oldest first."""
    return list(
        session.scalars(
            select(Meeting)
            .where(Meeting.tenant == review.tenant, Meeting.review_id == review.id)
            .order_by(Meeting.number)
        )
    )


def items_of(session: Session, meeting: Meeting) -> list[MeetingItem]:
    """The frozen list in the order of the meeting, as the database has it now."""
    return list(
        session.scalars(
            select(MeetingItem)
            .where(MeetingItem.tenant == meeting.tenant, MeetingItem.meeting_id == meeting.id)
            .order_by(MeetingItem.position)
        )
    )


def require_role(actor: Actor, meeting: Meeting) -> None:
    """Raises ``NotPermitted`` for who holds no meetings in the village."""
    if not actor.holds(MEETING_ROLES, meeting.review.unit.path):
        raise NotPermitted()


def require_open(session: Session, actor: Actor, review: VillageReview) -> None:
    """Raises ``NotPermitted``, and ``Conflict`` once the round is closed, the minutes stand, or the round has no meeting."""
    if not actor.holds(MEETING_ROLES, review.unit.path):
        raise NotPermitted()
    if review.round.status is not RoundStatus.OPEN:
        raise meeting_words.round_closed()
    if review.stage not in _BEFORE_MINUTES:
        raise meeting_words.minutes_stand(review.stage)
    road = procedures.of_round(session, review.round)
    if road is None or not road.has(VillageStage.MEETING.value):
        raise meeting_words.no_meeting_here()


def written(session: Session, actor: Actor, meeting: Meeting, act: str, **details: Any) -> None:
    """The event of an act, and the note that phones hold an older state."""
    unit_id = meeting.review.unit_id
    events.record(
        session, actor, f"meeting.{act}", "meeting", meeting.id,
        unit_id=unit_id, round=str(meeting.review.round_id), number=meeting.number, **details,
    )  # fmt: skip
    events.changed(session, meeting.tenant, "meeting", meeting.id, unit_id=unit_id)

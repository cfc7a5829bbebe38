"""Village meetings held on a phone: the hands that were counted there are recorded by the same act as at the office. What
the office recorded meanwhile is not overwritten: both stay until a person decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.errors import NotFound
from gnbv.models import Capacity, Meeting, Outcome, RoundStatus, Unit
from gnbv.permissions import MEETING_ROLES, Actor
from gnbv.services import access, causes, meetings, rows, sync_schema
from gnbv.services.meetings import Attendance, Held, Vote
from gnbv.services.sync_items import Answer, Item


def receive(session: Session, actor: Actor, item: Item) -> Answer:
    """Record the meeting that the item's subject names. Of somebody who held meetings there once, and of a round that is
    over, it is held for a person.

    Raises as ``meetings.get`` and ``meetings.record``; ``Conflict`` when it was recorded otherwise meanwhile, closed or
    called off: ``sync`` keeps it beside what is here.
    """
    meeting = rows.by_key(session, Meeting, actor.tenant, item.subject)
    if meeting is None:
        raise NotFound()
    path = meeting.review.unit.path
    if not actor.holds(MEETING_ROLES, path) and access.ever_held_over(session, actor, path, MEETING_ROLES):
        return Answer(Outcome.HELD, causes.MOVED_WORK, keep_body=True)
    found = meetings.get(session, actor, item.subject, MEETING_ROLES, lock=True)
    if found.review.round.status is not RoundStatus.OPEN:
        return Answer(Outcome.HELD, causes.ROUND_CLOSED_WORK, keep_body=True)
    return _recorded(session, actor, item, item.payload["revision"])


def receive_looked_at(session: Session, actor: Actor, item: Item) -> Answer:
    """The same for what a person took in after looking: nothing is held again. Raises as ``meetings.record``."""
    return _recorded(session, actor, item, item.payload["revision"])


def take_over(session: Session, actor: Actor, item: Item) -> Answer:
    """Of two recordings this one counts, by a person's word: it replaces the other, which its event still tells. Raises
    as ``meetings.record``: minutes that are signed are not replaced."""
    return _recorded(session, actor, item, None)


def village_of(session: Session, tenant: int, subject: UUID) -> Unit | None:
    """The village of a meeting; nothing for one that is not known here."""
    meeting = rows.by_key(session, Meeting, tenant, subject)
    return meeting.review.unit if meeting else None


def held_of(payload: dict[str, Any], item: Item) -> Held:
    """What the phone says of a meeting, for the service. Raises ``Invalid`` for days and hours that do not exist."""
    return Held(
        held_on=sync_schema.day(payload["held_on"]),
        started_at=sync_schema.instant(payload["started_at"]),
        ended_at=sync_schema.instant(payload["ended_at"]),
        place=payload["place"],
        attendance=tuple(
            Attendance(Capacity.of(row["capacity"]), row["count"], row.get("names") or "")
            for row in payload["attendance"]
        ),
        people=payload["people"],
        votes=tuple(
            Vote(
                UUID(row["household"]),
                row["agree"],
                row["disagree"],
                row["is_block"],
                row.get("remark") or "",
            )
            for row in payload["votes"]
        ),
        remarks=payload.get("remarks") or "",
        origin=item.origin,
    )


def _recorded(session: Session, actor: Actor, item: Item, seen: int | None) -> Answer:
    meeting = meetings.get(session, actor, item.subject, MEETING_ROLES, lock=True)
    meetings.record(session, actor, meeting, held_of(item.payload, item), seen=seen)
    return Answer(Outcome.ACCEPTED, server={"meeting": str(meeting.id), "revision": meeting.revision})

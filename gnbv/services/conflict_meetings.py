"""A meeting that was recorded twice: what is recorded here, and what a phone counted, household by household."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.errors import NotFound
from gnbv.models import Meeting, MeetingItem, MeetingState, SyncItem, User
from gnbv.services import conflicts, meeting_items, meeting_settings
from gnbv.services.meetings import Held, Vote, items_of


@dataclass(frozen=True)
class Line:
    """One household of the list: the hands counted here and there."""

    item: MeetingItem
    came: Vote

    @property
    def differs(self) -> bool:
        return (self.item.agree, self.item.disagree) != (self.came.agree, self.came.disagree)


@dataclass
class Meetings:
    """Everything the page of such a conflict shows. ``is_final``: signed minutes are not replaced any more."""

    item: SyncItem
    meeting: Meeting
    sender: str
    came: Held
    came_present: int
    lines: list[Line]
    clock_off: int | None

    @property
    def households(self) -> list[UUID]:
        return [line.item.household_id for line in self.lines]

    @property
    def is_final(self) -> bool:
        return self.meeting.state in (MeetingState.CLOSED, MeetingState.VOID)


def compare(session: Session, row: SyncItem) -> Meetings:
    """Both recordings; the actor may settle it. Raises ``NotFound`` without the content of the one that came."""
    item = conflicts.kept_item(row)
    meeting = session.get(Meeting, (row.tenant, row.subject))
    if item is None or meeting is None:
        raise NotFound()
    came = meeting_items.held_of(item.payload, item)
    votes = {vote.household_id: vote for vote in came.votes}
    voting = meeting_settings.of(session, meeting.review.round).voting
    lines = [
        Line(one, votes.get(one.household_id, Vote(one.household_id))) for one in items_of(session, meeting)
    ]
    sender = session.get_one(User, (row.tenant, row.user_id)).name
    return Meetings(row, meeting, sender, came, came.present(voting), lines, conflicts.clock_off(row))

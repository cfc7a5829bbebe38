"""A village's meetings as pages show them: where it stands towards its minutes, and what each meeting left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from gnbv import clock
from gnbv.models import (
    Attachment,
    Capacity,
    HouseholdClass,
    Meeting,
    MeetingGroup,
    MeetingItem,
    MeetingState,
    VillageReview,
)
from gnbv.permissions import CONCLUDING_ROLES, MEETING_ROLES, Actor
from gnbv.rules import meeting as rules
from gnbv.services import board_classes, meeting_lists, meeting_settings, meetings, procedure_files
from gnbv.services.meeting_lists import Agenda, Put
from gnbv.services.meeting_settings import Rules
from gnbv.services.village_results import HomeResult


@dataclass(frozen=True)
class VillagePage:
    """``open``: the meeting that has no signed minutes yet. ``unsheeted``: homes concluded without a sheet that wait for
    the board's class; ``unclassed``: all others without a class."""

    review: VillageReview
    meetings: list[Meeting]
    agenda: Agenda
    unsheeted: list[HomeResult]
    unclassed: list[HomeResult]
    rules: Rules
    may_hold: bool
    may_conclude: bool

    @property
    def open(self) -> Meeting | None:
        return next(
            (one for one in self.meetings if one.state in (MeetingState.PLANNED, MeetingState.HELD)), None
        )

    @property
    def ready(self) -> list[Put]:
        """What the next meeting takes up without further ado."""
        return [one for one in self.agenda.for_meeting if not one.is_unapproved]

    @property
    def unapproved(self) -> list[Put]:
        return [one for one in self.agenda.for_meeting if one.is_unapproved]

    @property
    def groups(self) -> list[tuple[MeetingGroup, int]]:
        counts = {group: sum(1 for one in self.ready if one.group is group) for group in MeetingGroup}
        return [(group, count) for group, count in counts.items() if count]


@dataclass(frozen=True)
class MeetingPage:
    """One meeting with its frozen list. ``present`` and ``needed``: hands there and hands that agree."""

    meeting: Meeting
    items: list[MeetingItem]
    outcome: rules.Outcome
    files: list[Attachment]
    standards: dict[str, str]
    percent: int
    voting: frozenset[Capacity]
    may_hold: bool

    @property
    def needed(self) -> int:
        return rules.needed(self.meeting.present or 0, self.percent)

    @property
    def groups(self) -> list[tuple[MeetingGroup, list[MeetingItem]]]:
        found = [(group, [item for item in self.items if item.group is group]) for group in MeetingGroup]
        return [(group, items) for group, items in found if items]

    @property
    def block(self) -> MeetingItem | None:
        """One of the households voted on in a block: its counts are those of all."""
        return next((item for item in self.items if item.is_block), None)

    @property
    def attended(self) -> dict[str, dict[str, object]]:
        return {row["capacity"]: row for row in self.meeting.attendance}

    @property
    def class_names(self) -> dict[str, HouseholdClass]:
        return {one.value: one for one in HouseholdClass}

    def named(self, homes: list[object]) -> list[MeetingItem]:
        """The households of an outcome, in the order of the meeting."""
        return [item for item in self.items if item.household_id in homes]


def village(session: Session, actor: Actor, review: VillageReview) -> VillagePage:
    """Where the village stands. The caller found the review in scope."""
    agenda = meeting_lists.agenda(session, review)
    path = review.unit.path
    return VillagePage(
        review=review,
        meetings=meetings.of_review(session, review),
        agenda=agenda,
        unsheeted=[one for one in agenda.missing if one.line.conclusion is not None],
        unclassed=[one for one in agenda.missing if one.line.conclusion is None],
        rules=meeting_settings.of(session, review.round),
        may_hold=actor.holds(MEETING_ROLES, path),
        may_conclude=actor.holds(CONCLUDING_ROLES, path),
    )


def one(session: Session, actor: Actor, meeting: Meeting, locale: str = "vi") -> MeetingPage:
    """The page of a meeting. The caller found it in scope."""
    items = list(
        session.scalars(
            select(MeetingItem)
            .where(MeetingItem.tenant == meeting.tenant, MeetingItem.meeting_id == meeting.id)
            .options(joinedload(MeetingItem.household))
            .order_by(MeetingItem.position)
        )
    )
    review = meeting.review
    given = meeting_settings.of(session, review.round)
    names = board_classes.standard_names(session, review.round, locale)
    return MeetingPage(
        meeting=meeting,
        items=items,
        outcome=meetings.outcome(session, meeting, items),
        files=procedure_files.of(session, meeting.tenant, [meeting.id]).get(meeting.id, []),
        standards={key: names.get(key, key) for key in review.round.standards},
        percent=given.percent,
        voting=given.voting,
        may_hold=actor.holds(MEETING_ROLES, review.unit.path),
    )


def counts(session: Session, review: VillageReview) -> dict[object, dict[str, int]]:
    """How many households each meeting took up, agreed to and refused: one query."""
    found: dict[object, dict[str, int]] = {}
    for meeting_id, said, number in session.execute(
        select(MeetingItem.meeting_id, MeetingItem.verdict, func.count())
        .join(Meeting, (Meeting.tenant == MeetingItem.tenant) & (Meeting.id == MeetingItem.meeting_id))
        .where(Meeting.tenant == review.tenant, Meeting.review_id == review.id)
        .group_by(MeetingItem.meeting_id, MeetingItem.verdict)
    ):
        found.setdefault(meeting_id, {})[said.value] = number
    return found


def time_of(instant: datetime | None) -> str:
    """The time of the day in Viet Nam as a field takes it."""
    return clock.local(instant).strftime("%H:%M") if instant else ""

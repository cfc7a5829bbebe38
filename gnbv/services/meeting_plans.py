"""A village meeting before it is held: its day, its place and the list of households that is frozen for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import NotFound
from gnbv.ids import new_id
from gnbv.models import Meeting, MeetingItem, MeetingState, Verdict, VillageReview
from gnbv.permissions import Actor
from gnbv.services import meeting_lists, meeting_words, rows, working_days
from gnbv.services.meeting_records import items_of, require_open, require_role, written

OPEN = (MeetingState.PLANNED, MeetingState.HELD)


def plan(
    session: Session,
    actor: Actor,
    review: VillageReview,
    meeting_id: UUID,
    planned_on: date,
    place: str,
    *,
    unapproved: Mapping[UUID, str] | None = None,
) -> Meeting:
    """Set day and place and freeze the list: newly arisen and escaping households first, with what is proposed for each
    under every standard. The list of a second meeting holds only what the first did not agree to. Until the meeting was
    held, planning it again freezes the list anew; the same again changes nothing.

    ``unapproved``: households whose sheet nobody approved yet that go to the meeting nevertheless, each with the reason.
    Raises ``NotPermitted``, ``Conflict`` when another meeting is planned, the minutes stand or the round is closed,
    ``Invalid`` without a place, for a day before the round began and for a holiday (weekends are usual for meetings).
    """
    require_open(session, actor, review)
    meeting = rows.by_key(session, Meeting, review.tenant, meeting_id)
    if meeting is not None and meeting.review_id != review.id:
        raise NotFound()
    words = " ".join(place.split())[:300]
    if meeting is not None and meeting.state is not MeetingState.PLANNED:
        if (meeting.planned_on, meeting.place) == (planned_on, words):
            return meeting
        raise meeting_words.held_already()
    if not words or planned_on < review.round.opens_on:
        raise meeting_words.plan_incomplete(review.round.opens_on)
    if meeting is None or meeting.planned_on != planned_on:
        working_days.require(session, review.unit, planned_on, weekend=True)
    wanted = [
        one
        for one in meeting_lists.agenda(session, review).for_meeting
        if not one.is_unapproved or (unapproved or {}).get(one.home.household.id, "").strip()
    ]
    if meeting is None:
        _require_no_other(session, review)
        meeting = _begin(session, actor, review, meeting_id, planned_on, words)
    reasons = {home_id: reason.strip()[:1000] for home_id, reason in (unapproved or {}).items()}
    fresh = [_item(meeting, position, one, reasons) for position, one in enumerate(wanted, 1)]
    old = items_of(session, meeting)
    if meeting.revision and (meeting.planned_on, meeting.place) == (planned_on, words) and _same(old, fresh):
        return meeting
    session.execute(
        delete(MeetingItem).where(MeetingItem.tenant == meeting.tenant, MeetingItem.meeting_id == meeting.id)
    )
    session.add_all(fresh)
    meeting.planned_on, meeting.place, meeting.revision = planned_on, words, meeting.revision + 1
    written(session, actor, meeting, "planned", on=planned_on.isoformat(), homes=len(fresh))
    return meeting


def void(session: Session, actor: Actor, meeting: Meeting, reason: str) -> Meeting:
    """Call a meeting off that has no signed minutes; its number stays with it. Void already: no change."""
    require_role(actor, meeting)
    if meeting.state is MeetingState.VOID:
        return meeting
    if meeting.state is MeetingState.CLOSED:
        raise meeting_words.closed(meeting.state)
    if not reason.strip():
        raise meeting_words.void_without_reason()
    meeting.state, meeting.revision = MeetingState.VOID, meeting.revision + 1
    written(session, actor, meeting, "voided", reason=reason.strip()[:1000])
    return meeting


def _require_no_other(session: Session, review: VillageReview) -> None:
    other = session.scalar(
        select(Meeting.number).where(
            Meeting.tenant == review.tenant, Meeting.review_id == review.id, Meeting.state.in_(OPEN)
        )
    )
    if other is not None:
        raise meeting_words.another_planned(other)


def _begin(
    session: Session, actor: Actor, review: VillageReview, meeting_id: UUID, planned_on: date, place: str
) -> Meeting:
    last = session.scalar(
        select(func.max(Meeting.number)).where(
            Meeting.tenant == review.tenant, Meeting.review_id == review.id
        )
    )
    meeting = Meeting(
        tenant=review.tenant,
        id=meeting_id,
        review_id=review.id,
        number=(last or 0) + 1,
        state=MeetingState.PLANNED,
        planned_on=planned_on,
        place=place,
        attendance=[],
        people={},
        revision=0,
        recorded_by=actor.user_id,
        recorded_at=now(),
    )
    session.add(meeting)
    session.flush()  # the list names it
    return meeting


def _item(
    meeting: Meeting, position: int, put: meeting_lists.Put, reasons: Mapping[UUID, str]
) -> MeetingItem:
    household = put.home.household
    return MeetingItem(
        tenant=meeting.tenant,
        id=new_id(),
        meeting_id=meeting.id,
        household_id=household.id,
        position=position,
        group=put.group,
        head_name=household.head_name,
        classes=put.classes,
        before=put.before,
        is_block=False,
        verdict=Verdict.NOT_REACHED,
        unapproved_reason=reasons.get(household.id, "") if put.is_unapproved else "",
        remark="",
    )


def _same(old: list[MeetingItem], fresh: list[MeetingItem]) -> bool:
    def said(item: MeetingItem) -> tuple[object, ...]:
        return (
            item.household_id, item.position, item.group, item.head_name, item.classes, item.before,
            item.unapproved_reason,
        )  # fmt: skip

    return [said(item) for item in old] == [said(item) for item in fresh]

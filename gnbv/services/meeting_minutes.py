"""What the minutes of a meeting say, read from its frozen list and its counts, and the list to be discussed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from gnbv import clock
from gnbv.models import (
    Capacity,
    HouseholdClass,
    LedgerRow,
    Meeting,
    MeetingGroup,
    MeetingItem,
    Result,
    Survey,
    Unit,
    Verdict,
)
from gnbv.rules import meeting as rules
from gnbv.rules.minutes import Block, minutes
from gnbv.services import board_classes, ledger, meeting_lists, meeting_settings, meeting_words


def blocks(session: Session, meeting: Meeting) -> list[Block]:
    """The text of the minutes. Raises ``Conflict`` for a meeting that nobody recorded."""
    if meeting.held_on is None or meeting.started_at is None or meeting.ended_at is None:
        raise meeting_words.not_held()
    return minutes(facts(session, meeting))


def facts(session: Session, meeting: Meeting) -> dict[str, Any]:
    """The facts of the list and, once it was held, of the meeting: plain JSON, as ``rules.minutes`` takes them."""
    review = meeting.review
    commune = (
        session.get_one(Unit, (meeting.tenant, review.unit.parent_id)) if review.unit.parent_id else None
    )
    names = board_classes.standard_names(session, review.round)
    items = list(
        session.scalars(
            select(MeetingItem)
            .where(MeetingItem.tenant == meeting.tenant, MeetingItem.meeting_id == meeting.id)
            .options(joinedload(MeetingItem.household))
            .order_by(MeetingItem.position)
        )
    )
    refused = meeting_lists.refused_before(session, meeting)
    return {
        "commune": commune.name if commune else "",
        "village": review.unit.name,
        "round": review.round.name,
        "year": review.round.year,
        "number": meeting.number,
        "attempt": 1 + max((refused.get(item.household_id, 0) for item in items), default=0),
        "place": meeting.place,
        "held_on": (meeting.held_on or meeting.planned_on).isoformat(),
        "started": _time(meeting.started_at),
        "ended": _time(meeting.ended_at),
        "ended_on": clock.civil_day(meeting.ended_at).isoformat() if meeting.ended_at else "",
        "percent": meeting_settings.of(session, review.round).percent,
        "attendance": meeting.attendance,
        "people": meeting.people,
        "remarks": meeting.remarks,
        "illustrative": is_illustrative(session, meeting, items),
        "standards": [{"key": key, "name": names.get(key, key)} for key in review.round.standards],
        "items": [
            {
                "number": item.household.number,
                "head_name": item.head_name,
                "group": item.group.value,
                "before": item.before,
                "classes": item.classes,
                "agree": item.agree,
                "disagree": item.disagree,
                "is_block": item.is_block,
                "verdict": item.verdict.value,
                "unapproved_reason": item.unapproved_reason,
                "remark": item.remark,
                "refused": refused.get(item.household_id, 0),
            }
            for item in items
        ],
        "words": words(),
    }


def words() -> dict[str, dict[str, str]]:
    """The labels that a document uses, always in Vietnamese."""
    return {
        "capacities": {one.value: one.label for one in Capacity},
        "groups": {one.value: one.label for one in MeetingGroup},
        "classes": {one.value: one.label for one in HouseholdClass},
        "verdicts": {one.value: one.label for one in Verdict},
    }


def agenda_groups(facts: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The households of the list by group, in the order of the meeting; empty groups are left out."""
    return [
        (facts["words"]["groups"][group], found)
        for group in rules.ORDER
        if (found := [item for item in facts["items"] if item["group"] == group])
    ]


def is_illustrative(session: Session, meeting: Meeting, items: list[MeetingItem]) -> bool:
    """Whether any class that is put rests on illustrative tables: nobody may be judged by it."""
    homes = [item.household_id for item in items]
    proposed = select(LedgerRow.id).where(
        LedgerRow.tenant == meeting.tenant,
        LedgerRow.household_id.in_(homes),
        LedgerRow.round_id == meeting.review.round_id,
        LedgerRow.is_illustrative,
        ledger.stands(),
    )
    unapproved = [item.household_id for item in items if item.unapproved_reason]
    scored = (
        select(Result.id)
        .join(Survey, (Survey.tenant == Result.tenant) & (Survey.revision_id == Result.revision_id))
        .where(
            Survey.tenant == meeting.tenant,
            Survey.round_id == meeting.review.round_id,
            Survey.household_id.in_(unapproved),
            Result.is_illustrative,
        )
    )
    return any(session.scalar(query.limit(1)) is not None for query in (proposed, scored))


def _time(instant: datetime | None) -> str:
    return clock.local(instant).strftime("%H:%M") if instant else ""

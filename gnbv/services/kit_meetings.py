"""Village meetings of a kit: for the village's head, everything that holding one without a network needs. The list as it
was frozen, each household with its class before and proposed and the score's own sentences, whose hands count; and what
was recorded already, so that the minutes can be shown again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from gnbv.models import (
    Capacity,
    Meeting,
    MeetingItem,
    MeetingState,
    Purpose,
    Result,
    Role,
    Round,
    Survey,
    UnitKind,
    VillageReview,
)
from gnbv.services import board_classes, meeting_minutes, meeting_settings, sync_schema
from gnbv.services.kit_scope import Scope

Entry = tuple[str, str, dict[str, Any]]


def villages(scope: Scope) -> set[UUID]:
    """The villages that the person heads."""
    paths = scope.actor.paths({Role.VILLAGE_HEAD})
    return {
        unit.id
        for unit in scope.units
        if unit.kind is UnitKind.VILLAGE and any(unit.path.startswith(path) for path in paths)
    }


def ids(session: Session, scope: Scope) -> list[UUID]:
    """One query; none for somebody who heads no village."""
    return list(session.scalars(_own(scope).with_only_columns(Meeting.id))) if _may(scope) else []


def entries(session: Session, scope: Scope, wanted: list[UUID]) -> Iterator[Entry]:
    """The meetings of ``wanted`` that are in scope. A handful of queries for each."""
    if not wanted or not _may(scope):
        return
    query = _own(scope).where(Meeting.id.in_(wanted)).options(
        selectinload(Meeting.items).joinedload(MeetingItem.household)
    )  # fmt: skip
    for meeting in session.scalars(query.order_by(Meeting.id)):
        yield "meeting", str(meeting.id), _entry(session, scope, meeting)


def households(data: dict[str, Any]) -> list[UUID]:
    """Whose record an entry hands out."""
    return [UUID(item["household"]) for item in data["items"]]


def standard_names(session: Session, round_: Round, locale: str) -> list[dict[str, str]]:
    """The round's standards in its order, each with its newest name."""
    named = board_classes.standard_names(session, round_, locale[:2])
    return [{"key": key, "name": named.get(key, key)} for key in round_.standards]


def _entry(session: Session, scope: Scope, meeting: Meeting) -> dict[str, Any]:
    review, locale = meeting.review, scope.actor.locale
    rules = meeting_settings.of(session, review.round)
    facts = meeting_minutes.facts(session, meeting)
    why = _why(session, review, "en" if locale.startswith("en") else "vi")
    return {
        "id": str(meeting.id),
        "round": str(review.round_id),
        "village": str(review.unit_id),
        "number": meeting.number,
        "state": meeting.state.value,
        "planned_on": meeting.planned_on.isoformat(),
        "place": meeting.place,
        "revision": meeting.revision,
        "percent": rules.percent,
        "inferred": rules.is_inferred,
        "capacities": [
            {"key": one.value, "name": one.label, "votes": one in rules.voting} for one in Capacity
        ],
        "standards": standard_names(session, review.round, locale),
        "illustrative": facts["illustrative"],
        # What the text of the minutes needs beside what is written at the meeting (``rules.minutes``).
        "minutes": {
            key: facts[key]
            for key in ("commune", "village", "round", "year", "attempt", "standards", "words")
        },
        "items": [
            _item(item, fact["refused"], why.get(item.household_id, {}))
            for item, fact in zip(meeting.items, facts["items"], strict=True)
        ],
        "held": _held(meeting),
    }


def _item(item: MeetingItem, refused: int, why: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "household": str(item.household_id),
        "number": item.household.number,
        "head": item.head_name,
        "place": item.household.place,
        "group": item.group.value,
        "classes": item.classes,
        "before": item.before,
        "unapproved": item.unapproved_reason,
        "refused": refused,
        "why": why,
    }


def _held(meeting: Meeting) -> dict[str, Any] | None:
    """What was recorded, as the phone hands it in."""
    if meeting.state not in (MeetingState.HELD, MeetingState.CLOSED) or meeting.held_on is None:
        return None
    return {
        "held_on": meeting.held_on.isoformat(),
        "started_at": sync_schema.instant_text(meeting.started_at) if meeting.started_at else None,
        "ended_at": sync_schema.instant_text(meeting.ended_at) if meeting.ended_at else None,
        "place": meeting.place,
        "attendance": [
            {"capacity": row["capacity"], "count": row["count"], "names": row.get("names") or ""}
            for row in meeting.attendance
        ],
        "people": meeting.people,
        "remarks": meeting.remarks,
        "votes": [
            {
                "household": str(item.household_id),
                "agree": item.agree,
                "disagree": item.disagree,
                "is_block": item.is_block,
                "remark": item.remark,
            }
            for item in meeting.items
        ],
    }


def _why(session: Session, review: VillageReview, language: str) -> dict[UUID, dict[str, list[str]]]:
    """The sentences of each counted sheet's result, by household and standard: class, B1 and B2, no answers."""
    found: dict[UUID, dict[str, list[str]]] = {}
    rows = session.execute(
        select(Survey.household_id, Result.standard, Result.document)
        .join(Result, (Result.tenant == Survey.tenant) & (Result.revision_id == Survey.revision_id))
        .where(
            Survey.tenant == review.tenant,
            Survey.round_id == review.round_id,
            Survey.unit_id == review.unit_id,
            Survey.purpose == Purpose.MAIN,
            Survey.is_rival.is_(False),
        )
        .order_by(Result.computed_at)
    )
    for household_id, standard, document in rows:
        lines = [str(line[language]) for line in document.get("why") or [] if line.get(language)]
        found.setdefault(household_id, {})[standard] = lines
    return found


def _may(scope: Scope) -> bool:
    return bool(scope.rounds and scope.actor.has({Role.VILLAGE_HEAD}))


def _own(scope: Scope) -> Select[tuple[Meeting]]:
    return (
        select(Meeting)
        .join(
            VillageReview,
            (VillageReview.tenant == Meeting.tenant) & (VillageReview.id == Meeting.review_id),
        )
        .where(
            Meeting.tenant == scope.actor.tenant,
            Meeting.state != MeetingState.VOID,
            VillageReview.unit_id.in_(villages(scope)),
            VillageReview.round_id.in_([round_.id for round_ in scope.rounds]),
        )
    )

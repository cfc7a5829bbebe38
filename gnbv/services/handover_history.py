"""What came in by file so far: each import as its event wrote it, with names looked up for whoever may read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from gnbv.errors import NotFound
from gnbv.models import Device, Event, Household, Survey, SyncItem, Unit, User
from gnbv.permissions import HANDOVER_ROLES, READING_ROLES, Actor
from gnbv.services import access
from gnbv.services.handovers import SUBJECT, TAKEN

WAITED = ("held", "conflict")
HIDDEN = ("progress", "access", "reading")  # the phone's own notes: nobody waits for them
MOST = 50


@dataclass(frozen=True)
class Line:
    """One item of an import, as the page shows it."""

    kind: str
    outcome: str
    made_at: str | None
    cause: dict[str, Any] | None
    household: Household | None
    survey: Survey | None


@dataclass(frozen=True)
class Import:
    """One file that came in. ``counts`` by outcome, of items that people know of; ``photos`` by outcome."""

    event: Event
    sender: str
    importer: str
    device: str
    counts: dict[str, int]
    photos: dict[str, int]

    @property
    def items(self) -> int:
        return sum(self.counts.values())


def latest(session: Session, actor: Actor) -> list[Import]:
    """The newest imports of the units that the actor looks after."""
    events = session.scalars(_in_scope(actor).order_by(Event.number.desc()).limit(MOST)).all()
    return _told(session, actor, list(events), _settled(session, actor, events))


def get(session: Session, actor: Actor, handover_id: UUID) -> tuple[Import, list[Line]]:
    """One import and its items in the order of the file. Raises ``NotFound`` outside the actor's units."""
    event = session.scalar(_in_scope(actor).where(Event.subject_id == handover_id))
    if event is None:
        raise NotFound()
    settled = _settled(session, actor, [event])
    return _told(session, actor, [event], settled)[0], _lines(session, actor, _rows(event, settled))


def _in_scope(actor: Actor) -> Select[tuple[Event]]:
    mine = access.units_in_scope(actor, HANDOVER_ROLES).with_only_columns(Unit.id)
    return select(Event).where(
        Event.tenant == actor.tenant,
        Event.subject_kind == SUBJECT,
        Event.action == TAKEN,
        Event.unit_id.in_(mine),
    )


Settled = dict[str, tuple[str, dict[str, Any] | None]]


def _settled(session: Session, actor: Actor, events: Sequence[Event]) -> Settled:
    """How it ended with what had to wait, by item id: a base that came after its correction, or a person's word."""
    waited = {
        _uuid(row.get("id")) for event in events for row in event.details["rows"] if row["outcome"] in WAITED
    }
    ended = session.execute(
        select(SyncItem.id, SyncItem.outcome, SyncItem.cause).where(
            SyncItem.tenant == actor.tenant, SyncItem.id.in_(waited), SyncItem.settled_at.is_not(None)
        )
    )
    return {str(id_): (outcome.value, cause) for id_, outcome, cause in ended}


def _rows(event: Event, settled: Settled) -> list[dict[str, Any]]:
    rows = [row for row in event.details["rows"] if row["kind"] not in HIDDEN]
    for place, row in enumerate(rows):
        if row["outcome"] in WAITED and row.get("id") in settled:
            outcome, cause = settled[row["id"]]
            rows[place] = {**row, "outcome": outcome, "cause": cause}
    return rows


def _told(session: Session, actor: Actor, events: list[Event], settled: Settled) -> list[Import]:
    people = {UUID(event.details["sender"]) for event in events} | {event.actor_id for event in events}
    names = dict(
        session.execute(select(User.id, User.name).where(User.tenant == actor.tenant, User.id.in_(people)))
        .tuples()
        .all()
    )
    phones = {UUID(event.details["device"]) for event in events}
    labels = dict(
        session.execute(
            select(Device.id, Device.label).where(Device.tenant == actor.tenant, Device.id.in_(phones))
        )
        .tuples()
        .all()
    )
    return [
        Import(
            event,
            names.get(UUID(event.details["sender"]), ""),
            names.get(event.actor_id, "") if event.actor_id else "",
            labels.get(UUID(event.details["device"]), ""),
            _count(row for row in _rows(event, settled) if row["kind"] != "photo"),
            _count(row for row in _rows(event, settled) if row["kind"] == "photo"),
        )
        for event in events
    ]


def _count(rows: Iterable[dict[str, Any]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["outcome"]] = counts.get(row["outcome"], 0) + 1
    return counts


def _lines(session: Session, actor: Actor, rows: list[dict[str, Any]]) -> list[Line]:
    """Names only of households and surveys that the actor may read."""
    homes = {_uuid(row.get("household")) for row in rows}
    readable = access.households_in_scope(actor, READING_ROLES).where(Household.id.in_(homes))
    named = {home.id: home for home in session.scalars(readable)}
    subjects = {_uuid(row.get("subject")) for row in rows}
    surveys = {
        survey.id: survey
        for survey in session.scalars(access.surveys_in_scope(actor).where(Survey.id.in_(subjects)))
    }
    return [
        Line(
            row["kind"],
            row["outcome"],
            row.get("made_at"),
            row.get("cause"),
            named.get(home) if (home := _uuid(row.get("household"))) else _home_of(surveys, row),
            surveys.get(subject) if (subject := _uuid(row.get("subject"))) else None,
        )
        for row in rows
        if row["kind"] != "photo" or row["outcome"] == "rejected"
    ]


def _home_of(surveys: dict[UUID, Survey], row: dict[str, Any]) -> Household | None:
    survey = surveys.get(subject) if (subject := _uuid(row.get("subject"))) else None
    return survey.household if survey else None


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(text)
    except (ValueError, TypeError, AttributeError):
        return None

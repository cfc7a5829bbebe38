"""History and the change log, written in the same transaction as the act."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.models import Change, Counter, Event
from gnbv.permissions import Actor

# The bare tables: these statements run several times a request, and their rows are never objects here.
_COUNTERS: Table = Counter.__table__  # type: ignore[assignment]
_NOTE = insert(Change.__table__)  # type: ignore[arg-type]


_COUNT = (
    update(_COUNTERS)
    .where(_COUNTERS.c.tenant == bindparam("of_tenant"), _COUNTERS.c.name == bindparam("of_name"))
    .values(value=_COUNTERS.c.value + 1)
    .returning(_COUNTERS.c.value)
)


_LINE = (
    select(_COUNTERS.c.value)
    .where(_COUNTERS.c.tenant == bindparam("of_tenant"), _COUNTERS.c.name == "event")
    .with_for_update()
)


def in_line(session: Session, tenant: int) -> None:
    """Wait for one's turn before any other number is taken: two transactions that take their numbers in another order
    would wait for each other. Acts that begin with :func:`record` are in line already."""
    session.execute(_LINE, {"of_tenant": tenant})


def next_number(session: Session, tenant: int, name: str) -> int:
    """The next number of a tenant's series. Holds the row until commit, so numbers show in commit order."""
    value: int | None = session.scalar(_COUNT, {"of_tenant": tenant, "of_name": name})
    if value is None:
        session.execute(insert(_COUNTERS).values(tenant=tenant, name=name, value=1))
        return 1
    return value


def record(
    session: Session,
    actor: Actor | None,
    action: str,
    subject_kind: str,
    subject_id: UUID,
    *,
    tenant: int | None = None,
    unit_id: UUID | None = None,
    phone_at: datetime | None = None,
    utc_offset: int | None = None,
    **details: Any,
) -> Event:
    """Append one event. ``details`` are JSON values and never hold answers or identity numbers.

    ``actor`` is ``None`` for what the system does by itself; ``tenant`` is then required.
    """
    number_of = actor.tenant if actor is not None else tenant
    if number_of is None:
        raise ValueError("an event without an actor needs its tenant")
    event = Event(
        tenant=number_of,
        number=next_number(session, number_of, "event"),
        at=now(),
        phone_at=phone_at,
        utc_offset=utc_offset,
        actor_id=actor.user_id if actor is not None else None,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        unit_id=unit_id,
        details=details,
    )
    session.add(event)
    return event


def changed(
    session: Session,
    tenant: int,
    kind: str,
    subject_id: UUID,
    *,
    unit_id: UUID | None = None,
    user_id: UUID | None = None,
) -> None:
    """Note that the kit entry ``kind``/``subject_id`` may differ from what phones hold."""
    number = next_number(session, tenant, "change")
    named = {"kind": kind, "subject_id": subject_id, "unit_id": unit_id, "user_id": user_id}
    session.execute(_NOTE, {"tenant": tenant, "number": number, **named})

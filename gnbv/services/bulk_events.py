"""Events and changes of an act over many records: one statement each, numbered in one piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, update
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.models import Change, Counter, Event
from gnbv.permissions import Actor

_COUNTERS: Table = Counter.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class Fact:
    """One event: ``details`` are JSON values and never hold answers or identity numbers."""

    action: str
    subject_kind: str
    subject_id: UUID
    unit_id: UUID | None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """One entry of the kit that may differ now."""

    kind: str
    subject_id: UUID
    unit_id: UUID | None
    user_id: UUID | None = None


def numbers(session: Session, tenant: int, name: str, count: int) -> range:
    """The next ``count`` numbers of a tenant's series. Holds the row until commit, as :func:`events.next_number`."""
    last = session.scalar(
        update(_COUNTERS)
        .where(_COUNTERS.c.tenant == tenant, _COUNTERS.c.name == name)
        .values(value=_COUNTERS.c.value + count)
        .returning(_COUNTERS.c.value)
    )
    if last is None:
        session.execute(insert(_COUNTERS).values(tenant=tenant, name=name, value=count))
        last = count
    return range(last - count + 1, last + 1)


def record(session: Session, actor: Actor, facts: Sequence[Fact]) -> None:
    """Append the events in their order."""
    if not facts:
        return
    at = now()
    session.execute(
        insert(Event.__table__),  # type: ignore[arg-type]
        [
            {
                "tenant": actor.tenant,
                "number": number,
                "at": at,
                "actor_id": actor.user_id,
                "action": one.action,
                "subject_kind": one.subject_kind,
                "subject_id": one.subject_id,
                "unit_id": one.unit_id,
                "details": one.details,
            }
            for number, one in zip(numbers(session, actor.tenant, "event", len(facts)), facts, strict=True)
        ],
    )


def changed(session: Session, tenant: int, told: Sequence[Told]) -> None:
    """Note that these entries of the kit may differ from what phones hold."""
    if not told:
        return
    session.execute(
        insert(Change.__table__),  # type: ignore[arg-type]
        [
            {
                "tenant": tenant,
                "number": number,
                "kind": one.kind,
                "subject_id": one.subject_id,
                "unit_id": one.unit_id,
                "user_id": one.user_id,
            }
            for number, one in zip(numbers(session, tenant, "change", len(told)), told, strict=True)
        ],
    )

"""What a person should hear of: one row each, written with the act, read by its owner alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import NotFound
from gnbv.ids import new_id
from gnbv.models import Decision, DecisionKind, Household, InboxRow, Survey, Unit
from gnbv.permissions import Actor
from gnbv.services import rows as by_key

PAGE_ROWS = 50
# A back-check is kept from the collector it is about, and who is held meets it in the answer to what was sent.
TOLD = {
    DecisionKind.RETURN: "returned",
    DecisionKind.APPROVAL: "decided",
    DecisionKind.RELEASE: "decided",
    DecisionKind.WITHDRAWAL: "decided",
    DecisionKind.REOPENING: "decided",
    DecisionKind.CORRECTION: "decided",
    DecisionKind.HOLD: "held",
}


@dataclass(frozen=True)
class InboxPage:
    rows: list[InboxRow]
    unread: int
    number: int
    pages: int


def tell(
    session: Session,
    tenant: int,
    user_id: UUID,
    kind: str,
    subject_kind: str,
    subject_id: UUID,
    **details: Any,
) -> InboxRow:
    """Leave a row for ``user_id``. ``details`` are JSON values that ``inbox_words`` makes a sentence of; they never
    hold answers, remarks or names of illnesses. Whoever acts is not told of their own act: the caller sees to it."""
    row = InboxRow(
        tenant=tenant,
        id=new_id(),
        user_id=user_id,
        kind=kind,
        subject_kind=subject_kind,
        subject_id=subject_id,
        details=details,
        at=now(),
    )
    session.add(row)
    return row


def tell_of_survey(session: Session, survey: Survey, user_id: UUID, kind: str, **details: Any) -> InboxRow:
    """:func:`tell` about a survey, with the house's number and village, by which people know it."""
    home = by_key.by_key(session, Household, survey.tenant, survey.household_id)
    village = by_key.by_key(session, Unit, survey.tenant, survey.unit_id)
    assert home is not None and village is not None  # foreign keys
    place = {"household": str(home.id), "number": home.number, "village": village.name}
    return tell(session, survey.tenant, user_id, kind, "survey", survey.id, **place, **details)


def decided(session: Session, actor: Actor, survey: Survey, decision: Decision) -> None:
    """Tell the collector what was decided of their survey; nothing of one's own act, nothing of a back-check."""
    kind = TOLD.get(decision.kind)
    if kind is not None and survey.collector_id != actor.user_id:
        tell_of_survey(
            session, survey, survey.collector_id, kind, decision=decision.kind.value, by=actor.name
        )


def unread(session: Session, actor: Actor) -> int:
    """How many of the actor's rows were not read yet: one query."""
    query = _own(actor).where(InboxRow.read_at.is_(None))
    return session.scalar(query.with_only_columns(func.count())) or 0


def rows(session: Session, actor: Actor, number: int = 1) -> InboxPage:
    """One page of the actor's own rows, newest first; a page that does not exist is the nearest one. Two queries."""
    total, waiting = session.execute(
        _own(actor).with_only_columns(func.count(), func.count().filter(InboxRow.read_at.is_(None)))
    ).one()
    pages = max(1, -(-total // PAGE_ROWS))
    number = min(max(1, number), pages)
    query = _own(actor).order_by(InboxRow.at.desc(), InboxRow.id.desc())
    found = session.scalars(query.offset((number - 1) * PAGE_ROWS).limit(PAGE_ROWS)).all()
    return InboxPage(rows=list(found), unread=waiting, number=number, pages=pages)


def read(session: Session, actor: Actor, row_id: UUID) -> InboxRow:
    """Mark one of the actor's rows as read; a second time changes nothing. Raises ``NotFound`` for anybody else's."""
    row = session.scalar(_own(actor).where(InboxRow.id == row_id))
    if row is None:
        raise NotFound()
    row.read_at = row.read_at or now()
    return row


def read_all(session: Session, actor: Actor) -> None:
    """Mark all of the actor's rows as read."""
    session.execute(
        update(InboxRow)
        .where(InboxRow.tenant == actor.tenant, InboxRow.user_id == actor.user_id, InboxRow.read_at.is_(None))
        .values(read_at=now())
    )


def _own(actor: Actor) -> Select[tuple[InboxRow]]:
    return select(InboxRow).where(InboxRow.tenant == actor.tenant, InboxRow.user_id == actor.user_id)

"""What a person should hear of: one row each, written with the act, read by its owner alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, true, update
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import NotFound
from gnbv.ids import new_id
from gnbv.models import Decision, DecisionKind, Household, InboxRow, Outcome, Purpose, Survey, Unit
from gnbv.permissions import Actor
from gnbv.services import events, sync_schema, typists
from gnbv.services import rows as by_key
from gnbv.services.sync_items import Answer, Item

PAGE_ROWS = 50
# What a phone carries; an older row is read at the commune's page.
ON_PHONE = 100
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
    session.flush()
    events.in_line(session, tenant)
    events.changed(session, tenant, "inbox", row.id, user_id=user_id)
    # The one that has no place on the phone any more leaves it by the same way.
    older = session.scalar(_newest(tenant, user_id).offset(ON_PHONE).limit(1))
    if older is not None:
        events.changed(session, tenant, "inbox", older, user_id=user_id)
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
    told = {survey.collector_id}
    if decision.kind is DecisionKind.RETURN:  # who typed it has the paper
        told |= typists.of(session, survey.tenant, [survey.id]).get(survey.id, set())
    # That a back-check was read is no approval that anybody waits for.
    ended = survey.purpose is Purpose.BACK_CHECK and decision.kind is DecisionKind.APPROVAL
    if kind is None or ended:
        return
    for user_id in sorted(told - {actor.user_id}):
        tell_of_survey(session, survey, user_id, kind, decision=decision.kind.value, by=actor.name)


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
    _mark(session, actor, InboxRow.id == row_id, now())
    return row


def read_all(session: Session, actor: Actor) -> None:
    """Mark all of the actor's rows as read."""
    _mark(session, actor, true(), now())


def receive(session: Session, actor: Actor, item: Item) -> Answer:
    """Rows that were read on a phone, never later than now; a second time changes nothing. Raises ``NotFound`` when none
    of them is the actor's: another person's rows and those that do not exist get the same words."""
    named = [UUID(text) for text in item.payload["rows"]]
    own = session.scalars(_own(actor).where(InboxRow.id.in_(named))).all()
    if not own:
        raise NotFound()
    at = min(sync_schema.instant(item.payload["at"]), now())
    _mark(session, actor, InboxRow.id.in_([row.id for row in own]), at)
    return Answer(Outcome.ACCEPTED)


def newest(session: Session, actor: Actor) -> list[UUID]:
    """The rows that the actor's phone carries, newest first: one query."""
    return list(session.scalars(_newest(actor.tenant, actor.user_id).limit(ON_PHONE)))


def _mark(session: Session, actor: Actor, which: ColumnElement[bool], at: datetime) -> None:
    unread = _own(actor).where(InboxRow.read_at.is_(None), which).with_only_columns(InboxRow.id)
    ids = list(session.scalars(unread))
    if not ids:
        return
    events.in_line(session, actor.tenant)
    own = update(InboxRow).where(InboxRow.tenant == actor.tenant, InboxRow.user_id == actor.user_id)
    session.execute(own.where(InboxRow.id.in_(ids)).values(read_at=at))
    for row_id in set(newest(session, actor)).intersection(ids):
        events.changed(session, actor.tenant, "inbox", row_id, user_id=actor.user_id)


def _newest(tenant: int, user_id: UUID) -> Select[tuple[UUID]]:
    return (
        select(InboxRow.id)
        .where(InboxRow.tenant == tenant, InboxRow.user_id == user_id)
        .order_by(InboxRow.at.desc(), InboxRow.id.desc())
    )


def _own(actor: Actor) -> Select[tuple[InboxRow]]:
    return select(InboxRow).where(InboxRow.tenant == actor.tenant, InboxRow.user_id == actor.user_id)

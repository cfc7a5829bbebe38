"""The supervisor's queue: surveys in scope, those at most risk first, a page at a time.

The number of queries is fixed whatever the size of the queue.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.models import (
    Grant,
    Purpose,
    Survey,
    SurveyStatus,
    Unit,
    UnitKind,
    User,
)
from gnbv.permissions import READING_ROLES, SURVEY_ROLES, Actor
from gnbv.services import access, paged, queue_rows, readers, typists
from gnbv.services.paged import place
from gnbv.services.queue_filters import Filters
from gnbv.services.queue_rows import QueueRow

PAGE_ROWS = 50


@dataclass
class QueuePage:
    rows: list[QueueRow]
    total: int
    waiting: int
    longest_wait: int
    number: int
    pages: int
    filters: Filters
    units: list[Unit] = field(default_factory=list)
    collectors: list[User] = field(default_factory=list)

    @property
    def clean(self) -> int:
        return sum(row.is_clean for row in self.rows)


def page(session: Session, actor: Actor, filters: Filters, number: int) -> QueuePage:
    """One page of the queue; a unit or collector outside the scope shows nothing."""
    query = filters.apply(_decided_here(actor))
    number = paged.asked(number)
    ids, total = _found(session, query, filters.order, number)
    if not ids and number > 1:
        total = session.scalar(query.with_only_columns(func.count(Survey.id))) or 0
        ids, total = _found(session, query, filters.order, place(total, number, PAGE_ROWS)[0])
    number, pages = place(total, number, PAGE_ROWS)
    waiting, oldest = session.execute(
        _decided_here(actor)
        .where(Survey.status == SurveyStatus.RECEIVED)
        .with_only_columns(func.count(), func.min(Survey.last_received_at))
    ).one()
    return QueuePage(
        rows=queue_rows.load(session, actor, ids),
        total=total,
        waiting=waiting,
        longest_wait=(now() - oldest).days if oldest else 0,
        number=number,
        pages=pages,
        filters=filters,
        units=_units(session, actor),
        collectors=_collectors(session, actor),
    )


def _found(session: Session, query: Select[tuple[Survey]], order: str, number: int) -> tuple[list[UUID], int]:
    """The surveys of one page and how many there are in all; conditions are looked at once for both."""
    columns = query.with_only_columns(Survey.id, func.count().over())
    rows = session.execute(ordered(columns, order).offset((number - 1) * PAGE_ROWS).limit(PAGE_ROWS)).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def following(session: Session, actor: Actor, survey: Survey) -> UUID | None:
    """The survey that waits next after this one and that nobody else is reading, or ``None``."""
    free = or_(
        Survey.reader_id.is_(None),
        Survey.reader_id == actor.user_id,
        Survey.reader_since <= now() - readers.TURN,
    )
    query = _decided_here(actor).where(
        Survey.status == SurveyStatus.RECEIVED,
        Survey.id != survey.id,
        Survey.collector_id != actor.user_id,
        ~typists.is_by(actor),
        free,
    )
    found: UUID | None = session.scalar(ordered(query.with_only_columns(Survey.id), "risk").limit(1))
    return found


def _decided_here(actor: Actor) -> Select[tuple[Survey]]:
    """A back-check is compared, not approved; one that is held still waits for somebody."""
    return access.surveys_in_scope(actor).where(
        or_(Survey.purpose.in_((Purpose.MAIN, Purpose.RECHECK)), Survey.status == SurveyStatus.HELD)
    )


def ordered(query: Select[Any], order: str) -> Select[Any]:
    """By risk: two surveys of one home, then the weights of flags nobody explained, then what waits longest."""
    if order == "age":
        return query.order_by(Survey.last_received_at, Survey.id)
    return query.order_by(Survey.is_rival.desc(), Survey.risk.desc(), Survey.last_received_at, Survey.id)


def _units(session: Session, actor: Actor) -> list[Unit]:
    return list(
        session.scalars(
            access.units_in_scope(actor, READING_ROLES)
            .where(Unit.kind == UnitKind.VILLAGE)
            .order_by(Unit.name)
        )
    )


def _collectors(session: Session, actor: Actor) -> list[User]:
    there = access.units_in_scope(actor, READING_ROLES).with_only_columns(Unit.id)
    surveying = select(Grant.user_id).where(
        Grant.tenant == actor.tenant, Grant.role.in_(SURVEY_ROLES), Grant.unit_id.in_(there)
    )
    return list(
        session.scalars(
            select(User).where(User.tenant == actor.tenant, User.id.in_(surveying)).order_by(User.name)
        )
    )

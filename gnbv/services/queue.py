"""The supervisor's queue: surveys in scope, those that need a look first, a page at a time.

The number of queries is fixed whatever the size of the queue.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.models import (
    HouseholdClass,
    LedgerRow,
    Result,
    Revision,
    Survey,
    SurveyStatus,
    Unit,
    UnitKind,
    User,
)
from gnbv.models.labelled import Labelled
from gnbv.permissions import READING_ROLES, Actor
from gnbv.services import access

PAGE_ROWS = 50
STATUSES = {status.value: status for status in SurveyStatus}
CLASS_STEP = {HouseholdClass.POOR: 0, HouseholdClass.NEAR_POOR: 1, HouseholdClass.NOT_POOR: 2}


class Flag(Labelled):
    """Why a survey should be looked at. ``%(n)s`` is the number of answers changed after the score was seen."""

    RIVAL = "rival", "Hộ có hai phiếu khác nhau"
    DIFFERS = "differs", "Điểm trên máy khác điểm xã tính lại"
    CHANGED = "changed", "Sửa %(n)s câu sau khi thấy điểm"
    TWO_STEPS = "two_steps", "Đổi hai bậc"


@dataclass
class QueueRow:
    """One survey of the list. ``flags`` stand worst first."""

    survey: Survey
    revision: Revision
    village: str
    collector: str
    result: Result | None
    last_class: HouseholdClass | None
    waiting_days: int
    flags: list[Flag]


@dataclass
class QueuePage:
    rows: list[QueueRow]
    total: int
    waiting: int
    longest_wait: int
    number: int
    pages: int
    units: list[Unit]
    unit_id: UUID | None
    status: str
    order: str

    @property
    def to_look_at(self) -> int:
        return sum(bool(row.flags) for row in self.rows)


def page(
    session: Session, actor: Actor, *, unit_id: UUID | None, status: str, order: str, number: int
) -> QueuePage:
    """One page of the queue. Unknown filters fall back to their defaults; a unit outside the scope shows nothing."""
    wanted = STATUSES.get(status, SurveyStatus.RECEIVED)
    query = access.surveys_in_scope(actor).where(Survey.status == wanted)
    if unit_id is not None:
        query = query.where(Survey.unit_id == unit_id)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PAGE_ROWS))
    number = min(max(1, number), pages)
    waiting, oldest = session.execute(
        access.surveys_in_scope(actor)
        .where(Survey.status == SurveyStatus.RECEIVED)
        .with_only_columns(func.count(), func.min(Survey.last_received_at))
    ).one()
    surveys = session.scalars(_ordered(query, order).offset((number - 1) * PAGE_ROWS).limit(PAGE_ROWS)).all()
    units = session.scalars(
        access.units_in_scope(actor, READING_ROLES).where(Unit.kind == UnitKind.VILLAGE).order_by(Unit.name)
    ).all()
    return QueuePage(
        rows=_rows(session, list(surveys)),
        total=total,
        waiting=waiting,
        longest_wait=(now() - oldest).days if oldest else 0,
        number=number,
        pages=pages,
        units=list(units),
        unit_id=unit_id,
        status=wanted.value,
        order="age" if order == "age" else "need",
    )


def following(session: Session, actor: Actor, survey: Survey) -> UUID | None:
    """The survey that waits next after this one, or ``None``."""
    query = access.surveys_in_scope(actor).where(
        Survey.status == SurveyStatus.RECEIVED, Survey.id != survey.id, Survey.collector_id != actor.user_id
    )
    return session.scalar(_ordered(query, "need").with_only_columns(Survey.id).limit(1))


def _ordered(query: Select[tuple[Survey]], order: str) -> Select[tuple[Survey]]:
    if order == "age":
        return query.order_by(Survey.last_received_at, Survey.id)
    return (
        query.join(
            Revision, (Revision.tenant == Survey.tenant) & (Revision.id == Survey.revision_id), isouter=True
        )
        .join(
            _differing := select(Result.tenant, Result.revision_id)
            .where(Result.differs_from_phone)
            .distinct()
            .subquery(),
            (_differing.c.tenant == Survey.tenant) & (_differing.c.revision_id == Survey.revision_id),
            isouter=True,
        )
        .order_by(
            Survey.is_rival.desc(),
            _differing.c.revision_id.is_(None),
            Revision.changed_after_score.desc(),
            Survey.last_received_at,
            Survey.id,
        )
    )


def _rows(session: Session, surveys: list[Survey]) -> list[QueueRow]:
    if not surveys:
        return []
    tenant = surveys[0].tenant
    revisions = _by_id(session, Revision, tenant, [survey.revision_id for survey in surveys])
    people = _by_id(session, User, tenant, [survey.collector_id for survey in surveys])
    villages = _by_id(session, Unit, tenant, [survey.unit_id for survey in surveys])
    results: dict[UUID, list[Result]] = {}
    for result in session.scalars(
        select(Result)
        .where(Result.tenant == tenant, Result.revision_id.in_(list(revisions)))
        .order_by(Result.standard)
    ):
        results.setdefault(result.revision_id, []).append(result)
    last = _last_classes(session, tenant, surveys)
    rows = []
    for survey in surveys:
        if survey.revision_id is None:
            continue
        revision = revisions[survey.revision_id]
        found = results.get(revision.id, [])
        rows.append(
            QueueRow(
                survey=survey,
                revision=revision,
                village=villages[survey.unit_id].name,
                collector=people[survey.collector_id].name,
                result=found[0] if found else None,
                last_class=last.get(survey.household_id),
                waiting_days=max(0, (now() - survey.last_received_at) // timedelta(days=1)),
                flags=_flags(survey, revision, found, last.get(survey.household_id)),
            )
        )
    return rows


def _flags(
    survey: Survey, revision: Revision, results: list[Result], last: HouseholdClass | None
) -> list[Flag]:
    flags = []
    if survey.is_rival:
        flags.append(Flag.RIVAL)
    if any(result.differs_from_phone for result in results):
        flags.append(Flag.DIFFERS)
    if revision.changed_after_score:
        flags.append(Flag.CHANGED)
    now_class = results[0].household_class if results else None
    if now_class in CLASS_STEP and last in CLASS_STEP and abs(CLASS_STEP[now_class] - CLASS_STEP[last]) == 2:
        flags.append(Flag.TWO_STEPS)
    return flags


def _last_classes(session: Session, tenant: int, surveys: list[Survey]) -> dict[UUID, HouseholdClass]:
    """The newest official class of each household before the round's year."""
    rows = session.execute(
        select(LedgerRow.household_id, LedgerRow.household_class)
        .where(
            LedgerRow.tenant == tenant,
            LedgerRow.household_id.in_({survey.household_id for survey in surveys}),
            LedgerRow.standing == "official",
        )
        .order_by(LedgerRow.year, LedgerRow.recorded_at)
    )
    return {household_id: household_class for household_id, household_class in rows}  # noqa: C416 (later rows win)


def _by_id(session: Session, model: Any, tenant: int, ids: list[Any]) -> dict[UUID, Any]:
    wanted = {identifier for identifier in ids if identifier is not None}
    return {
        row.id: row
        for row in session.scalars(select(model).where(model.tenant == tenant, model.id.in_(wanted)))
    }

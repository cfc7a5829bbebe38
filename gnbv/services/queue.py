"""The supervisor's queue: surveys in scope, those at most risk first, a page at a time.

The number of queries is fixed whatever the size of the queue.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from gnbv.clock import now
from gnbv.models import (
    Flag,
    Grant,
    Household,
    HouseholdClass,
    LedgerRow,
    Purpose,
    Result,
    Revision,
    Standing,
    Survey,
    SurveyStatus,
    Unit,
    UnitKind,
    User,
)
from gnbv.permissions import READING_ROLES, SURVEY_ROLES, Actor
from gnbv.services import access, quality, readers, survey_files
from gnbv.services.queue_filters import Filters
from gnbv.services.survey_files import Photos

PAGE_ROWS = 50


class Score(NamedTuple):
    """What the commune computed, under the first standard of the round."""

    b1: int | None
    b2: int | None
    household_class: HouseholdClass | None


@dataclass
class QueueRow:
    """One survey of the list. ``flags`` stand heaviest first; ``photos`` only while some have not arrived; ``reader``
    is the name of somebody else who has it open."""

    survey: Survey
    outcome: str | None
    village: str
    collector: str
    score: Score | None
    last_class: HouseholdClass | None
    waiting_days: int
    flags: list[Flag]
    photos: Photos | None = None
    reader: str = ""
    is_own: bool = False

    @property
    def is_clean(self) -> bool:
        """Whether it may be approved together with others; the act asks again."""
        return (
            self.survey.status is SurveyStatus.RECEIVED
            and not (self.flags or self.photos or self.survey.is_rival or self.is_own or self.reader)
            and self.score is not None
            and self.score.household_class is not None
        )


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
    total = session.scalar(query.with_only_columns(func.count(Survey.id))) or 0
    pages = max(1, -(-total // PAGE_ROWS))
    number = min(max(1, number), pages)
    waiting, oldest = session.execute(
        _decided_here(actor)
        .where(Survey.status == SurveyStatus.RECEIVED)
        .with_only_columns(func.count(), func.min(Survey.last_received_at))
    ).one()
    ids = session.scalars(
        ordered(query.with_only_columns(Survey.id), filters.order)
        .offset((number - 1) * PAGE_ROWS)
        .limit(PAGE_ROWS)
    ).all()
    return QueuePage(
        rows=_rows(session, actor, list(ids)),
        total=total,
        waiting=waiting,
        longest_wait=(now() - oldest).days if oldest else 0,
        number=number,
        pages=pages,
        filters=filters,
        units=_units(session, actor),
        collectors=_collectors(session, actor),
    )


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
        free,
    )
    found: UUID | None = session.scalar(ordered(query.with_only_columns(Survey.id), "risk").limit(1))
    return found


def _decided_here(actor: Actor) -> Select[tuple[Survey]]:
    """A back-check is compared, not approved; one that is held still waits for somebody."""
    return access.surveys_in_scope(actor).where(
        or_(Survey.purpose == Purpose.MAIN, Survey.status == SurveyStatus.HELD)
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


def _rows(session: Session, actor: Actor, ids: list[UUID]) -> list[QueueRow]:
    if not ids:
        return []
    tenant = actor.tenant
    found = {
        survey.id: survey
        for survey in session.scalars(
            select(Survey)
            .join(Survey.household)
            .options(contains_eager(Survey.household))
            .where(Survey.tenant == tenant, Survey.id.in_(ids), Household.tenant == tenant)
        )
    }
    surveys = [found[survey_id] for survey_id in ids]
    revisions = [survey.revision_id for survey in surveys if survey.revision_id]
    outcomes: dict[Any, str | None] = _pairs(session, Revision.outcome, tenant, revisions)
    people = _pairs(session, User.name, tenant, [one for row in surveys for one in _people(row)])
    villages = _pairs(session, Unit.name, tenant, [survey.unit_id for survey in surveys])
    scores: dict[UUID, Score] = {}
    for revision_id, *score in session.execute(
        select(Result.revision_id, Result.b1, Result.b2, Result.household_class)
        .where(Result.tenant == tenant, Result.revision_id.in_(revisions))
        .order_by(Result.standard)
    ):
        scores.setdefault(revision_id, Score(*score))
    last = _last_classes(session, tenant, surveys)
    flags = quality.flags_of(session, tenant, revisions)
    waited_for = survey_files.waited_for(session, tenant, ids)
    rows = []
    for survey in surveys:
        if survey.revision_id is None:
            continue
        taken = not readers.is_free(actor, survey) and survey.reader_id not in (None, actor.user_id)
        rows.append(
            QueueRow(
                survey=survey,
                outcome=outcomes[survey.revision_id],
                village=villages[survey.unit_id],
                collector=people[survey.collector_id],
                score=scores.get(survey.revision_id),
                last_class=last.get(survey.household_id),
                waiting_days=max(0, (now() - survey.last_received_at) // timedelta(days=1)),
                flags=flags.get(survey.revision_id, []),
                photos=waited_for.get(survey.id),
                reader=people[survey.reader_id] if taken and survey.reader_id else "",
                is_own=survey.collector_id == actor.user_id,
            )
        )
    return rows


def _last_classes(session: Session, tenant: int, surveys: list[Survey]) -> dict[UUID, HouseholdClass]:
    """The newest official class of each household before the round's year."""
    rows = session.execute(
        select(LedgerRow.household_id, LedgerRow.household_class)
        .where(
            LedgerRow.tenant == tenant,
            LedgerRow.household_id.in_({survey.household_id for survey in surveys}),
            LedgerRow.standing == Standing.OFFICIAL,
        )
        .order_by(LedgerRow.year, LedgerRow.recorded_at)
    )
    return {household_id: household_class for household_id, household_class in rows}  # noqa: C416 (later rows win)


def _people(survey: Survey) -> tuple[UUID, ...]:
    return (survey.collector_id, survey.reader_id) if survey.reader_id else (survey.collector_id,)


def _pairs(session: Session, column: Any, tenant: int, ids: list[UUID]) -> dict[UUID, Any]:
    """One column by id: a whole row is not needed, and many are made."""
    model = column.class_
    rows = session.execute(select(model.id, column).where(model.tenant == tenant, model.id.in_(set(ids))))
    return {identifier: value for identifier, value in rows}  # noqa: C416

"""Plans to read: a list with counts, and one plan as a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, joinedload

from gnbv import permissions
from gnbv.errors import NotFound, NotPermitted
from gnbv.models import (
    Agency,
    Duty,
    Occurrence,
    OccurrenceStatus,
    Plan,
    PlanNote,
    PlanReview,
    Project,
    ReportDuty,
    Target,
    Task,
)
from gnbv.permissions import Actor
from gnbv.rules import recurrence
from gnbv.services import access, tasks

COUNTED: dict[str, Any] = {
    "targets": Target,
    "projects": Project,
    "tasks": Task,
    "duties": Duty,
    "reports": ReportDuty,
    "reviews": PlanReview,
    "notes": PlanNote,
}
SEVERITIES = {"cao": 0, "vừa": 1, "thấp": 2}


@dataclass(frozen=True)
class PlanRow:
    plan: Plan
    counts: dict[str, int]
    has_ended: bool
    done: int
    late: int


@dataclass(frozen=True)
class PlanPage:
    """A whole plan. ``windows`` by review id, ``deadlines`` (of this year) by report id."""

    plan: Plan
    has_ended: bool
    copied_from: Plan | None
    targets: Sequence[Target]
    projects: Sequence[Project]
    tasks: Sequence[Task]
    duties: list[tuple[Agency, list[Duty]]]
    reports: Sequence[ReportDuty]
    reviews: Sequence[PlanReview]
    notes: Sequence[PlanNote]
    windows: dict[UUID, list[recurrence.Window]]
    deadlines: dict[UUID, list[date]]


def plan_list(session: Session, actor: Actor) -> list[PlanRow]:
    """Plans of the actor's units and those above: running ones first, those of units where the
    actor works before those to read only. The number of queries is fixed."""
    plans = session.scalars(
        access.plans_in_scope(actor).options(joinedload(Plan.unit)).order_by(Plan.slug)
    ).all()
    ids = [plan.id for plan in plans]
    counts: dict[UUID, dict[str, int]] = {plan_id: dict.fromkeys(COUNTED, 0) for plan_id in ids}
    for name, table in COUNTED.items():
        query = (
            select(table.plan_id, func.count())
            .where(table.tenant == actor.tenant, table.plan_id.in_(ids))
            .group_by(table.plan_id)
        )
        for plan_id, number in session.execute(query):
            counts[plan_id][name] = number
    turns = (
        select(
            Task.plan_id, Occurrence.status, (Occurrence.due_on < actor.today).label("is_past"), func.count()
        )
        .join(Task, (Task.tenant == Occurrence.tenant) & (Task.id == Occurrence.task_id))
        .where(Occurrence.tenant == actor.tenant, Task.plan_id.in_(ids))
        .group_by(Task.plan_id, Occurrence.status, text("is_past"))
    )
    done, late = dict.fromkeys(ids, 0), dict.fromkeys(ids, 0)
    for plan_id, status, is_past, number in session.execute(turns):
        if status == OccurrenceStatus.DONE:
            done[plan_id] += number
        elif is_past:
            late[plan_id] += number
    rows = [_row(plan, counts[plan.id], done[plan.id], late[plan.id], actor.today) for plan in plans]
    return sorted(
        rows,
        key=lambda row: (
            row.has_ended,
            not actor.holds(permissions.TASK_ROLES, row.plan.unit.path),
            row.plan.slug,
        ),
    )


def get_plan(session: Session, actor: Actor, plan_id: UUID) -> Plan:
    """A plan to read. ``NotFound`` outside the actor's units and those above, ``NotPermitted`` without the right."""
    plan = session.scalar(access.plans_in_scope(actor).where(Plan.id == plan_id))
    if plan is None:
        raise NotFound()
    if not permissions.can_see_plans(actor):
        raise NotPermitted()
    return plan


def plan_page(session: Session, actor: Actor, plan_id: UUID) -> PlanPage:
    """One plan with everything in it. Raises as ``get_plan``."""
    plan = get_plan(session, actor, plan_id)
    reports, reviews = _records(session, plan, ReportDuty), _records(session, plan, PlanReview)
    signed = plan.issued_on or _day((plan.document.get("document") or {}).get("issued_not_before"))
    return PlanPage(
        plan=plan,
        has_ended=plan.has_ended_on(actor.today),
        copied_from=session.get(Plan, (plan.tenant, plan.copied_from_id)) if plan.copied_from_id else None,
        targets=_records(session, plan, Target),
        projects=_records(session, plan, Project),
        tasks=session.scalars(
            tasks.with_all_parts(select(Task))
            .where(Task.tenant == plan.tenant, Task.plan_id == plan.id)
            .order_by(Task.position)
        ).all(),
        duties=_duties(session, plan),
        reports=reports,
        reviews=reviews,
        notes=sorted(
            _records(session, plan, PlanNote),
            key=lambda note: (SEVERITIES.get(note.severity, 9), note.position),
        ),
        windows={
            review.id: recurrence.windows(
                _more(review, "windows"), starts_on=plan.starts_on, ends_on=plan.ends_on, signed_on=signed
            )
            for review in reviews
        },
        deadlines={
            report.id: []
            if plan.has_ended_on(actor.today)
            else recurrence.deadlines(_more(report, "deadlines"), year=actor.today.year, signed_on=signed)
            for report in reports
        },
    )


def _row(plan: Plan, counts: dict[str, int], done: int, late: int, today: date) -> PlanRow:
    has_ended = plan.has_ended_on(today)
    return PlanRow(plan=plan, counts=counts, has_ended=has_ended, done=done, late=0 if has_ended else late)


def _records(session: Session, plan: Plan, table: Any) -> Sequence[Any]:
    return session.scalars(
        select(table).where(table.tenant == plan.tenant, table.plan_id == plan.id).order_by(table.position)
    ).all()


def _duties(session: Session, plan: Plan) -> list[tuple[Agency, list[Duty]]]:
    rows = session.execute(
        select(Agency, Duty)
        .join(Duty, (Duty.tenant == Agency.tenant) & (Duty.agency_id == Agency.id))
        .where(Duty.tenant == plan.tenant, Duty.plan_id == plan.id)
        .order_by(Duty.position)
    )
    found: dict[UUID, tuple[Agency, list[Duty]]] = {}
    for agency, duty in rows:
        found.setdefault(agency.id, (agency, []))[1].append(duty)
    return list(found.values())


def _more(record: Any, name: str) -> list[Any]:
    return (record.source.get("more") or {}).get(name) or []


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)

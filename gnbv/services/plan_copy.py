"""Carries a plan forward into another year, as a start for the plan of that year."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Invalid
from gnbv.ids import new_id
from gnbv.models import (
    Duty,
    Occurrence,
    Plan,
    PlanReview,
    Project,
    ReportDuty,
    Target,
    Task,
    TaskAgency,
)
from gnbv.permissions import Actor
from gnbv.rules.recurrence import moved
from gnbv.services import events
from gnbv.services.plan_import_tasks import occurrences

TABLES: tuple[type[Any], ...] = (Project, Target, Task, Duty, ReportDuty, PlanReview)
TIME_TEXTS = ("schedule_text", "deadline_text", "due_basis")
TIME_FACTS = ("deadline_text", "deadlines", "period", "time", "due", "recurrence", "windows")


def copy_slug(plan: Plan, year: int) -> str:
    return f"{plan.slug}-ban-sao-{year}"


def copy_to_year(
    session: Session, actor: Actor | None, plan: Plan, *, year: int, title: str
) -> tuple[Plan, bool]:
    """Copy a plan of one year, with everything but its notes, into ``year``; days and words of time move with it,
    the other words stay. The copy is marked illustrative: nobody has issued it. Copying again changes nothing.

    The actor's right is already checked (coordinator of the unit, or the demo). Raises ``Invalid`` for a plan
    that covers more than one year.
    """
    if plan.starts_on is None or plan.ends_on is None or plan.starts_on.year != plan.ends_on.year:
        raise Invalid(
            "plan_not_yearly",
            "Kế hoạch này không phải của một năm nên chưa sao sang năm khác được. Kế hoạch vẫn giữ nguyên. "
            "Chọn một kế hoạch năm.",
            "This plan is not of one year, so it cannot be carried into another. It is unchanged. Choose a yearly plan.",
        )
    slug = copy_slug(plan, year)
    existing = session.scalar(select(Plan).where(Plan.tenant == plan.tenant, Plan.slug == slug))
    if existing is not None:
        return existing, False
    by = year - plan.starts_on.year
    copied = _clone(
        plan, slug=slug, title=title, number=None, issued_on=None, copied_from_id=plan.id, is_illustrative=True,
        starts_on=moved(plan.starts_on, by), ends_on=moved(plan.ends_on, by),
        period_text=_moved_words(plan.period_text, plan.starts_on.year, year), imported_at=now(),
    )  # fmt: skip
    session.add(copied)
    session.flush()
    ids: dict[Any, Any] = {}
    tasks: list[tuple[Task, Task]] = []
    for table in TABLES:
        for row in session.scalars(
            select(table)
            .where(table.tenant == plan.tenant, table.plan_id == plan.id)
            .order_by(table.position)
        ):
            changes: dict[str, Any] = {"plan_id": copied.id}
            for name in TIME_TEXTS:
                if getattr(row, name, None):
                    changes[name] = _moved_words(getattr(row, name), plan.starts_on.year, year)
            if isinstance(row, Target) and row.deadline is not None:
                changes["deadline"] = moved(row.deadline, by)
            if isinstance(row, Task):
                changes["project_id"] = ids.get(row.project_id)
                changes["recurrence"] = _moved(row.recurrence, plan.starts_on.year, year)
            if row.source.get("more"):
                moved_more = _moved_time(row.source["more"], plan.starts_on.year, year)
                changes["source"] = {**row.source, "more": moved_more}
            made = _clone(row, **changes)
            ids[row.id] = made.id
            session.add(made)
            if isinstance(row, Task):
                tasks.append((row, made))
        session.flush()
    _turns(session, copied, tasks, by)
    events.record(
        session,
        actor,
        "plan.copied",
        "plan",
        copied.id,
        tenant=plan.tenant,
        unit_id=plan.unit_id,
        source=str(plan.id),
    )
    for _old, made in tasks:
        events.changed(session, plan.tenant, "task", made.id, unit_id=plan.unit_id)
    return copied, True


def _turns(session: Session, plan: Plan, tasks: list[tuple[Task, Task]], by: int) -> None:
    """Agencies and turns of the copied tasks; every turn is open again and its day is inferred."""
    old_ids = [old.id for old, _made in tasks]
    due: dict[Any, list[date]] = {}
    for task_id, day in session.execute(
        select(Occurrence.task_id, Occurrence.due_on).where(
            Occurrence.tenant == plan.tenant, Occurrence.task_id.in_(old_ids), Occurrence.due_on.is_not(None)
        )
    ).all():
        due.setdefault(task_id, []).append(moved(day, by))
    new_of = {old.id: made for old, made in tasks}
    for part in session.scalars(
        select(TaskAgency).where(TaskAgency.tenant == plan.tenant, TaskAgency.task_id.in_(old_ids))
    ):
        session.add(_clone(part, task_id=new_of[part.task_id].id))
    for old, made in tasks:
        session.add_all(occurrences(plan, made, due.get(old.id, []), None))
    session.flush()


def _clone(row: Any, **changes: Any) -> Any:
    values = {column.key: getattr(row, column.key) for column in row.__mapper__.column_attrs}
    return type(row)(**{**values, "id": new_id(), **changes})


def _moved_words(text: str, old: int, new: int) -> str:
    """Words of time with the year moved: "Trong năm 2024", "trước 20/6/2024"."""
    return re.sub(rf"(?<!\d){old}(?!\d)", str(new), text)


def _moved_time(more: dict[str, Any], old: int, new: int) -> dict[str, Any]:
    """What a record says of time besides its columns (deadlines, periods, windows), moved; its other words stay."""
    return {key: _moved(value, old, new) if key in TIME_FACTS else value for key, value in more.items()}


def _moved(value: Any, old: int, new: int) -> Any:
    if isinstance(value, dict):
        return {key: _moved(item, old, new) for key, item in value.items()}
    if isinstance(value, list):
        return [_moved(item, old, new) for item in value]
    if isinstance(value, str):
        return _moved_words(value, old, new)
    return new if value == old and not isinstance(value, bool) else value

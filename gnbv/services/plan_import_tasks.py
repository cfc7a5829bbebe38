"""Tasks with their agencies and turns, and the duties that a plan gives to agencies."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import AgencyPart, Duty, Occurrence, OccurrenceStatus, Plan, Project, Task, TaskAgency
from gnbv.rules import recurrence
from gnbv.services.agencies import Agencies

TASK_COLUMNS = (
    "no", "kind", "section", "group", "title", "text", "actions", "lead", "lead_units", "coordinating",
    "coordinating_text", "mentioned_units", "product", "schedule_text", "recurrence", "due_dates", "due_basis", "project",
)  # fmt: skip
DUTY_COLUMNS = ("text", "role", "product", "schedule_text")


def add_tasks(
    session: Session,
    plan: Plan,
    records: list[dict[str, Any]],
    projects: dict[str, Project],
    agencies: Agencies,
    signed_on: date | None,
) -> list[Task]:
    """Store the tasks of a validated file. What the text leaves open (lead, product, time) stays empty."""
    made = []
    for position, record in enumerate(records):
        task = _task(plan, position, record, projects)
        session.add(task)
        made.append(task)
    session.flush()
    rows: list[Any] = []
    for task, record in zip(made, records, strict=True):
        rows += _agencies(task, record, agencies)
        rows += occurrences(plan, task, [date.fromisoformat(day) for day in record["due_dates"]], signed_on)
    session.flush()  # agencies first: the parts name them
    session.add_all(rows)
    return made


def occurrences(plan: Plan, task: Task, due_dates: list[date], signed_on: date | None) -> list[Occurrence]:
    """The turns of ``task`` as rows, all open."""
    turns = recurrence.turns(
        task.recurrence, due_dates, schedule_text=task.schedule_text, signed_on=signed_on
    )
    return [
        Occurrence(
            tenant=plan.tenant,
            id=new_id(),
            task_id=task.id,
            unit_id=plan.unit_id,
            position=turn.position,
            starts_on=turn.starts_on,
            due_on=turn.due_on,
            due_is_inferred=turn.due_is_inferred,
            label=turn.label,
            status=OccurrenceStatus.OPEN,
        )
        for turn in turns
    ]


def add_duties(
    session: Session, plan: Plan, by_agency: dict[str, list[dict[str, Any]]], agencies: Agencies
) -> None:
    """Store the duties in the order of the text, each with the agency it is given to."""
    owners = {name: agencies.named(name) for name in by_agency}
    session.flush()
    position = 0
    for name, records in by_agency.items():
        for record in records:
            session.add(
                Duty(
                    tenant=plan.tenant,
                    id=new_id(),
                    plan_id=plan.id,
                    agency_id=owners[name].id,
                    ref=record["id"],
                    position=position,
                    text=record["text"],
                    part=record["role"],
                    product=record["product"],
                    schedule_text=record["schedule_text"],
                    source=source_of(record, *DUTY_COLUMNS),
                )
            )
            position += 1


def source_of(record: dict[str, Any], *named: str) -> dict[str, Any]:
    """Where a record came from (section and lines), and what the columns ``named`` do not hold."""
    left = {key: value for key, value in record.items() if key not in named and key not in ("id", "src")}
    return {**(record.get("src") or {}), **({"more": left} if left else {})}


def _task(plan: Plan, position: int, record: dict[str, Any], projects: dict[str, Project]) -> Task:
    project = projects.get(record.get("project") or "")
    return Task(
        tenant=plan.tenant,
        id=new_id(),
        plan_id=plan.id,
        project_id=project.id if project is not None else None,
        ref=record["id"],
        position=position,
        number=record.get("no"),
        kind=record["kind"],
        section=record["section"],
        heading=record.get("group") or "",
        title=record["title"],
        text=record["text"],
        actions=record["actions"],
        lead_text=record["lead"],
        coordinating_text=record.get("coordinating_text") or "; ".join(record["coordinating"]) or None,
        product=record["product"],
        schedule_text=record["schedule_text"],
        recurrence=record["recurrence"],
        due_basis=record["due_basis"],
        source=source_of(record, *TASK_COLUMNS),
    )


def _agencies(task: Task, record: dict[str, Any], agencies: Agencies) -> list[TaskAgency]:
    parts = (
        (AgencyPart.LEAD, record["lead_units"]),
        (AgencyPart.COORDINATING, record["coordinating"]),
        (AgencyPart.MENTIONED, record.get("mentioned_units") or []),
    )
    rows: dict[tuple[UUID, AgencyPart], TaskAgency] = {}
    for part, names in parts:
        for name in names:
            agency = agencies.named(name)
            rows.setdefault(
                (agency.id, part),
                TaskAgency(
                    tenant=task.tenant,
                    id=new_id(),
                    task_id=task.id,
                    agency_id=agency.id,
                    part=part,
                    position=len(rows),
                ),
            )
    return list(rows.values())

"""The office's list of turns by due date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from gnbv.models import AgencyPart, Completion, Occurrence, OccurrenceStatus, Plan, Task
from gnbv.permissions import Actor
from gnbv.rules.names import fold
from gnbv.rules.task_state import GROUPS, group_of
from gnbv.services import tasks

SHOWN_FIRST = ("late", "week", "later", "undated")


@dataclass(frozen=True)
class Row:
    """One turn as people read it."""

    occurrence: Occurrence
    task: Task
    plan: Plan
    group: str
    days: int | None
    lead: list[str]
    coordinating: list[str]
    mentioned: list[str]
    word: Completion | None
    may_tick: bool


@dataclass(frozen=True)
class TaskList:
    """``groups`` in the order of the page, empty ones left out; ``late`` and ``open`` count before the search."""

    groups: list[tuple[str, list[Row]]]
    plans: list[Plan]
    plan_id: UUID | None
    text: str
    shows: str
    late: int
    open: int


def task_list(
    session: Session, actor: Actor, *, plan_id: UUID | None = None, text: str = "", shows: str = "open"
) -> TaskList:
    """Turns of the plans that the actor works on: ``shows`` open ones, ``done`` ones, or those of ended plans.

    ``text`` is looked for without tone marks in titles, words, products, agencies and plans. An unknown
    ``plan_id`` shows nothing; an unknown ``shows`` is taken as ``open``.
    """
    plans = list(
        session.scalars(
            tasks.plans_to_work_on(actor).options(joinedload(Plan.unit)).order_by(Plan.issued_on, Plan.slug)
        )
    )
    by_id = {plan.id: plan for plan in plans if plan_id is None or plan.id == plan_id}
    query = tasks.with_all_parts(select(Task)).where(
        Task.tenant == actor.tenant, Task.plan_id.in_(list(by_id))
    )
    rows = [
        row(actor, occurrence, task, by_id[task.plan_id])
        for task in session.scalars(query.order_by(Task.plan_id, Task.position))
        for occurrence in task.occurrences
    ]
    wanted = {"done": ("done",), "ended": ("ended",)}.get(shows, SHOWN_FIRST)
    words = fold(text)
    found = [item for item in rows if item.group in wanted and (not words or words in _searchable(item))]
    found.sort(key=lambda item: (item.occurrence.due_on or date.max, item.plan.slug, item.task.position))
    return TaskList(
        groups=[(name, of) for name in GROUPS if (of := [item for item in found if item.group == name])],
        plans=plans,
        plan_id=plan_id,
        text=text,
        shows=shows if shows in ("done", "ended") else "open",
        late=sum(item.group == "late" for item in rows),
        open=sum(item.group in SHOWN_FIRST for item in rows),
    )


def row(actor: Actor, occurrence: Occurrence, task: Task, plan: Plan) -> Row:
    """One turn on ``actor.today``."""
    done = occurrence.status == OccurrenceStatus.DONE
    return Row(
        occurrence=occurrence,
        task=task,
        plan=plan,
        group=group_of(
            occurrence.due_on, done=done, plan_has_ended=plan.has_ended_on(actor.today), today=actor.today
        ),
        days=None if occurrence.due_on is None else (occurrence.due_on - actor.today).days,
        lead=tasks.names(task, AgencyPart.LEAD),
        coordinating=tasks.names(task, AgencyPart.COORDINATING),
        mentioned=tasks.names(task, AgencyPart.MENTIONED),
        word=tasks.newest_word(occurrence.completions),
        may_tick=tasks.can_tick(actor, occurrence),
    )


def _searchable(item: Row) -> str:
    parts: Iterable[str | None] = (
        item.task.title, item.task.text, item.task.product, item.plan.title, *item.lead, *item.coordinating,
    )  # fmt: skip
    return fold(" ".join(part for part in parts if part))

"""The turns of tasks: finding them, saying that one is done, taking it back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from gnbv import permissions
from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.models import (
    AgencyPart,
    Completion,
    Occurrence,
    OccurrenceStatus,
    Plan,
    Role,
    Task,
    TaskAgency,
    Unit,
)
from gnbv.permissions import Actor
from gnbv.rules.task_state import Word, is_done
from gnbv.services import access, events

NOTE_LENGTH = 2000


def plans_to_work_on(actor: Actor, roles: frozenset[Role] = permissions.TASK_ROLES) -> Select[tuple[Plan]]:
    """Plans of the units over which the actor holds any of ``roles``, and of the units above them."""
    paths = actor.paths(roles)
    above = {UUID(part) for path in paths for part in path.strip("/").split("/") if part}
    within = Unit.within(actor.tenant, paths).with_only_columns(Unit.id)
    return select(Plan).where(Plan.tenant == actor.tenant, Plan.unit_id.in_(within) | Plan.unit_id.in_(above))


def can_tick(actor: Actor, occurrence: Occurrence) -> bool:
    """Whether the actor may say that ``occurrence`` is done (its task and plan are loaded or are fetched)."""
    return permissions.can_tick(actor, occurrence.task.plan.unit.path)


def has_moved_away(session: Session, actor: Actor, occurrence_id: UUID) -> bool:
    """Whether the actor could say once that this occurrence is done, and no more: their tick may have waited on the
    phone while they moved."""
    occurrence = session.get(Occurrence, (actor.tenant, occurrence_id))
    if occurrence is None or can_tick(actor, occurrence):
        return False
    return access.ever_held_over(session, actor, occurrence.task.plan.unit.path, permissions.TICK_ROLES)


def get_occurrence(session: Session, actor: Actor, occurrence_id: UUID) -> Occurrence:
    """An occurrence of a plan in the actor's units or above them. Raises ``NotFound`` for any other."""
    in_scope = access.plans_in_scope(actor).with_only_columns(Plan.id)
    occurrence = session.scalar(
        select(Occurrence)
        .join(Task, (Task.tenant == Occurrence.tenant) & (Task.id == Occurrence.task_id))
        .where(Occurrence.tenant == actor.tenant, Occurrence.id == occurrence_id, Task.plan_id.in_(in_scope))
    )
    if occurrence is None:
        raise NotFound()
    return occurrence


def complete(
    session: Session,
    actor: Actor,
    occurrence_id: UUID,
    *,
    completion_id: UUID,
    note: str,
    done_on: date,
    is_undo: bool,
    made_at: datetime,
) -> Completion:
    """Record that an occurrence is done on ``done_on`` (civil day), or with ``is_undo`` that it is not.

    Repeatable by ``completion_id``. The state follows the newest word, not the last to arrive. Raises ``NotFound``
    outside the actor's units, ``NotPermitted`` without the right to tick there, ``Invalid`` for a day to come or a
    note that is too long, ``Conflict`` when the id is another word's.
    """
    occurrence = get_occurrence(session, actor, occurrence_id)
    if not can_tick(actor, occurrence):
        raise NotPermitted()
    existing = session.get(Completion, (actor.tenant, completion_id))
    if existing is not None:
        if (existing.occurrence_id, existing.user_id) != (occurrence_id, actor.user_id):
            raise _taken()
        return existing
    _check(note, done_on, actor.today)
    completion = Completion(
        tenant=actor.tenant,
        id=completion_id,
        occurrence_id=occurrence.id,
        user_id=actor.user_id,
        is_undo=is_undo,
        done_on=done_on,
        note=note.strip(),
        made_at=made_at,
        recorded_at=now(),
    )
    session.add(completion)
    session.flush()
    occurrence.status = status_by_words(session, occurrence)
    unit_id = occurrence.unit_id
    events.record(
        session, actor, "task.undone" if is_undo else "task.done", "occurrence", occurrence.id,
        unit_id=unit_id, phone_at=made_at, task=str(occurrence.task_id), done_on=done_on.isoformat(),
    )  # fmt: skip
    events.changed(session, actor.tenant, "task", occurrence.task_id, unit_id=unit_id)
    session.flush()
    return completion


def status_by_words(session: Session, occurrence: Occurrence) -> OccurrenceStatus:
    """What the rows say; the column is written from this and a test compares them."""
    words = session.scalars(
        select(Completion).where(
            Completion.tenant == occurrence.tenant, Completion.occurrence_id == occurrence.id
        )
    )
    done = is_done(Word(word.made_at, word.recorded_at, word.is_undo) for word in words)
    return OccurrenceStatus.DONE if done else OccurrenceStatus.OPEN


def newest_word(completions: list[Completion]) -> Completion | None:
    """The completion that counts."""
    return max(
        completions, key=lambda row: Word(row.made_at, row.recorded_at, row.is_undo).said_at, default=None
    )


def entries_for_kit(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """The data of ``task`` entries: tasks of plans that still run, for somebody who may tick them off there.

    The number of queries does not depend on the number of tasks.
    """
    plans = [
        plan
        for plan in session.scalars(
            plans_to_work_on(actor, permissions.TICK_ROLES).options(joinedload(Plan.unit))
        )
        if not plan.has_ended_on(actor.today) and permissions.can_tick(actor, plan.unit.path)
    ]
    if not plans:
        return []
    by_id = {plan.id: plan for plan in plans}
    tasks = session.scalars(
        with_all_parts(select(Task))
        .where(Task.tenant == actor.tenant, Task.plan_id.in_(list(by_id)))
        .order_by(Task.plan_id, Task.position)
    )
    return [_entry(task, by_id[task.plan_id]) for task in tasks]


def with_all_parts(query: Select[tuple[Task]]) -> Select[tuple[Task]]:
    """Load agencies, turns and completions with the tasks, in one query each."""
    words = selectinload(Task.occurrences).selectinload(Occurrence.completions).joinedload(Completion.user)
    return query.options(selectinload(Task.agencies).joinedload(TaskAgency.agency), words)


def names(task: Task, part: AgencyPart) -> list[str]:
    """The agencies that have ``part`` in the task, as the plan writes them."""
    return [row.agency.name for row in task.agencies if row.part == part]


def _entry(task: Task, plan: Plan) -> dict[str, Any]:
    return {
        "id": str(task.id),
        "plan": str(plan.id),
        "plan_title": plan.title,
        "title": task.title,
        "text": task.text,
        "lead": names(task, AgencyPart.LEAD),
        "coordinating": names(task, AgencyPart.COORDINATING),
        "product": task.product,
        "schedule_text": task.schedule_text,
        "illustrative": plan.is_illustrative,
        "occurrences": [_turn(occurrence) for occurrence in task.occurrences],
    }


def _turn(occurrence: Occurrence) -> dict[str, Any]:
    word = newest_word(occurrence.completions) if occurrence.status == OccurrenceStatus.DONE else None
    return {
        "id": str(occurrence.id),
        "due": None if occurrence.due_on is None else occurrence.due_on.isoformat(),
        "due_inferred": occurrence.due_is_inferred,
        "window": occurrence.label,
        "status": str(occurrence.status),
        "completion": None
        if word is None
        else {
            "at": word.made_at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{word.made_at.microsecond // 1000:03d}Z",
            "by": word.user.name,
            "note": word.note,
            "done_on": word.done_on.isoformat(),
        },
    }


def _check(note: str, done_on: date, today: date) -> None:
    if done_on > today:
        raise Invalid(
            "done_on_in_future",
            "Ngày xong chưa tới. Việc vẫn như cũ, chưa đánh dấu. Chọn hôm nay hoặc một ngày đã qua.",
            "The day it was done is still to come. The task is unchanged. Choose today or a day in the past.",
        )
    if len(note) > NOTE_LENGTH:
        raise Invalid(
            "note_too_long",
            f"Ghi chú dài quá {NOTE_LENGTH} chữ. Việc vẫn như cũ, chưa đánh dấu. Rút ngắn rồi làm lại.",
            f"The note is longer than {NOTE_LENGTH} characters. The task is unchanged. Shorten it and try again.",
        )


def _taken() -> Conflict:
    return Conflict(
        "completion_id_taken",
        "Mã của lần đánh dấu này đã dùng cho việc khác. Những gì đã ghi vẫn giữ nguyên. Mở lại trang rồi đánh dấu lại.",
        "The id of this tick belongs to another one. What was recorded is unchanged. Open the page and tick again.",
    )

"""Ticking a turn of a task, taking it back, and what a phone carries of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.ids import new_id
from gnbv.models import Change, Completion, Event, Occurrence, OccurrenceStatus, Plan
from gnbv.services import tasks
from tests import plan_factory
from tests.factories import Cast

MADE = datetime(2026, 10, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def plan(session: Session, cast: Cast) -> Plan:
    made = plan_factory.plan(session, cast)
    session.commit()
    return made


@pytest.fixture
def turn(session: Session, plan: Plan) -> Occurrence:
    return plan_factory.turn(session, plan)


def tick(session: Session, cast: Cast, turn: Occurrence, **changes: Any) -> Completion:
    values = {
        "completion_id": new_id(), "note": "đã họp", "done_on": date(2026, 10, 20), "is_undo": False, "made_at": MADE,
        **changes,
    }  # fmt: skip
    who = values.pop("who", cast.cadre)
    return tasks.complete(session, cast.actor(who), turn.id, **values)


def test_it_records_that_a_turn_is_done(session: Session, cast: Cast, turn: Occurrence) -> None:
    completion = tick(session, cast, turn)
    assert (completion.note, completion.done_on, completion.user_id) == (
        "đã họp",
        date(2026, 10, 20),
        cast.cadre.id,
    )
    assert turn.status == OccurrenceStatus.DONE
    recorded = session.scalars(select(Event).where(Event.action == "task.done")).one()
    assert (recorded.subject_id, recorded.unit_id, recorded.phone_at) == (turn.id, cast.commune.id, MADE)
    assert "đã họp" not in str(recorded.details)
    newest = session.scalars(select(Change).order_by(Change.number.desc())).first()
    assert newest is not None and (newest.kind, newest.subject_id) == ("task", turn.task_id)


def test_it_takes_a_tick_back(session: Session, cast: Cast, turn: Occurrence) -> None:
    tick(session, cast, turn)
    tick(session, cast, turn, is_undo=True, note="nhầm việc", made_at=MADE + timedelta(minutes=1))
    assert turn.status == OccurrenceStatus.OPEN
    assert len(session.scalars(select(Completion)).all()) == 2


def test_it_repeats_without_a_second_row(session: Session, cast: Cast, turn: Occurrence) -> None:
    once = new_id()
    first = tick(session, cast, turn, completion_id=once)
    second = tick(session, cast, turn, completion_id=once, note="khác")
    assert first is second and second.note == "đã họp"
    assert len(session.scalars(select(Completion)).all()) == 1


def test_an_id_cannot_be_used_for_another_turn(
    session: Session, cast: Cast, plan: Plan, turn: Occurrence
) -> None:
    once = new_id()
    tick(session, cast, turn, completion_id=once)
    with pytest.raises(Conflict):
        tick(session, cast, plan_factory.turn(session, plan, "T2"), completion_id=once)


def test_the_column_says_what_the_rows_say(session: Session, cast: Cast, turn: Occurrence) -> None:
    steps = ((0, False), (2, True), (1, False), (3, False), (9, True), (8, False))
    for minutes, is_undo in steps:
        tick(session, cast, turn, is_undo=is_undo, made_at=MADE + timedelta(minutes=minutes))
        assert turn.status == tasks.status_by_words(session, turn)
    assert turn.status == OccurrenceStatus.OPEN


def test_a_stranger_does_not_find_it(session: Session, cast: Cast, turn: Occurrence) -> None:
    for who in (cast.stranger, cast.far_supervisor):
        with pytest.raises(NotFound):
            tick(session, cast, turn, who=who)
    with pytest.raises(NotFound):
        tasks.complete(
            session, cast.actor(cast.cadre), new_id(),
            completion_id=new_id(), note="", done_on=date(2026, 10, 20), is_undo=False, made_at=MADE,
        )  # fmt: skip


def test_others_of_the_commune_may_not_tick(session: Session, cast: Cast, turn: Occurrence) -> None:
    for who in (cast.supervisor, cast.leader, cast.observer, cast.collector, cast.village_head):
        with pytest.raises(NotPermitted):
            tick(session, cast, turn, who=who)
    assert turn.status == OccurrenceStatus.OPEN


def test_it_refuses_a_day_to_come_and_a_book_for_a_note(
    session: Session, cast: Cast, turn: Occurrence
) -> None:
    with pytest.raises(Invalid, match="Ngày xong chưa tới"):
        tick(session, cast, turn, done_on=date(2026, 10, 24))
    with pytest.raises(Invalid, match="dài quá"):
        tick(session, cast, turn, note="x" * 2001)
    assert session.scalars(select(Completion)).all() == []


def test_the_kit_holds_what_the_contract_names(
    session: Session, cast: Cast, plan: Plan, turn: Occurrence
) -> None:
    tick(session, cast, turn)
    session.commit()
    first, second = tasks.entries_for_kit(session, cast.actor(cast.cadre))
    assert first == {
        "id": str(turn.task_id), "plan": str(plan.id), "plan_title": "Kế hoạch thử 2026", "title": "Tổ chức tập huấn",
        "text": "Tổ chức tập huấn.", "lead": ["UBND xã"], "coordinating": ["Các thôn"], "product": None,
        "schedule_text": "Trong năm", "illustrative": False,
        "occurrences": [
            {"id": str(turn.id), "due": "2026-09-30", "due_inferred": True, "window": "Trong năm", "status": "done",
             "completion": {"at": "2026-10-23T02:00:00.000Z", "by": "Phạm Thị Cán", "note": "đã họp",
                            "done_on": "2026-10-20"}},
        ],
    }  # fmt: skip
    (undated,) = second["occurrences"]
    assert (undated["due"], undated["due_inferred"], undated["completion"]) == (None, False, None)


def test_the_kit_is_empty_for_those_who_tick_nothing(session: Session, cast: Cast, plan: Plan) -> None:
    for who in (cast.collector, cast.village_head, cast.supervisor, cast.stranger):
        assert tasks.entries_for_kit(session, cast.actor(who)) == []


def test_the_kit_leaves_out_plans_that_are_over(session: Session, cast: Cast, plan: Plan) -> None:
    plan_factory.plan(session, cast, slug="ke-hoach-cu", year=2024)
    titles = {data["plan_title"] for data in tasks.entries_for_kit(session, cast.actor(cast.cadre))}
    assert titles == {"Kế hoạch thử 2026"}


def test_the_kit_asks_the_same_number_of_questions_for_many_tasks(
    session: Session, cast: Cast, plan: Plan
) -> None:
    def count() -> int:
        session.expire_all()
        asked = []

        def note(*_args: object) -> None:
            asked.append(1)

        actor = cast.actor(cast.cadre)
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            tasks.entries_for_kit(session, actor)
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(asked)

    few = count()
    many = [plan_factory.task(f"N{number}", f"Việc {number}", ["2026-12-31"]) for number in range(40)]
    plan_factory.plan(session, cast, slug="ke-hoach-dai", tasks=many)
    session.commit()
    assert count() == few

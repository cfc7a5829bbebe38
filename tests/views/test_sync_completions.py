"""Ticks made on the phone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Completion, Occurrence, OccurrenceStatus, Plan, Task, Unit
from tests.factories import NOW, TENANT, Cast
from tests.phone import Phone, item


def plan_with_task(session: Session, unit: Unit, ends: date) -> Occurrence:
    plan = Plan(
        tenant=TENANT, id=new_id(), slug=f"ke-hoach-{new_id().hex[-6:]}", unit_id=unit.id, kind="commune",
        title="Kế hoạch thử", issuing_body="UBND xã", period_text="2026", starts_on=date(2026, 1, 1),
        ends_on=ends, sha256="0" * 64, document={}, imported_at=NOW,
    )  # fmt: skip
    session.add(plan)
    session.flush()
    task = Task(
        tenant=TENANT, id=new_id(), plan_id=plan.id, ref="T1", position=1, kind="task", section="II",
        title="Họp thôn", text="Họp thôn phổ biến kế hoạch", actions=[], source={},
    )  # fmt: skip
    session.add(task)
    session.flush()
    turn = Occurrence(
        tenant=TENANT, id=new_id(), task_id=task.id, unit_id=unit.id, position=1,
        due_on=date(2026, 10, 30), status=OccurrenceStatus.OPEN,
    )  # fmt: skip
    session.add(turn)
    session.commit()
    return turn


def tick(turn: Occurrence, **more: Any) -> dict[str, Any]:
    return item(
        "completion", turn.id, {"note": "Đã họp thôn 3", "done_on": "2026-10-22", "undo": False, **more}
    )


@pytest.fixture
def turn(session: Session, cast: Cast) -> Occurrence:
    return plan_with_task(session, cast.commune, date(2026, 12, 31))


def test_it_ticks_once_and_shows_it_in_the_next_kit(
    app: Flask, cast: Cast, turn: Occurrence, session: Session
) -> None:
    phone = Phone(app, cast.cadre)
    cursor = phone.kit()["cursor"]
    raw = tick(turn)
    assert [phone.send(raw)[0]["outcome"] for _ in range(2)] == ["accepted", "duplicate"]
    row = session.scalars(select(Completion)).one()
    assert (str(row.id), row.note, row.user_id) == (raw["id"], "Đã họp thôn 3", cast.cadre.id)
    (entry,) = phone.kit(cursor)["entries"]
    assert entry["type"] == "task"
    assert entry["data"]["occurrences"][0]["completion"]["note"] == "Đã họp thôn 3"


def test_it_carries_running_plans_only(app: Flask, cast: Cast, turn: Occurrence, session: Session) -> None:
    ended = plan_with_task(session, cast.commune, date(2024, 12, 31))
    tasks = [entry["id"] for entry in Phone(app, cast.cadre).kit()["entries"] if entry["type"] == "task"]
    assert tasks == [str(turn.task_id)] != [str(ended.task_id)]


def test_it_answers_strangers_wrong_roles_and_bad_days(
    app: Flask, cast: Cast, turn: Occurrence, session: Session
) -> None:
    stranger = Phone(app, cast.stranger).send(tick(turn))[0]
    observer = Phone(app, cast.observer).send(tick(turn))[0]
    future = Phone(app, cast.cadre).send(tick(turn, done_on="2026-10-30"))[0]
    assert [row["cause"]["code"] for row in (stranger, observer, future)] == [
        "not_found", "not_permitted", "done_on_in_future",
    ]  # fmt: skip
    assert session.scalars(select(Completion)).all() == []

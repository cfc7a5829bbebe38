"""The same work at the same moment: one row, one answer each, whatever overtakes what."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.models import Event, Result, Revision, Round, Survey, SyncItem, Visit
from tests import phone
from tests.factories import Cast
from tests.phone import MARKER, Phone, item
from tests.samples import sample

THREADS = sample(16, 100)


def at_once(app: Flask, who: Phone, bodies: list[list[dict[str, Any]]]) -> list[str]:
    """Each body by a client and a thread of its own; the outcomes of all."""
    db.session.rollback()  # the test's own snapshot must not hold anybody up

    def send(items: list[dict[str, Any]]) -> list[str]:
        body = {"device": who.device, "deposit": who.deposit, "items": items}
        answer = app.test_client().post("/sync", json=body, headers=MARKER)
        assert answer.status_code == 200, answer.text
        return [row["outcome"] for row in answer.get_json()["outcomes"]]

    with ThreadPoolExecutor(THREADS) as pool:
        return [outcome for outcomes in pool.map(send, bodies) for outcome in outcomes]


def count(session: Session) -> Callable[[Any], int]:
    session.expire_all()
    return lambda table: session.scalar(select(func.count()).select_from(table)) or 0


def test_it_makes_one_row_of_many_posts_of_one_survey(
    app: Flask, thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    raw = phone.survey(cast, round_)
    outcomes = at_once(app, thu, [[raw]] * THREADS)
    assert sorted(outcomes) == ["accepted"] + ["duplicate"] * (THREADS - 1)
    rows = count(session)
    assert [rows(table) for table in (Survey, Revision, Result, SyncItem)] == [1, 1, 1, 1]


def test_it_keeps_one_of_many_corrections_on_one_base_and_all_the_others_beside_it(
    app: Flask, thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    first = phone.survey(cast, round_)
    thu.send(first)
    twins = [[phone.survey(cast, round_, subject=UUID(first["subject"]), base=first["id"])] for _ in range(8)]
    outcomes = at_once(app, thu, twins)
    assert sorted(outcomes) == ["accepted"] + ["conflict"] * 7
    rows = count(session)
    assert (rows(Revision), rows(SyncItem)) == (2, 9)
    numbers = session.scalars(select(Event.number).order_by(Event.number)).all()
    assert list(numbers) == list(range(1, len(numbers) + 1))


def test_it_takes_overlapping_batches_in_opposite_order(
    app: Flask, thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    payload = {"round": str(round_.id), "at": "2026-10-23T02:00:00Z", "outcome": "nobody_home"}
    items = [item("visit", cast.household.id, payload) for _ in range(10)]
    outcomes = at_once(app, thu, [items, items[::-1]] * 4)
    assert sorted(outcomes) == ["accepted"] * 10 + ["duplicate"] * 70
    assert count(session)(Visit) == 10

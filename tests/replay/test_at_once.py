"""A hundred phones' worth of the same request at the same moment, against really served processes."""

from __future__ import annotations

import hashlib
import http.client
import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Attachment, AttachmentState, Event, Result, Revision, Survey, SyncItem
from gnbv.places import storage
from tests import phone
from tests.factories import TENANT, Cast
from tests.phone import MARKER, Phone
from tests.replay_stage import Stage, served

AT_ONCE = 100
CORRECTIONS = 20
PHOTO = b"\xff\xd8" + bytes(range(256)) * 500
HASH = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture
def stage(app: Flask, session: Session, cast: Cast):
    with served(app, session, cast, workers=2) as made:
        yield made


@pytest.fixture
def thu(app: Flask, cast: Cast, stage: Stage, session: Session) -> Phone:
    who = Phone(app, cast.collector)
    session.rollback()
    return who


def at_once(stage: Stage, asks: list[Callable[[http.client.HTTPConnection], Any]]) -> list[Any]:
    """What each ask gives on a connection and in a thread of its own."""
    stage.session.rollback()  # the test's own snapshot must not hold anybody up

    def run(ask: Callable[[http.client.HTTPConnection], Any]) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", stage.server.port, timeout=300)
        try:
            return ask(connection)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(asks)) as pool:
        return list(pool.map(run, asks))


def post(who: Phone, item: dict[str, Any]) -> Callable[[http.client.HTTPConnection], str]:
    """Hands one item in by the deposit token; the outcome."""
    body = json.dumps({"device": who.device, "deposit": who.deposit, "items": [item]})

    def ask(connection: http.client.HTTPConnection) -> str:
        connection.request("POST", "/sync", body.encode(), {**MARKER, "Content-Type": "application/json"})
        with connection.getresponse() as answer:
            said = answer.read()
        assert answer.status == 200, said
        return str(json.loads(said)["outcomes"][0]["outcome"])

    return ask


def count(session: Session, table: Any) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_it_makes_one_row_of_a_hundred_posts_of_one_survey(stage: Stage, thu: Phone) -> None:
    raw = phone.survey(stage.cast, stage.round)
    outcomes = at_once(stage, [post(thu, raw)] * AT_ONCE)
    assert Counter(outcomes) == {"accepted": 1, "duplicate": AT_ONCE - 1}
    assert [count(stage.session, table) for table in (Survey, Revision, Result, SyncItem)] == [1, 1, 1, 1]


def test_it_takes_one_of_twenty_corrections_on_one_base_and_keeps_the_others_as_conflicts(
    stage: Stage, thu: Phone
) -> None:
    first = phone.survey(stage.cast, stage.round)
    thu.send(first)
    corrections = [
        phone.survey(stage.cast, stage.round, subject=UUID(first["subject"]), base=first["id"])
        for _ in range(CORRECTIONS)
    ]
    outcomes = at_once(stage, [post(thu, raw) for raw in corrections])
    assert Counter(outcomes) == {"accepted": 1, "conflict": CORRECTIONS - 1}
    assert (count(stage.session, Revision), count(stage.session, SyncItem)) == (2, 1 + CORRECTIONS)
    numbers = list(stage.session.scalars(select(Event.number).order_by(Event.number)))
    assert numbers == list(range(1, len(numbers) + 1))


def test_it_stores_one_photo_of_a_hundred_uploads(stage: Stage, thu: Phone) -> None:
    headers = {
        **MARKER, "X-Gnbv-Device": thu.device, "X-Gnbv-Deposit": thu.deposit, "Content-Type": "image/jpeg",
        "Content-Range": f"bytes 0-{len(PHOTO) - 1}/{len(PHOTO)}",
    }  # fmt: skip
    path = f"/sync/attachments/{new_id()}/page%400/{HASH}"

    def put(connection: http.client.HTTPConnection) -> int:
        connection.request("PUT", path, PHOTO, headers)
        with connection.getresponse() as answer:
            answer.read()
        return answer.status

    statuses = at_once(stage, [put] * AT_ONCE)
    assert set(statuses) == {201}, Counter(statuses)
    row = stage.session.scalars(select(Attachment)).one()
    assert (row.state, row.size) == (AttachmentState.STORED, len(PHOTO))
    with storage().open(TENANT, HASH) as kept:
        assert kept.read() == PHOTO
    assert not list((stage.folder / "attachments" / "parts").glob("*"))

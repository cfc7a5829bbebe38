"""Repeats at the same moment, and two photos over connections that break: one survey, every byte."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import Attachment, AttachmentState, Event, Result, Revision, Round, Survey, SyncItem
from gnbv.storage import FolderStorage
from tests import openrosa_stage as stage
from tests.factories import PASSWORD, Cast
from tests.openrosa_client import Client, Refused, fill
from tests.openrosa_stage import JPEG, PNG
from tests.proxy import FaultProxy
from tests.samples import sample

THREADS = sample(8, 40)
FILES = {"a.jpg": ("image/jpeg", JPEG), "b.png": ("image/png", PNG)}


@pytest.fixture
def round_(session: Session, cast: Cast, tmp_path: Path) -> Round:
    return stage.visit_season(session, cast, tmp_path / "sheet")


@pytest.fixture
def port(app: Flask, round_: Round) -> Iterator[int]:
    with stage.served(app) as number:
        yield number


@pytest.fixture
def thu(port: int) -> Client:
    client = Client(f"http://127.0.0.1:{port}/openrosa", "thu", PASSWORD)
    client.form_list()  # the password is known from now on
    return client


@pytest.fixture
def xform(thu: Client) -> str:
    return thu.download(thu.form_list()[0])


def with_photos(cast: Cast, round_: Round) -> dict[str, Any]:
    answers = stage.visit(cast, round_, photo="a.jpg")
    answers["member"][0]["face"] = "b.png"
    return answers


def rows(session: Session, *tables: Any) -> list[int]:
    session.rollback()
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_it_makes_one_survey_of_many_posts_at_once(
    thu: Client, cast: Cast, round_: Round, xform: str, session: Session
) -> None:
    xml = fill(xform, with_photos(cast, round_))
    session.rollback()
    here, _ = thu.probe()
    with ThreadPoolExecutor(THREADS) as pool:
        replies = list(pool.map(lambda _: thu.post(here, xml, FILES).status, range(THREADS)))
    assert replies == [201] * THREADS
    assert rows(session, Survey, Revision, SyncItem, Attachment) == [1, 1, 1, 2]
    assert rows(session, Result) == [0]  # the round of this sheet has no standard


def test_it_keeps_one_of_two_contents_that_race_for_one_id(
    thu: Client, cast: Cast, round_: Round, xform: str, session: Session
) -> None:
    instance = f"uuid:{uuid4()}"
    both = [fill(xform, stage.visit(cast, round_, walls=walls), instance) for walls in ("yes", "no")]
    session.rollback()
    here, _ = thu.probe()

    def send(xml: bytes) -> int:
        try:
            return thu.post(here, xml, {}).status
        except Refused as refused:
            return refused.status

    with ThreadPoolExecutor(THREADS) as pool:
        replies = list(pool.map(send, both * (THREADS // 2)))
    assert sorted(replies) == [201] * (THREADS // 2) + [409] * (THREADS // 2)
    assert rows(session, Survey, Revision, SyncItem) == [1, 1, 2]


def test_it_brings_two_photos_over_connections_that_break(
    app: Flask, port: int, thu: Client, cast: Cast, round_: Round, xform: str, session: Session
) -> None:
    instance = uuid4()
    xml = fill(xform, with_photos(cast, round_), f"uuid:{instance}")
    session.rollback()
    with FaultProxy(port) as proxy:
        client = Client(f"{proxy.url}/openrosa", "thu", PASSWORD)
        client.challenged = True
        here = f"{client.server}/submission"
        one, two = {"a.jpg": FILES["a.jpg"]}, {"b.png": FILES["b.png"]}
        proxy.cut_upload_after(len(xml) + 4000, only="^POST /openrosa")
        with pytest.raises(OSError):
            client.post(here, xml, one, is_incomplete=True)
        proxy.pass_through()
        assert rows(session, Survey, Attachment) == [0, 0]
        assert client.post(here, xml, one, is_incomplete=True).status == 201
        proxy.drop_response(only="^POST /openrosa")
        with pytest.raises(OSError):
            client.post(here, xml, two)
        proxy.pass_through()
        assert [client.post(here, xml, part).status for part in (one, two)] == [201, 201]
    assert rows(session, Survey, Revision, SyncItem, Attachment) == [1, 1, 1, 2]
    stored = session.scalars(select(Attachment)).all()
    assert {row.state for row in stored} == {AttachmentState.STORED}
    assert {row.sha256 for row in stored} == {hashlib.sha256(content).hexdigest() for content in (JPEG, PNG)}
    folder = FolderStorage(Path(app.config["INSTANCE"]) / "attachments")
    for row in stored:
        with folder.open(row.tenant, row.sha256) as file:
            assert file.read() in (JPEG, PNG)
    assert session.scalars(select(Survey.id)).one() == UUID(str(instance))
    seen = session.scalars(select(Event.action).where(Event.action == "survey.received")).all()
    assert list(seen) == ["survey.received"]

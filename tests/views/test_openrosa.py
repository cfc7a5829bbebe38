"""An OpenRosa program lists, fetches, fills and submits, over a real connection."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import Attachment, AttachmentState, Origin, Revision, Round, Survey, SurveyStatus, SyncItem
from gnbv.services import surveys
from tests import openrosa_stage as stage
from tests.factories import PASSWORD, Cast
from tests.openrosa_client import Client, Refused, fill
from tests.openrosa_stage import JPEG, PNG
from tests.proxy import FaultProxy


@pytest.fixture
def round_(session: Session, cast: Cast, tmp_path: Path) -> Round:
    return stage.visit_season(session, cast, tmp_path / "sheet")


@pytest.fixture
def port(app: Flask, round_: Round) -> Iterator[int]:
    with stage.served(app) as number:
        yield number


@pytest.fixture
def thu(port: int) -> Client:
    return Client(f"http://127.0.0.1:{port}/openrosa", "thu", PASSWORD)


@pytest.fixture
def xform(thu: Client) -> str:
    return thu.download(thu.form_list()[0])


def rows(session: Session, table: Any) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_it_lists_the_sheet_of_the_round_and_hands_out_what_belongs_to_it(thu: Client, cast: Cast) -> None:
    (entry,) = thu.form_list()
    assert (entry.form, entry.name, entry.version) == ("tham-ho", "Thăm hộ", "1")
    assert 'id="tham-ho"' in thu.download(entry)
    table = thu.manifest(entry)["assigned_households.csv"].decode()
    assert str(cast.household.id) in table and "Lò Văn Thử" in table
    assert str(cast.others_household.id) not in table and str(cast.unlisted.id) not in table


def test_it_takes_a_submission_with_photos_as_one_revision(
    thu: Client, cast: Cast, round_: Round, xform: str, session: Session
) -> None:
    answers = stage.visit(cast, round_, photo="a.jpg")
    answers["member"][1]["face"] = "b.png"
    instance = uuid4()
    files = {"a.jpg": ("image/jpeg", JPEG), "b.png": ("image/png", PNG)}
    replies = thu.submit(fill(xform, answers, f"uuid:{instance}"), files, most=len(JPEG) + 6000)
    assert [reply.status for reply in replies] == [201, 201]
    session.rollback()
    survey = session.scalars(select(Survey)).one()
    revision = session.scalars(select(Revision)).one()
    assert (survey.id, revision.id, revision.origin) == (instance, instance, Origin.OPENROSA)
    assert (survey.status, survey.household_id) == (SurveyStatus.RECEIVED, cast.household.id)
    stored = session.scalars(select(Attachment).order_by(Attachment.question)).all()
    second = surveys.document_of(session, revision)["answers"]["member"][1]["_id"]
    assert [(row.question, row.sha256, row.state) for row in stored] == [
        (f"face@{second}", hashlib.sha256(PNG).hexdigest(), AttachmentState.STORED),
        ("photo", hashlib.sha256(JPEG).hexdigest(), AttachmentState.STORED),
    ]


@pytest.mark.parametrize("fault", ["drop_response", "cut_upload_after"])
def test_it_keeps_one_survey_when_the_connection_is_cut_and_the_program_repeats(
    port: int, cast: Cast, round_: Round, xform: str, session: Session, fault: str
) -> None:
    xml = fill(xform, stage.visit(cast, round_, photo="a.jpg"))
    files = {"a.jpg": ("image/jpeg", JPEG)}
    with FaultProxy(port) as proxy:
        # Addresses that the server writes lead around the proxy, so the place to post is said here.
        client = Client(f"{proxy.url}/openrosa", "thu", PASSWORD)
        client.challenged = True
        here = f"{client.server}/submission"
        arguments = {"cut_upload_after": (len(xml) + 5000,)}.get(fault, ())
        getattr(proxy, fault)(*arguments, only="^POST /openrosa")
        for _ in range(3):
            with pytest.raises(OSError):
                client.post(here, xml, files)
        proxy.pass_through()
        assert client.post(here, xml, files).status == 201
        assert client.post(here, xml, {}).status == 201
    assert [rows(session, table) for table in (Survey, Revision, SyncItem, Attachment)] == [1, 1, 1, 1]
    assert session.scalars(select(Attachment.sha256)).one() == hashlib.sha256(JPEG).hexdigest()


def test_it_takes_a_correction_on_the_submission_that_it_replaces(
    thu: Client, cast: Cast, round_: Round, xform: str, session: Session
) -> None:
    first, second = f"uuid:{uuid4()}", f"uuid:{uuid4()}"
    thu.submit(fill(xform, stage.visit(cast, round_), first))
    thu.submit(fill(xform, stage.visit(cast, round_, walls="no"), second, replaces=first))
    session.rollback()
    survey = session.scalars(select(Survey)).one()
    assert (survey.revision_count, survey.revision_id) == (2, UUID(second[5:]))
    old, new = (surveys.document_of(session, row)["answers"] for row in survey.revisions)
    assert [old["house"]["walls"], new["house"]["walls"]] == ["yes", "no"]
    assert [one["_id"] for one in old["member"]] == [one["_id"] for one in new["member"]]


def test_it_says_conflict_for_other_content_under_the_same_id(
    thu: Client, cast: Cast, round_: Round, xform: str, session: Session
) -> None:
    instance = f"uuid:{uuid4()}"
    thu.submit(fill(xform, stage.visit(cast, round_), instance))
    with pytest.raises(Refused) as refused:
        thu.submit(fill(xform, stage.visit(cast, round_, walls="no"), instance))
    assert refused.value.status == 409 and "đã dùng mã này" in refused.value.words
    assert (rows(session, Revision), rows(session, SyncItem)) == (1, 2)


def test_it_keeps_for_a_person_what_has_no_assignment_or_no_household(
    thu: Client, cast: Cast, round_: Round, xform: str, session: Session
) -> None:
    unassigned = {
        **stage.visit(cast, round_),
        "home": str(cast.unlisted.id),
        "household_id": str(cast.unlisted.id),
    }
    reply = thu.submit(fill(xform, unassigned))[0]
    assert reply.status == 202 and "chưa được phân công" in reply.words
    nameless = {**stage.visit(cast, round_), "household_id": "", "home": ""}
    xml = fill(xform, nameless)
    assert [thu.submit(xml)[0].status for _ in range(2)] == [202, 202]
    session.rollback()
    assert session.scalars(select(Survey.status)).all() == [SurveyStatus.HELD]
    assert rows(session, SyncItem) == 2


def test_it_keeps_whole_what_was_made_with_a_version_that_is_not_here(
    thu: Client, cast: Cast, round_: Round, xform: str, session: Session
) -> None:
    xml = fill(xform.replace('version="1"', 'version="99"'), stage.visit(cast, round_, photo="a.jpg"))
    assert thu.submit(xml, {"a.jpg": ("image/jpeg", JPEG)})[0].status == 202
    assert (rows(session, Survey), rows(session, Attachment)) == (0, 1)
    assert session.scalars(select(SyncItem)).one().body_sealed is not None


def test_it_hides_the_households_of_other_communes(
    port: int, cast: Cast, round_: Round, xform: str, session: Session
) -> None:
    stranger = Client(f"http://127.0.0.1:{port}/openrosa", "xa", PASSWORD)
    assert "Lò Văn" not in str(stranger.manifest(stranger.form_list()[0]))
    with pytest.raises(Refused) as refused:
        stranger.submit(fill(xform, stage.visit(cast, round_)))
    assert refused.value.status == 404
    supervisor = Client(f"http://127.0.0.1:{port}/openrosa", "duyet", PASSWORD)
    with pytest.raises(Refused) as refused:
        supervisor.submit(fill(xform, stage.visit(cast, round_)))
    assert refused.value.status == 403
    assert rows(session, Survey) == 0

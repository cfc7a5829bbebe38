"""A survey without a household is kept until a supervisor says whose it is."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import FormVersion, Origin, Outcome, Revision, Round, Survey, SurveyStatus, SyncItem
from gnbv.services import surveys
from tests import openrosa_stage as stage
from tests.factories import PASSWORD, Cast
from tests.openrosa_client import fill

BASIC = {"Authorization": "Basic " + base64.b64encode(f"thu:{PASSWORD}".encode()).decode()}
PAGE = "/surveys/unmatched"


@pytest.fixture
def round_(session: Session, cast: Cast, tmp_path: Path) -> Round:
    return stage.visit_season(session, cast, tmp_path / "sheet")


def sent(app: Flask, session: Session, round_: Round, cast: Cast, version: str = "1") -> str:
    """The path of a kept submission: with a version that is not here, or without a household."""
    xform = session.get_one(FormVersion, (round_.tenant, round_.form_version_id)).xform
    answers = stage.visit(cast, round_)
    if version == "1":
        answers.update(home="", household_id="")
    session.rollback()
    instance = uuid4()
    xml = fill(xform.replace('version="1"', f'version="{version}"'), answers, f"uuid:{instance}")
    data = {"xml_submission_file": (BytesIO(xml), "submission.xml", "text/xml")}
    assert app.test_client().post("/openrosa/submission", data=data, headers=BASIC).status_code == 202
    return f"{PAGE}/{instance}"


@pytest.fixture
def office(app: Flask, round_: Round) -> Iterator[FlaskClient]:
    yield signed_in(app, "duyet")


def signed_in(app: Flask, username: str) -> FlaskClient:
    client = app.test_client()
    client.post("/login", json={"username": username, "password": PASSWORD})
    return client


def place(cast: Cast, round_: Round, **more: Any) -> dict[str, str]:
    return {"village": str(cast.village.id), "number": "17", "round": str(round_.id), **more}


def test_it_takes_a_survey_into_the_household_that_a_person_names(
    app: Flask, office: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    path = sent(app, session, round_, cast)
    page = office.get(PAGE).text
    assert "Lê Thị Thu" in page and path in page
    assert "<dt>Tên</dt><dd>Lò Văn Thử</dd>" in page and "<dt>Tường chắc không?</dt><dd>Có</dd>" in page
    form = place(cast, round_)
    session.rollback()
    assert office.post(f"{path}/household", data=form).status_code == 303
    session.rollback()
    survey = session.scalars(select(Survey)).one()
    assert (survey.household_id, survey.status) == (cast.household.id, SurveyStatus.RECEIVED)
    assert survey.collector_id == cast.collector.id
    assert session.scalars(select(Revision.origin)).one() is Origin.OPENROSA
    item = session.scalars(select(SyncItem)).one()
    assert item.outcome is Outcome.ACCEPTED and item.settled_at is not None
    session.rollback()
    assert office.post(f"{path}/household", data=form).status_code == 404
    assert "Không có phiếu nào" in office.get(PAGE).text


def test_it_reads_a_submission_anew_when_its_version_has_come(
    app: Flask, office: FlaskClient, cast: Cast, round_: Round, session: Session, tmp_path: Path
) -> None:
    path = sent(app, session, round_, cast, version="2")
    form = place(cast, round_)
    session.rollback()
    assert office.post(f"{path}/household", data=form).status_code == 409
    version = stage.publish(session, tmp_path / "second", version="2")
    session.merge(round_).form_version_id = version.id
    session.commit()
    assert office.post(f"{path}/household", data=form).status_code == 303
    session.rollback()
    answers = surveys.document_of(session, session.scalars(select(Revision)).one())["answers"]
    assert [one["full_name"] for one in answers["member"]] == ["Lò Văn Thử", "Lò Thị Mẫu"]
    assert answers["people"] == "2"


def test_it_keeps_a_survey_matched_to_a_household_of_somebody_else(
    app: Flask, office: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    path = sent(app, session, round_, cast)
    unlisted = place(cast, round_, number="18")
    session.rollback()
    assert office.post(f"{path}/household", data=unlisted).status_code == 303
    session.rollback()
    assert session.scalars(select(Survey.status)).one() is SurveyStatus.HELD


def test_it_hides_them_from_strangers_and_refuses_those_without_the_right(
    app: Flask, cast: Cast, round_: Round, session: Session
) -> None:
    path = sent(app, session, round_, cast)
    form = place(cast, round_)
    session.rollback()
    far = signed_in(app, "duyetxa")
    assert path not in far.get(PAGE).text
    assert far.post(f"{path}/household", data=form).status_code == 404
    assert far.post(f"{path}/withdrawal", data={"note": "x"}).status_code == 404
    for username in ("thu", "dau", "mat"):
        assert signed_in(app, username).get(PAGE).status_code == 403
        assert signed_in(app, username).post(f"{path}/household", data=form).status_code == 403


def test_it_refuses_a_place_that_there_is_not(
    app: Flask, office: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    path = sent(app, session, round_, cast)
    forms = [
        place(cast, round_, number="999"),
        place(cast, round_, number="x"),
        place(cast, round_, village=""),
        place(cast, round_, village=str(cast.far_village.id), number="3"),
    ]
    session.rollback()
    assert [office.post(f"{path}/household", data=form).status_code for form in forms] == [422] * 4
    elsewhere = place(cast, round_, village=str(cast.other_village.id), number="21")
    session.rollback()
    assert office.post(f"{path}/household", data=elsewhere).status_code == 403


def test_it_puts_one_aside_with_a_reason(
    app: Flask, office: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    path = sent(app, session, round_, cast)
    assert office.post(f"{path}/withdrawal", data={"note": " "}).status_code == 422
    assert office.post(f"{path}/withdrawal", data={"note": "Phiếu thử"}).status_code == 303
    assert path not in office.get(PAGE).text
    session.rollback()
    row = session.scalars(select(SyncItem)).one()
    assert row.body_sealed is not None and "Phiếu thử" in (row.cause or {})["vi"]

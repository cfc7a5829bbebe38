"""What the office sees of photos that have not arrived: how many, of which question, and a warning before approval."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Attachment, Round, Survey, SurveyStatus
from gnbv.services import survey_files
from tests import phone
from tests.factories import PASSWORD, Cast
from tests.phone import MARKER, Phone

ONE, TWO, THREE = (f"\xff\xd8{n}".encode() * 9 for n in range(3))


@pytest.fixture
def office(app: Flask, cast: Cast) -> FlaskClient:
    client = app.test_client()
    client.post("/login", data={"username": cast.supervisor.username, "password": PASSWORD})
    return client


def promise(content: bytes, ref: str) -> dict[str, Any]:
    sha = hashlib.sha256(content).hexdigest()
    return {"ref": ref, "sha256": sha, "size": len(content), "type": "image/jpeg"}


def put(thu: Phone, survey: str, content: bytes, ref: str) -> None:
    path = f"/sync/attachments/{survey}/{ref}/{hashlib.sha256(content).hexdigest()}"
    headers = {**MARKER, "X-Gnbv-Device": thu.device, "Content-Type": "image/jpeg"}
    assert thu.client.put(path, data=content, headers=headers).status_code == 201


def handed_in(thu: Phone, cast: Cast, round_: Round, *files: dict[str, Any], **more: Any) -> dict[str, Any]:
    raw: dict[str, Any] = phone.survey(cast, round_, attachments=list(files), **more)
    assert thu.send(raw)[0]["outcome"] == "accepted"
    return raw


def test_the_office_sees_how_many_photos_are_here_and_which_question_waits(
    thu: Phone, office: FlaskClient, cast: Cast, round_: Round
) -> None:
    raw = handed_in(
        thu, cast, round_, promise(ONE, "house_photo"), promise(TWO, "b1_photo"), promise(THREE, "c1_photo")
    )
    survey = raw["subject"]
    put(thu, survey, TWO, "b1_photo")
    put(thu, survey, THREE, "c1_photo")
    for page in (office.get("/surveys").text, office.get(f"/surveys/{survey}").text):
        assert "2/3 ảnh đã về" in page
    put(thu, survey, ONE, "house_photo")
    for page in (office.get("/surveys").text, office.get(f"/surveys/{survey}").text):
        assert "ảnh đã về" not in page
        assert "Duyệt dù thiếu ảnh" not in page


def test_approving_without_photos_is_asked_for_twice(
    thu: Phone, office: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    raw = handed_in(thu, cast, round_, promise(ONE, "house_photo"))
    address, form = f"/surveys/{raw['subject']}/approval", {"revision": raw["id"]}
    assert "Duyệt dù thiếu ảnh" in office.get(f"/surveys/{raw['subject']}").text
    refused = office.post(address, data=form)
    assert refused.status_code == 422
    assert "ảnh chưa về" in refused.text
    assert session.scalars(select(Survey)).one().status is SurveyStatus.RECEIVED
    assert office.post(address, data={**form, "without_photos": "y"}).status_code == 303
    session.expire_all()
    assert session.scalars(select(Survey)).one().status is SurveyStatus.APPROVED
    put(thu, raw["subject"], ONE, "house_photo")  # and it is still taken when it comes


def test_a_photo_that_a_correction_replaced_is_not_waited_for(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    first = handed_in(thu, cast, round_, promise(ONE, "house_photo"), promise(TWO, "b1_photo"))
    put(thu, first["subject"], TWO, "b1_photo")
    again = phone.survey(
        cast, round_, subject=first["subject"], base=first["id"], attachments=[promise(THREE, "house_photo")]
    )
    outcome = thu.send(again)[0]
    assert outcome["outcome"] == "accepted"
    assert outcome["server"]["missing"] == [
        {"ref": "house_photo", "sha256": hashlib.sha256(THREE).hexdigest()}
    ]
    survey = session.scalars(select(Survey)).one()
    assert survey_files.waited_for(session, 1, [survey.id])[survey.id].missing == ("house_photo",)
    put(thu, first["subject"], THREE, "house_photo")
    put(thu, first["subject"], ONE, "house_photo")  # the phone sends what it has
    session.expire_all()
    assert survey_files.waited_for(session, 1, [survey.id]) == {}
    assert len(session.scalars(select(Attachment)).all()) == 3

"""What others sent as a photo is never a page of ours, whatever they call it."""

from __future__ import annotations

import hashlib

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gnbv.models import Attachment, Round
from tests import phone
from tests.conflict_stage import TwoPhones
from tests.factories import Cast
from tests.phone import MARKER, Phone
from tests.signing_in import signed_in

PHOTO = b"\xff\xd8\xff" + b"x" * 40
PAGE = b"<script>alert(1)</script>"
BAD_TYPES = [
    "text/html",
    "application/javascript",
    "image/svg+xml",
    "text/html\r\nSet-Cookie: a=b",
    "image/jpeg\n",
    "image/jpeg; charset=x",
    "Ảnh",
    "",
]


@pytest.fixture
def desk(app: Flask, cast: Cast) -> FlaskClient:
    return signed_in(app, cast.supervisor)


def upload(who: Phone, survey: str, content: bytes, kind: str = "image/jpeg") -> None:
    path = f"/sync/attachments/{survey}/b1_photo/{hashlib.sha256(content).hexdigest()}"
    assert who.client.put(path, data=content, headers={**MARKER, "Content-Type": kind}).status_code == 201


def handed_in(
    app: Flask, cast: Cast, round_: Round, content: bytes, promised: str, kind: str = "image/jpeg"
) -> str:
    """The path of the file of a survey that promised one type; the upload says another."""
    sha = hashlib.sha256(content).hexdigest()
    file = {"ref": "b1_photo", "sha256": sha, "size": len(content), "type": promised}
    raw = phone.survey(cast, round_, {"paper.b1_photo": f"{sha}.jpg"}, attachments=[file])
    who = Phone(app, cast.collector)
    assert who.send(raw)[0]["outcome"] == "accepted"
    upload(who, raw["subject"], content, kind)
    return f"/surveys/{raw['subject']}/files/b1_photo"


def assert_only_saved(answer: TestResponse) -> None:
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert_locked(answer)


def assert_locked(answer: TestResponse) -> None:
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers or "a=b" not in answer.headers["Set-Cookie"]


def test_a_photo_is_shown_although_the_survey_promised_a_page(
    app: Flask, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    path = handed_in(app, cast, round_, PHOTO, "text/html")
    with desk.get(path) as answer:
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
        assert not answer.headers.get("Content-Disposition", "inline").startswith("attachment")
        assert answer.data == PHOTO
        assert_locked(answer)


def test_a_page_that_calls_itself_a_photo_is_only_saved(
    app: Flask, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    path = handed_in(app, cast, round_, PAGE, "text/html")
    assert session.scalars(select(Attachment.content_type)).all() == ["application/octet-stream"]
    with desk.get(path) as answer:
        assert_only_saved(answer)


def test_what_an_older_row_calls_itself_is_looked_at_before_it_is_shown(
    app: Flask, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    path = handed_in(app, cast, round_, PHOTO, "image/jpeg")
    for kind in BAD_TYPES:
        session.execute(update(Attachment).values(content_type=kind))
        session.commit()
        with desk.get(path) as answer:
            assert_only_saved(answer)


def test_a_paper_is_saved_under_its_own_ending(
    app: Flask, desk: FlaskClient, cast: Cast, round_: Round
) -> None:
    with desk.get(handed_in(app, cast, round_, b"%PDF-1.7", "text/html", "application/pdf")) as paper:
        assert paper.headers["Content-Type"] == "application/pdf"
        assert paper.headers["Content-Disposition"].endswith(".pdf")
        assert_locked(paper)


def test_a_file_of_a_conflict_is_looked_at_in_the_same_way(
    app: Flask, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    sha = hashlib.sha256(PHOTO).hexdigest()
    file = {"ref": "b1_photo", "sha256": sha, "size": len(PHOTO), "type": "text/html"}
    two = TwoPhones(app, cast, round_, came={"paper.b1_photo": f"{sha}.jpg"}, attachments=[file])
    upload(two.two, two.survey, PHOTO)
    with desk.get(f"{two.path}/files/{sha}") as answer:
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert_locked(answer)
    session.execute(update(Attachment).values(content_type="text/html\r\nSet-Cookie: a=b"))
    session.commit()
    with desk.get(f"{two.path}/files/{sha}") as answer:
        assert_only_saved(answer)

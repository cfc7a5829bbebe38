"""What is not a submission is refused with words, and what is harmful does nothing."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gnbv.models import Attachment, FormVersion, Revision, Round, Survey
from gnbv.services import surveys
from tests import openrosa_stage as stage
from tests.factories import PASSWORD, Cast
from tests.openrosa_client import fill
from tests.openrosa_stage import JPEG

BASIC = {"Authorization": "Basic " + base64.b64encode(f"thu:{PASSWORD}".encode()).decode()}
BOMB = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
XSS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} ${7*7} <%= 7 %>",
    "]]><!-- ‮ javascript:alert(1)",
    '=HYPERLINK("http://x")',
)


@pytest.fixture
def round_(session: Session, cast: Cast, tmp_path: Path) -> Round:
    return stage.visit_season(session, cast, tmp_path / "sheet")


@pytest.fixture
def xform(session: Session, round_: Round) -> str:
    text = session.get_one(FormVersion, (round_.tenant, round_.form_version_id)).xform
    session.rollback()
    return text


@pytest.fixture
def visit(cast: Cast, round_: Round) -> dict[str, Any]:
    return stage.visit(cast, round_)


def post(client: FlaskClient, xml: bytes | None, *files: tuple[str, str, bytes], **more: Any) -> TestResponse:
    data: dict[str, Any] = {name: (BytesIO(content), name, kind) for name, kind, content in files}
    if xml is not None:
        data["xml_submission_file"] = (BytesIO(xml), "submission.xml", "text/xml")
    return client.post("/openrosa/submission", data=data, headers=BASIC, **more)


def count(session: Session, table: Any = Survey) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("declaration", [BOMB, OUTSIDE])
def test_it_refuses_documents_that_declare_entities(
    client: FlaskClient, xform: str, visit: dict[str, Any], session: Session, declaration: str
) -> None:
    text = fill(xform, visit).decode().partition("?>\n")[2]
    for encoding in ("utf-8", "utf-16"):
        answer = post(
            client, (f'<?xml version="1.0" encoding="{encoding}"?>{declaration}' + text).encode(encoding)
        )
        assert answer.status_code == 400 and "DOCTYPE" in answer.text
    assert count(session) == 0


@pytest.mark.parametrize(
    "xml",
    [b"", b"   ", b"not xml", b"<data", b"<a>\x00</a>", b"\xff\xfe\xff", b"<d>" * 5000, b"<d>" + b"<e/>" * 100_001 + b"</d>"],
    ids=["empty", "blank", "text", "cut", "nul", "bytes", "deep", "wide"],
)  # fmt: skip
def test_it_refuses_what_is_no_document(
    client: FlaskClient, round_: Round, session: Session, xml: bytes
) -> None:
    answer = post(client, xml)
    assert answer.status_code == 400 and "OpenRosaResponse" in answer.text
    assert count(session) == 0


def test_it_refuses_elements_that_the_sheet_does_not_have(
    client: FlaskClient, xform: str, visit: dict[str, Any], session: Session
) -> None:
    xml = fill(xform, visit)
    for old, new in (
        (b"<walls>", b"<evil>1</evil><walls>"),
        (b"<walls>", b"<walls>no</walls><walls>"),
        (b"<walls>yes", b"<walls>yes<b>x</b>"),
    ):
        answer = post(client, xml.replace(old, new, 1))
        assert answer.status_code == 400 and "mà mẫu phiếu không có" in answer.text
    assert post(client, xml.replace(b'id="tham-ho"', b'id="khac"')).status_code == 404
    nameless = xml.partition(b"<instanceID>")[0] + b"</meta></data>"
    assert "instanceID" in post(client, nameless).text
    assert count(session) == 0


def test_it_refuses_answers_that_the_sheet_refuses(
    client: FlaskClient, xform: str, visit: dict[str, Any], session: Session
) -> None:
    visit["member"][0]["age"] = "300"
    answer = post(client, fill(xform, visit))
    assert answer.status_code == 400 and "Tuổi" in answer.text
    visit["member"][0]["age"] = "30"
    visit["house"]["walls"] = "maybe"
    assert post(client, fill(xform, visit)).status_code == 400
    assert count(session) == 0


def test_it_refuses_files_that_are_not_what_they_say(
    client: FlaskClient, xform: str, visit: dict[str, Any], session: Session
) -> None:
    visit["house"]["photo"] = "a.jpg"
    xml = fill(xform, visit)
    for file in (
        ("a.jpg", "image/jpeg", b"<html><script>alert(1)</script>"),
        ("a.jpg", "image/svg+xml", b"<svg onload='x()'/>"),
        ("a.jpg", "image/jpeg", b""),
        ("b.jpg", "image/jpeg", JPEG),
        ("../a.jpg", "image/jpeg", JPEG),
    ):
        answer = post(client, xml, file)
        assert answer.status_code == 400 and "vẫn giữ trên máy" in answer.text
    assert (count(session), count(session, Attachment)) == (0, 0)
    assert post(client, xml, ("a.jpg", "application/octet-stream", JPEG)).status_code == 201
    session.rollback()
    assert session.scalars(select(Attachment.content_type)).one() == "image/jpeg"


def test_it_refuses_a_post_that_lies_about_its_shape(
    client: FlaskClient, round_: Round, session: Session
) -> None:
    bad = [
        {"data": b"--x\r\nno end", "content_type": "multipart/form-data; boundary=x"},
        {"data": b"<data/>", "content_type": "multipart/form-data"},
        {"data": b"<data/>", "content_type": "text/xml"},
        {"data": {"other": "1"}},
    ]
    for body in bad:
        answer = client.post("/openrosa/submission", headers=BASIC, **body)
        assert answer.status_code == 400 and "xml_submission_file" in answer.text
    assert count(session) == 0


def test_it_refuses_what_is_too_large(
    app: Flask, client: FlaskClient, xform: str, visit: dict[str, Any], session: Session
) -> None:
    visit["house"]["photo"] = "a.jpg"
    xml = fill(xform, visit)
    app.config["ATTACHMENT_MAX_BYTES"] = 1000
    assert post(client, xml, ("a.jpg", "image/jpeg", JPEG)).status_code == 413
    app.config["SYNC_MAX_ITEM_BYTES"] = 500
    assert post(client, xml).status_code == 413
    app.config["MAX_CONTENT_LENGTH"] = 3000
    answer = post(client, xml, ("a.jpg", "image/jpeg", JPEG))
    assert answer.status_code == 413 and "OpenRosaResponse" in answer.text
    assert count(session) == 0


def test_it_keeps_harmful_text_as_text(
    client: FlaskClient, xform: str, visit: dict[str, Any], session: Session
) -> None:
    visit["member"] = [{"full_name": text, "age": "1"} for text in XSS]
    assert post(client, fill(xform, visit)).status_code == 201
    session.rollback()
    revision = session.scalars(select(Revision)).one()
    kept = surveys.document_of(session, revision)["answers"]["member"]
    assert [one["full_name"] for one in kept] == list(XSS)


def test_it_refuses_another_sites_page_that_uses_a_remembered_password(
    client: FlaskClient, xform: str, visit: dict[str, Any], session: Session
) -> None:
    headers = {**BASIC, "Origin": "https://example.org"}
    answer = client.post(
        "/openrosa/submission", headers=headers, data={"xml_submission_file": fill(xform, visit)}
    )
    assert answer.status_code == 403
    assert count(session) == 0


def test_it_writes_titles_as_text(
    client: FlaskClient, session: Session, cast: Cast, tmp_path: Path, round_: Round
) -> None:
    stage.publish(session, tmp_path / "evil", form_id="evil", form_title="<b>&\"'</b>]]>\u202e")
    session.commit()
    answer = client.get("/openrosa/formList?formID=evil", headers=BASIC)
    assert answer.status_code == 200 and "<b>" not in answer.text and "&lt;b&gt;&amp;" in answer.text
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"

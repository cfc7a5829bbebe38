"""Scans of a sheet of paper: kept before it is handed in, checked, taken off, and seen by who decides."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Attachment, AttachmentState, Round, Survey
from tests.factories import Cast
from tests.paper_stage import JPEG, PDF, address, attach, form, hand_in, handed_in
from tests.signing_in import signed_in


@pytest.fixture
def typist(app: Flask, cast: Cast, round_: Round) -> FlaskClient:
    """The cadre's browser."""
    return signed_in(app, cast.cadre)


@pytest.fixture
def sent(cast: Cast, round_: Round) -> dict[str, Any]:
    return form(round_, cast.household, cast.collector)


def test_it_is_kept_at_once_and_shown(
    session: Session, cast: Cast, typist: FlaskClient, round_: Round, sent: dict[str, Any]
) -> None:
    for _time in range(2):
        assert attach(typist, round_, cast.household, sent).status_code == 303
    assert attach(typist, round_, cast.household, sent, PDF).status_code == 303
    rows = session.scalars(select(Attachment).order_by(Attachment.question)).all()
    assert [(row.question, row.content_type, row.state) for row in rows] == [
        ("paper_scan.1", "image/jpeg", AttachmentState.STORED),
        ("paper_scan.2", "application/pdf", AttachmentState.STORED),
    ]
    shown = typist.get(address(round_, cast.household, f"scans/{rows[0].sha256}"))
    assert (shown.status_code, shown.data, shown.mimetype) == (200, JPEG, "image/jpeg")
    shown.close()
    assert typist.get(address(round_, cast.household, f"scans/{'0' * 64}")).status_code == 404


@pytest.mark.parametrize("content", [b"", b"no picture at all", b"<html><script>"])
def test_what_is_no_picture_and_no_pdf_is_refused(
    session: Session, cast: Cast, typist: FlaskClient, round_: Round, sent: dict[str, Any], content: bytes
) -> None:
    assert attach(typist, round_, cast.household, sent, content).status_code == 422
    assert session.scalars(select(Attachment)).all() == []


def test_one_over_the_limit_is_refused(
    app: Flask, cast: Cast, typist: FlaskClient, round_: Round, sent: dict[str, Any]
) -> None:
    app.config["ATTACHMENT_MAX_BYTES"] = 100
    answer = attach(typist, round_, cast.household, sent)
    assert answer.status_code == 413 and "Phần đã gõ vẫn giữ" in answer.text


def test_it_is_taken_off_again_and_its_number_with_it(
    session: Session, cast: Cast, typist: FlaskClient, round_: Round, sent: dict[str, Any]
) -> None:
    attach(typist, round_, cast.household, sent)
    attach(typist, round_, cast.household, sent, PDF)
    first = session.scalars(select(Attachment.sha256).where(Attachment.question == "paper_scan.1")).one()
    page = {name: sent[name] for name in ("turn", "seen")}
    for _time in range(2):
        answer = typist.post(address(round_, cast.household, f"scans/{first}/removal"), data=page)
        assert answer.status_code == 303
    assert first not in typist.get(address(round_, cast.household)).text
    assert "Bản quét 1 (PDF)" in typist.get(address(round_, cast.household)).text


def test_dropping_the_sheet_lets_its_scans_go(
    session: Session, cast: Cast, typist: FlaskClient, round_: Round, sent: dict[str, Any]
) -> None:
    attach(typist, round_, cast.household, sent)
    assert typist.post(address(round_, cast.household, "removal")).status_code == 303
    assert session.scalars(select(Attachment)).all() == []


def test_a_page_left_open_does_not_drop_what_somebody_else_types_by_now(
    app: Flask, session: Session, cast: Cast, typist: FlaskClient, round_: Round, sent: dict[str, Any]
) -> None:
    attach(typist, round_, cast.household, sent)
    other = signed_in(app, cast.coordinator)
    assert other.post(address(round_, cast.household, "turn")).status_code == 303
    refused = typist.post(address(round_, cast.household, "removal"))
    assert refused.status_code == 409 and "Bùi Thị Đầu" in refused.text
    assert len(session.scalars(select(Attachment)).all()) == 1
    assert other.post(address(round_, cast.household, "removal")).status_code == 303


def test_what_is_no_number_of_a_scan_stands_in_nobodys_way(
    cast: Cast, typist: FlaskClient, round_: Round, sent: dict[str, Any]
) -> None:
    attach(typist, round_, cast.household, sent)
    typist.post(
        address(round_, cast.household, "submission"),
        data={**sent, "act": "keep", "f:sign_respondent_paper": "²"},
    )
    page = {name: sent[name] for name in ("turn", "seen")}
    removal = address(round_, cast.household, f"scans/{hashlib.sha256(JPEG).hexdigest()}/removal")
    assert typist.post(removal, data=page).status_code == 303


def test_the_signature_on_paper_is_answered_by_the_scan(
    session: Session, cast: Cast, typist: FlaskClient, round_: Round
) -> None:
    signed = {
        "closing.sign_respondent_how": "paper", "closing.sign_respondent_reason": None,
        "closing.sign_collector_how": "paper", "closing.sign_collector_reason": None,
    }  # fmt: skip
    sent = form(round_, cast.household, cast.collector, patch=signed)
    # The page was sent once without the scan, and its empty fields with it.
    empty = {"f:sign_respondent_paper": "", "f:sign_collector_paper": ""}
    assert hand_in(typist, round_, cast.household, {**sent, **empty}).status_code == 422
    assert attach(typist, round_, cast.household, sent).status_code == 303
    assert hand_in(typist, round_, cast.household, sent).status_code == 303
    rows = session.scalars(select(Attachment).order_by(Attachment.question)).all()
    assert [row.question for row in rows] == ["paper_scan.1", "sign_collector_paper", "sign_respondent_paper"]
    assert {row.state for row in rows} == {AttachmentState.STORED} and len({row.sha256 for row in rows}) == 1


def test_who_decides_sees_the_scan_and_the_source_wherever_it_is_read(
    session: Session, cast: Cast, typist: FlaskClient, round_: Round, duyet: FlaskClient
) -> None:
    handed_in(typist, round_, cast.household, cast.collector)
    survey_id = session.scalars(select(Survey.id)).one()
    page = duyet.get(f"/surveys/{survey_id}").text
    for words in (
        "Bản quét tờ phiếu",
        f"/surveys/{survey_id}/files/paper_scan.1",
        "Giấy, nhập ở xã",
        "Nhập từ phiếu giấy",
        "Phạm Thị Cán",
        "Lê Thị Thu",
        "5/10",
    ):
        assert words in page, words
    scan = session.scalars(select(Attachment.sha256)).one()
    again = typist.get(address(round_, cast.household, f"scans/{scan}"))
    assert again.data == JPEG
    again.close()
    shown = duyet.get(f"/surveys/{survey_id}/files/paper_scan.1")
    assert shown.data == JPEG
    shown.close()
    assert "Giấy</span>" in duyet.get("/surveys").text


def test_a_scan_that_was_handed_in_stays_when_a_correction_has_another(
    session: Session, cast: Cast, typist: FlaskClient, round_: Round
) -> None:
    handed_in(typist, round_, cast.household, cast.collector)
    sent = form(round_, cast.household, cast.collector, **{"f:walls": "1"})
    attach(typist, round_, cast.household, sent, PDF)
    assert hand_in(typist, round_, cast.household, sent).status_code == 303
    survey = session.scalars(select(Survey)).one()
    assert survey.revision_count == 2
    rows = session.scalars(select(Attachment).order_by(Attachment.question)).all()
    assert [row.question for row in rows] == ["paper_scan.1", "paper_scan.2"]
    assert {row.owner_id for row in rows[1:]} == {cast.collector.id}

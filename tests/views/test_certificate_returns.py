"""Papers to take back because of a decision: listed with or without a number, what became of each."""

from __future__ import annotations

import io
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import CertificateReturn, CertificateState, ReturnOutcome
from gnbv.services import certificates
from tests.certificate_stage import Decided, add_row, decided, marked, prepared, rows
from tests.factories import Cast
from tests.procedure_stage import P, X
from tests.signing_in import signed_in

SENT = {"outcome": "returned", "on": "2026-10-23", "note": ""}


@pytest.fixture
def head(app: Flask, cast: Cast) -> FlaskClient:
    """The village head's browser."""
    return signed_in(app, cast.village_head)


def returns(session: Session) -> list[CertificateReturn]:
    session.expire_all()
    return list(session.scalars(select(CertificateReturn)))


def test_who_escaped_or_changed_class_is_listed_by_what_the_old_paper_says(
    session: Session, cast: Cast, desk: FlaskClient
) -> None:
    made = prepared(session, cast)
    page = desk.get(f"/recognitions/{made.recognition.id}/returns").text
    assert "Còn 2 hộ chưa nộp lại giấy" in page and page.count("chỉ có trên giấy") == 2
    assert "Chủ Hộ 103" in page and "Chủ Hộ 104" in page and "Chủ Hộ 102" not in page
    paper = desk.get(f"/recognitions/{made.recognition.id}/returns/print.pdf")
    said = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(paper.data)).pages)
    assert "Chủ Hộ 103" in said and "không rõ" in said and "Chủ Hộ 102" not in said


def escaped(session: Session, cast: Cast) -> Decided:
    """A household that got a paper by an earlier decision and escaped by the next."""
    first = marked(session, cast, homes=[(P, P)])
    row = rows(session)[0]
    row.state, row.handed_on, row.handed_to = CertificateState.HANDED, date(2026, 10, 22), "Chủ Hộ 101"
    later = decided(session, cast, homes=[(None, X)], first=201)
    add_row(session, later.recognition, first.homes[0], P, X)
    certificates.prepare(session, cast.actor(cast.leader), later.recognition)
    session.commit()
    return later


def test_a_paper_of_this_program_is_named_by_its_number_and_withdrawn(
    session: Session, cast: Cast, head: FlaskClient
) -> None:
    made = escaped(session, cast)
    address = f"/recognitions/{made.recognition.id}/returns"
    assert "số 01/2026" in head.get(address).text
    home = rows(session)[0].household_id
    for _ in range(2):
        assert head.post(f"{address}/{home}", data=SENT).status_code == 303
    assert rows(session)[0].state is CertificateState.WITHDRAWN
    lost = {**SENT, "outcome": "lost", "note": "Hộ nói đã mất khi dọn nhà"}
    assert head.post(f"{address}/{home}", data=lost).status_code == 303
    (row,) = returns(session)
    assert (row.outcome, row.certificate_id) == (ReturnOutcome.LOST, rows(session)[0].id)
    assert rows(session)[0].state is CertificateState.HANDED and "Hộ báo mất giấy" in head.get(address).text


@pytest.mark.parametrize(
    "change", [{"on": "2026-10-24"}, {"on": "2026-10-01"}, {"outcome": "lost"}, {"outcome": "x"}, {"on": ""}]
)
def test_what_cannot_be_is_refused_and_the_list_stays(
    session: Session, cast: Cast, head: FlaskClient, change: dict[str, str]
) -> None:
    made = prepared(session, cast)
    address = f"/recognitions/{made.recognition.id}/returns/{made.homes[3].id}"
    assert head.post(address, data={**SENT, **change}).status_code == 422
    assert returns(session) == []


def test_strangers_readers_and_homes_that_owe_nothing_are_refused(
    session: Session, cast: Cast, app: Flask, head: FlaskClient
) -> None:
    made = prepared(session, cast)
    address = f"/recognitions/{made.recognition.id}/returns"
    far, reader = signed_in(app, cast.far_supervisor), signed_in(app, cast.observer)
    assert far.get(address).status_code == 404 and reader.get(address).status_code == 200
    assert far.post(f"{address}/{made.homes[3].id}", data=SENT).status_code == 404
    assert reader.post(f"{address}/{made.homes[3].id}", data=SENT).status_code == 403
    assert head.post(f"{address}/{made.homes[1].id}", data=SENT).status_code == 404
    assert head.post(f"{address}/{cast.far_household.id}", data=SENT).status_code == 404
    assert returns(session) == []

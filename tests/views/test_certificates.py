"""Certificates at the office: ordered, printed batch by batch while the page shows it, looked at, issued again."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.ids import new_id
from gnbv.models import CertificateEnd, CertificateState
from gnbv.services import documents_pdf
from tests.certificate_stage import marked, ordered, prepared, printed, rows
from tests.factories import Cast
from tests.procedure_stage import P
from tests.signing_in import signed_in

HTMX = {"HX-Request": "true"}


@pytest.fixture
def head(app: Flask, cast: Cast) -> FlaskClient:
    """The village head's browser."""
    return signed_in(app, cast.village_head)


def test_the_coordinator_says_until_when_they_hold_and_the_page_prints_them(
    session: Session, cast: Cast, desk: FlaskClient
) -> None:
    made = prepared(session, cast)
    page = f"/recognitions/{made.recognition.id}/certificates"
    assert "Bắt đầu in 3 giấy" in desk.get(page).text
    assert desk.post(f"{page}/run").status_code == 303 and {row.sha256 for row in rows(session)} == {None}
    for _ in range(2):
        assert desk.post(f"{page}/order", data={"valid_to": "2026-12-31"}).status_code == 303
    assert "Đã in 0 trên 3 giấy" in desk.get(f"{page}/run", headers=HTMX).text
    assert desk.post(f"{page}/run", headers=HTMX).headers["HX-Redirect"] == page
    assert all(row.sha256 for row in rows(session))
    assert "Đã in xong 3 giấy" in desk.get(page).text
    row = rows(session)[0]
    assert row.address == f"http://localhost/c/{row.code}"
    with desk.get(f"/certificates/{row.id}.pdf") as file:
        assert (
            file.data[:5] == b"%PDF-"
            and file.mimetype == "application/pdf"
            and file.headers["Cache-Control"] == "no-store"
        )


def test_nobody_waits_while_a_batch_is_printed(
    session: Session, cast: Cast, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ordered(session, cast, homes=[(P, P)])
    usual, written = documents_pdf.Press.pages, []

    def meanwhile(press: documents_pdf.Press, html: str) -> list[bytes]:
        with db.engine.begin() as connection:  # another request that writes
            connection.execute(text("UPDATE counter SET value = value"))
        written.append(html)
        return usual(press, html)

    session.commit()
    monkeypatch.setattr(documents_pdf.Press, "pages", meanwhile)
    assert desk.post(f"/recognitions/{made.recognition.id}/certificates/run").status_code == 303
    assert len(written) == 1


def test_without_the_library_of_texts_nothing_is_lost_and_the_papers_are_free_again(
    session: Session, cast: Cast, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ordered(session, cast)

    def missing(*_: object) -> None:
        raise documents_pdf.PdfUnavailable()

    monkeypatch.setattr(documents_pdf.Press, "__init__", missing)
    assert desk.post(f"/recognitions/{made.recognition.id}/certificates/run").status_code == 503
    assert {(row.state, row.claimed_until) for row in rows(session)} == {(CertificateState.WAITING, None)}


@pytest.mark.parametrize("path", ["", "/order", "/run"])
def test_a_stranger_finds_nothing_and_who_may_not_print_is_refused(
    session: Session, cast: Cast, app: Flask, head: FlaskClient, path: str
) -> None:
    made = prepared(session, cast)
    far = signed_in(app, cast.far_supervisor)
    address = f"/recognitions/{made.recognition.id}/certificates{path}"
    ask = "get" if not path else "post"
    assert getattr(far, ask)(address).status_code == 404
    assert getattr(head, ask)(address).status_code == (302 if not path else 403)
    assert getattr(signed_in(app, cast.collector), ask)(address).status_code == 403


def test_a_last_day_that_cannot_be_is_refused_in_words(
    session: Session, cast: Cast, desk: FlaskClient
) -> None:
    made = prepared(session, cast)
    for day in ("2025-01-01", "mai"):
        answer = desk.post(f"/recognitions/{made.recognition.id}/certificates/order", data={"valid_to": day})
        assert answer.status_code == 422
    assert {row.ordered_at for row in rows(session)} == {None}


def test_the_sheets_of_a_village_are_one_file_with_a_page_each(
    session: Session, cast: Cast, desk: FlaskClient, app: Flask
) -> None:
    made = marked(session, cast)
    villages = f"/recognitions/{made.recognition.id}/certificates/villages"
    here = f"{villages}/{cast.village.id}"
    file = desk.get(f"{here}/papers.pdf")
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(file.data)).pages]
    assert len(pages) == 3
    for row, page in zip(rows(session), pages, strict=True):
        assert row.head_name in page and f"{row.figure}/GCN" in page
    book = desk.get(f"{here}/book.pdf")
    said = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(book.data)).pages)
    assert all(row.head_name in said and row.figure in said for row in rows(session))
    assert desk.get(f"{villages}/{cast.far_village.id}/papers.pdf").status_code == 404
    assert signed_in(app, cast.far_supervisor).get(f"{here}/book").status_code == 404
    assert "Chủ Hộ 101" in desk.get(f"{here}/papers").text


def test_a_paper_is_issued_again_under_a_new_number_and_the_old_one_ends(
    session: Session, cast: Cast, desk: FlaskClient
) -> None:
    printed(session, cast, homes=[(P, P)])
    (old,) = rows(session)
    sent = {"id": str(new_id()), "why": "lost", "note": "Cháy nhà"}
    for _ in range(2):
        assert desk.post(f"/certificates/{old.id}/reissue", data=sent).status_code == 303
    first, second = rows(session)
    assert (first.state, first.ended_kind, first.ended_reason) == (
        CertificateState.REPLACED, CertificateEnd.LOST, "Cháy nhà",
    )  # fmt: skip
    assert (second.number, second.replaces_id, second.members) == (2, first.id, first.members)
    assert second.address.endswith(second.code) and second.code != first.code
    assert desk.post(f"/recognitions/{second.recognition_id}/certificates/run").status_code == 303
    assert "Cấp lại, thay giấy" in desk.get(f"/certificates/{second.id}").text
    again = desk.post(f"/certificates/{first.id}/reissue", data={**sent, "id": str(new_id())})
    assert again.status_code == 409 and len(rows(session)) == 2


def test_issuing_again_is_refused_without_a_reason_to_strangers_and_for_ones_own_home(
    session: Session, cast: Cast, app: Flask, desk: FlaskClient, head: FlaskClient
) -> None:
    marked(session, cast, homes=[(P, P)])
    (row,) = rows(session)
    address, sent = f"/certificates/{row.id}/reissue", {"id": str(new_id()), "why": "lost", "note": "Mất"}
    assert desk.post(address, data={**sent, "note": ""}).status_code == 422
    assert desk.post(address, data={**sent, "why": "class"}).status_code == 422
    assert head.post(address, data=sent).status_code == 403
    assert signed_in(app, cast.far_supervisor).post(address, data=sent).status_code == 404
    session.merge(cast.coordinator).person_id = row.household.head_id
    session.commit()
    assert desk.post(address, data=sent).status_code == 403
    assert len(rows(session)) == 1


def test_changed_members_are_taken_from_the_register_of_today(
    session: Session, cast: Cast, desk: FlaskClient
) -> None:
    marked(session, cast, homes=[(P, P)])
    (row,) = rows(session)
    leaving = row.household.memberships[-1]
    leaving.valid_to = row.valid_from
    session.commit()
    sent = {"id": str(new_id()), "why": "members", "note": "Con đi lấy chồng"}
    assert desk.post(f"/certificates/{row.id}/reissue", data=sent).status_code == 303
    assert [len(one.members) for one in rows(session)] == [3, 2]


def test_the_page_of_a_household_names_its_papers(session: Session, cast: Cast, desk: FlaskClient) -> None:
    made = marked(session, cast, homes=[(P, P)])
    page = desk.get(f"/households/{made.homes[0].id}").text
    assert "giấy số 01/2026" in page and f"/certificates/{rows(session)[0].id}" in page

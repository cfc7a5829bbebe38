"""Certificates in the village: handed over with a name, one by one or all; the signed page; records undone."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import CertificateState, HouseholdRead
from tests.certificate_stage import Decided, marked, ordered, rows
from tests.factories import Cast
from tests.signing_in import signed_in

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 64
ON = "2026-10-23"


@pytest.fixture
def head(app: Flask, cast: Cast) -> FlaskClient:
    """The village head's browser."""
    return signed_in(app, cast.village_head)


@pytest.fixture
def made(session: Session, cast: Cast) -> Decided:
    return marked(session, cast)


def page_of(made: Decided) -> str:
    return f"/recognitions/{made.recognition.id}/certificates/villages/{made.village.unit.id}"


def test_the_village_head_finds_the_own_village_and_each_home_read_is_logged(
    session: Session, cast: Cast, head: FlaskClient, made: Decided
) -> None:
    index = head.get(f"/recognitions/{made.recognition.id}/certificates")
    assert index.headers["Location"] == page_of(made)
    page = head.get(page_of(made)).text
    assert "Còn 3 giấy chưa giao" in page and "Ghi các giấy đã đánh dấu" in page
    read = session.scalars(select(HouseholdRead.household_id).where(HouseholdRead.place == "certificate"))
    assert set(read) == {row.household_id for row in rows(session)}


def test_ticked_papers_are_handed_over_with_the_name_of_who_received_them(
    session: Session, cast: Cast, head: FlaskClient, made: Decided
) -> None:
    first, second, _third = rows(session)
    sent = {
        "on": ON,
        "paper": [str(first.id), str(second.id)],
        f"to-{first.id}": "Vợ  Hộ 101",
        f"to-{second.id}": "B",
    }
    for _ in range(2):
        assert head.post(f"{page_of(made)}/handovers", data=sent).status_code == 303
    first, second, third = rows(session)
    assert (first.state, first.handed_to, first.handed_by) == (
        CertificateState.HANDED, "Vợ Hộ 101", cast.village_head.id,
    )  # fmt: skip
    assert (second.handed_to, third.state) == ("B", CertificateState.MADE)
    other = head.post(f"/certificates/{first.id}/handover", data={"to": "Người khác", "on": ON})
    assert other.status_code == 409 and "Vợ Hộ 101" in other.text
    every = {"on": ON, "all": "1", "there": [str(third.id)], f"to-{third.id}": "C"}
    assert head.post(f"{page_of(made)}/handovers", data=every).status_code == 303
    assert "Đã giao hết" in head.get(page_of(made)).text


@pytest.mark.parametrize(
    ("change", "words"),
    [({"on": "2026-10-24"}, "hôm nay"), ({"on": "2026-10-01"}, "hôm nay"), ({"to": " "}, "chưa ghi ai nhận"), ({"on": "x"}, "điền")],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words_and_nothing_is_written(
    session: Session, head: FlaskClient, made: Decided, change: dict[str, str], words: str
) -> None:
    row = rows(session)[0]
    answer = head.post(f"/certificates/{row.id}/handover", data={"to": "A", "on": ON, **change})
    assert answer.status_code == 422 and words in answer.text
    none = head.post(f"{page_of(made)}/handovers", data={"on": ON})
    assert none.status_code == 422
    assert {row.state for row in rows(session)} == {CertificateState.MADE}


def test_a_paper_that_is_not_printed_is_not_handed_over(
    session: Session, cast: Cast, head: FlaskClient
) -> None:
    ordered(session, cast)
    row = rows(session)[0]
    answer = head.post(f"/certificates/{row.id}/handover", data={"to": "A", "on": ON})
    assert answer.status_code == 409 and "chưa in" in answer.text


def test_a_stranger_finds_nothing_and_who_only_reads_hands_nothing_over(
    session: Session, cast: Cast, app: Flask, made: Decided
) -> None:
    row, far, reader = rows(session)[0], signed_in(app, cast.far_supervisor), signed_in(app, cast.observer)
    sent = {"to": "A", "on": ON, "paper": str(row.id), f"to-{row.id}": "A", "reason": "x"}
    assert far.get(page_of(made)).status_code == 404 and reader.get(page_of(made)).status_code == 200
    for path in (
        f"{page_of(made)}/handovers", f"{page_of(made)}/pages", f"/certificates/{row.id}/handover",
        f"/certificates/{row.id}/handover/removal",
    ):  # fmt: skip
        assert far.post(path, data=sent).status_code in (403, 404), path
        assert reader.post(path, data=sent).status_code == 403, path
    assert rows(session)[0].state is CertificateState.MADE


def test_a_record_by_mistake_is_undone_with_a_reason_that_stays(
    session: Session, head: FlaskClient, made: Decided
) -> None:
    row = rows(session)[0]
    head.post(f"/certificates/{row.id}/handover", data={"to": "A", "on": ON})
    undo = f"/certificates/{row.id}/handover/removal"
    assert head.post(undo, data={"reason": ""}).status_code == 422
    for _ in range(2):
        assert head.post(undo, data={"reason": "Bấm nhầm hộ"}).status_code == 303
    row = rows(session)[0]
    assert (row.state, row.handed_to, row.handed_on) == (CertificateState.MADE, "", None)
    assert "Bấm nhầm hộ" in head.get(f"/certificates/{row.id}").text


def test_the_signed_page_is_kept_with_the_book_once(head: FlaskClient, made: Decided) -> None:
    def sent(content: bytes) -> dict[str, object]:
        return {"page": (io.BytesIO(content), "trang.jpg")}

    for _ in range(2):
        assert head.post(f"{page_of(made)}/pages", data=sent(JPEG)).status_code == 303
    assert head.post(f"{page_of(made)}/pages", data=sent(b"nothing")).status_code == 422
    assert head.post(f"{page_of(made)}/pages").status_code == 422
    page = head.get(page_of(made)).text
    assert page.count("Trang 1") == 1 and "Trang 2" not in page
    address = page.partition(f"{page_of(made)}/pages/")[2][:64]
    with head.get(f"{page_of(made)}/pages/{address}") as shown:
        assert shown.data == JPEG and shown.headers["X-Content-Type-Options"] == "nosniff"

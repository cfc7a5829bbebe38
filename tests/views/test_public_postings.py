"""The public page of a list: for whoever has its address, only while the list hangs; complaints are taken in, floods wait."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gnbv import clock
from gnbv.ids import new_id
from gnbv.models import Complaint, Posting, SignInFailure
from gnbv.services import public_postings
from tests.factories import DAY, Cast
from tests.posting_stage import MONDAY, agreed_village, made, put_up
from tests.procedure_stage import Village


@pytest.fixture
def village(session: Session, cast: Cast) -> Village:
    return agreed_village(session, cast)


@pytest.fixture
def posting(session: Session, cast: Cast, village: Village) -> Posting:
    return put_up(session, cast, village, DAY)


@pytest.fixture
def anybody(app: Flask) -> FlaskClient:
    return app.test_client()


def said(**more: Any) -> dict[str, Any]:
    return {
        "id": str(new_id()), "complainant": "Người Qua Đường", "contact": "0987 654 321", "number": "2",
        "text": "Hộ này mới xây nhà.", **more,
    }  # fmt: skip


def test_anybody_reads_the_list_without_account_cookie_or_script(
    anybody: FlaskClient, posting: Posting
) -> None:
    answer = anybody.get(f"/p/{posting.token}")
    assert answer.status_code == 200 and "Chủ Hộ 101" in answer.text and "chờ công nhận" in answer.text
    assert "Set-Cookie" not in answer.headers and "<script" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer.headers["X-Robots-Tag"] and 'name="robots" content="noindex' in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src" not in policy and "form-action 'self'" in policy
    form = anybody.get(f"/p/{posting.token}/complaint")
    assert form.status_code == 200 and "Set-Cookie" not in form.headers


@pytest.mark.parametrize("path", ["", "/complaint"])
def test_it_is_gone_in_words_when_its_time_is_over(
    session: Session, cast: Cast, village: Village, anybody: FlaskClient, path: str
) -> None:
    waiting = made(session, cast, village)
    session.commit()
    assert anybody.get(f"/p/{waiting.token}{path}").status_code == 404, "not up yet"
    assert anybody.get(f"/p/{'x' * 32}{path}").status_code == 404
    over = put_up(session, cast, village, MONDAY)
    answer = anybody.get(f"/p/{over.token}{path}")
    assert (answer.status_code, "Đã hết thời gian niêm yết" in answer.text) == (410, True), (
        "its last day was yesterday"
    )
    assert "Chủ Hộ" not in answer.text and "Set-Cookie" not in answer.headers
    assert anybody.post(f"/p/{over.token}/complaint", data=said()).status_code == 410


def test_a_complaint_gets_a_number_and_a_day_once(
    session: Session, village: Village, anybody: FlaskClient, posting: Posting
) -> None:
    sent = said()
    for _ in range(2):
        answer = anybody.post(f"/p/{posting.token}/complaint", data=sent)
        assert (answer.status_code, "số 1/2026" in answer.text, "28/10/2026" in answer.text) == (
            201,
            True,
            True,
        )
    row = session.scalars(select(Complaint)).one()
    assert (row.channel, row.household_id, row.about) == ("public", village.homes[1].id, "Chủ Hộ 102")
    assert row.received_by is None and b"0987" not in (row.contact_sealed or b"")
    assert session.scalars(select(SignInFailure.count)).all() == [1]
    about = anybody.post(f"/p/{posting.token}/complaint", data=said(number="", about="nhà ông Hai"))
    assert about.status_code == 201


@pytest.mark.parametrize("wrong", [{"text": " "}, {"complainant": ""}, {"id": "khong-phai"}])
def test_what_lacks_something_is_refused_and_what_was_typed_stays(
    session: Session, anybody: FlaskClient, posting: Posting, wrong: dict[str, str]
) -> None:
    answer = anybody.post(f"/p/{posting.token}/complaint", data=said(**wrong))
    assert answer.status_code == 422 and "Set-Cookie" not in answer.headers
    if "id" not in wrong:
        assert 'value="0987 654 321"' in answer.text and "Chưa ghi" in answer.text
    assert session.scalars(select(Complaint)).all() == []


def test_another_site_cannot_send_one(session: Session, anybody: FlaskClient, posting: Posting) -> None:
    answer = anybody.post(
        f"/p/{posting.token}/complaint", data=said(), headers={"Origin": "https://example.org"}
    )
    assert answer.status_code == 403 and session.scalars(select(Complaint)).all() == []


def test_a_flood_from_one_address_waits_and_others_go_on(
    session: Session, anybody: FlaskClient, posting: Posting
) -> None:
    here = f"/p/{posting.token}/complaint"
    sent = [anybody.post(here, data=said()).status_code for _ in range(public_postings.FROM_ONE_ADDRESS)]
    assert set(sent) == {201}
    answer = anybody.post(here, data=said(text="lần nữa"))
    assert (answer.status_code, answer.headers["Retry-After"], "lần nữa" in answer.text) == (
        429,
        "3600",
        True,
    )
    elsewhere = anybody.post(here, data=said(), environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert elsewhere.status_code == 201
    assert all("127.0.0.1" not in one for one in session.scalars(select(SignInFailure.subject)))
    session.execute(update(SignInFailure).values(last_at=clock.now() - public_postings.WINDOW * 2))
    session.commit()
    assert anybody.post(here, data=said()).status_code == 201, "an hour later"


def test_a_list_takes_no_more_than_so_many_an_hour(
    session: Session, anybody: FlaskClient, posting: Posting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_postings, "OF_ONE_LIST", 1)
    here = f"/p/{posting.token}/complaint"
    assert anybody.post(here, data=said()).status_code == 201
    other = {"REMOTE_ADDR": "203.0.113.9"}
    assert anybody.post(here, data=said(), environ_base=other).status_code == 429

"""The supervisor's pages, with sheets that arrived through the door phones use."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.models import HouseholdRead, Revision, Round, Survey, SurveyStatus, User
from gnbv.services.canonical import digest
from tests import factories
from tests.factories import Cast
from tests.phone import Phone, survey

HTMX = {"HX-Request": "true"}


def _signed_in(app: Flask, person: User) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/login", json={"username": person.username, "password": factories.PASSWORD})
    assert answer.status_code == 303
    return client


def _handed_in(phone: Phone, cast: Cast, round_: Round, patch: dict[str, Any] | None = None) -> str:
    sheet = survey(cast, round_, patch)
    outcomes = phone.send(sheet)
    assert [row["outcome"] for row in outcomes] == ["accepted"], outcomes
    return str(sheet["subject"])


@pytest.fixture
def survey_id(phone: Phone, cast: Cast, round_: Round) -> str:
    return _handed_in(phone, cast, round_)


def _revision(session: Session, survey_id: str) -> str:
    session.expire_all()
    return str(session.scalars(select(Survey.revision_id)).one())


def test_the_queue_lists_what_waits_and_the_page_shows_answers_in_words(
    app: Flask, session: Session, cast: Cast, survey_id: str
) -> None:
    office = _signed_in(app, cast.supervisor)
    queue = office.get("/surveys").text
    assert "1 phiếu chờ duyệt" in queue
    assert cast.household.head_name in queue
    page = office.get(f"/surveys/{survey_id}").text
    assert "Vẫn ở đây" in page, "choices are shown by their words"
    assert "still_here" not in page
    assert "MINH HỌA" in page


def test_opening_a_survey_is_logged_as_a_read_of_the_household(
    app: Flask, session: Session, cast: Cast, survey_id: str
) -> None:
    _signed_in(app, cast.supervisor).get(f"/surveys/{survey_id}")
    with db.engines["reads"].connect() as connection:
        rows = connection.execute(
            select(HouseholdRead.user_id, HouseholdRead.household_id).where(HouseholdRead.place == "survey")
        ).all()
    assert rows == [(cast.supervisor.id, cast.household.id)]


def test_a_stranger_finds_nothing(app: Flask, cast: Cast, survey_id: str) -> None:
    far = _signed_in(app, cast.far_supervisor)
    for method, path in (
        ("get", ""), ("post", "/comments"), ("post", "/return"), ("post", "/approval"),
    ):  # fmt: skip
        answer = getattr(far, method)(f"/surveys/{survey_id}{path}", data={"revision": survey_id})
        assert answer.status_code == 404, path


@pytest.mark.parametrize(
    ("role", "reads"), [("leader", 200), ("observer", 200), ("collector", 403), ("cadre", 403)]
)
def test_reading_and_deciding_are_two_rights(
    app: Flask, session: Session, cast: Cast, survey_id: str, role: str, reads: int
) -> None:
    client = _signed_in(app, getattr(cast, role))
    page = client.get(f"/surveys/{survey_id}")
    assert page.status_code == reads
    assert "/approval" not in page.text
    refused = client.post(f"/surveys/{survey_id}/approval", data={"revision": _revision(session, survey_id)})
    assert refused.status_code == 403


def test_nobody_signed_in_is_sent_to_sign_in(app: Flask, survey_id: str) -> None:
    answer = app.test_client().get(f"/surveys/{survey_id}")
    assert (answer.status_code, answer.location.split("?")[0]) == (303, "/login")


def test_a_survey_is_returned_with_remarks_corrected_and_approved(
    app: Flask, session: Session, cast: Cast, round_: Round, phone: Phone, survey_id: str
) -> None:
    office = _signed_in(app, cast.supervisor)
    remark = office.post(
        f"/surveys/{survey_id}/comments", data={"ref": "household_change", "text": "Xem lại"}, headers=HTMX
    )
    assert remark.status_code == 200
    assert "chưa gửi" in remark.text and "Trả lại, 1 ý kiến" in remark.text
    first = _revision(session, survey_id)
    assert office.post(f"/surveys/{survey_id}/return", data={"revision": first}).status_code == 303
    entry = next(entry for entry in phone.kit()["entries"] if entry["type"] == "survey")
    comment = entry["data"]["comments"][0]
    assert (entry["data"]["status"], comment["key"], comment["text"]) == (
        "returned", "household_change", "Xem lại",
    )  # fmt: skip
    second = survey(
        cast, round_, subject=survey_id, base=first,
        replies=[{"comment": comment["id"], "kind": "kept", "reason": "Đã hỏi lại, đúng như vậy"}],
    )  # fmt: skip
    assert [row["outcome"] for row in phone.send(second)] == ["accepted"]
    page = office.get(f"/surveys/{survey_id}").text
    assert "Giữ nguyên" in page and "Đã hỏi lại, đúng như vậy" in page
    done = office.post(f"/surveys/{survey_id}/approval", data={"revision": second["id"]})
    told = office.get(done.location).text
    assert "Hộ số 017, Thôn 1. Đã duyệt phiếu." in told and "phiếu tiếp theo" not in told, "no other waits"
    assert done.status_code == 303
    session.expire_all()
    assert session.scalars(select(Survey.status)).one() is SurveyStatus.APPROVED
    assert session.scalars(select(Revision.number).order_by(Revision.number)).all() == [1, 2]
    assert "Chờ công nhận" in office.get(f"/surveys/{survey_id}").text


def test_an_empty_remark_is_refused_where_it_was_written(app: Flask, cast: Cast, survey_id: str) -> None:
    office = _signed_in(app, cast.supervisor)
    answer = office.post(
        f"/surveys/{survey_id}/comments", data={"ref": "household_change", "text": "  "}, headers=HTMX
    )
    assert answer.status_code == 422
    assert "Ý kiến còn trống" in answer.text and 'id="reading"' in answer.text


def test_a_remark_on_a_question_the_sheet_does_not_have_is_not_found(
    app: Flask, cast: Cast, survey_id: str
) -> None:
    office = _signed_in(app, cast.supervisor)
    answer = office.post(f"/surveys/{survey_id}/comments", data={"ref": "no_such", "text": "Xem lại"})
    assert answer.status_code == 404


def test_an_old_revision_is_not_approved_and_the_words_say_why(
    app: Flask, cast: Cast, survey_id: str
) -> None:
    office = _signed_in(app, cast.supervisor)
    answer = office.post(f"/surveys/{survey_id}/approval", data={"revision": survey_id}, headers=HTMX)
    assert answer.status_code == 409
    assert "bản sửa mới hơn" in answer.text


def test_a_filter_that_makes_no_sense_shows_the_plain_queue(app: Flask, cast: Cast, survey_id: str) -> None:
    office = _signed_in(app, cast.supervisor)
    answer = office.get("/surveys?unit=../../etc&status=%00&order=drop&page=-4")
    assert answer.status_code == 200
    assert cast.household.head_name in answer.text


def test_markup_in_a_name_is_shown_as_text(
    app: Flask, cast: Cast, round_: Round, phone: Phone, session: Session
) -> None:
    cast.household.head_name = "<img src=x onerror=alert(1)>"
    session.commit()
    sheet = survey(cast, round_)
    phone.send(sheet)
    office = _signed_in(app, cast.supervisor)
    for path in ("/surveys", f"/surveys/{sheet['subject']}"):
        text = office.get(path).text
        assert "<img src=x" not in text
        assert "&lt;img src=x onerror=alert(1)&gt;" in text


def test_a_survey_of_a_clock_at_the_end_of_the_calendar_is_taken_and_read(
    app: Flask, phone: Phone, cast: Cast, round_: Round
) -> None:
    last = "9999-12-31T23:30:00.000Z"
    times = {
        "today": "2026-10-23",
        "renderer": 1,
        "later": [],
        "notes": {},
        "started_at": last,
        "finished_at": last,
    }
    raw = survey(cast, round_, meta=times)
    content = {key: raw[key] for key in ("kind", "subject", "base", "utc_offset", "payload")} | {
        "made_at": last
    }
    outcome = phone.send({"id": raw["id"], **content, "sha256": digest(content)})[0]
    assert outcome["outcome"] == "accepted", outcome
    page = _signed_in(app, cast.supervisor).get(f"/surveys/{raw['subject']}")
    assert page.status_code == 200
    assert "23:30 ngày 31/12/9999" in page.text

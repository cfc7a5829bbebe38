"""One survey is decided by one person at a time, and whoever comes next is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Event,
    Role,
    SurveyStatus,
)
from gnbv.services import readers
from tests import factories
from tests.factories import Cast
from tests.signing_in import signed_in
from tests.survey_factory import only


def test_two_supervisors_at_one_survey_are_both_told(
    app: Flask, session: Session, cast: Cast, office: FlaskClient, sent: dict[str, Any]
) -> None:
    page = f"/surveys/{sent['subject']}"
    second = factories.user(session, "duyet2", Role.SUPERVISOR, cast.commune, name="Vũ Thị Hai")
    session.commit()
    other = signed_in(app, second)
    assert "đang đọc từ" not in office.get(page).text
    assert "Hoàng Văn Duyệt đang đọc từ" in other.get(page).text
    assert "Hoàng Văn Duyệt đang đọc" in other.get("/surveys").text
    refused = other.post(f"{page}/approval", data={"revision": sent["id"]})
    assert (refused.status_code, "đang đọc phiếu này" in refused.text) == (409, True)
    assert other.post(f"{page}/reader").status_code == 303
    told = office.post(f"{page}/return", data={"revision": sent["id"], "note": "Xem lại"})
    assert (told.status_code, "Vũ Thị Hai đang đọc" in told.text) == (409, True)
    assert other.post(f"{page}/approval", data={"revision": sent["id"]}).status_code == 303
    assert (only(session).reader_id, only(session).status) == (None, SurveyStatus.APPROVED)
    assert "survey.taken_over" in session.scalars(select(Event.action)).all()


def test_a_turn_ends_by_itself(
    app: Flask, session: Session, cast: Cast, office: FlaskClient, sent: dict[str, Any]
) -> None:
    office.get(f"/surveys/{sent['subject']}")
    one = only(session)
    assert one.reader_id == cast.supervisor.id
    one.reader_id, one.reader_since = cast.leader.id, one.reader_since - readers.TURN - timedelta(seconds=1)
    session.commit()
    assert "đang đọc từ" not in office.get(f"/surveys/{sent['subject']}").text
    assert only(session).reader_id == cast.supervisor.id


def test_who_only_reads_takes_no_turn(app: Flask, session: Session, cast: Cast, sent: dict[str, Any]) -> None:
    assert signed_in(app, cast.leader).get(f"/surveys/{sent['subject']}").status_code == 200
    assert only(session).reader_id is None

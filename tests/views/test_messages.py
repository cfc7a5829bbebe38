"""The thread on a survey: written by its collector and the office, told to the other side, written once."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gnbv.models import InboxRow, Message, Round, Survey, User
from gnbv.services import inbox_words, messages
from tests import phone
from tests.factories import Cast
from tests.phone import Phone
from tests.signing_in import signed_in


@pytest.fixture
def survey(thu: Phone, cast: Cast, round_: Round, session: Session) -> Survey:
    assert thu.send(phone.survey(cast, round_))[0]["outcome"] == "accepted"
    return session.scalars(select(Survey)).one()


def post(client: FlaskClient, survey: Survey, text: str, id_: UUID | None = None) -> TestResponse:
    return client.post(f"/surveys/{survey.id}/messages", data={"text": text, "id": str(id_ or uuid4())})


def said(session: Session) -> list[str]:
    session.expire_all()
    return [row.text for row in session.scalars(select(Message).order_by(Message.written_at, Message.id))]


def told(session: Session, person: User) -> list[str]:
    rows = session.scalars(
        select(InboxRow)
        .where(InboxRow.user_id == person.id, InboxRow.kind == "message")
        .order_by(InboxRow.id)
    )
    return [inbox_words.sentence(row, "vi") for row in rows]


def from_phone(survey: Survey, text: str, id_: UUID | None = None) -> dict[str, object]:
    return phone.item("message", survey.id, {"text": text}, id_=id_)


def test_the_office_writes_and_the_collector_hears_without_the_words(
    app: Flask, session: Session, cast: Cast, survey: Survey
) -> None:
    client = signed_in(app, cast.supervisor)
    assert f"/surveys/{survey.id}/messages" in client.get(f"/surveys/{survey.id}").text
    assert "Chưa có ai viết" in client.get(f"/surveys/{survey.id}/messages").text
    assert post(client, survey, "  Nhà này có <hai> bếp?  ").status_code == 303
    page = client.get(f"/surveys/{survey.id}/messages").text
    assert "Hoàng Văn Duyệt" in page
    assert "Nhà này có &lt;hai&gt; bếp?" in page
    assert told(session, cast.collector) == ["Hoàng Văn Duyệt viết về phiếu hộ 017, Thôn 1."]
    assert told(session, cast.supervisor) == []
    assert "bếp" not in str(session.scalars(select(InboxRow)).one().details)


def test_the_phone_reads_the_thread_and_answers_once(
    app: Flask, session: Session, cast: Cast, survey: Survey, thu: Phone
) -> None:
    before = thu.kit()
    post(signed_in(app, cast.coordinator), survey, "Xem lại giúp")
    changed = thu.kit(before["cursor"])["entries"]
    (entry,) = (entry["data"] for entry in changed if entry["type"] == "survey")
    assert [(line["by"], line["text"], line["mine"]) for line in entry["messages"]] == [
        ("Bùi Thị Đầu", "Xem lại giúp", False)
    ]
    answer = from_phone(survey, "Đã xem, đúng như vậy")
    assert thu.send(answer)[0]["outcome"] == "accepted"
    assert thu.send(answer)[0]["outcome"] == "duplicate"
    assert said(session) == ["Đã xem, đúng như vậy", "Xem lại giúp"]
    assert told(session, cast.coordinator) == ["Lê Thị Thu viết về phiếu hộ 017, Thôn 1."]
    assert told(session, cast.supervisor) == []


def test_a_first_line_from_the_phone_reaches_those_who_decide_there(
    app: Flask, session: Session, cast: Cast, survey: Survey, thu: Phone
) -> None:
    thu.send(from_phone(survey, "Hộ hẹn bổ sung giấy tờ"))
    assert told(session, cast.supervisor) == ["Lê Thị Thu viết về phiếu hộ 017, Thôn 1."]
    assert told(session, cast.far_supervisor) == []


def test_the_same_form_sent_twice_writes_one_line(
    app: Flask, session: Session, cast: Cast, survey: Survey
) -> None:
    client, id_ = signed_in(app, cast.supervisor), uuid4()
    assert [post(client, survey, "Một lần", id_).status_code for _ in range(2)] == [303, 303]
    assert post(client, survey, "Lời khác", id_).status_code == 409
    assert post(signed_in(app, cast.leader), survey, "Một lần", id_).status_code == 409
    assert said(session) == ["Một lần"]
    assert len(told(session, cast.collector)) == 1


def test_words_are_asked_for_and_kept_in_the_form(
    app: Flask, session: Session, cast: Cast, survey: Survey, thu: Phone
) -> None:
    client = signed_in(app, cast.supervisor)
    assert post(client, survey, " \n ").status_code == 422
    long = "x" * (messages.LONGEST + 1)
    refused = post(client, survey, long)
    assert refused.status_code == 422
    assert long in refused.text
    for payload in ({"text": ""}, {"text": " "}, {"text": long}, {}, {"text": "a", "more": 1}):
        (outcome,) = thu.send(phone.item("message", survey.id, payload))
        assert outcome["outcome"] == "rejected", payload
    assert said(session) == []


def test_a_stranger_does_not_find_the_thread_and_other_roles_may_not_write(
    app: Flask, session: Session, cast: Cast, survey: Survey
) -> None:
    for person in (cast.far_supervisor, cast.stranger):
        client = signed_in(app, person)
        assert client.get(f"/surveys/{survey.id}/messages").status_code == 404
        assert post(client, survey, "Lạ").status_code == 404
    assert post(signed_in(app, cast.observer), survey, "Ý kiến").status_code == 403
    assert "Gửi lời nhắn" not in signed_in(app, cast.observer).get(f"/surveys/{survey.id}/messages").text
    assert signed_in(app, cast.collector).get(f"/surveys/{survey.id}/messages").status_code == 403
    (outcome,) = Phone(app, cast.stranger).send(from_phone(survey, "Lạ"))
    assert (outcome["outcome"], outcome["cause"]["code"]) == ("rejected", "not_found")
    (outcome,) = Phone(app, cast.village_head).send(from_phone(survey, "Cùng thôn"))
    assert (outcome["outcome"], outcome["cause"]["code"]) == ("rejected", "not_permitted")
    assert said(session) == []


def test_the_fragment_alone_answers_htmx(app: Flask, cast: Cast, survey: Survey) -> None:
    client = signed_in(app, cast.supervisor)
    headers = {"HX-Request": "true"}
    assert "<html" not in client.get(f"/surveys/{survey.id}/messages", headers=headers).text
    refused = client.post(f"/surveys/{survey.id}/messages", data={"text": ""}, headers=headers)
    assert (refused.status_code, refused.headers["X-Form"]) == (422, "messages")
    kept = client.post(f"/surveys/{survey.id}/messages", data={"text": "Được"}, headers=headers)
    assert kept.status_code == 200
    assert "Được" in kept.text

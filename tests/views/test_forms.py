"""The pages of the library of sheets: each act, for whom, and what is refused in words."""

from __future__ import annotations

import io
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gnbv.ids import new_id
from gnbv.models import Event, Form, FormStatus, FormVersion, RoundForm
from tests import factories
from tests.factories import Cast
from tests.sheets import CHOICES, q, workbook
from tests.signing_in import signed_in

SURVEY = [
    {"type": "begin_group", "name": "house", "label": "Nhà ở"},
    q("select_one yn", "own", label="Nhà của hộ?"),
    q("integer", "rooms", label="Mấy phòng?"),
    {"type": "end_group"},
]


def book(version: str = "1", survey: Any = None, **more: Any) -> bytes:
    return workbook(survey or SURVEY, settings={"version": version, "form_title": "Mẫu thử"}, **more)


def upload(client: FlaskClient, content: bytes, name: str = "thu.xlsx") -> TestResponse:
    return client.post(
        "/forms", data={"sheet": (io.BytesIO(content), name)}, content_type="multipart/form-data"
    )


def version_of(session: Session, version: str = "1") -> FormVersion:
    session.expire_all()
    return session.scalars(select(FormVersion).where(FormVersion.version == version)).one()


def kept(client: FlaskClient, session: Session, version: str = "1", **more: Any) -> FormVersion:
    assert upload(client, book(version, **more)).status_code == 303
    return version_of(session, version)


def test_an_uploaded_sheet_is_a_draft_until_it_is_published(desk: FlaskClient, session: Session) -> None:
    row = kept(desk, session)
    assert row.status is FormStatus.DRAFT and row.source and row.published_at is None
    page = desk.get(f"/forms/{row.id}").text
    assert "Bản thử" in page and "Phát hành bản 1" in page and "Nhà ở" in page
    assert "Mẫu thử" in desk.get("/forms").text
    assert desk.post(f"/forms/{row.id}/publication").status_code == 303
    row = version_of(session)
    assert row.status is FormStatus.PUBLISHED and row.published_at
    assert desk.post(f"/forms/{row.id}/publication").status_code == 303
    events = select(func.count()).select_from(Event).where(Event.action == "form.publish")
    assert session.scalar(events) == 1


def test_a_draft_is_replaced_and_a_published_version_is_not(desk: FlaskClient, session: Session) -> None:
    first = kept(desk, session)
    again = kept(desk, session, survey=[*SURVEY, q("text", "more")])
    assert again.id == first.id and "more" in {node["key"] for node in again.compiled["nodes"]}
    desk.post(f"/forms/{again.id}/publication")
    assert upload(desk, book(survey=[*SURVEY, q("text", "more")])).status_code == 303
    refused = upload(desk, book())
    assert refused.status_code == 409
    assert "đã phát hành với nội dung khác. Bản cũ giữ nguyên. Đổi số bản" in refused.text
    assert session.scalar(select(func.count()).select_from(FormVersion)) == 1


def test_problems_stand_beside_their_row(desk: FlaskClient, session: Session) -> None:
    refused = upload(
        desk, book(survey=[*SURVEY, q("text", "wrong", relevant="foo(${own})"), q("text", "x", relevant="(")])
    )
    assert refused.status_code == 422
    for words in ("survey", "wrong", "foo(${own})", "Hàm “foo” không được hỗ trợ."):
        assert words in refused.text, words
    assert session.scalar(select(func.count()).select_from(Form)) == 0


def test_versions_are_compared_question_by_question(desk: FlaskClient, session: Session) -> None:
    old = kept(desk, session)
    survey = [
        SURVEY[0],
        {**SURVEY[1], "label": "Nhà này của ai?"},
        q("text", "roof", label="Mái nhà"),
        SURVEY[3],
    ]
    new = kept(desk, session, "2", survey=survey)
    page = desk.get(f"/forms/{new.id}/comparison?with={old.id}").text
    for words in (
        "3 câu khác",
        "2 câu đổi nghĩa",
        "Nhà của hộ?",
        "Nhà này của ai?",
        "Mái nhà",
        "Không còn",
        "Câu mới",
    ):
        assert words in page, words
    assert (
        "Hai bản giống nhau"
        in desk.get(f"/forms/{kept(desk, session, '3').id}/comparison?with={old.id}").text
    )


def test_a_round_takes_a_new_version_and_keeps_accepting_the_old_one(
    desk: FlaskClient, session: Session, cast: Cast
) -> None:
    old, new = kept(desk, session), kept(desk, session, "2", survey=[*SURVEY, q("text", "more")])
    for row in (old, new):
        desk.post(f"/forms/{row.id}/publication")
    round_ = factories.open_round(session, cast, old.id, [])
    session.commit()
    assert round_.name in desk.get(f"/forms/{new.id}").text
    for _ in range(2):
        assert desk.post(f"/forms/{new.id}/rounds", data={"round": round_.id}).status_code == 303
    session.expire_all()
    assert round_.form_version_id == new.id
    assert set(session.scalars(select(RoundForm.form_version_id))) == {old.id, new.id}
    assert desk.post(f"/forms/{new.id}/retirement").status_code == 409
    assert desk.post(f"/forms/{old.id}/retirement").status_code == 303
    assert version_of(session).status is FormStatus.RETIRED
    assert desk.post(f"/forms/{old.id}/publication").status_code == 422


def test_a_round_refuses_drafts_other_forms_and_rounds_elsewhere(
    app: Flask, desk: FlaskClient, session: Session, cast: Cast
) -> None:
    old, draft = kept(desk, session), kept(desk, session, "2", survey=[*SURVEY, q("text", "more")])
    desk.post(f"/forms/{old.id}/publication")
    round_ = factories.open_round(session, cast, old.id, [])
    session.commit()
    assert desk.post(f"/forms/{draft.id}/rounds", data={"round": round_.id}).status_code == 422
    assert desk.post(f"/forms/{draft.id}/rounds", data={"round": "x"}).status_code == 422
    assert desk.post(f"/forms/{draft.id}/rounds", data={"round": new_id()}).status_code == 404
    far = factories.user(session, "dauxa", factories.Role.COORDINATOR, cast.far_commune)
    session.commit()
    desk.post(f"/forms/{draft.id}/publication")
    assert signed_in(app, far).post(f"/forms/{draft.id}/rounds", data={"round": round_.id}).status_code == 404
    session.expire_all()
    assert round_.form_version_id == old.id


def test_a_draft_can_be_thrown_away(desk: FlaskClient, session: Session) -> None:
    row = kept(desk, session)
    assert desk.post(f"/forms/{row.id}/retirement").status_code == 303
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(FormVersion)) == 0
    assert desk.get(f"/forms/{row.id}").status_code == 404


def test_the_workbook_comes_back_as_it_was(desk: FlaskClient, session: Session) -> None:
    content = book()
    upload(desk, content)
    answer = desk.get(f"/forms/{version_of(session).id}/sheet.xlsx")
    assert answer.data == content and "attachment" in answer.headers["Content-Disposition"]


def test_only_who_keeps_forms_sees_them(app: Flask, desk: FlaskClient, session: Session, cast: Cast) -> None:
    row = kept(desk, session)
    acts = [("get", ""), ("get", "/sheet.xlsx"), ("get", "/comparison"), ("post", "/publication"), ("post", "/retirement"),
            ("post", "/rounds"), ("get", "/preview"), ("get", "/preview/phone"), ("get", "/texts"),
            ("get", "/texts/table.xlsx"), ("post", "/texts")]  # fmt: skip
    for person in (cast.supervisor, cast.collector, cast.stranger):
        client = signed_in(app, person)
        assert client.get("/forms").status_code == upload(client, book()).status_code == 403
        for method, path in acts:
            assert getattr(client, method)(f"/forms/{row.id}{path}").status_code == 403, (
                person.username,
                path,
            )
    for method, path in acts:
        assert getattr(desk, method)(f"/forms/{new_id()}{path}").status_code == 404, path
    assert signed_in(app, cast.administrator).get(f"/forms/{row.id}").status_code == 200


def test_choices_do_not_fail_for_a_sheet_without_any(desk: FlaskClient, session: Session) -> None:
    row = kept(desk, session, survey=[q("text", "only")], choices=CHOICES[:0])
    assert (
        desk.get(f"/forms/{row.id}").status_code
        == desk.get(f"/forms/{row.id}/preview/phone").status_code
        == 200
    )

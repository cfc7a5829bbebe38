"""The office page of tasks."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Completion, Occurrence, OccurrenceStatus, Plan
from tests import plan_factory
from tests.factories import Cast
from tests.signing_in import signed_in

HTMX = {"HX-Request": "true"}


@pytest.fixture
def plan(session: Session, cast: Cast) -> Plan:
    made = plan_factory.plan(session, cast)
    session.commit()
    return made


@pytest.fixture
def turn(session: Session, plan: Plan) -> Occurrence:
    return plan_factory.turn(session, plan)


@pytest.fixture
def cadre(app: Flask, cast: Cast, plan: Plan) -> FlaskClient:
    return signed_in(app, cast.cadre)


def test_it_lists_turns_by_their_day(cadre: FlaskClient) -> None:
    page = cadre.get("/tasks").text
    assert "1 việc quá hạn" in page and "2 việc đang mở" in page
    assert "Quá 23 ngày: 30/9" in page and "(suy ra)" in page
    assert "Chủ trì: UBND xã" in page and "Phối hợp: Các thôn" in page
    assert "Văn bản không ghi sản phẩm" in page
    assert page.index("Tổ chức tập huấn") < page.index("Tuyên truyền ở thôn")


def test_it_finds_words_typed_without_tone_marks(cadre: FlaskClient) -> None:
    part = cadre.get("/tasks?q=tuyen truyen", headers=HTMX).text
    assert "Tuyên truyền ở thôn" in part and "Tổ chức tập huấn" not in part
    assert "<html" not in part and part.lstrip().startswith('<div id="task-list"')


def test_it_ticks_a_turn_and_takes_it_back(cadre: FlaskClient, session: Session, turn: Occurrence) -> None:
    act = f"/tasks/{turn.id}/completions"
    once = str(new_id())
    row = cadre.post(act, data={"id": once, "done_on": "2026-10-20", "note": "xong <b>"}, headers=HTMX)
    assert row.status_code == 200 and f'id="task-{turn.id}"' in row.text
    assert "Xong 20/10" in row.text and "xong &lt;b&gt;" in row.text and "Phạm Thị Cán" in row.text
    cadre.post(act, data={"id": once, "done_on": "2026-10-20"}, headers=HTMX)
    session.expire_all()
    assert len(session.scalars(select(Completion)).all()) == 1
    done = cadre.get("/tasks?show=done").text
    assert "Tổ chức tập huấn" in done

    answer = cadre.post(act, data={"id": str(new_id()), "undo": "yes", "note": "nhầm"})
    assert answer.status_code == 303
    session.expire_all()
    assert session.get(Occurrence, (1, turn.id)).status == OccurrenceStatus.OPEN  # type: ignore[union-attr]
    assert "bỏ đánh dấu" in cadre.get(f"/tasks/{turn.id}").text


@pytest.mark.parametrize(("day", "words"), [("2026-10-24", "Ngày xong chưa tới"), ("", "Chưa có ngày xong")])
def test_it_says_what_is_wrong_with_a_day(cadre: FlaskClient, turn: Occurrence, day: str, words: str) -> None:
    for headers in ({}, HTMX):
        answer = cadre.post(
            f"/tasks/{turn.id}/completions", data={"done_on": day, "note": "đã họp"}, headers=headers
        )
        assert answer.status_code == 422 and words in answer.text and "đã họp" in answer.text


def test_a_stranger_finds_nothing(app: Flask, cast: Cast, turn: Occurrence) -> None:
    far = signed_in(app, cast.stranger)
    assert "Tổ chức tập huấn" not in far.get("/tasks").text
    assert far.get(f"/tasks/{turn.id}").status_code == 404
    assert far.post(f"/tasks/{turn.id}/completions", data={"done_on": "2026-10-20"}).status_code == 404


def test_others_of_the_commune_read_but_may_not_tick(app: Flask, cast: Cast, turn: Occurrence) -> None:
    leader = signed_in(app, cast.leader)
    page = leader.get("/tasks").text
    assert "Tổ chức tập huấn" in page and "Đánh dấu hoàn thành" not in page
    assert leader.post(f"/tasks/{turn.id}/completions", data={"done_on": "2026-10-20"}).status_code == 403


def test_an_administrator_has_no_tasks_page(app: Flask, cast: Cast, turn: Occurrence) -> None:
    assert signed_in(app, cast.administrator).get("/tasks").status_code == 403


def test_nobody_is_sent_to_sign_in_for_nothing(client: FlaskClient, turn: Occurrence) -> None:
    assert client.get("/tasks").status_code in (302, 303, 401)


def test_a_plan_that_is_over_has_no_late_task(app: Flask, cast: Cast, session: Session) -> None:
    old = plan_factory.plan(session, cast, slug="ke-hoach-2024", year=2024)
    turn = plan_factory.turn(session, old)
    session.commit()
    client = signed_in(app, cast.cadre)
    assert "Không việc nào quá hạn" in client.get("/tasks").text
    ended = client.get("/tasks?show=ended").text
    assert "Đã hết thời hạn: 30/9/2024" in ended and "Đánh dấu hoàn thành" not in ended
    assert client.get(f"/tasks/{turn.id}").status_code == 200


def test_an_unknown_plan_or_state_is_no_error(cadre: FlaskClient) -> None:
    assert cadre.get("/tasks?plan=x&show=y&q=%00").status_code == 200
    assert "Không có việc nào ở đây" in cadre.get(f"/tasks?plan={new_id()}").text

"""The pages of a village's posting: one next step at a time, photos of the list where it hangs, each act refused to others."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.ids import new_id
from gnbv.models import HouseholdRead, Posting, PostingState, Role, VillageStage
from tests import factories
from tests.factories import Cast
from tests.posting_stage import HOUSE, JPEG, OFFICE, agreed_village, made, put_up
from tests.procedure_stage import Village
from tests.signing_in import signed_in


@pytest.fixture
def village(session: Session, cast: Cast) -> Village:
    return agreed_village(session, cast)


@pytest.fixture
def head(app: Flask, cast: Cast, village: Village) -> FlaskClient:
    """The village head's browser."""
    return signed_in(app, cast.village_head)


def home(village: Village) -> str:
    return f"/rounds/{village.round.id}/villages/{village.unit.id}/postings"


def act(place: str, on: str = "2026-10-19", **more: Any) -> dict[str, Any]:
    return {"place": place, "on": on, "time": "08:00", "photo": (BytesIO(JPEG), "anh.jpg"), **more}


def test_a_village_head_posts_a_list_from_the_first_press_to_the_last_word(
    session: Session, village: Village, head: FlaskClient
) -> None:
    assert "Lập danh sách niêm yết" in head.get(home(village)).text
    posting_id = new_id()
    for _ in range(2):
        assert head.post(home(village), data={"id": posting_id}).status_code == 303
    here = f"/postings/{posting_id}"
    for place in (HOUSE, OFFICE, OFFICE):
        assert head.post(f"{here}/up", data=act(place)).status_code == 303
    assert head.post(f"{here}/broadcasts", data={"on": "2026-10-19", "time": "17:00"}).status_code == 303
    page = head.get(here).text
    assert "Ghi đã gỡ" in page and "Đã qua 3 trên 3 ngày làm việc" in page and "chờ công nhận" in page
    for place in (HOUSE, OFFICE):
        assert head.post(f"{here}/down", data=act(place, "2026-10-23")).status_code == 303
    assert "Xác nhận không có khiếu nại" in head.get(here).text
    for _ in range(2):
        assert head.post(f"{here}/quiet").status_code == 303
    session.expire_all()
    assert village.review.stage is VillageStage.SUBMISSION
    assert session.scalar(select(func.count()).select_from(Posting)) == 1


def test_each_reading_of_the_list_is_logged_and_its_photo_is_shown_to_who_may_see_it(
    app: Flask, session: Session, cast: Cast, village: Village, head: FlaskClient
) -> None:
    posting = made(session, cast, village)
    session.commit()
    head.post(f"/postings/{posting.id}/up", data=act(HOUSE))
    page = signed_in(app, cast.observer).get(f"/postings/{posting.id}").text
    with db.engines["reads"].connect() as reads:
        rows = reads.execute(select(HouseholdRead.user_id, HouseholdRead.place)).all()
    assert rows.count((cast.observer.id, "posting")) == len(posting.rows) == 4
    address = page.split('src="/postings/')[1].split('"')[0]
    shown = head.get(f"/postings/{address}", buffered=True)
    assert (shown.status_code, shown.data, shown.headers["Cache-Control"]) == (200, JPEG, "no-store")
    assert "Ghi đã" not in page, "who only reads finds no act"


@pytest.mark.parametrize(
    ("path", "data", "words"),
    [
        ("up", {"place": HOUSE, "on": "2026-10-19", "time": "08:00"}, "Chưa có ảnh"),
        ("up", act(HOUSE, "2026-10-24"), "chưa tới"),
        ("up", act(HOUSE, on="mai"), "Chưa có gì thay đổi"),
        ("up", act(""), "treo ở đâu"),
        ("broadcasts", {"on": "2026-10-19", "time": "25:99"}, "Chưa có gì thay đổi"),
    ],
    ids=["no photo", "a day to come", "no day", "no place", "no time"],
)
def test_what_cannot_be_read_is_refused_in_words_and_nothing_is_lost(
    session: Session,
    cast: Cast,
    village: Village,
    head: FlaskClient,
    path: str,
    data: dict[str, Any],
    words: str,
) -> None:
    posting = made(session, cast, village)
    session.commit()
    if "photo" in data:
        data = {**data, "photo": (BytesIO(JPEG), "anh.jpg")}
    answer = head.post(f"/postings/{posting.id}/{path}", data=data)
    assert (answer.status_code, words in answer.text) == (422, True), answer.text
    session.expire_all()
    assert (posting.state, posting.places) == (PostingState.PREPARED, [])


def test_a_reason_stands_for_a_photo_that_nobody_could_take(
    session: Session, cast: Cast, village: Village, head: FlaskClient
) -> None:
    posting = made(session, cast, village)
    session.commit()
    sent = {"place": HOUSE, "on": "2026-10-19", "time": "08:00", "note": "máy hết pin"}
    assert head.post(f"/postings/{posting.id}/up", data=sent).status_code == 303
    assert "Không có ảnh: máy hết pin" in head.get(f"/postings/{posting.id}").text


def test_too_early_is_a_conflict_that_names_the_day(
    session: Session, cast: Cast, village: Village, head: FlaskClient
) -> None:
    posting = put_up(session, cast, village, day=factories.DAY)
    answer = head.post(f"/postings/{posting.id}/down", data=act(HOUSE, "2026-10-23"))
    assert (answer.status_code, "Gỡ từ ngày 29/10/2026" in answer.text) == (409, True)


def test_a_stranger_meets_404_and_a_wrong_role_403_at_every_act(
    app: Flask, session: Session, cast: Cast, village: Village
) -> None:
    posting = made(session, cast, village)
    factories.user(session, "dauxa", Role.COORDINATOR, cast.far_commune)
    session.commit()
    here = f"/postings/{posting.id}"
    acts = [home(village), *(f"{here}/{act}" for act in ("up", "down", "broadcasts", "quiet"))]
    pages = [
        home(village),
        here,
        *(f"{here}/{name}" for name in ("list", "script", "families", "families.pdf")),
    ]
    far = app.test_client()
    far.post("/login", data={"username": "dauxa", "password": factories.PASSWORD})
    assert {far.post(path, data={"id": new_id()}).status_code for path in acts} == {404}
    assert {far.get(path).status_code for path in pages} == {404}
    collector, observer = signed_in(app, cast.collector), signed_in(app, cast.observer)
    assert {collector.get(path).status_code for path in pages} == {403}
    assert {observer.post(path, data={"id": new_id()}).status_code for path in acts} == {403}
    assert {observer.get(path).status_code for path in pages[:-1]} == {200}

"""Petitions at the counter: numbered, promised an answer, screened, put on a list or answered; each act refused to others."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import (
    HouseholdClass,
    Petition,
    Role,
    Round,
)
from gnbv.rules.names import fold
from tests.factories import Cast, user
from tests.round_stage import build, official, paper, planned, taken
from tests.signing_in import signed_in


@pytest.fixture
def counter(app: Flask, cast: Cast) -> FlaskClient:
    """The cadre's browser at the counter."""
    return signed_in(app, cast.cadre)


@pytest.fixture
def round_(session: Session, cast: Cast, desk: FlaskClient) -> Round:
    return planned(session, cast, desk)


def test_it_numbers_a_petition_and_promises_an_answer_by_the_calendar(
    session: Session, cast: Cast, counter: FlaskClient
) -> None:
    row = taken(session, counter, paper(cast))
    assert (row.number, row.year, row.unit_id, row.household_id) == (
        1,
        2026,
        cast.commune.id,
        cast.unlisted.id,
    )
    # It came after the 15th: the next regular review begins on 15 November and takes 15 days.
    assert row.answer_by == date(2026, 11, 29)
    other = taken(session, counter, paper(cast, number="", applicant="Người Mới Về", kind="average"))
    assert (other.number, other.household_id, other.place) == (2, None, "Xóm thử, Thôn 1")
    last_year = taken(session, counter, paper(cast, applicant="Giấy Năm Trước", received_on="2025-12-01"))
    assert (last_year.year, last_year.number) == (2025, 1)


def test_the_same_paper_sent_twice_is_one_petition(
    session: Session, cast: Cast, counter: FlaskClient
) -> None:
    sent = paper(cast)
    taken(session, counter, sent)
    taken(session, counter, sent)
    assert session.scalar(select(func.count()).select_from(Petition)) == 1
    assert counter.post("/petitions", data={**sent, "applicant": "Người Khác"}).status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "x"},
        {"number": "999"},
        {"received_on": "2026-10-24"},
        {"received_on": "2024-01-01"},
        {"id": "x"},
        {"number": "", "applicant": ""},
    ],
)
def test_it_refuses_a_paper_that_says_too_little(
    cast: Cast, counter: FlaskClient, wrong: dict[str, str]
) -> None:
    assert counter.post("/petitions", data={**paper(cast), **wrong}).status_code == 422


def test_the_counter_is_warned_of_a_household_that_is_on_the_list(
    session: Session, cast: Cast, counter: FlaskClient, desk: FlaskClient, round_: Round
) -> None:
    official(session, cast.household, HouseholdClass.POOR)
    build(desk, round_)
    page = counter.get(f"/petitions/new?village={cast.village.id}&number=17").text
    assert "Hộ đã có trong danh sách: Rà soát định kỳ năm 2026" in page and "Đang là hộ nghèo" in page
    assert (
        "Hộ đã có trong danh sách"
        not in counter.get(f"/petitions/new?village={cast.village.id}&number=18").text
    )
    taken(session, counter, paper(cast))
    again = counter.get(f"/petitions/new?village={cast.village.id}&number=18").text
    assert "Hộ còn giấy số 1/2026 chưa trả lời" in again
    assert counter.get(f"/petitions/new?village={cast.far_village.id}&number=3").status_code == 404
    assert counter.get(f"/petitions/new?village={cast.village.id}&number=999").status_code == 422
    assert counter.get("/petitions/new").status_code == 200


def test_the_counter_finds_a_household_as_people_name_it_and_none_of_another_commune(
    session: Session, cast: Cast, counter: FlaskClient
) -> None:
    home = cast.household
    home.search_text = fold(home.head_name)
    session.commit()
    for text in (home.head_name, home.head_name.split()[-1].upper(), home.code, str(home.number)):
        page = counter.get("/petitions/new", query_string={"q": text}).text
        assert f"/petitions/new?village={home.unit_id}&amp;number={home.number}" in page, text
    far = counter.get("/petitions/new", query_string={"q": cast.far_household.code}).text
    assert "Không thấy hộ nào như vậy" in far and cast.far_household.head_name not in far
    assert counter.get("/petitions/new", query_string={"q": "%\0_"}).status_code == 200


def test_it_prints_a_receipt_with_the_number_and_the_day_of_answer(
    session: Session, cast: Cast, counter: FlaskClient
) -> None:
    row = taken(session, counter, paper(cast))
    page = counter.get(f"/petitions/{row.id}/receipt").text
    for words in (
        "Số 1/2026",
        "chậm nhất 29/11/2026",
        "Phạm Thị Cán",
        "QĐ 24/2021/QĐ-TTg",
        "chưa phải là kết quả công nhận",
    ):
        assert words in page, words
    assert "suy ra" not in page
    average = taken(session, counter, paper(cast, kind="average", applicant="Người Khác"))
    assert "(suy ra)" in counter.get(f"/petitions/{average.id}/receipt").text


def test_the_book_shows_what_waits_and_what_is_overdue(
    session: Session, cast: Cast, counter: FlaskClient
) -> None:
    taken(session, counter, paper(cast, received_on="2026-09-01"))
    taken(session, counter, paper(cast, applicant="Người Khác"))
    page = counter.get("/petitions").text
    assert "2 giấy chờ xử lý" in page and "1 giấy quá hạn trả lời" in page and "Quá hạn trả lời" in page
    assert "Người Khác" not in counter.get("/petitions?state=answered").text
    assert counter.get("/petitions?state=x").status_code == 422


def test_a_stranger_finds_none_of_it_and_another_role_may_not(
    app: Flask, session: Session, cast: Cast, counter: FlaskClient, round_: Round
) -> None:
    row = taken(session, counter, paper(cast))
    far = user(session, "dauxa", Role.COORDINATOR, cast.far_commune)
    session.commit()
    gets, posts = ("", "/receipt"), ("/screening", "/listing", "/answer")
    sent = {"round": str(round_.id), "answer": "x", "screening": "passed"}
    for who, status in (
        (cast.stranger, 404),
        (far, 404),
        (cast.collector, 404),
        (cast.supervisor, 403),
        (cast.observer, 403),
    ):
        client = signed_in(app, who)
        met = {client.get(f"/petitions/{row.id}{path}").status_code for path in gets}
        met |= {client.post(f"/petitions/{row.id}{path}", data=sent).status_code for path in posts}
        assert met == {status}, who.username
    assert {counter.post(f"/petitions/{row.id}{path}", data=sent).status_code for path in posts[1:]} == {403}
    assert signed_in(app, far).post("/petitions", data=paper(cast)).status_code == 404
    assert signed_in(app, cast.supervisor).post("/petitions", data=paper(cast)).status_code == 403

"""Two copies of one survey: both are kept, a person decides, the phone hears how it ended."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import Origin, Outcome, Result, Revision, Round, SurveyStatus
from gnbv.services import decisions
from tests.conflict_stage import TwoPhones, answers, kept
from tests.factories import Cast


@pytest.fixture
def two(app: Flask, cast: Cast, round_: Round) -> TwoPhones:
    return TwoPhones(app, cast, round_)


def test_it_lists_what_waits_in_words_and_counts_it_in_the_navigation(
    duyet: FlaskClient, two: TwoPhones, cast: Cast
) -> None:
    page = duyet.get("/conflicts").text
    assert "Hai máy của một người sửa cùng một phiếu" in page and "Lò Văn Thử" in page and two.path in page
    assert "Việc chờ xem lại</a>" not in page and 'Việc chờ xem lại <span class="count bad">1</span>' in page
    assert two.path not in duyet.get("/conflicts?kind=two_people").text
    assert two.path in duyet.get(f"/conflicts?kind=two_phones&unit={cast.village.id}").text
    assert two.path not in duyet.get(f"/conflicts?unit={cast.other_village.id}").text
    assert '<span class="count bad">1</span>' in duyet.get("/waiting").text


def test_it_shows_base_here_and_came_of_each_question_that_differs(
    duyet: FlaskClient, two: TwoPhones
) -> None:
    page = duyet.get(two.path).text
    assert "3 câu khác nhau" in page
    for words in ("Khác: cả hai bản đều đổi", "Khác: chỉ bản mới gửi đổi", "Khác: chỉ bản của xã đổi"):
        assert page.count(words) == 1
    table = page[page.index("Những câu khác nhau") : page.index("</table>")]
    for text in ("60", "55", "44", "90", "77"):
        assert text in table
    assert page.count("Lê Thị Thu") >= 2 and "Máy thử" in page
    assert page.count("<dt>Xã nhận lúc</dt>") == 2
    # The roster is the same: folded with all other answers that agree.
    assert "Trịnh Thị Bé" not in table and "Trịnh Thị Bé" in page


def test_it_keeps_what_is_here_and_tells_the_phone_why(
    duyet: FlaskClient, two: TwoPhones, session: Session
) -> None:
    assert two.post(duyet, "keep").status_code == 303
    survey, revision, here = answers(session)
    assert (str(revision.id), survey.status) == (two.here["id"], SurveyStatus.RECEIVED)
    assert here["house"]["floor_area"] == "55"
    row = kept(session, two.came["id"])
    assert row.body_sealed is not None and row.outcome is Outcome.CONFLICT and row.settled_at is not None
    receipt = two.receipt()
    assert receipt["settled"] and receipt["cause"]["code"] == "kept_here"
    assert "Xã giữ bản ngày" in receipt["cause"]["vi"] and "Đã gọi hỏi gia đình" in receipt["cause"]["vi"]
    assert two.two.send(two.came)[0]["outcome"] == "duplicate"
    assert "Đã quyết định" in duyet.get(two.path).text
    assert two.path in duyet.get("/conflicts?state=settled").text
    assert two.path not in duyet.get("/conflicts").text


def test_it_takes_what_came_as_the_next_revision(
    duyet: FlaskClient, two: TwoPhones, session: Session
) -> None:
    assert two.post(duyet, "take").status_code == 303
    survey, revision, here = answers(session)
    assert (str(revision.id), revision.number) == (two.came["id"], 3)
    assert str(revision.base_id) == two.here["id"] and revision.origin is Origin.PHONE
    assert here["house"]["floor_area"] == "44" and here["house"]["roof"] == "tile"
    assert (
        session.scalar(select(func.count()).select_from(Result).where(Result.revision_id == revision.id)) == 1
    )
    assert survey.status is SurveyStatus.RECEIVED
    assert two.receipt()["outcome"] == "accepted" and two.receipt()["cause"]["code"] == "taken_here"
    assert two.two.send(two.came)[0]["outcome"] == "duplicate"


def test_it_makes_an_office_revision_of_single_answers_and_scores_it_again(
    duyet: FlaskClient, two: TwoPhones, cast: Cast, session: Session
) -> None:
    form = {"pick:electricity_kwh": "came", "pick:floor_area": "here", "pick:roof": "here"}
    assert two.post(duyet, "picks", **form).status_code == 303
    survey, revision, here = answers(session)
    assert here["house"]["floor_area"] == "55" and here["house"]["roof"] == "sheet"
    assert here["utilities"]["electricity_kwh"] == "77"
    assert (revision.number, revision.origin, revision.author_id) == (3, Origin.OFFICE, cast.supervisor.id)
    assert str(revision.base_id) == two.here["id"] and revision.notes["reason"] == "Đã gọi hỏi gia đình"
    assert (
        session.scalar(select(func.count()).select_from(Result).where(Result.revision_id == revision.id)) == 1
    )
    assert session.scalar(select(func.count()).select_from(Revision)) == 3
    assert survey.status is SurveyStatus.RECEIVED
    assert "lấy 1 câu từ bản này, thành lần sửa 3" in two.receipt()["cause"]["vi"]
    entry = next(one["data"] for one in two.two.kit()["entries"] if one["type"] == "survey")
    assert entry["revision"]["answers"]["utilities"]["electricity_kwh"] == "77"
    decisions.approve(session, cast.actor(cast.supervisor), survey, revision.id)


@pytest.mark.parametrize("act", ["keep", "take", "picks"])
def test_it_asks_for_a_reason_and_keeps_what_was_picked(
    duyet: FlaskClient, two: TwoPhones, session: Session, act: str
) -> None:
    answer = two.post(duyet, act, reason=" ", **{"pick:floor_area": "came"})
    assert answer.status_code == 422 and "Chưa ghi lý do" in answer.text
    assert 'name="pick:floor_area" value="came" required checked' in answer.text
    assert kept(session, two.came["id"]).settled_at is None


def test_it_refuses_a_picking_of_nothing_and_of_what_is_no_question(
    duyet: FlaskClient, two: TwoPhones, session: Session
) -> None:
    here = {"pick:floor_area": "here"}
    for form in (here, {**here, "pick:no_such": "came", "pick:member@zz": "came"}):
        answer = two.post(duyet, "picks", **form)
        assert answer.status_code == 422 and "Chưa lấy câu nào" in answer.text
    # Both sides changed the area: nobody but a person may say which one counts.
    answer = two.post(duyet, "picks", **{"pick:electricity_kwh": "came"})
    assert answer.status_code == 422 and "Còn 1 câu mà hai bản đều đổi chưa chọn" in answer.text
    assert answer.text.count(" required checked>") == 2
    assert session.scalar(select(func.count()).select_from(Revision)) == 2


def test_it_says_when_the_clock_of_a_phone_was_wrong(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    two = TwoPhones(app, cast, round_)
    assert "Đồng hồ máy lệch" not in duyet.get(two.path).text
    kept(session, two.came["id"]).skew_seconds = -26 * 3600
    session.commit()
    page = duyet.get(two.path).text
    assert page.count("Đồng hồ máy lệch") == 1 and "Chậm 1 ngày 2 giờ so với giờ của xã" in page

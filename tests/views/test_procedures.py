"""Pages of the procedure: the board, a village with what is missing, steps forth and back, days off, the month's round."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from gnbv.models import RoundStatus, VillageReview, VillageStage
from tests import procedure_papers as papers
from tests import procedure_stage as stage
from tests.factories import TENANT, Cast
from tests.signing_in import signed_in

S = VillageStage


@pytest.fixture
def village(session: Session, cast: Cast) -> stage.Village:
    made = stage.approved_village(session, cast)
    session.commit()
    return made


@pytest.fixture
def desk(app: Flask, cast: Cast) -> FlaskClient:
    return signed_in(app, cast.coordinator)


def page(village: stage.Village) -> str:
    return f"/rounds/{village.round.id}/villages/{village.unit.id}/procedure"


def fresh(session: Session, village: stage.Village) -> VillageReview:
    session.expire_all()
    return session.get_one(VillageReview, (TENANT, village.review.id))


def test_the_board_says_how_much_time_is_left_and_who_is_late(
    session: Session, village: stage.Village, desk: FlaskClient
) -> None:
    shown = desk.get(f"/rounds/{village.round.id}/procedure").text
    # Friday 23/10; the collectors' deadline is Saturday 31/10: five working days.
    assert "còn 5 ngày làm việc" in shown
    assert "Mời họp dân" in shown
    assert desk.get("/procedure").text.count("Thôn 1") == shown.count("Thôn 1")
    village.round.village_deadline = stage.DAY.replace(day=20)
    session.commit()
    late = desk.get(f"/rounds/{village.round.id}/procedure").text
    assert "1 thôn trễ" in late
    assert "trễ 3 ngày làm việc" in late


def test_the_village_head_sees_what_is_missing_and_takes_the_step(
    app: Flask, session: Session, cast: Cast, village: stage.Village
) -> None:
    head = signed_in(app, cast.village_head)
    assert "Đã đủ điều kiện" in head.get(page(village)).text
    for _twice in range(2):
        assert head.post(f"{page(village)}/steps", data={"to": "meeting"}).status_code == 303
    assert fresh(session, village).stage is S.MEETING
    shown = head.get(page(village)).text
    assert "Chưa có biên bản họp dân đã ký" in shown
    refused = head.post(f"{page(village)}/steps", data={"to": "minutes"})
    assert refused.status_code == 422
    assert "chưa có biên bản họp dân đã ký" in refused.text
    early = head.post(f"{page(village)}/steps", data={"to": "recognition"})
    assert early.status_code == 409
    assert "Bước tiếp theo là “Đã có biên bản”" in early.text


def test_a_step_back_is_the_commune_s_with_a_reason_and_stays_in_the_history(
    app: Flask, session: Session, cast: Cast, village: stage.Village, desk: FlaskClient
) -> None:
    stage.stand_at(session, village.review, S.MINUTES)
    session.commit()
    sent = {"to": "survey", "reason": "Bỏ sót hộ 120"}
    assert signed_in(app, cast.village_head).post(f"{page(village)}/back", data=sent).status_code == 403
    assert desk.post(f"{page(village)}/back", data={"to": "survey"}).status_code == 422
    for _twice in range(2):
        assert desk.post(f"{page(village)}/back", data=sent).status_code == 303
    shown = desk.get(page(village)).text
    assert "Lùi từ “Đã có biên bản” về “Đang rà soát”" in shown
    assert shown.count("Lý do: Bỏ sót hộ 120") == 1


def test_others_meet_the_wrong_role_or_nothing(app: Flask, cast: Cast, village: stage.Village) -> None:
    collector, far = signed_in(app, cast.collector), signed_in(app, cast.far_supervisor)
    assert collector.get(page(village)).status_code == 403
    assert far.get(page(village)).status_code == 404
    assert far.get(f"/rounds/{village.round.id}/procedure").status_code == 404
    observer = signed_in(app, cast.observer)
    assert observer.get(page(village)).status_code == 200
    assert observer.post(f"{page(village)}/steps", data={"to": "meeting"}).status_code == 403
    assert far.post(f"{page(village)}/steps", data={"to": "meeting"}).status_code == 404


def test_after_closing_the_page_is_read_and_no_step_is_taken(
    session: Session, village: stage.Village, desk: FlaskClient
) -> None:
    village.round.status = RoundStatus.CLOSED
    session.commit()
    assert "Chuyển sang bước" not in desk.get(page(village)).text
    refused = desk.post(f"{page(village)}/steps", data={"to": "meeting"})
    assert refused.status_code == 409
    assert "đã khép" in refused.text


def test_days_off_are_kept_by_the_commune_and_deadlines_follow(
    app: Flask, cast: Cast, village: stage.Village, desk: FlaskClient
) -> None:
    days = f"/units/{cast.commune.id}/days"
    assert "Tết Nguyên Đán" in desk.get(days).text
    sent = {"on": "2026-10-28", "is_working": "no", "name": "Lễ hội", "source": "QĐ 5/QĐ-UBND"}
    assert desk.post(days, data={**sent, "name": ""}).status_code == 422
    assert desk.post(days, data={**sent, "on": "2026-13-01"}).status_code == 422
    for _twice in range(2):
        assert desk.post(days, data=sent).status_code == 303
    assert "còn 4 ngày làm việc" in desk.get(f"/rounds/{village.round.id}/procedure").text
    assert signed_in(app, cast.cadre).post(days, data=sent).status_code == 403
    assert signed_in(app, cast.far_supervisor).get(days).status_code == 404


def test_the_superior_s_opinion_is_off_until_the_commune_says_so(
    app: Flask, session: Session, cast: Cast, desk: FlaskClient
) -> None:
    where = f"/units/{cast.commune.id}/procedure"
    assert "không còn cấp huyện" in desk.get(where).text
    sent = {"kind": "annual", "on": "superior_opinion", "reason": "CV 7/UBND tỉnh"}
    assert desk.post(where, data={**sent, "reason": ""}).status_code == 422
    for _twice in range(2):
        assert desk.post(where, data=sent).status_code == 303
    session.expire_all()
    assert cast.session.merge(cast.commune).settings["procedure"]["annual"] == {"superior_opinion": True}
    assert signed_in(app, cast.village_head).get(where).status_code == 404
    assert signed_in(app, cast.cadre).post(where, data=sent).status_code == 403


def test_what_a_posting_says_stands_on_the_board(
    session: Session, village: stage.Village, desk: FlaskClient
) -> None:
    stage.stand_at(session, village.review, S.POSTING)
    papers.posted(session, village.review, papers.PostingState.UP, up_on=stage.DAY.replace(day=21))
    session.commit()
    shown = desk.get(f"/rounds/{village.round.id}/procedure").text
    assert "ngày 2 trên 3" in shown
    assert "Gỡ niêm yết từ 27/10" in shown


def test_no_way_is_shown_that_ends_in_a_refusal(
    app: Flask, session: Session, cast: Cast, village: stage.Village, desk: FlaskClient
) -> None:
    stage.stand_at(session, village.review, S.SUBMISSION)
    session.commit()
    way = f"/rounds/{village.round.id}/recognitions"
    assert way in desk.get(page(village)).text
    seen = signed_in(app, cast.village_head).get(page(village)).text
    assert way not in seen
    assert "Việc này UBND xã làm." in seen

"""A household that changed hands while its collector had no network, and a round that closed over drafts: what arrives
is kept, and everybody is told in words what became of it and what to do."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.models import Assignment, Role, Round, Survey, SurveyStatus, User
from gnbv.services.canonical import digest
from gnbv.services.sync_schema import instant_text
from tests import factories, phone
from tests.factories import Cast
from tests.phone import Phone
from tests.signing_in import signed_in

PARTS = ("kind", "subject", "base", "made_at", "utc_offset", "payload")


@pytest.fixture
def heir(session: Session, cast: Cast) -> User:
    """The collector who gets the village."""
    person = factories.user(session, "moi", Role.COLLECTOR, cast.village, name="Hoàng Thị Mới")
    session.commit()
    return person


@pytest.fixture
def first(app: Flask, cast: Cast, round_: Round) -> Phone:
    """The collector's phone: it fetched the kit and went where there is no network."""
    who = Phone(app, cast.collector)
    assert who.kit()["count"]
    return who


def handed_on(desk: FlaskClient, round_: Round, cast: Cast, heir: User) -> None:
    sent = {"give": f"{cast.household.id}:{heir.id}", "purpose": "main"}
    answer = desk.post(f"/rounds/{round_.id}/assignments", data=sent)
    assert answer.status_code == 303, answer.text


def inbox(app: Flask, person: User) -> str:
    return words(signed_in(app, person).get("/inbox").text)


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def told(answer: dict[str, Any]) -> tuple[str, str]:
    return answer["outcome"], answer["cause"]["vi"]


def test_work_of_a_village_that_changed_hands_is_kept_and_both_are_told(
    app: Flask, session: Session, cast: Cast, round_: Round, desk: FlaskClient, first: Phone, heir: User
) -> None:
    made = phone.survey(cast, round_)
    handed_on(desk, round_, cast, heir)
    (seen,) = first.send(phone.visit(cast, round_))
    assert seen["outcome"] == "accepted"
    assert told(first.send(made)[0]) == (
        "held",
        "Hộ này đã giao lại cho người khác trước khi phiếu tới. Xã đã giữ nguyên phiếu. "
        "Người duyệt sẽ xem rồi nhận hoặc trả lại, không phải làm gì.",
    )
    mine = inbox(app, cast.collector)
    assert "1 hộ trong Rà soát định kỳ năm 2026 đã giao cho người khác." in mine
    assert "Phiếu trên máy vẫn giữ; hộ nào đã làm xong thì cứ gửi, xã sẽ xem." in mine
    assert "Xã đã giữ phiếu hộ 017, Thôn 1, chờ người phụ trách xem." in mine
    theirs = inbox(app, heir)
    assert "Được giao 1 hộ trong Rà soát định kỳ năm 2026." in theirs
    assert "Lê Thị Thu đã gửi phiếu hộ 017, Thôn 1, làm từ trước khi giao lại." in theirs
    assert "hỏi người duyệt trước khi đến hộ này" in theirs


def test_what_was_kept_is_taken_in_and_the_heir_need_not_go(
    app: Flask, session: Session, cast: Cast, round_: Round, desk: FlaskClient, first: Phone, heir: User, duyet: FlaskClient
) -> None:  # fmt: skip
    made = phone.survey(cast, round_)
    handed_on(desk, round_, cast, heir)
    first.send(made)
    page = duyet.get(f"/surveys/{made['subject']}").text
    assert "Hộ này đã giao lại cho người khác" in words(page)
    assert duyet.post(f"/surveys/{made['subject']}/release", data={"revision": made["id"]}).status_code == 303
    assert session.scalars(select(Survey.status)).all() == [SurveyStatus.RECEIVED]
    assert "Xã đã nhận phiếu hộ 017, Thôn 1 từng được giữ lại." in inbox(app, cast.collector)
    met = Phone(app, heir).send(phone.survey(cast, round_, {"house.roof": "leaf"}))[0]
    assert met["outcome"] == "conflict" and "Cả hai phiếu đều được giữ" in met["cause"]["vi"]


def test_who_sent_already_corrects_what_was_returned_although_the_village_changed_hands(
    app: Flask, session: Session, cast: Cast, round_: Round, desk: FlaskClient, first: Phone, heir: User, duyet: FlaskClient
) -> None:  # fmt: skip
    made = phone.survey(cast, round_)
    assert first.send(made)[0]["outcome"] == "accepted"
    page = f"/surveys/{made['subject']}"
    assert (
        duyet.post(f"{page}/return", data={"revision": made["id"], "note": "Hỏi lại mái"}).status_code == 303
    )
    handed_on(desk, round_, cast, heir)
    fixed = phone.survey(cast, round_, {"house.roof": "leaf"}, subject=made["subject"], base=made["id"])
    assert first.send(fixed)[0]["outcome"] == "accepted"
    assert session.scalars(select(Survey.status)).all() == [SurveyStatus.RECEIVED]


def test_a_correction_that_crossed_a_return_without_comments_says_it_was_not_read(
    app: Flask, session: Session, cast: Cast, round_: Round, first: Phone, duyet: FlaskClient
) -> None:
    made = phone.survey(cast, round_)
    first.send(made)
    crossed = phone.survey(cast, round_, {"house.roof": "leaf"}, subject=made["subject"], base=made["id"])
    page = f"/surveys/{made['subject']}"
    assert (
        duyet.post(f"{page}/return", data={"revision": made["id"], "note": "Hỏi lại mái"}).status_code == 303
    )
    assert first.send(crossed)[0]["outcome"] == "accepted"
    told = words(duyet.get(page).text)
    assert "Hỏi lại mái" in told
    assert "Bản này làm xong trước khi lời trả lại tới máy: người rà soát chưa đọc lời đó." in told
    again = phone.survey(cast, round_, subject=made["subject"], base=crossed["id"])
    assert (
        duyet.post(f"{page}/return", data={"revision": crossed["id"], "note": "Và tường"}).status_code == 303
    )
    again["made_at"] = instant_text(now())
    again["sha256"] = digest({key: again[key] for key in PARTS})
    assert first.send(again)[0]["outcome"] == "accepted"
    assert words(duyet.get(page).text).count("chưa đọc lời đó") == 1


def test_a_household_taken_back_says_so_and_its_work_is_kept(
    app: Flask, session: Session, cast: Cast, round_: Round, desk: FlaskClient, first: Phone
) -> None:
    sent = {"home": [str(cast.household.id)], "reason": "Nghỉ ốm", "purpose": "main"}
    assert desk.post(f"/rounds/{round_.id}/assignments/closing", data=sent).status_code == 303
    assert session.scalars(select(Assignment.close_reason).where(Assignment.closed_at.is_not(None))).all()
    assert "1 hộ trong Rà soát định kỳ năm 2026 đã được thu lại." in inbox(app, cast.collector)
    outcome, cause = told(first.send(phone.survey(cast, round_))[0])
    assert outcome == "held" and cause.startswith("Hộ này đã được thu lại trước khi phiếu tới.")


def test_nobody_is_told_of_a_back_check(
    app: Flask, session: Session, cast: Cast, round_: Round, desk: FlaskClient, first: Phone, heir: User
) -> None:
    """Who was interviewed first must not hear that somebody goes there anew."""
    sent = {"give": f"{cast.household.id}:{heir.id}", "purpose": "back_check"}
    assert desk.post(f"/rounds/{round_.id}/assignments", data=sent).status_code == 303
    assert first.send(phone.survey(cast, round_))[0]["outcome"] == "accepted"
    assert "giao" not in inbox(app, cast.collector).replace("Được giao", "")


def test_drafts_of_a_closed_round_are_held_and_taken_when_it_opens_again(
    app: Flask,
    session: Session,
    cast: Cast,
    round_: Round,
    desk: FlaskClient,
    first: Phone,
    duyet: FlaskClient,
) -> None:
    assert first.send(phone.progress(cast, round_))[0]["outcome"] == "accepted"
    assert "Bản nháp đang trên máy 1" in words(desk.get(f"/rounds/{round_.id}/plan").text)
    assert desk.post(f"/rounds/{round_.id}/closure").status_code == 303
    made = phone.survey(cast, round_)
    assert told(first.send(made)[0]) == (
        "held",
        "Đợt rà soát đã khép khi phiếu tới. Xã đã giữ phiếu. Người duyệt sẽ quyết định có nhận hay không.",
    )
    assert "Đợt rà soát đã khép khi phiếu tới" in words(duyet.get(f"/surveys/{made['subject']}").text)
    again = {"reason": "Còn hộ chưa gửi", "closes_on": "2026-11-30"}
    assert desk.post(f"/rounds/{round_.id}/reopening", data=again).status_code == 303
    assert duyet.post(f"/surveys/{made['subject']}/release", data={"revision": made["id"]}).status_code == 303
    late = phone.survey(cast, round_, household=str(cast.others_household.id))
    assert Phone(app, cast.other_collector).send(late)[0]["outcome"] == "accepted"
    assert {row.status for row in session.scalars(select(Survey))} == {SurveyStatus.RECEIVED}

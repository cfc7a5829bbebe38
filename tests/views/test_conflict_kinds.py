"""Two people at one household, one id with two contents, one tick written in two ways."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Assignment, Completion, Occurrence, OccurrenceStatus, Round, Survey, SurveyStatus
from gnbv.services import decisions
from tests import factories, phone
from tests.conflict_stage import answers, kept
from tests.factories import Cast
from tests.phone import Phone
from tests.plan_factory import plan, turn
from tests.signing_in import signed_in

REASON = {"reason": "Trưởng thôn gặp đủ người."}


class Rivals:
    """The collector was first, the village head sent a second survey of the same household."""

    def __init__(self, app: Flask, cast: Cast, round_: Round, session: Session) -> None:
        session.add(
            Assignment(
                tenant=1,
                round_id=round_.id,
                household_id=cast.household.id,
                user_id=cast.village_head.id,
                assigned_at=factories.NOW,
            )
        )
        session.commit()
        self.first, self.second = Phone(app, cast.collector), Phone(app, cast.village_head)
        self.one = phone.survey(cast, round_)
        self.two = phone.survey(cast, round_, {"house.floor_area": "44"})
        assert self.first.send(self.one)[0]["outcome"] == "accepted"
        assert self.second.send(self.two)[0]["cause"]["code"] == "rival_survey"
        self.path = f"/conflicts/{self.two['id']}"

    def statuses(self, session: Session) -> list[SurveyStatus]:
        session.expire_all()
        return [session.get_one(Survey, (1, UUID(one["subject"]))).status for one in (self.one, self.two)]


@pytest.fixture
def rivals(app: Flask, cast: Cast, round_: Round, session: Session) -> Rivals:
    return Rivals(app, cast, round_, session)


def receipt_of(who: Phone, item: dict[str, Any]) -> dict[str, Any] | None:
    found = [one["data"] for one in who.kit()["entries"] if one["type"] == "receipt"]
    return next((one for one in found if one["item"] == item["id"]), None)


def test_it_lets_a_person_choose_the_later_of_two_surveys(
    duyet: FlaskClient, rivals: Rivals, session: Session
) -> None:
    page = duyet.get(rivals.path).text
    assert "Một hộ có hai phiếu" in page and "1 câu khác nhau" in page
    assert page.count("Chọn phiếu này") == 2 + 1  # a button each, and the sentence that names it
    assert duyet.post(f"{rivals.path}/choice", data={"chosen": rivals.two["subject"]}).status_code == 422
    form = {**REASON, "chosen": rivals.two["subject"]}
    assert duyet.post(f"{rivals.path}/choice", data=form).status_code == 303
    assert rivals.statuses(session) == [SurveyStatus.WITHDRAWN, SurveyStatus.RECEIVED]
    lost, won = receipt_of(rivals.first, rivals.one), receipt_of(rivals.second, rivals.two)
    assert lost and lost["settled"] and lost["cause"]["code"] == "other_chosen"
    assert "Trưởng thôn gặp đủ người" in lost["cause"]["vi"]
    assert won and won["outcome"] == "accepted" and won["cause"]["code"] == "chosen"
    assert rivals.second.send(rivals.two)[0]["outcome"] == "duplicate"
    assert rivals.first.send(rivals.one)[0]["outcome"] == "duplicate"
    assert duyet.post(f"{rivals.path}/choice", data=form).status_code == 409
    assert "Đã quyết định" in duyet.get(rivals.path).text


def test_it_lets_a_person_stay_with_the_first_of_two_surveys(
    duyet: FlaskClient, rivals: Rivals, session: Session
) -> None:
    form = {**REASON, "chosen": rivals.one["subject"]}
    assert duyet.post(f"{rivals.path}/choice", data=form).status_code == 303
    assert rivals.statuses(session) == [SurveyStatus.RECEIVED, SurveyStatus.WITHDRAWN]
    lost = receipt_of(rivals.second, rivals.two)
    assert lost and lost["settled"] and lost["cause"]["code"] == "other_chosen"
    assert rivals.path not in duyet.get("/conflicts").text
    # Whoever lost may still read why; nothing of the other's answers is in it.
    assert "44" not in lost["cause"]["vi"]


def test_it_never_hands_one_persons_answers_to_the_other(rivals: Rivals) -> None:
    for who, own in ((rivals.first, rivals.one), (rivals.second, rivals.two)):
        found = [one["data"] for one in who.kit()["entries"] if one["type"] == "survey"]
        assert [one["id"] for one in found] == [own["subject"]]


def test_it_does_not_drop_an_approved_survey_for_its_rival(
    app: Flask, duyet: FlaskClient, rivals: Rivals, cast: Cast, session: Session
) -> None:
    main = session.get_one(Survey, (1, UUID(rivals.one["subject"])))
    decisions.approve(session, cast.actor(cast.supervisor), main, UUID(rivals.one["id"]))
    session.commit()
    form = {**REASON, "chosen": rivals.two["subject"]}
    assert duyet.post(f"{rivals.path}/choice", data=form).status_code == 409
    assert (
        duyet.post(f"{rivals.path}/choice", data={**form, "chosen": str(cast.household.id)}).status_code
        == 404
    )
    assert signed_in(app, cast.far_supervisor).post(f"{rivals.path}/choice", data=form).status_code == 404
    assert signed_in(app, cast.village_head).post(f"{rivals.path}/choice", data=form).status_code == 403
    form["chosen"] = rivals.one["subject"]
    assert duyet.post(f"{rivals.path}/choice", data=form).status_code == 303
    assert rivals.statuses(session) == [SurveyStatus.APPROVED, SurveyStatus.WITHDRAWN]


def test_it_keeps_a_second_content_under_one_id_and_tells_the_phone_by_that_id(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    who = Phone(app, cast.collector)
    first = phone.survey(cast, round_)
    other = phone.survey(
        cast, round_, {"house.floor_area": "44"}, subject=first["subject"], id_=UUID(first["id"])
    )
    assert who.send(first)[0]["outcome"] == "accepted"
    assert who.send(other)[0]["cause"]["code"] == "same_id"
    listed = duyet.get("/conflicts").text
    assert "Một mã mà hai nội dung" in listed
    path = listed.split('href="/conflicts/')[1].split('"')[0]
    answer = duyet.post(f"/conflicts/{path}/take", data={**REASON, "revision": first["id"]})
    assert answer.status_code == 303
    _survey, revision, here = answers(session)
    assert here["house"]["floor_area"] == "44" and revision.number == 2 and str(revision.id) == path
    receipt = receipt_of(who, first)
    assert receipt and receipt["cause"]["code"] == "taken_here"
    assert who.send(other)[0]["outcome"] == "duplicate"


def test_it_settles_a_tick_that_was_written_in_two_ways(
    app: Flask, cast: Cast, round_: Round, session: Session
) -> None:
    occurrence = turn(session, plan(session, cast))
    session.commit()
    who = Phone(app, cast.cadre)
    done = phone.item("completion", occurrence.id, {"note": "Đã họp", "done_on": "2026-10-22", "undo": False})
    undo = {"note": "Chưa họp", "done_on": "2026-10-22", "undo": True}
    other = phone.item("completion", occurrence.id, undo, id_=UUID(done["id"]))
    assert who.send(done)[0]["outcome"] == "accepted"
    assert who.send(other)[0]["outcome"] == "conflict"
    dau = signed_in(app, cast.coordinator)
    listed = dau.get("/conflicts").text
    path = "/conflicts/" + listed.split('href="/conflicts/')[1].split('"')[0]
    page = dau.get(path).text
    assert "Đã họp" in page and "Chưa họp" in page
    assert dau.post(f"{path}/keep", data={"reason": ""}).status_code == 422
    assert dau.post(f"{path}/take", data=REASON).status_code == 303
    session.expire_all()
    assert len(session.scalars(select(Completion)).all()) == 2
    assert session.get_one(Occurrence, (1, occurrence.id)).status is OccurrenceStatus.OPEN
    assert kept(session, path.split("/")[-1]).settled_at is not None
    assert receipt_of(who, done)
    assert dau.post(f"{path}/take", data=REASON).status_code == 409

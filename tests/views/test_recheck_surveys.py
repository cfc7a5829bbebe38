"""The phone of whoever checks a home again after a complaint: names and nothing of the first answers; its sheet waits for a
supervisor like a main one, and not beside it."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Purpose, Round, Survey, SurveyStatus
from gnbv.services import assignments
from tests.back_check_stage import second_collector
from tests.factories import Cast
from tests.phone import Phone, survey
from tests.signing_in import signed_in


def test_the_recheck_travels_without_the_first_answers_and_waits_in_the_queue(
    app: Flask, session: Session, cast: Cast, round_: Round, phone: Phone
) -> None:
    cast.household.facts = {"walls": "brick"}
    session.commit()
    assert phone.send(survey(cast, round_))[0]["outcome"] == "accepted"
    ba, desk = second_collector(session, cast), cast.actor(cast.coordinator)
    assignments.assign(session, desk, round_, [cast.household.id], ba.id, purpose=Purpose.RECHECK)
    session.commit()
    second = Phone(app, ba)
    entries = second.kit()["entries"]
    (given,) = [one["data"] for one in entries if one["type"] == "assignment"]
    home = next(one["data"] for one in entries if one["id"] == str(cast.household.id))
    assert (given["purpose"], home["last"], home["reason"]) == ("recheck", None, None)
    assert all(set(member) == {"person", "name"} for member in home["members"])
    assert phone.send(survey(cast, round_, purpose="recheck"))[0]["cause"]["code"] == "own_check"
    assert second.send(survey(cast, round_, purpose="recheck"))[0]["outcome"] == "accepted"
    rows = session.scalars(select(Survey).where(Survey.purpose == Purpose.RECHECK)).all()
    assert [(one.collector_id, one.status, one.is_rival) for one in rows] == [
        (ba.id, SurveyStatus.RECEIVED, False)
    ]
    page = signed_in(app, cast.supervisor).get("/surveys").text
    assert str(rows[0].id) in page

"""Flags of surveys that arrive: raised once, kept with their evidence, held where the round says so."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Flag, Household, Round, Survey, SurveyStatus, Trace, TracePerson
from gnbv.services import quality
from tests.factories import Cast, assign
from tests.phone import Phone, season, survey

SLOW = {"started_at": "2026-10-23T02:00:00Z", "finished_at": "2026-10-23T02:41:00Z"}


def meta(**more: Any) -> dict[str, Any]:
    return {"today": "2026-10-23", "renderer": 1, "later": [], "notes": {}, **SLOW, **more}


def codes(session: Session, survey_id: str) -> set[str]:
    session.expire_all()
    return {flag.code for flag in session.scalars(select(Flag)) if str(flag.survey_id) == survey_id}


def second_home(session: Session, cast: Cast, round_: Round) -> Household:
    assign(session, round_, cast.unlisted, cast.collector)
    session.commit()
    return cast.unlisted


def test_it_raises_nothing_on_a_calm_sheet(app: Flask, session: Session, cast: Cast) -> None:
    item = survey(cast, season(session, cast), meta=meta())
    assert Phone(app, cast.collector).send(item)[0]["outcome"] == "accepted"
    assert codes(session, item["subject"]) <= {"members_gone", "close_to_line", "two_steps"}


def test_it_keeps_each_flag_with_its_evidence(app: Flask, session: Session, cast: Cast) -> None:
    pace = [[f"q{number}", 400] for number in range(30)]
    changed = ["walls", "roof"]
    item = survey(
        cast, season(session, cast), meta=meta(pace=pace, changed_after_score=changed, finished_at="2026-10-23T02:02:00Z")
    )  # fmt: skip
    Phone(app, cast.collector).send(item)
    flags = {flag.code: flag for flag in session.scalars(select(Flag))}
    assert {"fast_survey", "fast_questions", "changed_after_score"} <= flags.keys()
    assert flags["fast_questions"].evidence["fast"] == 29
    assert quality.words(flags["changed_after_score"], "vi") == "Sửa 2 câu sau khi thấy điểm."


def test_it_sees_the_same_spot_the_same_answers_and_the_same_photo(
    app: Flask, session: Session, cast: Cast
) -> None:
    round_ = season(session, cast)
    other = second_home(session, cast, round_)
    round_.settings = {"quality": {"one_spot": {"homes": 1}}}
    session.commit()
    phone = Phone(app, cast.collector)
    photo = {"ref": "house_photo", "sha256": "a" * 64, "size": 9, "type": "image/jpeg"}
    where = {"position": {"point": "19.900000 105.600000 0.0 6.0", "at": "2026-10-23T02:40:00Z"}}
    phone.send(survey(cast, round_, meta=meta(**where), attachments=[photo]))
    twin = survey(cast, round_, meta=meta(**where), household=str(other.id), attachments=[photo])
    assert phone.send(twin)[0]["outcome"] == "accepted"
    assert {"one_spot", "same_answers", "photo_again"} <= codes(session, twin["subject"])


def test_it_finds_a_person_who_stands_in_two_homes(app: Flask, session: Session, cast: Cast) -> None:
    round_ = season(session, cast)
    other = second_home(session, cast, round_)
    phone = Phone(app, cast.collector)
    phone.send(survey(cast, round_, meta=meta()))
    people = session.scalars(select(TracePerson)).all()
    assert people
    twin = survey(cast, round_, meta=meta(), household=str(other.id))
    phone.send(twin)
    assert codes(session, twin["subject"]) & {"person_twice", "citizen_twice"}


def test_it_leaves_no_answer_in_the_clear(app: Flask, session: Session, cast: Cast) -> None:
    item = survey(cast, season(session, cast), meta=meta())
    Phone(app, cast.collector).send(item)
    trace = session.scalars(select(Trace)).one()
    assert len(trace.answers) > 20
    assert all(len(value) == 8 and int(value, 16) >= 0 for value in trace.answers.values())
    assert trace.answers["walls"] not in ("brick", "")


def test_a_correction_leaves_one_trace(app: Flask, session: Session, cast: Cast) -> None:
    round_ = season(session, cast)
    phone = Phone(app, cast.collector)
    first = survey(cast, round_, meta=meta())
    phone.send(first)
    second = survey(cast, round_, meta=meta(), subject=first["subject"], base=first["id"])
    assert phone.send(second)[0]["outcome"] == "accepted"
    assert [str(row.revision_id) for row in session.scalars(select(Trace))] == [second["id"]]


def test_a_round_can_hold_what_is_flagged(app: Flask, session: Session, cast: Cast) -> None:
    round_ = season(session, cast)
    round_.settings = {"hold": {"weight": 3}}
    session.commit()
    calm = survey(cast, round_, meta=meta(finished_at="2026-10-23T02:01:00Z"))
    (answer,) = Phone(app, cast.collector).send(calm)
    assert (answer["outcome"], answer["cause"]["code"]) == ("held", "to_look_at")
    assert session.scalars(select(Survey)).one().status is SurveyStatus.HELD


def test_a_round_can_hold_a_random_share(app: Flask, session: Session, cast: Cast) -> None:
    round_ = season(session, cast)
    round_.settings = {"hold": {"share": 1, "seed": "7"}}
    session.commit()
    (answer,) = Phone(app, cast.collector).send(survey(cast, round_, meta=meta()))
    assert answer["outcome"] == "held"


def test_the_draw_is_the_same_for_everybody_and_keeps_its_share() -> None:
    drawn = [quality.drawn(f"7/{number}", 0.05) for number in range(4000)]
    assert drawn == [quality.drawn(f"7/{number}", 0.05) for number in range(4000)]
    assert 120 < sum(drawn) < 280
    assert not any(quality.drawn(str(number), 0) for number in range(100))


def test_it_refuses_a_pace_that_is_none(app: Flask, session: Session, cast: Cast) -> None:
    item = survey(cast, season(session, cast), meta=meta(pace=[["walls"]]))
    assert Phone(app, cast.collector).send(item)[0]["outcome"] == "rejected"

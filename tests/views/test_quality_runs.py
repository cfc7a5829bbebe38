"""The checks run again over surveys that came before a change: an act of its own, in portions, silent about nobody."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Event, Flag, Household, Round, Survey
from gnbv.rules import quality
from gnbv.services import quality_runs
from tests import factories
from tests.back_check_stage import sent
from tests.factories import TENANT, Cast
from tests.phone import survey
from tests.quality_form import filled

META = {"today": "2026-10-23", "renderer": 1, "later": [], "notes": {}, "changed_after_score": ["walls"]}


@pytest.fixture
def arrived(app: Flask, session: Session, cast: Cast, round_: Round) -> Survey:
    sent(app, cast.collector, survey(cast, round_, meta=META))
    return session.scalars(select(Survey)).one()


def codes(session: Session, survey: Survey) -> set[str]:
    session.expire_all()
    return set(session.scalars(select(Flag.code).where(Flag.survey_id == survey.id)))


def change(session: Session, desk: FlaskClient, round_: Round, **changes: object) -> None:
    session.expire_all()
    form = filled(session.get_one(Round, (TENANT, round_.id)), **changes)
    assert desk.post(f"/rounds/{round_.id}/quality", data=form).status_code == 303


def run(desk: FlaskClient, round_: Round) -> str:
    answer = desk.post(f"/rounds/{round_.id}/quality/runs", follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def test_what_is_checked_again_is_what_was_checked_at_arrival(
    session: Session, arrived: Survey, round_: Round
) -> None:
    facts, peers = quality_runs.facts_of(session, arrived)
    found = {flag.code: flag.evidence for flag in quality.check(facts, peers, {})}
    kept = {flag.code: flag.evidence for flag in session.scalars(select(Flag))}
    assert found == kept and "changed_after_score" in kept


def test_a_change_leaves_the_flags_that_stand_until_somebody_runs_the_checks_again(
    session: Session, desk: FlaskClient, round_: Round, arrived: Survey
) -> None:
    before = codes(session, arrived)
    assert "changed_after_score" in before and "close_to_line" not in before
    risk = arrived.risk
    change(session, desk, round_, off=("changed_after_score",), close_to_line__points="50")
    assert codes(session, arrived) == before
    assert "1 phiếu chưa duyệt được kiểm tra theo cách cũ" in desk.get(f"/rounds/{round_.id}/quality").text
    text = run(desk, round_)
    assert "Đã kiểm tra lại 1 phiếu, 1 phiếu đổi điểm cần xem." in text and "theo cách cũ" not in text
    assert codes(session, arrived) == before - {"changed_after_score"} | {"close_to_line"}
    assert session.get_one(Survey, (TENANT, arrived.id)).risk == risk - 3 + 1
    event = session.scalars(select(Event).where(Event.action == "survey.checked_again")).one()
    assert event.details == {"raised": ["close_to_line"], "dropped": ["changed_after_score"]}
    assert "Đã kiểm tra lại 0 phiếu" in run(desk, round_), "again changes nothing"
    assert len(session.scalars(select(Event).where(Event.action == "survey.checked_again")).all()) == 1


def test_what_a_person_explained_stays(
    session: Session, desk: FlaskClient, duyet: FlaskClient, round_: Round, arrived: Survey
) -> None:
    flag = session.scalars(select(Flag).where(Flag.code == "changed_after_score")).one()
    duyet.post(f"/surveys/{arrived.id}/flags/{flag.id}/explanation", data={"note": "Đã hỏi, gõ nhầm"})
    change(session, desk, round_, off=("changed_after_score",))
    run(desk, round_)
    assert "changed_after_score" in codes(session, arrived)


def test_what_was_decided_or_came_later_is_left_alone(
    app: Flask, session: Session, cast: Cast, desk: FlaskClient, duyet: FlaskClient, round_: Round, arrived: Survey
) -> None:  # fmt: skip
    done = duyet.post(f"/surveys/{arrived.id}/approval", data={"revision": str(arrived.revision_id)})
    assert done.status_code == 303
    before = codes(session, arrived)
    change(session, desk, round_, close_to_line__points="50")
    assert "Đã kiểm tra lại 0 phiếu" in run(desk, round_)
    assert codes(session, arrived) == before


def test_many_are_checked_in_portions_and_none_twice(
    app: Flask, session: Session, cast: Cast, desk: FlaskClient, round_: Round, arrived: Survey
) -> None:
    for number in (40, 41):
        home: Household = factories.household(session, cast.village, number, f"Chủ Hộ {number}")
        factories.assign(session, round_, home, cast.collector)
        session.commit()
        sent(app, cast.collector, survey(cast, round_, household=str(home.id)))
    change(session, desk, round_, close_to_line__points="50")
    actor, here = cast.actor(cast.coordinator), session.get_one(Round, (TENANT, round_.id))
    left = [quality_runs.rerun(session, actor, here, most=1).left for _ in range(4)]
    assert left == [2, 1, 0, 0]
    flagged = session.scalars(select(Flag.survey_id).where(Flag.code == "close_to_line")).all()
    assert len(flagged) == len(set(flagged)) == 3


def test_an_answer_corrected_at_the_commune_is_checked_as_it_stands(
    session: Session, desk: FlaskClient, duyet: FlaskClient, round_: Round, arrived: Survey
) -> None:
    page = f"/surveys/{arrived.id}/correction"
    form = {"revision": str(arrived.revision_id), "ref": "floor_area", "value": "41", "note": "Đo lại"}
    assert duyet.post(page, data=form).status_code == 303
    change(session, desk, round_, close_to_line__points="50", off=("changed_after_score",))
    run(desk, round_)
    session.expire_all()
    newest = session.get_one(Survey, (TENANT, arrived.id)).revision_id
    now_ = set(session.scalars(select(Flag.code).where(Flag.revision_id == newest)))
    assert "close_to_line" in now_ and "changed_after_score" not in now_

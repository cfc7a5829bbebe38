"""Work of somebody who moved to another village of the commune: kept for a person, never refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Completion,
    Grant,
    Outcome,
    Progress,
    Role,
    Round,
    Survey,
    SurveyStatus,
    SyncItem,
    User,
    Visit,
)
from tests import phone
from tests.conflict_stage import kept
from tests.factories import DAY, Cast
from tests.phone import Phone
from tests.signing_in import signed_in
from tests.views.test_sync_completions import plan_with_task


@pytest.fixture
def head(app: Flask, session: Session, cast: Cast, round_: Round) -> Phone:
    """The phone of the village head of Thôn 1, who looks after Thôn 2 since today."""
    who = Phone(app, cast.village_head)
    move(session, cast.village_head, cast)
    return who


def move(session: Session, person: User, cast: Cast) -> None:
    for grant in session.merge(person).grants:
        grant.valid_to = DAY - timedelta(days=1)
    session.add(
        Grant(
            tenant=1, user_id=person.id, role=Role.VILLAGE_HEAD, unit_id=cast.other_village.id, valid_from=DAY
        )
    )
    session.commit()


def code(outcome: dict[str, Any]) -> tuple[str, str | None]:
    return outcome["outcome"], (outcome["cause"] or {}).get("code")


def test_it_holds_a_visit_by_session_and_by_token_until_it_is_taken_in(
    app: Flask, head: Phone, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    seen, dropped = phone.visit(cast, round_), phone.visit(cast, round_, note="Đi vắng")
    assert code(head.send(seen)[0]) == ("held", "moved")
    assert code(head.drop_off(app, dropped).get_json()["outcomes"][0]) == ("held", "moved")
    assert not session.scalars(select(Visit)).all()
    page = duyet.get("/late").text
    assert "Trịnh Văn Trưởng" in page and "Cửa khoá" in page and "Đi vắng" in page
    assert signed_in(app, cast.far_supervisor).post(f"/late/{seen['id']}/acceptance").status_code == 404
    assert duyet.post(f"/late/{seen['id']}/acceptance").status_code == 303
    session.expire_all()
    assert session.scalars(select(Visit.user_id)).all() == [cast.village_head.id]
    assert kept(session, seen["id"]).outcome is Outcome.ACCEPTED
    assert duyet.post(f"/late/{dropped['id']}/withdrawal", data={"note": "Ghi nhầm"}).status_code == 303


def test_it_holds_a_survey_of_a_household_that_nobody_had_assigned(
    head: Phone, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    raw = phone.survey(cast, round_, household=str(cast.unlisted.id))
    correction = phone.survey(
        cast, round_, household=str(cast.unlisted.id), subject=raw["subject"], base=raw["id"]
    )
    assert code(head.send(raw)[0]) == ("held", "moved")
    assert code(head.send(correction)[0]) == ("held", "moved")
    survey = session.scalars(select(Survey)).one()
    assert survey.status is SurveyStatus.HELD
    path = f"/surveys/{survey.id}"
    assert duyet.post(f"{path}/release", data={"revision": correction["id"]}).status_code == 303
    session.expire_all()
    assert survey.status is SurveyStatus.RECEIVED
    assert {row.outcome for row in session.scalars(select(SyncItem))} == {Outcome.ACCEPTED}


def test_it_holds_a_tick_of_the_old_village(
    head: Phone, duyet: FlaskClient, cast: Cast, session: Session
) -> None:
    turn = plan_with_task(session, cast.village, date(2026, 12, 31))
    tick = phone.item("completion", turn.id, {"note": "Đã họp", "done_on": "2026-10-22", "undo": False})
    assert code(head.send(tick)[0]) == ("held", "moved")
    assert "Đã họp" in duyet.get("/late").text
    assert duyet.post(f"/late/{tick['id']}/acceptance").status_code == 303
    assert session.scalars(select(Completion.user_id)).all() == [cast.village_head.id]


def test_it_lets_progress_go_that_counts_for_nobody(
    head: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    assert head.send(phone.progress(cast, round_))[0]["outcome"] == "accepted"
    assert not session.scalars(select(Progress)).all()


def test_it_still_refuses_strangers_in_the_same_words_as_what_is_not_there(
    app: Flask, cast: Cast, round_: Round, session: Session
) -> None:
    stranger = Phone(app, cast.other_collector)
    turn = plan_with_task(session, cast.village, date(2026, 12, 31))
    tick = phone.item("completion", turn.id, {"note": "", "done_on": "2026-10-22", "undo": False})
    sent = [phone.visit(cast, round_), phone.progress(cast, round_), phone.survey(cast, round_), tick]
    assert [code(one) for one in stranger.send(*sent)] == [
        ("rejected", "not_found"), ("rejected", "not_found"), ("rejected", "household_not_found"),
        ("rejected", "not_found"),
    ]  # fmt: skip
    assert not session.scalars(select(SyncItem)).all()

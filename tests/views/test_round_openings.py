"""A round opens after its preparation, closes without losing anything, and opens again; each act repeatable."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import (
    Event,
    HouseholdClass,
    Round,
    RoundForm,
    RoundHousehold,
    RoundStage,
    RoundStatus,
    Survey,
    SurveyStatus,
)
from tests import phone
from tests.factories import Cast, assign
from tests.round_stage import build, fresh, official, plan_form, planned, ready


@pytest.fixture
def round_(session: Session, cast: Cast, desk: FlaskClient) -> Round:
    return planned(session, cast, desk)


def test_it_names_what_is_missing_before_it_opens(
    session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    empty = desk.post(f"/rounds/{round_.id}/opening")
    assert empty.status_code == 422 and "chưa có hộ nào" in empty.text
    ready(session, cast, desk, round_, but="plan")
    refused = desk.post(f"/rounds/{round_.id}/opening")
    assert refused.status_code == 422 and "còn thiếu: Kế hoạch rà soát. " in refused.text
    assert fresh(session, round_).status is RoundStatus.PLANNED
    reason = {"reason": "Kế hoạch ký ngày mai"}
    assert desk.post(f"/rounds/{round_.id}/opening", data=reason).status_code == 303
    opened = fresh(session, round_)
    assert opened.settings["opened_without"] == {"lines": ["plan"], "reason": "Kế hoạch ký ngày mai"}
    assert "Kế hoạch ký ngày mai" in desk.get(f"/rounds/{round_.id}/plan").text


def test_a_list_that_changed_after_its_print_is_missing(
    session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    ready(session, cast, desk, round_)
    assert "Còn thiếu" not in desk.get(f"/rounds/{round_.id}/plan").text
    official(session, cast.unlisted, HouseholdClass.NEAR_POOR)
    build(desk, round_)
    assert "Danh sách đã đổi sau khi in" in desk.get(f"/rounds/{round_.id}/plan").text


def test_it_opens_once_and_phones_hear_of_it(
    session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    ready(session, cast, desk, round_)
    for _ in range(2):
        assert desk.post(f"/rounds/{round_.id}/opening").status_code == 303
    assert fresh(session, round_).status is RoundStatus.OPEN
    assert session.scalar(select(func.count()).select_from(RoundForm)) == 1
    opened = select(func.count()).where(Event.action == "round.opened")
    assert session.scalar(opened) == 1
    assert (
        desk.post(f"/rounds/{round_.id}/plan", data=plan_form(cast, round_.form_version_id)).status_code
        == 409
    )


def test_a_round_opened_late_is_planned_anew(session: Session, cast: Cast, desk: FlaskClient) -> None:
    round_ = planned(session, cast, desk, opens_on="2026-09-01")
    assert round_.village_deadline is not None and round_.village_deadline.isoformat() == "2026-10-31"
    ready(session, cast, desk, round_)
    assert desk.post(f"/rounds/{round_.id}/opening").status_code == 303
    opened = fresh(session, round_)
    assert opened.opens_on.isoformat() == "2026-10-23" and opened.closes_on.isoformat() == "2026-12-14"
    assert opened.settings["planned_opens_on"] == "2026-09-01"
    first, *_rest, last = session.scalars(select(RoundStage).order_by(RoundStage.position))
    assert (first.starts_on.isoformat(), last.due_on.isoformat()) == ("2026-10-23", "2026-12-19")


def test_what_comes_after_the_closing_is_held_and_taken_when_it_opens_again(
    app: Flask, session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    for act in ("closure", "reopening"):
        assert desk.post(f"/rounds/{round_.id}/{act}", data={"reason": "x"}).status_code == 409
    ready(session, cast, desk, round_)
    desk.post(f"/rounds/{round_.id}/opening")
    session.delete(session.scalar(select(RoundHousehold)))
    assign(session, fresh(session, round_), cast.household, cast.collector)
    session.commit()
    collector = phone.Phone(app, cast.collector)
    assert "1 trên 1" in desk.get(f"/rounds/{round_.id}/plan").text
    for _ in range(2):
        assert desk.post(f"/rounds/{round_.id}/closure").status_code == 303
    (outcome,) = collector.send(phone.survey(cast, round_))
    assert (outcome["outcome"], outcome["cause"]["code"]) == ("held", "round_closed")
    assert desk.post(f"/rounds/{round_.id}/reopening").status_code == 422
    reason = {"reason": "Còn một hộ đi xa", "closes_on": "2026-12-20"}
    for _ in range(2):
        assert desk.post(f"/rounds/{round_.id}/reopening", data=reason).status_code == 303
    again = fresh(session, round_)
    assert (again.status, again.closes_on.isoformat()) == (RoundStatus.OPEN, "2026-12-20")
    assert SurveyStatus.HELD in {survey.status for survey in session.scalars(select(Survey))}

"""A round is planned, prepared, opened, closed and opened again: each act works, is refused to others, is repeatable."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import (
    Preparation,
    Role,
    Round,
    RoundStage,
    RoundStatus,
)
from tests.factories import Cast, user
from tests.round_stage import fresh, plan_form, planned, prepare, ready
from tests.signing_in import signed_in


@pytest.fixture
def round_(session: Session, cast: Cast, desk: FlaskClient) -> Round:
    return planned(session, cast, desk)


def test_it_plans_a_round_with_stages_back_from_the_official_dates(
    session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    assert (round_.name, round_.status) == ("Rà soát định kỳ năm 2026", RoundStatus.PLANNED)
    assert (round_.opens_on.isoformat(), round_.closes_on.isoformat()) == ("2026-10-23", "2026-12-14")
    stages = {row.code: row for row in session.scalars(select(RoundStage))}
    assert stages["preliminary"].due_on.isoformat() == "2026-11-14"
    assert stages["recognition"].official_on == stages["recognition"].due_on == round_.closes_on
    assert round_.village_deadline == stages["survey"].due_on
    page = desk.get(f"/rounds/{round_.id}/plan").text
    assert (
        "Chuẩn bị trước khi mở" in page and "chậm nhất 14/11" in page and "báo cáo sơ bộ trước 15/11" in page
    )


def test_it_plans_the_same_round_once(session: Session, cast: Cast, desk: FlaskClient, round_: Round) -> None:
    assert desk.post("/rounds", data=plan_form(cast, round_.form_version_id)).status_code == 303
    assert session.scalar(select(func.count()).select_from(Round)) == 1


def test_it_edits_a_planned_round_and_lays_its_stages_again(
    session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    sent = plan_form(cast, round_.form_version_id, opens_on="2026-11-15", kind="monthly")
    for _ in range(2):
        assert desk.post(f"/rounds/{round_.id}/plan", data=sent).status_code == 303
    changed = fresh(session, round_)
    assert (changed.name, changed.closes_on.isoformat()) == (
        "Rà soát thường xuyên tháng 11/2026",
        "2026-11-29",
    )
    assert session.scalar(select(func.count()).select_from(RoundStage)) == 5
    assert desk.get(f"/rounds/{round_.id}/plan/edit").status_code == 200


def test_a_survey_of_needs_takes_its_last_day_from_the_form(
    session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    sent = plan_form(cast, round_.form_version_id, kind="training", closes_on="2026-11-30")
    assert desk.post("/rounds", data=sent).status_code == 303
    made = session.scalar(select(Round).where(Round.kind == "training"))
    assert made is not None and made.closes_on.isoformat() == "2026-11-30"
    assert desk.post("/rounds", data={**sent, "name": "Đợt hai", "closes_on": ""}).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "x"},
        {"opens_on": "mai"},
        {"sheet": "x"},
        {"standards": ""},
        {"standards": "khong-co"},
        {"unit": "x"},
    ],
)
def test_it_refuses_a_plan_that_does_not_fit(
    cast: Cast, desk: FlaskClient, round_: Round, wrong: dict[str, str]
) -> None:
    assert (
        desk.post(
            "/rounds", data={**plan_form(cast, round_.form_version_id, name="Đợt hai"), **wrong}
        ).status_code
        == 422
    )


def test_each_line_of_the_checklist_has_its_page_and_refuses_half_an_entry(
    session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    for name in ("board", "plan", "training", "list"):
        address = f"/rounds/{round_.id}/preparations/{name}"
        assert desk.get(address).status_code == 200
        assert desk.post(address).status_code == 422
    stranger = {"attended": str(cast.stranger.id)}
    assert desk.post(f"/rounds/{round_.id}/preparations/training", data=stranger).status_code == 422
    ready(session, cast, desk, round_)
    prepare(desk, round_, cast)
    assert session.scalar(select(func.count()).select_from(Preparation)) == 4
    assert desk.get(f"/rounds/{round_.id}/preparations/khac").status_code == 404


def test_a_stranger_finds_none_of_it_and_another_role_may_not(app: Flask, cast: Cast, round_: Round) -> None:
    sent = plan_form(cast, round_.form_version_id)
    gets = ("plan", "plan/edit", "preparations/board", "list", "list/print")
    posts = ("plan", "opening", "closure", "reopening", "preparations/board", "list", "list/households")
    for who, status in (
        (cast.stranger, 404),
        (cast.far_supervisor, 404),
        (cast.collector, 403),
        (cast.supervisor, 403),
    ):
        client = signed_in(app, who)
        met = {client.get(f"/rounds/{round_.id}/{path}").status_code for path in gets}
        met |= {client.post(f"/rounds/{round_.id}/{path}", data=sent).status_code for path in posts}
        assert met == {status}, who.username
        assert client.get("/rounds").status_code == client.post("/rounds", data=sent).status_code == 403


def test_a_coordinator_of_another_commune_finds_none_of_it(
    app: Flask, session: Session, cast: Cast, round_: Round
) -> None:
    other = user(session, "dauxa", Role.COORDINATOR, cast.far_commune)
    session.commit()
    client = signed_in(app, other)
    assert client.get(f"/rounds/{round_.id}/plan").status_code == 404
    assert client.post(f"/rounds/{round_.id}/opening").status_code == 404
    assert client.post("/rounds", data=plan_form(cast, round_.form_version_id)).status_code == 404
    assert round_.name not in client.get("/rounds").text

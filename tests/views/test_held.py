"""Surveys that were held: taken in, or withdrawn with a reason."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gnbv.models import Assignment, Decision, DecisionKind, Round, Survey, SurveyStatus, SyncItem
from gnbv.services import decisions
from tests import factories, phone
from tests.factories import Cast
from tests.phone import Phone
from tests.signing_in import signed_in


@pytest.fixture
def held(thu: Phone, cast: Cast, round_: Round, session: Session) -> Survey:
    assert thu.send(phone.survey(cast, round_, household=str(cast.unlisted.id)))[0]["outcome"] == "held"
    return session.scalars(select(Survey)).one()


def post(client: FlaskClient, survey: Survey, act: str, **form: Any) -> TestResponse:
    return client.post(f"/surveys/{survey.id}/{act}", data={"revision": str(survey.revision_id), **form})


def receipts(who: Phone) -> list[dict[str, Any]]:
    return [entry["data"] for entry in who.kit()["entries"] if entry["type"] == "receipt"]


def test_it_takes_a_held_survey_in_and_tells_the_phone(
    app: Flask, cast: Cast, thu: Phone, held: Survey, session: Session
) -> None:
    client = signed_in(app, cast.supervisor)
    assert "Nhận phiếu đang giữ" in client.get(f"/surveys/{held.id}").text
    assert post(client, held, "release").status_code == 303
    session.expire_all()
    assert held.status is SurveyStatus.RECEIVED
    assert session.scalars(select(Decision)).one().kind is DecisionKind.RELEASE
    assert [(row["outcome"], row["settled"]) for row in receipts(thu)] == [("accepted", True)]
    assert post(client, held, "release").status_code == 409
    assert held.revision_id is not None
    decisions.approve(session, cast.actor(cast.supervisor), held, held.revision_id)


def test_it_withdraws_with_a_reason_that_the_collector_reads(
    app: Flask, cast: Cast, thu: Phone, held: Survey, session: Session
) -> None:
    client = signed_in(app, cast.supervisor)
    assert post(client, held, "withdrawal", note=" ").status_code == 422
    assert post(client, held, "withdrawal", note="Hộ ngoài danh sách").status_code == 303
    session.expire_all()
    assert held.status is SurveyStatus.WITHDRAWN
    (receipt,) = receipts(thu)
    assert "Hộ ngoài danh sách" in receipt["cause"]["vi"] and receipt["settled"]


def test_it_refuses_strangers_other_roles_and_an_old_page(
    app: Flask, cast: Cast, held: Survey, session: Session
) -> None:
    assert post(signed_in(app, cast.far_supervisor), held, "release").status_code == 404
    assert post(signed_in(app, cast.observer), held, "release").status_code == 403
    assert post(signed_in(app, cast.collector), held, "release").status_code == 403
    client = signed_in(app, cast.supervisor)
    assert post(client, held, "release", revision=str(cast.household.id)).status_code == 409
    assert post(client, held, "release", revision="x").status_code == 404
    session.expire_all()
    assert held.status is SurveyStatus.HELD


def test_it_lets_a_person_choose_between_two_surveys_of_one_household(
    app: Flask, cast: Cast, thu: Phone, round_: Round, session: Session
) -> None:
    thu.send(phone.survey(cast, round_))
    session.add(
        Assignment(
            tenant=1,
            round_id=round_.id,
            household_id=cast.household.id,
            user_id=cast.village_head.id,
            assigned_at=factories.NOW,
        )  # fmt: skip
    )
    session.commit()
    head = Phone(app, cast.village_head)
    raw = phone.survey(cast, round_)
    assert head.send(raw)[0]["outcome"] == "conflict"
    rival = session.scalars(select(Survey).where(Survey.is_rival)).one()
    assert post(signed_in(app, cast.supervisor), rival, "release").status_code == 303
    session.expire_all()
    states = {row.collector_id: (row.status, row.is_rival) for row in session.scalars(select(Survey))}
    assert states == {
        cast.collector.id: (SurveyStatus.WITHDRAWN, True),
        cast.village_head.id: (SurveyStatus.RECEIVED, False),
    }
    item = session.scalars(select(SyncItem).where(SyncItem.user_id == cast.village_head.id)).one()
    assert item.outcome.value == "accepted" and item.settled_at is not None
    assert head.send(raw)[0]["outcome"] == "duplicate"

"""Meetings from the phone of somebody who moved or lost the right to send, and of a round that is over."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from gnbv.models import MeetingState, Outcome, Round, RoundStatus, SyncItem
from tests.factories import TENANT, Cast
from tests.meeting_phone import Plan, plan_of, planned, told
from tests.phone import Phone
from tests.signing_in import signed_in
from tests.views.test_late import dropped, lost, path
from tests.views.test_sync_moved import move


@pytest.fixture
def village(session: Session, cast: Cast) -> Plan:
    return plan_of(session, cast)


def test_of_somebody_who_moved_or_lost_the_right_it_is_held_and_taken_in_by_a_person(
    app: Flask, session: Session, cast: Cast, village: Plan
) -> None:
    head = Phone(app, cast.village_head)
    sent = told(session, village)
    move(session, cast.village_head, cast)
    session.commit()
    (outcome,) = head.send(sent)
    assert (outcome["outcome"], outcome["cause"]["code"]) == ("held", "moved")
    duyet = signed_in(app, cast.supervisor)
    page = duyet.get("/late").text
    assert "Họp dân" in page and "Trịnh Văn Trưởng" in page
    assert signed_in(app, cast.far_supervisor).post(path(sent)).status_code == 404
    assert duyet.post(path(sent)).status_code == 303
    assert planned(session, village).state is MeetingState.HELD


def test_of_a_phone_whose_right_had_ended_it_is_held_and_of_a_closed_round_too(
    app: Flask, session: Session, cast: Cast, village: Plan
) -> None:
    who = lost(app, session, cast.village_head)
    sent = told(session, village)
    dropped(app, who, sent)
    duyet = signed_in(app, cast.supervisor)
    assert duyet.post(path(sent, "withdrawal"), data={"note": "Họp lại"}).status_code == 303
    session.get_one(Round, (TENANT, village.round)).status = RoundStatus.CLOSED
    session.commit()
    late = told(session, village)
    (outcome,) = Phone(app, cast.cadre).send(late)
    assert (outcome["outcome"], outcome["cause"]["code"]) == ("held", "round_closed")
    assert duyet.post(path(late)).status_code == 409
    row = session.get_one(SyncItem, (TENANT, UUID(late["id"])))
    session.refresh(row)
    assert (row.outcome, row.settled_at) == (Outcome.HELD, None)

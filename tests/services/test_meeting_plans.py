"""Meetings before they are held: the frozen list in the order of the decision, planned again, refused, called off."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid
from gnbv.ids import new_id
from gnbv.models import Event, MeetingGroup, RoundStatus
from gnbv.permissions import Actor
from gnbv.services import ledger, meetings
from tests import meeting_stage, procedure_stage
from tests.factories import DAY, Cast
from tests.procedure_stage import N, P, Village, X

G = MeetingGroup


@pytest.fixture
def village(session: Session, cast: Cast) -> Village:
    return procedure_stage.approved_village(session, cast)


@pytest.fixture
def head(cast: Cast) -> Actor:
    return cast.actor(cast.village_head)


def events(session: Session, name: str) -> int:
    return session.scalar(select(func.count()).select_from(Event).where(Event.action == name)) or 0


def test_the_list_begins_with_newly_arisen_and_escaping_households(
    session: Session, cast: Cast, head: Actor
) -> None:
    village = procedure_stage.approved_village(
        session, cast, homes=((P, P), (P, N), (N, X), (None, P), (None, X))
    )
    meeting = meeting_stage.planned(session, head, village.review)
    items = meetings.items_of(session, meeting)
    assert [(item.household.number, item.group) for item in items] == [
        (104, G.NEW), (103, G.ESCAPING), (102, G.CHANGED), (101, G.UNCHANGED), (105, G.UNCHANGED),
    ]  # fmt: skip
    assert items[1].before == {procedure_stage.STANDARD: "near_poor"}
    assert items[1].classes == {procedure_stage.STANDARD: "not_poor"}


def test_two_standards_are_both_put_and_the_earlier_group_counts(
    session: Session, cast: Cast, head: Actor
) -> None:
    both = ("vn-2022-2025", "vn-2027-2030")
    village = procedure_stage.approved_village(session, cast, homes=((N, N),), standards=both)
    home = village.homes[0]
    session.delete(ledger.proposed(session, village.round, home.id, both[1]))
    procedure_stage.propose(session, village.round, home, X, both[1])
    (item,) = meetings.items_of(session, meeting_stage.planned(session, head, village.review))
    assert item.classes == {both[0]: "near_poor", both[1]: "not_poor"}
    assert item.group is G.ESCAPING


def test_planning_again_freezes_anew_and_the_same_plan_changes_nothing(
    session: Session, village: Village, head: Actor
) -> None:
    meeting = meeting_stage.planned(session, head, village.review)
    revision = meeting.revision
    meetings.plan(session, head, village.review, meeting.id, DAY, " Nhà văn hoá  Thôn 1 ")
    assert (meeting.revision, events(session, "meeting.planned")) == (revision, 1)
    session.delete(ledger.proposed(session, village.round, village.homes[0].id, "vn-2022-2025"))
    session.flush()
    meetings.plan(session, head, village.review, meeting.id, DAY, "Nhà văn hoá Thôn 1")
    assert len(meetings.items_of(session, meeting)) == len(village.homes) - 1
    assert events(session, "meeting.planned") == 2


def test_a_second_open_meeting_and_a_plan_without_a_place_are_refused(
    session: Session, village: Village, head: Actor
) -> None:
    with pytest.raises(Invalid, match="nơi họp"):
        meetings.plan(session, head, village.review, new_id(), DAY, " ")
    meeting_stage.planned(session, head, village.review)
    with pytest.raises(Conflict) as refused:
        meeting_stage.planned(session, head, village.review)
    assert refused.value.code == "meeting_open"


def test_after_the_round_closed_or_the_minutes_stand_nothing_is_planned(
    session: Session, village: Village, head: Actor
) -> None:
    meeting_stage.closed(session, head, village.review)
    with pytest.raises(Conflict) as refused:
        meeting_stage.planned(session, head, village.review)
    assert refused.value.code == "minutes_stand"
    village.round.status = RoundStatus.CLOSED
    with pytest.raises(Conflict) as refused:
        meeting_stage.planned(session, head, village.review)
    assert refused.value.code == "round_closed"


def test_a_meeting_without_minutes_is_called_off_with_a_reason(
    session: Session, village: Village, head: Actor
) -> None:
    meeting = meeting_stage.planned(session, head, village.review)
    with pytest.raises(Invalid):
        meetings.void(session, head, meeting, " ")
    meetings.void(session, head, meeting, "Mưa bão, hoãn họp")
    meetings.void(session, head, meeting, "")
    assert events(session, "meeting.voided") == 1
    assert meeting_stage.planned(session, head, village.review).number == 2

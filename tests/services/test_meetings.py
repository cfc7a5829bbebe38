"""Village meetings: a frozen list in the order of the decision, hands counted, closed on the signed page; what was refused
meets again, then the steering board concludes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.ids import new_id
from gnbv.models import Event, MeetingGroup, MeetingState, RoundStatus, Verdict, VillageStage
from gnbv.permissions import MEETING_ROLES, Actor
from gnbv.services import ledger, meeting_lists, meetings, procedure_files
from gnbv.services.meetings import Attendance, Vote
from tests import meeting_stage, procedure_stage
from tests.factories import DAY, Cast
from tests.meeting_stage import PAGE
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


def test_it_is_found_by_its_village_only(session: Session, cast: Cast, village: Village, head: Actor) -> None:
    meeting = meeting_stage.planned(session, head, village.review)
    with pytest.raises(NotFound):
        meetings.get(session, cast.actor(cast.far_supervisor), meeting.id, MEETING_ROLES)
    with pytest.raises(NotPermitted):
        meetings.get(session, cast.actor(cast.observer), meeting.id, MEETING_ROLES)
    with pytest.raises(NotPermitted):
        meetings.plan(session, cast.actor(cast.leader), village.review, new_id(), DAY, "Ở xã")
    assert meetings.get(session, cast.actor(cast.cadre), meeting.id, MEETING_ROLES) is meeting


def test_recording_counts_hands_and_again_the_same_changes_nothing(
    session: Session, village: Village, head: Actor
) -> None:
    meeting = meeting_stage.planned(session, head, village.review)
    held = meeting_stage.held(meeting, session, refused=[village.homes[1].id])
    meetings.record(session, head, meeting, held)
    assert (meeting.state, meeting.present) == (MeetingState.HELD, meeting_stage.PRESENT)
    said = {item.household_id: item.verdict for item in meetings.items_of(session, meeting)}
    assert said[village.homes[1].id] is Verdict.REJECTED
    assert said[village.homes[0].id] is Verdict.AGREED
    revision = meeting.revision
    meetings.record(session, head, meeting, held, seen=0)
    assert (meeting.revision, events(session, "meeting.recorded")) == (revision, 1)
    with pytest.raises(Conflict) as refused:
        meetings.record(session, head, meeting, meeting_stage.held(meeting, session), seen=revision - 1)
    assert refused.value.code == "meeting_changed"
    meetings.record(session, head, meeting, meeting_stage.held(meeting, session), seen=revision)
    assert events(session, "meeting.recorded") == 2


def test_what_cannot_have_been_is_refused(session: Session, village: Village, head: Actor) -> None:
    meeting = meeting_stage.planned(session, head, village.review)
    new, same = (item.household_id for item in (meetings.items_of(session, meeting)[n] for n in (0, -1)))
    wrong = [
        {"votes": (Vote(new, 30, 11),)},
        {"votes": (Vote(new, 30, None),)},
        {"votes": (Vote(new, 30, 5, is_block=True),)},
        {"votes": (Vote(new, 30, 5), Vote(new, 30, 5))},
        {"votes": (Vote(new_id(), 30, 5),)},
        {"held_on": DAY + timedelta(days=1)},
        {"ended_at": meeting_stage.START},
        {"place": " "},
        {"people": {"chair": {"name": "Ai đó"}}},
        {"attendance": ()},
        {"attendance": (Attendance(meeting_stage.ATTENDANCE[0].capacity, -1),)},
        {"attendance": meeting_stage.ATTENDANCE * 2},
    ]
    for one in wrong:
        with pytest.raises(Invalid) as refused:
            meetings.record(session, head, meeting, meeting_stage.held(meeting, session, **one))
        assert refused.value.code == "meeting_impossible"
    assert meeting.state is MeetingState.PLANNED
    block = (Vote(same, 40, 0, is_block=True),)
    meetings.record(session, head, meeting, meeting_stage.held(meeting, session, votes=block))


def test_it_closes_on_the_signed_page_and_the_village_has_its_minutes(
    session: Session, village: Village, head: Actor
) -> None:
    meeting = meeting_stage.planned(session, head, village.review)
    with pytest.raises(Conflict):
        meetings.close(session, head, meeting)
    meetings.record(session, head, meeting, meeting_stage.held(meeting, session))
    with pytest.raises(Invalid) as refused:
        meetings.close(session, head, meeting)
    assert refused.value.code == "signed_page_missing"
    procedure_files.store(session, head, meeting.id, meetings.SIGNED_PAGE, PAGE)
    assert meetings.close(session, head, meeting).passed
    assert (meeting.state, village.review.stage) == (MeetingState.CLOSED, VillageStage.MINUTES)
    assert meetings.close(session, head, meeting).passed
    assert events(session, "meeting.closed") == 1
    with pytest.raises(Conflict):
        meetings.record(session, head, meeting, meeting_stage.held(meeting, session, place="Nơi khác"))
    assert not meeting_lists.agenda(session, village.review).put


def test_a_household_nobody_counted_needs_a_remark_and_waits_for_the_next_meeting(
    session: Session, village: Village, head: Actor
) -> None:
    meeting = meeting_stage.planned(session, head, village.review)
    procedure_files.store(session, head, meeting.id, meetings.SIGNED_PAGE, PAGE)
    first, *rest = meeting_stage.held(meeting, session).votes
    meetings.record(session, head, meeting, meeting_stage.held(meeting, session, votes=tuple(rest)))
    with pytest.raises(Invalid, match="101"):
        meetings.close(session, head, meeting)
    votes = (Vote(first.household_id, remark="Chủ hộ vắng, hết giờ."), *rest)
    meetings.record(session, head, meeting, meeting_stage.held(meeting, session, votes=votes))
    assert meetings.close(session, head, meeting).unheard == [first.household_id]
    assert village.review.stage is VillageStage.SURVEY
    second = meeting_stage.planned(session, head, village.review)
    assert [item.household_id for item in meetings.items_of(session, second)] == [first.household_id]


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

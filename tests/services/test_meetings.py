"""Village meetings: a frozen list in the order of the decision, hands counted, closed on the signed page; what was refused
meets again, then the steering board concludes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.ids import new_id
from gnbv.models import Event, MeetingGroup, MeetingState, Verdict, VillageStage
from gnbv.permissions import MEETING_ROLES, Actor
from gnbv.services import meeting_lists, meetings, procedure_files
from gnbv.services.meetings import Attendance, Vote
from tests import meeting_stage, procedure_stage
from tests.factories import DAY, Cast
from tests.meeting_stage import PAGE
from tests.procedure_stage import Village

G = MeetingGroup


@pytest.fixture
def village(session: Session, cast: Cast) -> Village:
    return procedure_stage.approved_village(session, cast)


@pytest.fixture
def head(cast: Cast) -> Actor:
    return cast.actor(cast.village_head)


def events(session: Session, name: str) -> int:
    return session.scalar(select(func.count()).select_from(Event).where(Event.action == name)) or 0


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

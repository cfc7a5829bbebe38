"""Every act of a village's road, out of order, twice, by the wrong role, on a Tết holiday, after closing: refused with a
sentence that says why and what is next, and nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.clock import VIETNAM
from gnbv.errors import Conflict, GnbvError, Invalid, NotPermitted
from gnbv.ids import new_id
from gnbv.models import Event, PostingState, RoundStatus, VillageStage
from gnbv.permissions import Actor
from gnbv.services import meetings, postings, recognitions, village_reviews
from tests import meeting_stage, posting_stage, recognition_stage
from tests import procedure_papers as papers
from tests import procedure_stage as stage
from tests.factories import DAY, Cast

S = VillageStage
TET = date(2027, 2, 8)
AFTER_TET = "11/02/2027"


@dataclass
class Road:
    session: Session
    cast: Cast
    village: stage.Village

    def actor(self, role: str, day: date = DAY) -> Actor:
        return replace(self.cast.actor(getattr(self.cast, role)), today=day)


Act = Callable[[Road, Actor], object]


def hold(road: Road, actor: Actor) -> object:
    meeting = meeting_stage.planned(road.session, actor, road.village.review, on=actor.today)
    return meetings.record(
        road.session, actor, meeting,
        meeting_stage.held(
            meeting, road.session, held_on=actor.today,
            started_at=posting_stage.at(actor.today, 8), ended_at=posting_stage.at(actor.today, 10),
        ),
    )  # fmt: skip


def post(road: Road, actor: Actor) -> object:
    posting = postings.make(road.session, actor, road.village.review, new_id())
    return postings.put_up(road.session, actor, posting, posting_stage.HOUSE, posting_stage.at(actor.today))


def confirm(road: Road, actor: Actor) -> object:
    posting = postings.of_review(road.session, road.village.review)[0]
    return postings.confirm_quiet(road.session, actor, posting)


def submit(road: Road, actor: Actor) -> object:
    row = recognitions.draft(road.session, actor, road.village.round, stage.STANDARD)
    return recognitions.submit(road.session, actor, row, "15/TTr-BCĐ", actor.today)


# Name of the act, who does it, who may not, the stage in which it is done, one in which it is too early or too late.
ACTS: dict[str, tuple[Act, str, str, VillageStage, VillageStage]] = {
    "meeting": (hold, "village_head", "observer", S.MEETING, S.POSTING),
    "posting": (post, "village_head", "observer", S.MINUTES, S.MEETING),
    "quiet": (confirm, "village_head", "observer", S.COMPLAINTS, S.POSTING),
    "submission": (submit, "coordinator", "cadre", S.SUBMISSION, S.COMPLAINTS),
}


@pytest.fixture
def road(session: Session, cast: Cast) -> Road:
    made = stage.approved_village(session, cast)
    session.commit()
    return Road(session, cast, made)


def ready(road: Road, act: str, at: VillageStage) -> None:
    """What the village has behind it when it is at the stage in which the act is done."""
    review = road.village.review
    if act != "meeting":
        papers.agreed_meeting(road.session, review)
    if act in ("quiet", "submission"):
        is_down = at is not S.POSTING
        state = PostingState.DOWN if is_down else PostingState.UP
        papers.posted(road.session, review, state, quiet=act == "submission" and at is S.SUBMISSION)
    stage.stand_at(road.session, review, at)


def said(error: GnbvError) -> None:
    """What happened, what is safe, what to do: three sentences at least, in both languages."""
    for words in (error.vi, error.en):
        assert words.count(". ") + words.count("; ") >= 2, words
        assert words.endswith("."), words


def count(session: Session) -> int:
    session.flush()
    return session.scalar(select(func.count()).select_from(Event)) or 0


def refused(road: Road, act: Act, actor: Actor) -> GnbvError:
    before, at = count(road.session), road.village.review.stage
    with pytest.raises((Conflict, Invalid)) as caught, road.session.begin_nested():
        act(road, actor)
    said(caught.value)
    assert (count(road.session), road.village.review.stage) == (before, at)
    return caught.value


@pytest.mark.parametrize("name", ACTS)
def test_an_act_out_of_order_is_refused_with_what_is_next(road: Road, name: str) -> None:
    act, who, _other, _at, early = ACTS[name]
    ready(road, name, early)
    refused(road, act, road.actor(who))


@pytest.mark.parametrize("name", ACTS)
def test_after_closing_the_round_no_act_is_done(road: Road, name: str) -> None:
    act, who, _other, at, _early = ACTS[name]
    ready(road, name, at)
    road.village.round.status = RoundStatus.CLOSED
    road.session.flush()
    error = refused(road, act, road.actor(who))
    assert "khép" in error.vi or "không còn mở" in error.vi, error.vi


@pytest.mark.parametrize("name", ACTS)
def test_the_wrong_role_is_refused(road: Road, name: str) -> None:
    act, _who, other, at, _early = ACTS[name]
    ready(road, name, at)
    before = count(road.session)
    with pytest.raises(NotPermitted) as caught, road.session.begin_nested():
        act(road, road.actor(other))
    said(caught.value)
    assert count(road.session) == before


@pytest.mark.parametrize("name", ["meeting", "posting", "submission"])
def test_on_tet_nothing_official_is_done_and_the_next_working_day_is_named(road: Road, name: str) -> None:
    act, who, _other, at, _early = ACTS[name]
    ready(road, name, at)
    road.village.round.closes_on = date(2027, 3, 1)
    error = refused(road, act, road.actor(who, TET))
    assert error.code == "day_off"
    assert "Tết" in error.vi
    assert AFTER_TET in error.vi


@pytest.mark.parametrize("name", ["quiet", "posting"])
def test_an_act_twice_changes_nothing(road: Road, name: str) -> None:
    act, who, _other, at, _early = ACTS[name]
    ready(road, name, at)
    actor = road.actor(who)
    act(road, actor)
    before, where = count(road.session), road.village.review.stage
    posting = postings.of_review(road.session, road.village.review)[0]
    if name == "quiet":
        postings.confirm_quiet(road.session, actor, posting)
    else:
        moment = posting_stage.at(actor.today)
        postings.put_up(road.session, actor, posting, posting_stage.HOUSE, moment.astimezone(VIETNAM))
    assert (count(road.session), road.village.review.stage) == (before, where)


def test_a_signed_decision_is_signed_once_and_no_step_goes_back(road: Road) -> None:
    recognition_stage.on_the_road(road.session, road.village)
    stage.stand_at(road.session, road.village.review, S.SUBMISSION)
    row = recognition_stage.signed(road.session, road.cast, road.village.round)
    before = count(road.session)
    again = recognition_stage.recognition_signing.sign(
        road.session, road.actor("leader"), row, recognition_stage.SIGNING
    )
    assert (again.id, count(road.session)) == (row.id, before)
    with pytest.raises(Conflict) as caught:
        village_reviews.step_back(
            road.session, road.actor("coordinator"), road.village.review, S.SURVEY, "Sai"
        )
    said(caught.value)

"""What a meeting refused: surveyed again, put before a second meeting, then concluded by the steering board in writing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.models import Basis, Determination, LedgerRow, RoundHousehold, SurveyStatus, VillageStage
from gnbv.permissions import Actor
from gnbv.services import (
    ledger,
    meeting_conclusions,
    meeting_lists,
    meetings,
    procedure_files,
    village_reviews,
)
from gnbv.services.meeting_conclusions import Word
from tests import factories, meeting_stage, procedure_stage
from tests.factories import DAY, Cast
from tests.procedure_stage import STANDARD, N, P, Village

WORD = Word({STANDARD: P}, "Rà soát lại hai lần, thu nhập đúng như phiếu.", "12/TB-BCĐ", DAY)


@pytest.fixture
def village(session: Session, cast: Cast) -> Village:
    return procedure_stage.approved_village(session, cast)


@pytest.fixture
def head(cast: Cast) -> Actor:
    return cast.actor(cast.village_head)


@pytest.fixture
def board(cast: Cast) -> Actor:
    return cast.actor(cast.coordinator)


def refuse_twice(session: Session, village: Village, head: Actor) -> None:
    meeting_stage.closed(session, head, village.review, [village.homes[1].id])
    meeting_stage.closed(session, head, village.review, [village.homes[1].id])


def acts(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Determination)) or 0


def test_what_the_first_meeting_refused_goes_back_to_the_survey_and_meets_alone(
    session: Session, village: Village, head: Actor, board: Actor
) -> None:
    village_reviews.reach(session, board, village.review, VillageStage.MEETING)
    first = meeting_stage.closed(session, head, village.review, [village.homes[1].id])
    assert meetings.outcome(session, first, meetings.items_of(session, first)).again == [village.homes[1].id]
    assert village.review.stage is VillageStage.SURVEY
    assert "102" in village_reviews.steps(session, village.review)[0].reason
    second = meeting_stage.planned(session, head, village.review)
    assert second.number == 2
    assert [item.household_id for item in meetings.items_of(session, second)] == [village.homes[1].id]


def test_a_second_meeting_that_agrees_gives_the_minutes(
    session: Session, village: Village, head: Actor
) -> None:
    meeting_stage.closed(session, head, village.review, [village.homes[1].id])
    meeting_stage.closed(session, head, village.review)
    assert village.review.stage is VillageStage.MINUTES


def test_a_class_that_changed_after_agreement_is_put_to_hands_again(
    session: Session, village: Village, head: Actor
) -> None:
    meeting_stage.closed(session, head, village.review, [village.homes[1].id])
    there = ledger.proposed(session, village.round, village.homes[0].id, STANDARD)
    assert there is not None
    there.household_class = N
    session.flush()
    second = meeting_stage.planned(session, head, village.review)
    assert {item.household.number for item in meetings.items_of(session, second)} == {101, 102}


def test_after_two_refusals_only_the_board_concludes(
    session: Session, village: Village, head: Actor, board: Actor
) -> None:
    refuse_twice(session, village, head)
    refused, unsheeted = meeting_conclusions.waiting(session, village.review)
    assert [home.household.id for home in refused] == [village.homes[1].id]
    assert not unsheeted
    third = meeting_stage.planned(session, head, village.review)
    assert not meetings.items_of(session, third)
    meetings.void(session, head, third, "không còn hộ nào để họp")
    meeting_conclusions.conclude(session, board, village.review, village.homes[1].id, WORD)
    row = ledger.proposed(session, village.round, village.homes[1].id, STANDARD)
    assert row is not None
    assert (row.household_class, row.basis, row.result_id is None) == (P, Basis.BOARD, False)
    assert village.review.stage is VillageStage.MINUTES
    meeting_conclusions.conclude(session, board, village.review, village.homes[1].id, WORD)
    assert acts(session) == 1


def test_the_word_is_the_boards_alone_and_nobodys_of_their_own_family(
    session: Session, cast: Cast, village: Village, head: Actor, board: Actor
) -> None:
    refuse_twice(session, village, head)
    home = village.homes[1]
    for person in (cast.village_head, cast.cadre, cast.supervisor, cast.far_supervisor):
        with pytest.raises(NotPermitted):
            meeting_conclusions.conclude(session, cast.actor(person), village.review, home.id, WORD)
    cast.coordinator.person_id = home.head_id
    session.flush()
    with pytest.raises(NotPermitted) as refused:
        meeting_conclusions.conclude(session, board, village.review, home.id, WORD)
    assert refused.value.code == "own_home"
    assert acts(session) == 0


def test_a_word_that_is_not_whole_or_not_needed_is_refused(
    session: Session, cast: Cast, village: Village, head: Actor, board: Actor
) -> None:
    with pytest.raises(Conflict) as early:
        meeting_conclusions.conclude(session, board, village.review, village.homes[1].id, WORD)
    assert early.value.code == "no_conclusion_needed"
    with pytest.raises(NotFound):
        meeting_conclusions.conclude(session, board, village.review, cast.far_household.id, WORD)
    refuse_twice(session, village, head)
    for word in (
        replace(WORD, classes={}),
        replace(WORD, reason=" "),
        replace(WORD, document_number=""),
        replace(WORD, document_on=None),
        replace(WORD, document_on=DAY + timedelta(days=1)),
    ):
        with pytest.raises(Invalid):
            meeting_conclusions.conclude(session, board, village.review, village.homes[1].id, word)


def test_a_home_without_a_sheet_gets_its_class_from_the_board_and_then_goes_to_the_meeting(
    session: Session, cast: Cast, village: Village, head: Actor, board: Actor
) -> None:
    home = factories.household(session, village.unit, 150, "Chủ Hộ Vắng")
    factories.assign(session, village.round, home, cast.collector)
    line = session.scalars(select(RoundHousehold).where(RoundHousehold.household_id == home.id)).one()
    assert home.id not in {
        one.household.id for one in meeting_conclusions.waiting(session, village.review)[1]
    }
    line.conclusion = {"kind": "board", "reason": "Đi làm xa"}
    session.flush()
    assert [one.household.id for one in meeting_conclusions.waiting(session, village.review)[1]] == [home.id]
    meeting_conclusions.conclude(session, board, village.review, home.id, WORD)
    row = session.scalars(select(LedgerRow).where(LedgerRow.household_id == home.id)).one()
    assert (row.basis, row.is_illustrative, row.result_id) == (Basis.BOARD, True, None), (
        "nobody confirmed the standard yet, and no paper sheet stands behind it"
    )
    assert village.review.stage is VillageStage.SURVEY
    meeting_stage.closed(session, head, village.review, [home.id])
    assert meeting_lists.agenda(session, village.review).put[0].home.household.id == home.id
    meeting_stage.closed(session, head, village.review, [home.id])
    meeting_conclusions.conclude(
        session, board, village.review, home.id, replace(WORD, document_number="13/TB-BCĐ")
    )
    assert (acts(session), village.review.stage) == (2, VillageStage.MINUTES)


def test_a_sheet_that_nobody_approved_goes_to_the_meeting_with_a_reason(
    session: Session, cast: Cast, village: Village, head: Actor
) -> None:
    home = factories.household(session, village.unit, 151, "Chủ Hộ Chờ")
    factories.assign(session, village.round, home, cast.collector)
    survey = procedure_stage.surveyed(session, cast, village.round, home)
    row = procedure_stage.propose(session, village.round, home, P, survey=survey)
    session.delete(row)
    session.flush()
    assert survey.status is SurveyStatus.RECEIVED
    meeting = meeting_stage.planned(session, head, village.review)
    assert home.id not in {item.household_id for item in meetings.items_of(session, meeting)}
    why = {home.id: "Phiếu vừa về, họp đã định ngày."}
    meetings.plan(session, head, village.review, meeting.id, DAY, "Nhà văn hoá", unapproved=why)
    item = next(one for one in meetings.items_of(session, meeting) if one.household_id == home.id)
    assert (item.classes, item.unapproved_reason) == ({STANDARD: "poor"}, why[home.id])
    meetings.record(session, head, meeting, meeting_stage.held(meeting, session))
    procedure_files.store(session, head, meeting.id, meetings.SIGNED_PAGE, meeting_stage.PAGE)
    assert meetings.close(session, head, meeting).passed
    assert village.review.stage is VillageStage.MINUTES
    assert any("151" in step.reason for step in village_reviews.steps(session, village.review))

"""Nothing is recognised that the village did not agree to and read on the wall, whatever happened to its sheets since."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid
from gnbv.ids import new_id
from gnbv.models import Basis, HouseholdClass, PostingState, RecognitionState, Survey, VillageStage
from gnbv.services import (
    complaint_answers,
    complaints,
    ledger,
    postings,
    recognition_blocks,
    recognition_signing,
    reopenings,
    round_lists,
    village_reviews,
)
from tests import factories, posting_stage
from tests.factories import DAY, NOW, Cast
from tests.procedure_papers import agreed_meeting, posted
from tests.procedure_stage import STANDARD, Village, approved_village, propose, stand_at
from tests.recognition_stage import SIGNING, on_the_road, ready_village, signed, submitted


def codes(session: Session, village: Village) -> list[str]:
    (state,) = recognition_blocks.villages(session, village.round, STANDARD)
    return [one.code for one in state.blocks]


def approved_otherwise(
    session: Session, cast: Cast, village: Village, household_class: HouseholdClass, place: int = 3
) -> None:
    """The sheet of a home was opened again at the office and approved with another class."""
    home = village.homes[place]
    sheet = session.scalars(select(Survey).where(Survey.household_id == home.id)).one()
    assert sheet.revision_id is not None
    reopenings.reopen(session, cast.actor(cast.supervisor), sheet, sheet.revision_id, "Ghi nhầm")
    session.flush()
    propose(session, village.round, home, household_class)


def test_a_class_that_changed_after_the_meeting_is_not_recognised_until_it_went_the_road_again(
    session: Session, cast: Cast
) -> None:
    village = ready_village(session, cast)
    row = submitted(session, cast, village.round)
    approved_otherwise(session, cast, village, HouseholdClass.POOR)
    assert codes(session, village) == ["not_agreed"]
    with pytest.raises(Conflict) as caught:
        recognition_signing.sign(session, cast.actor(cast.leader), row, SIGNING)
    assert caught.value.code == "villages_not_ready" and "104" in caught.value.vi
    agreed_meeting(session, village.review, number=2)
    assert codes(session, village) == ["not_posted"]
    posted(session, village.review, number=2, quiet=True)
    assert codes(session, village) == []


def test_the_button_of_the_village_does_not_pass_over_a_second_meeting_and_a_second_list(
    session: Session, cast: Cast
) -> None:
    village = ready_village(session, cast)
    approved_otherwise(session, cast, village, HouseholdClass.POOR)
    stand_at(session, village.review, VillageStage.COMPLAINTS)
    for agreed, named in ((False, "not_agreed"), (True, "not_posted_again")):
        if agreed:
            agreed_meeting(session, village.review, number=2)
        with pytest.raises(Invalid) as caught:
            village_reviews.reach(
                session, cast.actor(cast.coordinator), village.review, VillageStage.SUBMISSION
            )
        assert named in [gap.code for gap in caught.value.details["gaps"]]
    posted(session, village.review, number=2, quiet=True)
    village_reviews.reach(session, cast.actor(cast.coordinator), village.review, VillageStage.SUBMISSION)
    assert village.review.stage is VillageStage.SUBMISSION


def test_a_home_that_joined_the_list_after_the_posting_is_not_recognised_unseen(
    session: Session, cast: Cast
) -> None:
    village = ready_village(session, cast)
    posted(session, village.review, number=2).rows = []
    session.flush()
    assert codes(session, village) == ["not_posted"]


def test_a_class_that_a_re_check_set_needs_no_meeting_but_a_new_list(session: Session, cast: Cast) -> None:
    village = ready_village(session, cast)
    home = village.homes[3]
    there = ledger.proposed(session, village.round, home.id, STANDARD)
    assert there is not None
    ledger.redetermine(
        session, village.round, home.id, STANDARD, HouseholdClass.POOR, Basis.RECHECK, there,
        decision_id=there.id, result_id=there.result_id, is_illustrative=False, at=NOW,
    )  # fmt: skip
    assert codes(session, village) == ["not_posted"]


def test_a_number_is_taken_in_the_calendar_year_of_the_decision_not_of_the_round(
    session: Session, cast: Cast
) -> None:
    first = ready_village(session, cast)
    second = approved_village(
        session,
        cast,
        round_=first.round,
        village=cast.other_village,
        first=201,
        stage=VillageStage.COMPLAINTS,
    )
    on_the_road(session, second)
    done = signed(session, cast, first.round)
    second.review.stage = VillageStage.SUBMISSION
    later = submitted(session, cast, first.round)
    done.year = later.year - 1  # a round of last year that was decided this year
    session.flush()
    with pytest.raises(Invalid) as caught:
        recognition_signing.sign(session, cast.actor(cast.leader), later, SIGNING)
    assert "đã dùng" in caught.value.vi
    done.year, done.decided_on = later.year, DAY.replace(year=DAY.year - 1)
    session.flush()
    recognition_signing.sign(session, cast.actor(cast.leader), later, SIGNING)
    assert later.state is RecognitionState.SIGNED


def test_a_complaint_about_an_older_list_takes_the_quiet_of_the_newest_back(
    session: Session, cast: Cast
) -> None:
    village = posting_stage.agreed_village(session, cast)
    posting = posting_stage.put_up(session, cast, village)
    posting_stage.taken_down(session, cast, posting)
    postings.confirm_quiet(session, cast.actor(cast.village_head), posting)
    older = posted(session, village.review, PostingState.REPLACED, number=9)
    older.places = [*posting.places]
    row = complaints.take_in(session, cast.actor(cast.cadre), new_id(), older, posting_stage.told(village))
    assert (village.review.stage, posting.quiet_at) == (VillageStage.COMPLAINTS, None)
    complaint_answers.withdraw(session, cast.actor(cast.cadre), row, "rút")
    postings.confirm_quiet(session, cast.actor(cast.village_head), posting)
    assert village.review.stage is VillageStage.SUBMISSION


def test_nobody_joins_the_list_of_a_village_whose_decision_is_signed(session: Session, cast: Cast) -> None:
    village = ready_village(session, cast)
    late = factories.household(session, village.unit, 190, "Chủ Hộ Muộn")
    recognition_signing.sign(
        session, cast.actor(cast.leader), submitted(session, cast, village.round), SIGNING
    )
    desk = cast.actor(cast.coordinator)
    with pytest.raises(Conflict) as caught:
        round_lists.add(session, desk, village.round, late, "đến sau")
    assert caught.value.code == "village_decided" and "thường xuyên" in caught.value.vi
    other = factories.household(session, cast.other_village, 191, "Chủ Hộ Thôn Khác")
    assert round_lists.add(session, desk, village.round, other, "đến sau").household_id == other.id

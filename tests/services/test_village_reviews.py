"""The stages of a village: forth with what is needed, back with a reason, refused with what is missing and what is next."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.models import PostingState, RoundStatus, SurveyStatus, Verdict, VillageStage
from gnbv.permissions import PROCEDURE_ROLES
from gnbv.services import village_results, village_reviews
from tests import factories
from tests import procedure_papers as papers
from tests import procedure_stage as stage
from tests.factories import Cast

S = VillageStage


@pytest.fixture
def village(session: Session, cast: Cast) -> stage.Village:
    return stage.approved_village(session, cast)


def test_a_village_is_at_the_survey_once_the_round_is_open(
    session: Session, cast: Cast, village: stage.Village
) -> None:
    again = village_reviews.of(session, cast.actor(cast.village_head), village.round, village.unit.id)
    assert again.id == village.review.id
    assert again.stage is S.SURVEY
    assert [one.id for one in village_reviews.ensure(session, village.round)] == [again.id]


def test_it_finds_nothing_for_strangers_and_villages_without_a_list(
    session: Session, cast: Cast, village: stage.Village
) -> None:
    far = cast.actor(cast.far_supervisor)
    with pytest.raises(NotFound):
        village_reviews.of(session, far, village.round, village.unit.id)
    with pytest.raises(NotFound):
        village_reviews.get(session, far, village.review.id)
    with pytest.raises(NotFound):
        village_reviews.of(session, cast.actor(cast.leader), village.round, cast.other_village.id)
    with pytest.raises(NotPermitted):
        village_reviews.get(session, cast.actor(cast.observer), village.review.id, PROCEDURE_ROLES)
    with pytest.raises(NotPermitted):
        village_reviews.of(session, cast.actor(cast.collector), village.round, village.unit.id)


def test_it_walks_the_whole_road_to_the_submission(
    session: Session, cast: Cast, village: stage.Village
) -> None:
    actor, review = cast.actor(cast.coordinator), village.review
    village_reviews.reach(session, actor, review, S.MEETING)
    papers.agreed_meeting(session, review)
    village_reviews.reach(session, actor, review, S.MINUTES)
    posting = papers.posted(session, review, PostingState.UP)
    village_reviews.reach(session, actor, review, S.POSTING)
    posting.state = PostingState.DOWN
    village_reviews.reach(session, actor, review, S.COMPLAINTS)
    assert [gap.code for gap in village_reviews.gaps(session, review, S.SUBMISSION)] == ["not_quiet"]
    posting.quiet_at = factories.NOW
    village_reviews.reach(session, actor, review, S.SUBMISSION)
    history = [(one.from_stage, one.to_stage) for one in village_reviews.steps(session, review)]
    assert history[0] == (S.COMPLAINTS, S.SUBMISSION)
    assert len(history) == 5


def test_a_stage_that_is_reached_already_changes_nothing(
    session: Session, cast: Cast, village: stage.Village
) -> None:
    actor = cast.actor(cast.coordinator)
    assert village_reviews.reach(session, actor, village.review, S.MEETING) is not None
    assert village_reviews.reach(session, actor, village.review, S.MEETING) is None
    assert len(village_reviews.steps(session, village.review)) == 1


def test_a_step_out_of_order_says_where_the_village_is_and_what_is_next(
    session: Session, cast: Cast, village: stage.Village
) -> None:
    with pytest.raises(Conflict, match="chưa tới bước “Niêm yết”.*Bước tiếp theo là “Chờ họp dân”"):
        village_reviews.reach(session, cast.actor(cast.leader), village.review, S.POSTING)
    with pytest.raises(Conflict, match="đã qua"):
        village_reviews.reach(session, cast.actor(cast.leader), village.review, S.LIST)


def test_homes_without_a_sheet_hold_the_village_and_an_unapproved_one_needs_a_reason(
    session: Session, cast: Cast, village: stage.Village
) -> None:
    actor, review = cast.actor(cast.coordinator), village.review
    late = factories.household(session, village.unit, 120, "Chưa Duyệt")
    factories.assign(session, village.round, late, cast.collector)
    with pytest.raises(Invalid, match="1 hộ chưa có phiếu"):
        village_reviews.reach(session, actor, review, S.MEETING, reason="Cứ họp")
    survey = stage.surveyed(session, cast, village.round, late)
    with pytest.raises(Invalid, match="1 phiếu chưa duyệt .hộ 120.*ghi lý do"):
        village_reviews.reach(session, actor, review, S.MEETING)
    step = village_reviews.reach(session, actor, review, S.MEETING, reason="Người duyệt đi tập huấn")
    assert step is not None
    assert step.details["missing"][0]["code"] == "not_approved"
    # It goes to the meeting, and no further without an approval.
    stage.stand_at(session, review, S.MINUTES)
    papers.agreed_meeting(session, review)
    codes = [gap.code for gap in village_reviews.gaps(session, review, S.POSTING)]
    assert codes == ["not_approved", "not_up"]
    assert survey.status is SurveyStatus.RECEIVED


def test_a_meeting_that_did_not_agree_to_what_is_proposed_now_is_no_minutes(
    session: Session, cast: Cast, village: stage.Village
) -> None:
    review = village.review
    stage.stand_at(session, review, S.MEETING)
    assert [gap.code for gap in village_reviews.gaps(session, review, S.MINUTES)] == ["no_minutes"]
    papers.agreed_meeting(session, review, verdict=Verdict.REJECTED)
    assert [gap.code for gap in village_reviews.gaps(session, review, S.MINUTES)] == ["not_agreed"]
    papers.agreed_meeting(session, review, number=2)
    assert village_reviews.gaps(session, review, S.MINUTES) == []
    home = village_results.of_village(session, village.round, village.unit.id)[0]
    row = session.get_one(stage.LedgerRow, (stage.TENANT, home.proposals[stage.STANDARD].ledger_id))
    row.household_class = stage.X
    session.flush()
    assert [gap.code for gap in village_reviews.gaps(session, review, S.MINUTES)] == ["not_agreed"]


def test_nothing_is_put_up_on_tet(session: Session, cast: Cast, village: stage.Village) -> None:
    stage.stand_at(session, village.review, S.MINUTES)
    papers.agreed_meeting(session, village.review)
    papers.posted(session, village.review, PostingState.UP)
    with pytest.raises(Invalid, match="17/02/2026 là ngày nghỉ .Tết.*ngày làm việc tới là 23/02/2026"):
        village_reviews.reach(
            session, cast.actor(cast.coordinator), village.review, S.POSTING, on=date(2026, 2, 17)
        )
    assert village.review.stage is S.MINUTES


def test_after_closing_a_village_takes_no_step(session: Session, cast: Cast, village: stage.Village) -> None:
    village.round.status = RoundStatus.CLOSED
    with pytest.raises(Conflict, match="đã khép.*mở lại đợt"):
        village_reviews.reach(session, cast.actor(cast.leader), village.review, S.MEETING)
    with pytest.raises(Conflict, match="đã khép"):
        village_reviews.step_back(session, cast.actor(cast.leader), village.review, S.LIST, "Sai danh sách")


def test_a_step_back_needs_a_reason_and_stays_in_the_history(
    session: Session, cast: Cast, village: stage.Village
) -> None:
    actor, review = cast.actor(cast.coordinator), village.review
    stage.stand_at(session, review, S.POSTING)
    posting = papers.posted(session, review, PostingState.UP)
    with pytest.raises(Invalid, match="Chưa ghi lý do"):
        village_reviews.step_back(session, actor, review, S.SURVEY, "  ")
    with pytest.raises(Conflict, match="đang treo"):
        village_reviews.step_back(session, actor, review, S.SURVEY, "Bỏ sót hộ")
    posting.state = PostingState.DOWN
    with pytest.raises(Conflict, match="không lùi"):
        village_reviews.step_back(session, actor, review, S.SUBMISSION, "Bỏ sót hộ")
    village_reviews.step_back(session, actor, review, S.SURVEY, "Bỏ sót hộ")
    assert village_reviews.step_back(session, actor, review, S.SURVEY, "Bỏ sót hộ") is None
    (step,) = village_reviews.steps(session, review)
    assert (step.is_back, step.reason, review.stage) == (True, "Bỏ sót hộ", S.SURVEY)
    stage.stand_at(session, review, S.RECOGNITION)
    with pytest.raises(Conflict, match="đã ký"):
        village_reviews.step_back(session, actor, review, S.SURVEY, "Bỏ sót hộ")

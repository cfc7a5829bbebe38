"""Returning and approving a survey."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.models import (
    Decision,
    DecisionKind,
    Event,
    HouseholdClass,
    LedgerRow,
    Standing,
    Survey,
    SurveyStatus,
)
from gnbv.services import comments, deciding, decisions
from tests.factories import Cast
from tests.survey_factory import received_survey


@pytest.fixture
def survey(session: Session, cast: Cast) -> Survey:
    return received_survey(session, cast)


def test_it_approves_and_proposes_a_class_without_making_it_official(
    session: Session, cast: Cast, survey: Survey
) -> None:
    decisions.approve(session, cast.actor(cast.supervisor), survey, survey.revision_id)
    session.flush()
    assert survey.status is SurveyStatus.APPROVED
    rows = session.scalars(select(LedgerRow).where(LedgerRow.household_id == survey.household_id)).all()
    assert [(row.household_class, row.standing, row.year) for row in rows] == [
        (HouseholdClass.POOR, Standing.PROPOSED, 2026)
    ]


def test_it_returns_with_the_remarks_and_writes_one_decision_and_one_event(
    session: Session, cast: Cast, survey: Survey
) -> None:
    actor = cast.actor(cast.supervisor)
    remark = comments.write(session, actor, survey, "walls", None, " Xem lại tường ")
    decision = decisions.send_back(session, actor, survey, survey.revision_id)
    session.flush()
    assert survey.status is SurveyStatus.RETURNED
    assert remark.decision_id == decision.id
    assert remark.text == "Xem lại tường"
    assert [event.action for event in session.scalars(select(Event))] == ["survey.return"]


def test_the_status_column_says_what_the_decision_rows_say(
    session: Session, cast: Cast, survey: Survey
) -> None:
    decisions.approve(session, cast.actor(cast.supervisor), survey, survey.revision_id)
    session.flush()
    newest = session.scalars(select(Decision).order_by(Decision.decided_at.desc())).first()
    assert newest is not None
    assert (newest.kind, survey.status) == (DecisionKind.APPROVAL, SurveyStatus.APPROVED)


def test_a_stranger_has_no_right_to_decide(session: Session, cast: Cast, survey: Survey) -> None:
    with pytest.raises(NotPermitted):
        decisions.approve(session, cast.actor(cast.far_supervisor), survey, survey.revision_id)


@pytest.mark.parametrize("role", ["leader", "coordinator", "observer", "other_collector"])
def test_a_reader_without_the_right_is_refused(
    session: Session, cast: Cast, survey: Survey, role: str
) -> None:
    with pytest.raises(NotPermitted):
        decisions.send_back(session, cast.actor(getattr(cast, role)), survey, survey.revision_id, "xem lại")


def test_nobody_decides_their_own_sheet(session: Session, cast: Cast) -> None:
    own = received_survey(session, cast, collector=cast.supervisor)
    with pytest.raises(NotPermitted, match="tự duyệt"):
        decisions.approve(session, cast.actor(cast.supervisor), own, own.revision_id)


def test_nobody_decides_the_sheet_of_their_own_family(session: Session, cast: Cast, survey: Survey) -> None:
    cast.supervisor.person_id = cast.household.memberships[1].person_id
    session.flush()
    with pytest.raises(NotPermitted, match="người nhà"):
        decisions.approve(session, cast.actor(cast.supervisor), survey, survey.revision_id)
    assert deciding.may_decide(session, cast.actor(cast.supervisor), survey) is False


def test_a_return_without_a_remark_is_refused_and_the_survey_still_waits(
    session: Session, cast: Cast, survey: Survey
) -> None:
    with pytest.raises(Invalid) as caught:
        decisions.send_back(session, cast.actor(cast.supervisor), survey, survey.revision_id)
    assert caught.value.code == "nothing_to_correct"
    assert survey.status is SurveyStatus.RECEIVED


@pytest.mark.parametrize(("text", "code"), [("   ", "comment_empty"), ("x" * 1001, "comment_long")])
def test_an_empty_or_endless_remark_is_refused(
    session: Session, cast: Cast, survey: Survey, text: str, code: str
) -> None:
    with pytest.raises(Invalid) as caught:
        comments.write(session, cast.actor(cast.supervisor), survey, "walls", None, text)
    assert caught.value.code == code


def test_approval_is_refused_while_remarks_are_unsent(session: Session, cast: Cast, survey: Survey) -> None:
    actor = cast.actor(cast.supervisor)
    comments.write(session, actor, survey, "walls", None, "Xem lại")
    session.flush()
    with pytest.raises(Invalid) as caught:
        decisions.approve(session, actor, survey, survey.revision_id)
    assert caught.value.code == "comments_open"


def test_a_remark_is_rewritten_in_place_and_can_be_taken_back(
    session: Session, cast: Cast, survey: Survey
) -> None:
    actor = cast.actor(cast.supervisor)
    first = comments.write(session, actor, survey, "walls", None, "Xem lại")
    session.flush()
    again = comments.write(session, actor, survey, "walls", None, "Xem kỹ lại")
    assert again is first
    comments.withdraw(session, actor, survey, first.id)
    session.flush()
    assert comments.unsent(session, actor, survey) == []
    with pytest.raises(NotFound):
        comments.withdraw(session, actor, survey, first.id)


def test_remarks_on_one_question_of_two_members_are_kept_apart(
    session: Session, cast: Cast, survey: Survey
) -> None:
    actor = cast.actor(cast.supervisor)
    for instance in (str(uuid4()), str(uuid4())):
        comments.write(session, actor, survey, "full_name", instance, "Sai tên")
    session.flush()
    assert len(comments.unsent(session, actor, survey)) == 2


def test_it_refuses_to_decide_a_revision_that_is_not_the_newest(
    session: Session, cast: Cast, survey: Survey
) -> None:
    with pytest.raises(Conflict) as caught:
        decisions.approve(session, cast.actor(cast.supervisor), survey, uuid4())
    assert caught.value.code == "newer_revision"


def test_deciding_twice_is_a_conflict_and_adds_nothing(session: Session, cast: Cast, survey: Survey) -> None:
    actor = cast.actor(cast.supervisor)
    decisions.approve(session, actor, survey, survey.revision_id)
    session.flush()
    with pytest.raises(Conflict):
        decisions.approve(session, actor, survey, survey.revision_id)
    assert len(session.scalars(select(Decision)).all()) == 1


def test_a_second_main_survey_of_the_household_is_not_approved_after_the_first(
    session: Session, cast: Cast, survey: Survey
) -> None:
    actor = cast.actor(cast.supervisor)
    rival = received_survey(session, cast, collector=cast.village_head, round_id=survey.round_id, rival=True)
    decisions.approve(session, actor, survey, survey.revision_id)
    session.flush()
    with pytest.raises(Conflict) as caught:
        decisions.approve(session, actor, rival, rival.revision_id)
    assert caught.value.code == "rival_decided"


def test_a_sheet_without_a_class_is_not_approved(session: Session, cast: Cast) -> None:
    open_sheet = received_survey(session, cast, household_class=None)
    with pytest.raises(Invalid) as caught:
        decisions.approve(session, cast.actor(cast.supervisor), open_sheet, open_sheet.revision_id)
    assert caught.value.code == "no_class"


def test_a_household_that_moved_away_needs_no_class(session: Session, cast: Cast) -> None:
    gone = received_survey(session, cast, household_class=None, outcome="moved_commune")
    decisions.approve(session, cast.actor(cast.supervisor), gone, gone.revision_id)
    session.flush()
    assert gone.status is SurveyStatus.APPROVED
    assert session.scalars(select(LedgerRow)).all() == []

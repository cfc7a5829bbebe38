"""The re-check after a complaint: by somebody else, deciding the class once its sheet is approved, taken back with it."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid, NotPermitted
from gnbv.models import (
    Assignment,
    Basis,
    Complaint,
    ComplaintState,
    InboxRow,
    LedgerRow,
    Posting,
    Purpose,
    Survey,
    SurveyStatus,
    User,
    VillageStage,
)
from gnbv.services import complaint_answers, complaints, ledger, posting_rows, postings, reopenings
from tests.factories import DAY, Cast
from tests.posting_stage import (
    agreed_village,
    checked,
    complained,
    made,
    put_up,
    second_collector,
    taken_down,
)
from tests.procedure_stage import STANDARD, P, Village, X


@pytest.fixture
def village(session: Session, cast: Cast) -> Village:
    return agreed_village(session, cast, homes=((None, P), (P, P)))


@pytest.fixture
def posting(session: Session, cast: Cast, village: Village) -> Posting:
    return put_up(session, cast, village)


@pytest.fixture
def row(session: Session, cast: Cast, village: Village, posting: Posting) -> Complaint:
    return complained(session, cast, village, posting)


@pytest.fixture
def ba(session: Session, cast: Cast) -> User:
    return second_collector(session, cast)


def test_the_recheck_goes_to_somebody_else(session: Session, cast: Cast, row: Complaint, ba: User) -> None:
    desk = cast.actor(cast.coordinator)
    for person, code in ((cast.collector, "own_check"), (cast.supervisor, "cannot_survey")):
        with pytest.raises(Invalid) as refused:
            complaint_answers.assign(session, desk, row, person.id)
        assert refused.value.code == code
    for _ in range(2):
        complaint_answers.assign(session, desk, row, ba.id)
    given = session.scalars(select(Assignment).where(Assignment.purpose == Purpose.RECHECK)).all()
    assert [(one.user_id, one.household_id, one.due_on) for one in given] == [
        (ba.id, row.household_id, row.due_on)
    ]
    assert (row.state, row.assignee_id) == (ComplaintState.CHECKING, ba.id)
    assert session.scalars(select(InboxRow.kind).where(InboxRow.user_id == ba.id)).all() == ["recheck"]
    with pytest.raises(NotPermitted):
        complaint_answers.assign(session, cast.actor(cast.cadre), row, ba.id)


def test_family_neither_goes_there_nor_decides(
    session: Session, cast: Cast, row: Complaint, ba: User
) -> None:
    assert row.household is not None
    ba.person_id = cast.coordinator.person_id = row.household.head_id
    session.flush()
    with pytest.raises(Invalid) as refused:
        complaint_answers.assign(session, cast.actor(cast.leader), row, ba.id)
    assert refused.value.code == "own_home"
    desk = cast.actor(cast.coordinator)
    with pytest.raises(NotPermitted):
        complaint_answers.assign(session, desk, row, ba.id)
    with pytest.raises(NotPermitted):
        complaint_answers.answer(session, desk, row, "Không đúng", "1/TL", DAY, unchecked="x")


def test_a_home_that_is_not_known_or_not_listed_cannot_be_checked(
    session: Session, cast: Cast, village: Village, posting: Posting, ba: User
) -> None:
    row = complained(session, cast, village, posting, place=None, about="nhà cuối xóm")
    desk = cast.actor(cast.coordinator)
    with pytest.raises(Invalid):
        complaint_answers.assign(session, desk, row, ba.id)
    complaints.name_household(session, cast.actor(cast.cadre), row, cast.unlisted)
    with pytest.raises(Conflict) as refused:
        complaint_answers.assign(session, desk, row, ba.id)
    assert refused.value.code == "complaint_not_listed"
    with pytest.raises(Conflict):
        complaints.name_household(session, cast.actor(cast.cadre), row, village.homes[0])


def test_a_class_that_changed_is_proposed_and_posted_again(
    session: Session, cast: Cast, village: Village, posting: Posting, row: Complaint, ba: User
) -> None:
    survey = checked(session, cast, row, ba, X)
    proposed = ledger.proposed(session, village.round, village.homes[0].id, STANDARD)
    assert proposed is not None
    assert (proposed.household_class, proposed.basis) == (X, Basis.RECHECK)
    assert (row.changed, row.survey_id) == (True, survey.id)
    assert posting_rows.changed(session, posting) == [str(village.homes[0].id)]
    open_ = select(Assignment).where(Assignment.purpose == Purpose.RECHECK, Assignment.closed_at.is_(None))
    assert session.scalars(open_).all() == [], "whoever went there is done"
    taken_down(session, cast, posting)
    complaint_answers.answer(session, cast.actor(cast.coordinator), row, "Đã đổi kết quả.", "12/TL-UBND", DAY)
    with pytest.raises(Conflict) as refused:
        postings.confirm_quiet(session, cast.actor(cast.village_head), posting)
    assert refused.value.code == "posting_changed"
    again = made(session, cast, village, "phúc tra khiếu nại số 1/2026")
    assert [line["name"] for line in again.rows] == ["Chủ Hộ 102"]


def test_a_class_that_stays_changes_nothing(
    session: Session, cast: Cast, village: Village, posting: Posting, row: Complaint, ba: User
) -> None:
    before = session.scalars(select(LedgerRow.id)).all()
    checked(session, cast, row, ba, P)
    assert session.scalars(select(LedgerRow.id)).all() == before
    assert row.changed is False
    taken_down(session, cast, posting)
    complaint_answers.answer(session, cast.actor(cast.coordinator), row, "Không đổi.", "13/TL-UBND", DAY)
    postings.confirm_quiet(session, cast.actor(cast.village_head), posting)
    assert village.review.stage is VillageStage.SUBMISSION


def test_an_approval_taken_back_takes_the_class_back(
    session: Session, cast: Cast, village: Village, row: Complaint, ba: User
) -> None:
    survey = checked(session, cast, row, ba, X)
    main = session.scalars(
        select(Survey).where(Survey.household_id == village.homes[0].id, Survey.purpose == Purpose.MAIN)
    ).one()
    boss = cast.actor(cast.supervisor)
    with pytest.raises(Conflict) as refused:
        reopenings.reopen(session, boss, main, _revision(main), "xem lại")
    assert refused.value.code == "class_overruled"
    reopenings.reopen(session, boss, survey, _revision(survey), "xem lại")
    session.flush()
    proposed = ledger.proposed(session, village.round, village.homes[0].id, STANDARD)
    assert proposed is not None and (proposed.household_class, proposed.basis) == (P, Basis.APPROVAL)
    assert (row.changed, row.state, survey.status) == (None, ComplaintState.CHECKING, SurveyStatus.RECEIVED)


def _revision(survey: Survey) -> UUID:
    assert survey.revision_id is not None
    return survey.revision_id

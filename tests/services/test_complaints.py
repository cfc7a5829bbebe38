"""A complaint is numbered, checked by somebody else, decides the class when its sheet is approved, and is answered."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.ids import new_id
from gnbv.models import (
    Assignment,
    Complaint,
    ComplaintState,
    Event,
    InboxRow,
    Posting,
    PostingState,
    Purpose,
    User,
    VillageStage,
)
from gnbv.services import complaint_answers, complaints, postings
from gnbv.services.complaints import PHONE
from tests.factories import DAY, Cast
from tests.posting_stage import (
    agreed_village,
    checked,
    complained,
    put_up,
    second_collector,
    taken_down,
    told,
)
from tests.procedure_stage import P, Village


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


def test_it_is_numbered_and_promised_an_answer_in_working_days(
    session: Session, cast: Cast, village: Village, row: Complaint
) -> None:
    # Friday; the weekend does not count.
    assert (row.number, row.year, row.due_on) == (1, 2026, date(2026, 10, 28))
    assert (row.household_id, row.about, row.state) == (
        village.homes[0].id,
        "Chủ Hộ 101",
        ComplaintState.RECEIVED,
    )
    assert b"0912" not in (row.contact_sealed or b"")
    told_of = session.scalars(select(InboxRow).where(InboxRow.kind == "complaint")).all()
    assert [one.user_id for one in told_of] == [cast.coordinator.id]


def test_the_same_one_twice_is_one_and_another_under_its_id_is_refused(
    session: Session, cast: Cast, village: Village, posting: Posting
) -> None:
    cadre, complaint_id = cast.actor(cast.cadre), new_id()
    first = complaints.take_in(session, cadre, complaint_id, posting, told(village))
    assert complaints.take_in(session, cadre, complaint_id, posting, told(village)) is first
    with pytest.raises(Conflict):
        complaints.take_in(session, cadre, complaint_id, posting, told(village, text="điều khác"))


def test_it_is_refused_without_words_before_the_list_hangs_and_for_a_home_elsewhere(
    session: Session, cast: Cast, village: Village, posting: Posting
) -> None:
    cadre = cast.actor(cast.cadre)
    for wrong in ({"text": " "}, {"complainant": ""}, {"received_on": date(2026, 10, 24)}):
        with pytest.raises(Invalid):
            complaints.take_in(session, cadre, new_id(), posting, told(village, **wrong))
    elsewhere = told(village, household_id=cast.others_household.id)
    with pytest.raises(NotFound):
        complaints.take_in(session, cadre, new_id(), posting, elsewhere)
    posting.state, posting.places = PostingState.PREPARED, []
    with pytest.raises(Conflict):
        complaints.take_in(session, cadre, new_id(), posting, told(village))


def test_who_takes_it_in_and_who_reads_it(
    session: Session, cast: Cast, village: Village, posting: Posting
) -> None:
    head = cast.actor(cast.village_head)
    with pytest.raises(NotPermitted):
        complaints.take_in(session, head, new_id(), posting, told(village))
    own = complaints.take_in(session, head, new_id(), posting, told(village), channel=PHONE)
    with pytest.raises(NotPermitted):
        complaints.take_in(
            session, cast.actor(cast.stranger), new_id(), posting, told(village), channel=PHONE
        )
    other = complained(session, cast, village, posting, complainant="Người Khác")
    assert complaints.get(session, head, own.id) is own
    with pytest.raises(NotPermitted):
        complaints.get(session, head, other.id)
    with pytest.raises(NotFound):
        complaints.get(session, cast.actor(cast.stranger), own.id)
    assert complaints.get(session, cast.actor(cast.observer), own.id) is own


def test_how_to_reach_the_complainant_is_sealed_and_each_opening_is_written_down(
    session: Session, cast: Cast, row: Complaint
) -> None:
    assert complaints.open_contact(session, cast.actor(cast.cadre), row) == "0912 345 678"
    opened = select(Event).where(Event.action == "complaint.contact_opened")
    assert [one.actor_id for one in session.scalars(opened)] == [cast.cadre.id]
    with pytest.raises(NotPermitted):
        complaints.open_contact(session, cast.actor(cast.observer), row)


def test_an_answer_needs_a_recheck_its_words_and_its_number(
    session: Session, cast: Cast, row: Complaint, ba: User
) -> None:
    desk = cast.actor(cast.coordinator)
    with pytest.raises(Conflict) as early:
        complaint_answers.answer(session, desk, row, "Đúng", "1/TL", DAY)
    assert early.value.code == "complaint_not_checked"
    checked(session, cast, row, ba, P)
    for words, number, day in (("", "1/TL", DAY), ("Đúng", " ", DAY), ("Đúng", "1/TL", date(2026, 10, 24))):
        with pytest.raises(Invalid):
            complaint_answers.answer(session, desk, row, words, number, day)
    with pytest.raises(NotPermitted):
        complaint_answers.answer(session, cast.actor(cast.cadre), row, "Đúng", "1/TL", DAY)
    for _ in range(2):
        complaint_answers.answer(session, desk, row, "Đúng", "1/TL", DAY)
    assert (row.state, row.answer_number, row.answered_by) == (
        ComplaintState.ANSWERED,
        "1/TL",
        cast.coordinator.id,
    )
    with pytest.raises(Conflict):
        complaint_answers.answer(session, desk, row, "Khác", "2/TL", DAY)


def test_one_that_was_taken_back_needs_nobody_to_go_there(
    session: Session, cast: Cast, row: Complaint, ba: User
) -> None:
    complaint_answers.assign(session, cast.actor(cast.coordinator), row, ba.id)
    with pytest.raises(Invalid):
        complaint_answers.withdraw(session, cast.actor(cast.cadre), row, " ")
    for _ in range(2):
        complaint_answers.withdraw(session, cast.actor(cast.cadre), row, "giấy rút ngày 23/10")
    given = session.scalars(select(Assignment).where(Assignment.purpose == Purpose.RECHECK)).one()
    assert (row.state, given.close_reason) == (ComplaintState.WITHDRAWN, "complaint_closed")


def test_one_is_opened_again_only_before_recognition(
    session: Session, cast: Cast, village: Village, posting: Posting, row: Complaint, ba: User
) -> None:
    desk = cast.actor(cast.coordinator)
    complaint_answers.answer(
        session, desk, row, "Trùng với khiếu nại khác", "2/TL", DAY, unchecked="đã trả lời"
    )
    taken_down(session, cast, posting)
    postings.confirm_quiet(session, cast.actor(cast.village_head), posting)
    with pytest.raises(Invalid):
        complaint_answers.reopen(session, desk, row, "")
    complaint_answers.reopen(session, desk, row, "có chứng cứ mới")
    assert (row.state, row.answer) == (ComplaintState.RECEIVED, "")
    assert row.details["former"][0]["number"] == "2/TL", "the former answer stays in its history"
    assert (village.review.stage, posting.quiet_at) == (VillageStage.COMPLAINTS, None), (
        "the village waits again"
    )
    village.review.stage = VillageStage.RECOGNITION
    row.state = ComplaintState.ANSWERED
    with pytest.raises(Conflict) as refused:
        complaint_answers.reopen(session, desk, row, "nữa")
    assert refused.value.code == "complaint_recognised"
    with pytest.raises(Conflict):
        complaints.take_in(session, cast.actor(cast.cadre), new_id(), posting, told(village))

"""A list is frozen, hangs for its working days at every place, and ends with somebody's word; out of order it is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.ids import new_id
from gnbv.models import Basis, HouseholdClass, LocalDay, PostingState, Role, VillageStage
from gnbv.services import ledger, posting_days, postings
from tests import factories
from tests.factories import DAY, NOW, TENANT, Cast
from tests.posting_stage import (
    HOUSE,
    MONDAY,
    OFFICE,
    agreed_village,
    at,
    complained,
    made,
    on,
    put_up,
    taken_down,
)
from tests.procedure_stage import STANDARD, N, P, Village, X, propose


@pytest.fixture
def village(session: Session, cast: Cast) -> Village:
    return agreed_village(session, cast, homes=((None, P), (P, N), (N, X), (None, X)))


def test_a_list_is_frozen_with_the_least_data(session: Session, cast: Cast, village: Village) -> None:
    posting = made(session, cast, village)
    assert [row["name"] for row in posting.rows] == ["Chủ Hộ 101", "Chủ Hộ 102", "Chủ Hộ 103"]
    assert posting.rows[1] == {
        "number": 2, "name": "Chủ Hộ 102", "village": "Thôn 1", "before": {STANDARD: "poor"},
        "classes": {STANDARD: "near_poor"}, "household": str(village.homes[1].id),
    }  # fmt: skip
    assert (posting.state, posting.number, posting.is_illustrative) == (PostingState.PREPARED, 1, False)
    propose(session, village.round, village.homes[0], X)
    assert posting.rows[0]["classes"] == {STANDARD: "poor"}, "what happens later does not change it"


def test_the_same_list_made_twice_is_one(session: Session, cast: Cast, village: Village) -> None:
    head, posting_id = cast.actor(cast.village_head), new_id()
    first = postings.make(session, head, village.review, posting_id)
    assert postings.make(session, head, village.review, posting_id) is first
    later = postings.make(session, head, village.review, new_id())
    assert (first.state, later.number) == (PostingState.REPLACED, 2), "it was never put up"


def test_the_days_count_from_the_last_place_and_leave_out_days_off(
    session: Session, cast: Cast, village: Village
) -> None:
    head, posting = cast.actor(cast.village_head), made(session, cast, village)
    session.add(
        LocalDay(
            tenant=TENANT, unit_id=cast.commune.id, on=date(2026, 10, 26), name="Ngày hội xã", recorded_at=NOW
        )
    )
    postings.put_up(session, head, posting, HOUSE, at(MONDAY))
    assert (posting.state, posting.up_on, village.review.stage) == (
        PostingState.UP,
        None,
        VillageStage.POSTING,
    )
    postings.put_up(session, head, posting, OFFICE, at(DAY, 16))
    postings.put_up(session, head, posting, OFFICE, at(DAY, 9))
    # Friday; Saturday, Sunday and the local holiday of Monday do not count.
    assert (posting.up_on, posting.until) == (DAY, date(2026, 10, 29))
    assert len(posting.places) == 2, "the same place again changes nothing"


def test_it_is_not_taken_down_before_its_days_are_over(
    session: Session, cast: Cast, village: Village
) -> None:
    posting = put_up(session, cast, village)
    thursday = date(2026, 10, 22)
    with pytest.raises(Conflict, match="23/10/2026") as early:
        postings.take_down(session, on(cast.village_head, thursday), posting, HOUSE, at(thursday))
    assert early.value.code == "posting_too_early" and posting.state is PostingState.UP
    taken_down(session, cast, posting)
    assert (posting.state, posting.down_on, village.review.stage) == (
        PostingState.DOWN,
        DAY,
        VillageStage.COMPLAINTS,
    )
    before = list(posting.places)
    taken_down(session, cast, posting)
    assert posting.places == before, "again changes nothing"


def test_it_is_not_taken_down_where_a_place_was_forgotten(
    session: Session, cast: Cast, village: Village
) -> None:
    posting = made(session, cast, village)
    postings.put_up(session, cast.actor(cast.village_head), posting, HOUSE, at(MONDAY))
    with pytest.raises(Conflict, match="chưa treo đủ các nơi"):
        postings.take_down(session, cast.actor(cast.village_head), posting, HOUSE, at(DAY))
    assert posting_days.may_come_down(posting) is None


def test_nothing_is_put_up_on_a_holiday_and_the_sentence_says_what_is_next(
    session: Session, cast: Cast, village: Village
) -> None:
    posting, tet = made(session, cast, village), date(2027, 2, 8)
    with pytest.raises(Invalid, match="ngày làm việc tới") as refused:
        postings.put_up(session, on(cast.village_head, tet), posting, HOUSE, at(tet))
    assert refused.value.code == "day_off" and posting.state is PostingState.PREPARED


@pytest.mark.parametrize("day", [date(2026, 10, 24), date(2026, 8, 1)])
def test_a_day_to_come_or_long_past_is_refused(
    session: Session, cast: Cast, village: Village, day: date
) -> None:
    with pytest.raises(Invalid) as refused:
        postings.put_up(session, cast.actor(cast.village_head), made(session, cast, village), HOUSE, at(day))
    assert refused.value.code == "posting_day"


def test_a_list_waits_for_the_minutes(session: Session, cast: Cast, village: Village) -> None:
    village.review.stage = VillageStage.MEETING
    with pytest.raises(Conflict) as refused:
        made(session, cast, village)
    assert refused.value.code == "posting_stage"


def test_what_is_read_out_is_noted_once_a_minute(session: Session, cast: Cast, village: Village) -> None:
    posting = put_up(session, cast, village)
    for _ in range(2):
        postings.broadcast(session, cast.actor(cast.village_head), posting, at(MONDAY, 17), "Loa thôn")
    assert [one["by"] for one in posting.broadcasts] == ["Loa thôn"]
    taken_down(session, cast, posting)
    with pytest.raises(Conflict):
        postings.broadcast(session, cast.actor(cast.village_head), posting, at(DAY, 17))


def test_a_person_says_that_nobody_complains(session: Session, cast: Cast, village: Village) -> None:
    head, posting = cast.actor(cast.village_head), put_up(session, cast, village)
    with pytest.raises(Conflict) as refused:
        postings.confirm_quiet(session, head, posting)
    assert refused.value.code == "posting_not_down"
    taken_down(session, cast, posting)
    for _ in range(2):
        postings.confirm_quiet(session, head, posting)
    assert (posting.quiet_by, village.review.stage) == (cast.village_head.id, VillageStage.SUBMISSION)


def test_nobody_says_so_while_a_complaint_is_open(session: Session, cast: Cast, village: Village) -> None:
    posting = put_up(session, cast, village)
    complained(session, cast, village, posting)
    taken_down(session, cast, posting)
    with pytest.raises(Conflict) as refused:
        postings.confirm_quiet(session, cast.actor(cast.village_head), posting)
    assert refused.value.code == "complaints_open"


def test_a_second_list_needs_another_result_and_a_reason(
    session: Session, cast: Cast, village: Village
) -> None:
    first = put_up(session, cast, village)
    with pytest.raises(Conflict) as same:
        made(session, cast, village, "cho chắc")
    assert same.value.code == "posting_unchanged"
    _becomes(session, village, X)
    with pytest.raises(Invalid):
        made(session, cast, village)
    second = put_up(session, cast, village, DAY, "phúc tra khiếu nại số 1/2026")
    assert (first.state, first.down_on, second.number) == (PostingState.REPLACED, DAY, 2)
    assert village.review.stage is VillageStage.POSTING
    with pytest.raises(Conflict) as over:
        postings.put_up(session, cast.actor(cast.village_head), first, "cổng chợ", at(DAY))
    assert over.value.code == "posting_over"


def test_strangers_find_nothing_and_a_wrong_role_may_not(
    session: Session, cast: Cast, village: Village
) -> None:
    posting = made(session, cast, village)
    far = factories.user(session, "xa2", Role.COORDINATOR, cast.far_commune)
    for person, error in ((far, NotFound), (cast.other_collector, NotFound), (cast.collector, NotPermitted)):
        with pytest.raises(error):
            postings.get(session, cast.actor(person), posting.id)
    acts: list[Any] = [
        lambda actor: postings.make(session, actor, village.review, new_id()),
        lambda actor: postings.put_up(session, actor, posting, HOUSE, at(DAY)),
        lambda actor: postings.take_down(session, actor, posting, HOUSE, at(DAY)),
        lambda actor: postings.broadcast(session, actor, posting, at(DAY)),
        lambda actor: postings.confirm_quiet(session, actor, posting),
    ]
    for act in acts:
        with pytest.raises(NotPermitted):
            act(cast.actor(cast.observer))
    assert postings.get(session, cast.actor(cast.observer), posting.id) is posting


def test_an_illustrative_result_marks_the_whole_list(session: Session, cast: Cast) -> None:
    village = agreed_village(session, cast, homes=((None, P),), illustrative=True)
    assert made(session, cast, village).is_illustrative


def _becomes(session: Session, village: Village, household_class: HouseholdClass) -> None:
    """The first home's class by another act, as a re-check writes it."""
    there = ledger.proposed(session, village.round, village.homes[0].id, STANDARD)
    ledger.redetermine(
        session, village.round, village.homes[0].id, STANDARD, household_class, Basis.RECHECK, there,
        decision_id=new_id(), result_id=None, is_illustrative=False, at=NOW,
    )  # fmt: skip

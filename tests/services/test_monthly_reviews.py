"""The regular review: what waits on the 15th, one press, only those homes, a clock a petition, told once a month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Invalid, NotFound, NotPermitted
from gnbv.ids import new_id
from gnbv.models import (
    InboxRow,
    Petition,
    PetitionKind,
    PetitionState,
    RoundHousehold,
    RoundKind,
    RoundStatus,
    Screening,
    VillageStage,
)
from gnbv.permissions import Actor
from gnbv.services import (
    inbox_words,
    monthly_reviews,
    petition_clocks,
    petitions,
    procedure_boards,
    procedure_switches,
    procedures,
    village_reviews,
)
from gnbv.services.petitions import Asked
from tests.factories import Cast
from tests.phone import published_sheet

MARCH = date(2027, 3, 15)


def on(cast: Cast, day: date, who: str = "coordinator") -> Actor:
    return replace(cast.actor(getattr(cast, who)), today=day)


def asked(session: Session, cast: Cast, *, passed: bool = True) -> Petition:
    actor = on(cast, date(2027, 3, 4), "cadre")
    home = cast.unlisted if passed else cast.household
    made = petitions.take_in(
        session, actor, new_id(), cast.village, Asked(PetitionKind.POOR, date(2027, 3, 4), home)
    )
    if passed:
        petitions.screen(session, actor, made, Screening.PASSED)
    return made


@pytest.fixture
def sheet(session: Session) -> None:
    published_sheet(session)


def test_nothing_is_said_before_the_fifteenth(session: Session, cast: Cast, sheet: None) -> None:
    asked(session, cast)
    assert monthly_reviews.prompt_of(session, on(cast, date(2027, 3, 14))) == []
    with pytest.raises(Invalid, match="bắt đầu từ ngày 15"):
        monthly_reviews.open_month(session, on(cast, date(2027, 3, 14)), cast.commune.id)


def test_two_petitions_wait_and_the_ready_one_is_reviewed_alone(
    session: Session, cast: Cast, sheet: None
) -> None:
    ready, unready = asked(session, cast), asked(session, cast, passed=False)
    actor = on(cast, MARCH)
    (prompt,) = monthly_reviews.prompt_of(session, actor)
    assert (prompt.count, prompt.ready, prompt.unready, prompt.month.month) == (2, [ready], [unready], 3)
    round_ = monthly_reviews.open_month(session, actor, cast.commune.id)
    assert (round_.kind, round_.status, round_.name) == (
        RoundKind.MONTHLY, RoundStatus.OPEN, "Rà soát thường xuyên tháng 3/2027",
    )  # fmt: skip
    # The standard follows the date: the one of 2022–2026 has ended.
    assert round_.standards == ["vn-2027-2030"]
    assert (round_.closes_on - round_.opens_on).days == 14
    listed = session.scalars(
        select(RoundHousehold.household_id).where(RoundHousehold.round_id == round_.id)
    ).all()
    assert listed == [cast.unlisted.id]
    assert (ready.state, unready.state) == (PetitionState.LISTED, PetitionState.RECEIVED)
    assert monthly_reviews.open_month(session, actor, cast.commune.id).id == round_.id
    assert monthly_reviews.prompt_of(session, actor) == []


def test_each_petition_has_its_clock_in_days_left(session: Session, cast: Cast, sheet: None) -> None:
    made = asked(session, cast)
    round_ = monthly_reviews.open_month(session, on(cast, MARCH), cast.commune.id)
    for day, left, working, late in ((date(2027, 3, 25), 4, 2, False), (date(2027, 3, 31), -2, -2, True)):
        actor = on(cast, day)
        board = procedure_boards.board(session, actor, round_)
        (clock,) = petition_clocks.of_round(session, actor, round_, board)
        assert (clock.petition, clock.days, clock.working, clock.is_late) == (made, left, working, late)
        assert clock.stage is VillageStage.SURVEY
    assert petition_clocks.of_round(session, on(cast, MARCH, "cadre"), round_, board) == []


def test_a_step_that_the_commune_switched_off_is_no_stage_of_the_month(
    session: Session, cast: Cast, sheet: None
) -> None:
    asked(session, cast)
    actor = on(cast, MARCH)
    with pytest.raises(Invalid, match="căn cứ"):
        procedure_switches.change(session, actor, cast.commune, RoundKind.MONTHLY, {"posting"}, "")
    procedure_switches.change(session, actor, cast.commune, RoundKind.MONTHLY, {"posting"}, "CV 12/SNNMT")
    round_ = monthly_reviews.open_month(session, actor, cast.commune.id)
    road = village_reviews.procedure_of(session, round_)
    assert (road.has("meeting"), road.has("minutes"), road.has("posting")) == (False, False, True)
    (review,) = village_reviews.ensure(session, round_)
    assert village_reviews.next_stage(session, review) is VillageStage.POSTING
    # What is switched later holds for rounds to come.
    procedure_switches.change(
        session, actor, cast.commune, RoundKind.MONTHLY, {"meeting", "posting"}, "CV 13/SNNMT"
    )
    assert not village_reviews.procedure_of(session, round_).has("meeting")
    later = procedures.of_kind(cast.commune, RoundKind.MONTHLY, MARCH)
    assert later is not None
    assert later.has("meeting")


def test_nobody_else_opens_it_and_strangers_find_nothing(session: Session, cast: Cast, sheet: None) -> None:
    asked(session, cast)
    with pytest.raises(NotPermitted):
        monthly_reviews.open_month(session, on(cast, MARCH, "cadre"), cast.commune.id)
    with pytest.raises(NotFound):
        monthly_reviews.open_month(session, on(cast, MARCH, "far_supervisor"), cast.commune.id)
    with pytest.raises(Invalid, match="Chưa có giấy đề nghị nào đủ điều kiện"):
        session.delete(session.scalars(select(Petition)).one())
        session.flush()
        monthly_reviews.open_month(session, on(cast, MARCH), cast.commune.id)


def test_the_coordinator_is_told_once_a_month(session: Session, cast: Cast, sheet: None) -> None:
    asked(session, cast)
    assert monthly_reviews.tell_all(session, date(2027, 3, 14)) == 0
    assert monthly_reviews.tell_all(session, MARCH) == 1
    assert monthly_reviews.tell_all(session, date(2027, 3, 20)) == 0
    (row,) = session.scalars(select(InboxRow).where(InboxRow.user_id == cast.coordinator.id))
    assert inbox_words.sentence(row, "vi") == "Có 1 giấy đề nghị. Mở đợt tháng 3/2027."
    assert monthly_reviews.tell_all(session, date(2027, 4, 15)) == 1

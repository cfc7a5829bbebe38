"""The chair's signature: what it writes, all at once, and when it is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, GnbvError, Invalid, NotPermitted
from gnbv.models import (
    Basis,
    Decision,
    DecisionKind,
    Event,
    HouseholdClass,
    LedgerRow,
    RecognitionRow,
    RecognitionState,
    RoundStatus,
    Standing,
    Survey,
    SurveyStatus,
    VillageStage,
)
from gnbv.services import household_classes, recognition_signing, recognitions
from tests import procedure_papers
from tests.factories import DAY, Cast
from tests.procedure_stage import N, P, X, approved_village
from tests.recognition_stage import SIGNING, on_the_road, ready_village, signed, submitted
from tests.views.test_status_column import statuses


def refused(session: Session, cast: Cast, kind: type[GnbvError], code: str, **more: object) -> GnbvError:
    """Sign the only draft as it stands and expect the refusal; nothing official may be there afterwards."""
    row = more.pop("row")
    with pytest.raises(kind) as found:
        recognition_signing.sign(
            session, cast.actor(more.pop("by", cast.leader)), row, replace(SIGNING, **more)
        )  # type: ignore[arg-type]
    assert found.value.code == code
    official = select(func.count()).where(LedgerRow.basis == Basis.RECOGNITION)
    assert session.scalar(official.select_from(LedgerRow)) == 0
    assert not session.scalars(select(Survey.id).where(Survey.status == SurveyStatus.RECOGNISED)).all()
    return found.value


def test_signing_writes_lists_ledger_surveys_and_stage_at_once(session: Session, cast: Cast) -> None:
    village = ready_village(session, cast)
    row = signed(session, cast, village.round)
    assert (row.state, row.number, row.effective_on) == (RecognitionState.SIGNED, "88/QĐ-UBND", DAY)
    lines = session.scalars(select(RecognitionRow).order_by(RecognitionRow.number)).all()
    assert [line.lists for line in lines] == [
        ["poor"], ["poor"], ["escaped_poor", "near_poor"], ["escaped_near_poor"],
    ]  # fmt: skip
    assert [line.member_count for line in lines] == [3, 3, 3, 3]
    official = session.scalars(select(LedgerRow).where(LedgerRow.basis == Basis.RECOGNITION)).all()
    assert {one.standing for one in official} == {Standing.OFFICIAL}
    assert {one.supersedes_id for one in official} == set(
        session.scalars(select(LedgerRow.id).where(LedgerRow.standing == Standing.PROPOSED))
    )
    today = household_classes.today(session, 1, [home.id for home in village.homes])
    assert [today[home.id] for home in village.homes] == [(one, 2026, False) for one in (P, P, N, X)]
    assert set(statuses(session).values()) == {SurveyStatus.RECOGNISED}
    assert village.review.stage is VillageStage.RECOGNITION
    told = session.scalars(select(Event.action)).all()
    assert told.count("household.recognised") == 4 and told.count("recognition.signed") == 1


def test_signing_again_changes_nothing_and_another_person_is_told_who_signed(
    session: Session, cast: Cast
) -> None:
    village = ready_village(session, cast)
    row = signed(session, cast, village.round)
    before = session.scalar(select(func.count()).select_from(Event))
    assert recognition_signing.sign(session, cast.actor(cast.leader), row, SIGNING) is row
    assert session.scalar(select(func.count()).select_from(Event)) == before
    decisions = select(func.count()).where(Decision.kind == DecisionKind.RECOGNITION)
    assert session.scalar(decisions.select_from(Decision)) == 4
    with pytest.raises(Conflict) as found:
        recognition_signing.sign(session, cast.actor(cast.leader), row, replace(SIGNING, number="89/QĐ-UBND"))
    assert found.value.code == "recognition_signed" and "Đính chính" in found.value.vi


@pytest.mark.parametrize("who", ["coordinator", "supervisor", "village_head", "observer"])
def test_nobody_but_the_leader_signs(session: Session, cast: Cast, who: str) -> None:
    village = ready_village(session, cast)
    row = submitted(session, cast, village.round)
    refused(session, cast, NotPermitted, "only_leader", row=row, by=getattr(cast, who))


def test_nobody_signs_for_their_own_family(session: Session, cast: Cast) -> None:
    village = ready_village(session, cast)
    row = submitted(session, cast, village.round)
    cast.leader.person_id = village.homes[1].head_id
    session.flush()
    assert "102" in refused(session, cast, NotPermitted, "own_home", row=row).vi


def test_what_was_not_submitted_or_has_changed_since_is_not_signed(session: Session, cast: Cast) -> None:
    village = ready_village(session, cast)
    row = recognitions.draft(session, cast.actor(cast.coordinator), village.round, "vn-2022-2025")
    refused(session, cast, Conflict, "not_submitted", row=row)
    recognitions.submit(session, cast.actor(cast.coordinator), row, "15/TTr", DAY)
    proposed = session.scalars(select(LedgerRow).where(LedgerRow.standing == Standing.PROPOSED)).first()
    assert proposed is not None
    proposed.household_class = HouseholdClass.NOT_POOR
    session.flush()
    assert "họp dân" in refused(session, cast, Conflict, "villages_not_ready", row=row).vi
    procedure_papers.agreed_meeting(session, village.review, number=2)
    procedure_papers.posted(session, village.review, number=2)
    refused(session, cast, Conflict, "lists_changed", row=row)


def test_a_closed_round_a_village_not_ready_and_anything_illustrative_are_refused(
    session: Session, cast: Cast
) -> None:
    village = ready_village(session, cast)
    row = submitted(session, cast, village.round)
    village.round.status = RoundStatus.CLOSED
    refused(session, cast, Conflict, "round_closed", row=row)
    village.round.status = RoundStatus.OPEN
    village.review.stage = VillageStage.COMPLAINTS
    assert "khiếu nại" in refused(session, cast, Conflict, "villages_not_ready", row=row).vi
    village.review.stage = VillageStage.SUBMISSION
    for one in session.scalars(select(LedgerRow).where(LedgerRow.standing == Standing.PROPOSED)):
        one.is_illustrative = True
    session.flush()
    words = refused(session, cast, Conflict, "villages_not_ready", row=row).vi
    assert "MINH HỌA" in words and "phiếu giấy đã ký" in words


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"number": " "}, "signing_incomplete"),
        ({"signer_name": ""}, "signing_incomplete"),
        ({"decided_on": DAY + timedelta(days=1)}, "signing_incomplete"),
        ({"decided_on": DAY - timedelta(days=30)}, "signing_incomplete"),
        ({"effective_on": DAY - timedelta(days=1)}, "signing_incomplete"),
    ],
)
def test_bad_input_is_refused_in_words(
    session: Session, cast: Cast, more: dict[str, object], code: str
) -> None:
    row = submitted(session, cast, ready_village(session, cast).round)
    said = refused(session, cast, Invalid, code, row=row, **more)
    assert "vẫn giữ" in said.vi


def test_nothing_is_signed_on_a_holiday(session: Session, cast: Cast) -> None:
    village = ready_village(session, cast)
    drafted = recognitions.draft(session, cast.actor(cast.coordinator), village.round, "vn-2022-2025")
    with pytest.raises(Invalid) as found:
        recognitions.submit(session, cast.actor(cast.coordinator), drafted, "15/TTr", date(2026, 9, 2))
    assert found.value.code == "day_off"


def test_a_village_that_becomes_ready_later_gets_a_decision_of_its_own(session: Session, cast: Cast) -> None:
    first = ready_village(session, cast)
    second = approved_village(session, cast, round_=first.round, village=cast.other_village, first=201)
    row = signed(session, cast, first.round)
    assert row.villages == [str(cast.village.id)]
    second.review.stage = VillageStage.SUBMISSION
    on_the_road(session, second)
    later = submitted(session, cast, first.round)
    assert later.villages == [str(cast.other_village.id)]
    done = recognition_signing.sign(
        session, cast.actor(cast.leader), later, replace(SIGNING, number="90/QĐ-UBND")
    )
    assert done.state is RecognitionState.SIGNED
    assert session.scalar(select(func.count()).select_from(RecognitionRow)) == 8

"""A correction (đính chính) after recognition: an act of its own with reason and decision number; what was signed stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.ids import new_id
from gnbv.models import (
    Basis,
    Determination,
    Household,
    HouseholdClass,
    LedgerRow,
    Recognition,
    RecognitionRow,
    RecognitionState,
    Standing,
    Unit,
)
from gnbv.permissions import RECOGNISING_ROLES, Actor
from gnbv.services import certificates, events, ledger, petition_bars, working_days
from gnbv.services.recognition_lists import AVERAGE


@dataclass(frozen=True)
class Correction:
    """The class that is right, by which decision of which day, and why."""

    household_class: HouseholdClass
    number: str
    on: date
    reason: str


def get_row(session: Session, recognition: Recognition, row_id: UUID) -> RecognitionRow:
    """A household of a decision that was found in scope. Raises ``NotFound``."""
    row = session.get(RecognitionRow, (recognition.tenant, row_id))
    if row is None or row.recognition_id != recognition.id:
        raise NotFound()
    return row


def stands(session: Session, recognition: Recognition, household_id: UUID) -> LedgerRow | None:
    """The official row of the household in the decision's year and standard as it stands now."""
    return session.scalar(
        select(LedgerRow)
        .where(
            LedgerRow.tenant == recognition.tenant,
            LedgerRow.household_id == household_id,
            LedgerRow.year == recognition.year,
            LedgerRow.standard == recognition.standard,
            LedgerRow.standing == Standing.OFFICIAL,
            ledger.stands(),
        )
        .order_by(LedgerRow.recorded_at.desc())
        .limit(1)
    )


def correct(
    session: Session, actor: Actor, recognition: Recognition, row: RecognitionRow, wanted: Correction
) -> LedgerRow:
    """Write another official class over the one that was recognised. The same again changes nothing.

    Raises ``NotPermitted`` for everybody but the leader and for a household of their own family, ``Conflict`` for a
    decision that is not signed, ``Invalid`` without number or reason, for a day before the decision, to come or off, and
    for the class that stands already.
    """
    unit = session.get_one(Unit, (recognition.tenant, recognition.unit_id))
    if not actor.holds(RECOGNISING_ROLES, unit.path):
        raise NotPermitted()
    if recognition.state is not RecognitionState.SIGNED or recognition.decided_on is None:
        raise Conflict(
            "correction_unsigned",
            "Quyết định chưa ký nên không đính chính. Chưa có gì thay đổi. Sửa phân loại ở phiếu hoặc khiếu nại trước khi ký.",
            "The decision is not signed, so nothing is corrected. Nothing was changed. Change the class on the sheet or by a "
            "complaint before it is signed.",
        )
    events.in_line(session, recognition.tenant)
    home = session.get_one(Household, (recognition.tenant, row.household_id))
    petition_bars.require_no_family(session, actor, home)
    number, reason = " ".join(wanted.number.split())[:100], wanted.reason.strip()[:4000]
    there = stands(session, recognition, row.household_id)
    source = f"Quyết định đính chính số {number}"
    if there is not None and (there.basis, there.household_class, there.source) == (
        Basis.CORRECTION, wanted.household_class, source,
    ):  # fmt: skip
        return there
    _require(session, actor, unit, recognition, there, wanted, number, reason)
    act = Determination(
        tenant=recognition.tenant, id=new_id(), round_id=recognition.round_id, household_id=home.id,
        standard=recognition.standard, household_class=wanted.household_class.value, kind=Basis.CORRECTION.value,
        reason=reason, document_number=number, document_on=wanted.on,
        details={"recognition": str(recognition.id), "was": there.household_class.value if there else None},
        actor_id=actor.user_id, decided_at=now(),
    )  # fmt: skip
    made = LedgerRow(
        tenant=recognition.tenant, id=new_id(), household_id=home.id, round_id=recognition.round_id,
        year=recognition.year, standard=recognition.standard, household_class=wanted.household_class,
        standing=Standing.OFFICIAL, basis=Basis.CORRECTION, is_illustrative=False,
        result_id=there.result_id if there else None, decision_id=act.id, source=source, recorded_at=act.decided_at,
        supersedes_id=there.id if there else None,
    )  # fmt: skip
    session.add_all([act, made])
    session.flush()
    events.record(
        session, actor, "household.corrected", "household", home.id, unit_id=home.unit_id,
        recognition=str(recognition.id), standard=recognition.standard, to=wanted.household_class.value, number=number,
    )  # fmt: skip
    events.changed(session, recognition.tenant, "household", home.id, unit_id=home.unit_id)
    certificates.follow(session, actor, recognition, home, wanted.household_class, number, wanted.on)
    return made


def _require(
    session: Session,
    actor: Actor,
    unit: Unit,
    recognition: Recognition,
    there: LedgerRow | None,
    wanted: Correction,
    number: str,
    reason: str,
) -> None:
    assert recognition.decided_on is not None  # checked before
    if not number or not reason or not recognition.decided_on <= wanted.on <= actor.today:
        raise _incomplete(
            f"Đính chính cần số quyết định, lý do, và ngày từ {recognition.decided_on:%d/%m/%Y} đến hôm nay",
            f"A correction needs its number, a reason, and a day from {recognition.decided_on:%d/%m/%Y} until today",
        )
    if wanted.household_class is HouseholdClass.AVERAGE and recognition.kind != AVERAGE:
        raise _incomplete(
            "Mức sống trung bình chỉ xác định bằng phiếu thu nhập",
            "The average living standard comes from an income sheet only",
        )
    if there is not None and there.household_class is wanted.household_class:
        raise _incomplete("Hộ đang có đúng phân loại này", "The household has this class already")
    working_days.require(session, unit, wanted.on)


def _incomplete(vi: str, en: str) -> Invalid:
    return Invalid(
        "correction_incomplete",
        f"{vi}. Kết quả đã công nhận vẫn giữ. Sửa rồi bấm lại.",
        f"{en}. What was recognised is kept. Correct it and try again.",
    )

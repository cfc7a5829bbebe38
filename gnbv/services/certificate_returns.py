"""Certificates to take back because of a decision: of households that escaped or stand in another class now.

QĐ 24/2021/QĐ-TTg, step 6: certificates of escaped households are withdrawn. Papers of years before this program are known
only by the class that the register had; they are listed without a number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from gnbv.clock import now
from gnbv.errors import Invalid, NotFound, NotPermitted
from gnbv.ids import new_id
from gnbv.models import (
    Basis,
    Certificate,
    CertificateEnd,
    CertificateReturn,
    CertificateState,
    Household,
    HouseholdClass,
    LedgerRow,
    Recognition,
    RecognitionRow,
    ReturnOutcome,
    Role,
    Unit,
)
from gnbv.permissions import HANDING_ROLES, Actor
from gnbv.services import certificate_finding, events
from gnbv.services.certificates import KINDS


@dataclass(frozen=True)
class Due:
    """A household that should give its paper back. ``kind``: what the paper says. ``certificate``: empty for a paper of
    before this program. ``done``: what became of it."""

    household: Household
    village: Unit
    kind: HouseholdClass
    after: HouseholdClass
    certificate: Certificate | None
    done: CertificateReturn | None


def listing(
    session: Session,
    actor: Actor,
    recognition: Recognition,
    roles: Iterable[Role],
    village: UUID | None = None,
) -> list[Due]:
    """The papers to take back by one decision in the actor's villages (or one of them), house by house. A fixed number of statements."""
    units = {unit.id: unit for unit in certificate_finding.villages_of(session, actor, recognition, roles)}
    if village is not None:
        units = {village: units[village]} if village in units else {}
    rows = session.execute(
        select(RecognitionRow, Household)
        .join(
            Household,
            (Household.tenant == RecognitionRow.tenant) & (Household.id == RecognitionRow.household_id),
        )
        .where(
            RecognitionRow.tenant == recognition.tenant,
            RecognitionRow.recognition_id == recognition.id,
            RecognitionRow.unit_id.in_(units),
        )
        .order_by(Household.number, Household.id)
    ).tuples()
    homes = {row.household_id: (row, home) for row, home in rows}
    older = _older(session, recognition, list(homes))
    done = {
        one.household_id: one
        for one in session.scalars(
            select(CertificateReturn).where(
                CertificateReturn.tenant == recognition.tenant,
                CertificateReturn.recognition_id == recognition.id,
            )
        )
    }
    found = [
        Due(
            home, units[row.unit_id], kind, row.after, older.get(row.household_id), done.get(row.household_id)
        )
        for row, home in homes.values()
        for kind in [_kind(row, older.get(row.household_id))]
        if kind is not None
    ]
    return sorted(found, key=lambda one: (one.village.name, one.household.number))


def record(
    session: Session,
    actor: Actor,
    recognition: Recognition,
    household_id: UUID,
    outcome: ReturnOutcome,
    on: date,
    note: str,
) -> CertificateReturn:
    """Write down what became of a paper; the same again changes nothing, another outcome corrects the record. The caller
    found the decision. Raises ``NotFound`` for a household that has nothing to give back, ``NotPermitted`` without a role
    that hands over in its village, ``Invalid`` for a day to come or before the decision, and for a paper said to be lost
    without a word."""
    due = next((one for one in _every(session, actor, recognition) if one.household.id == household_id), None)
    if due is None:
        raise NotFound()
    if not actor.holds(HANDING_ROLES, due.village.path):
        raise NotPermitted()
    words = note.strip()[:1000]
    if on > actor.today or (recognition.decided_on and on < recognition.decided_on):
        raise Invalid(
            "return_day",
            "Ngày thu giấy phải từ ngày quyết định đến hôm nay. Chưa ghi gì, danh sách vẫn giữ. Sửa ngày rồi bấm lại.",
            "The day must lie between the decision and today. Nothing was recorded, the list is kept. Correct the day.",
        )
    if outcome is not ReturnOutcome.RETURNED and not words:
        raise Invalid(
            "return_note",
            "Không thu được giấy thì phải ghi vì sao. Chưa ghi gì, danh sách vẫn giữ. Ghi một câu rồi bấm lại.",
            "Say why the paper was not taken back. Nothing was recorded, the list is kept. Add a sentence and try again.",
        )
    row = due.done
    if row is not None and (row.outcome, row.on, row.note) == (outcome, on, words):
        return row
    if row is None:
        row = CertificateReturn(
            tenant=recognition.tenant, id=new_id(), recognition_id=recognition.id, household_id=household_id,
            certificate_id=due.certificate.id if due.certificate else None, kind=due.kind,
        )  # fmt: skip
        session.add(row)
    row.outcome, row.on, row.note = outcome, on, words
    row.recorded_by, row.recorded_at = actor.user_id, now()
    if due.certificate is not None:
        _mark(due.certificate, outcome)
    events.record(
        session, actor, "certificate.taken_back", "household", household_id, unit_id=due.village.id,
        recognition=str(recognition.id), outcome=outcome.value, on=on.isoformat(),
    )  # fmt: skip
    session.flush()
    return row


def _every(session: Session, actor: Actor, recognition: Recognition) -> list[Due]:
    return listing(session, actor, recognition, list(Role))


def _kind(row: RecognitionRow, certificate: Certificate | None) -> HouseholdClass | None:
    """What a paper that the household may still have says; nothing when it holds on, or there is none."""
    if certificate is not None:
        return certificate.kind
    if row.before not in KINDS or row.before is row.after:
        return None
    return row.before


def _mark(certificate: Certificate, outcome: ReturnOutcome) -> None:
    """The state says where the paper is: at the commune, or not."""
    if outcome is ReturnOutcome.LOST:
        certificate.state = CertificateState.HANDED if certificate.handed_on else CertificateState.MADE
    else:
        certificate.state = CertificateState.WITHDRAWN


def _older(session: Session, recognition: Recognition, homes: list[UUID]) -> dict[UUID, Certificate]:
    """Papers that this decision or its correction ended because the class is another: the newest of each household."""
    query = (
        select(Certificate)
        .where(
            Certificate.tenant == recognition.tenant,
            Certificate.household_id.in_(homes),
            Certificate.ended_kind == CertificateEnd.CLASS,
            # A paper of this decision ends by its correction.
            (Certificate.recognition_id == recognition.id)
            | (Certificate.ended_on == (recognition.effective_on or recognition.decided_on)),
            Certificate.sha256.is_not(None),
        )
        .options(joinedload(Certificate.recognition))
        .order_by(Certificate.recorded_at)
    )
    return {row.household_id: row for row in session.scalars(query)}


def _corrected(session: Session, recognition: Recognition, homes: list[UUID]) -> dict[UUID, HouseholdClass]:
    """What corrections of this decision made of its households."""
    query = (
        select(LedgerRow.household_id, LedgerRow.household_class)
        .where(
            LedgerRow.tenant == recognition.tenant,
            LedgerRow.household_id.in_(homes),
            LedgerRow.round_id == recognition.round_id,
            LedgerRow.standard == recognition.standard,
            LedgerRow.basis == Basis.CORRECTION,
        )
        .order_by(LedgerRow.recorded_at)
    )
    return dict(session.execute(query).tuples().all())

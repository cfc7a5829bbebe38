"""What a re-check after a complaint does: once its sheet is approved, its class is compared with the first one, and a class
that changed becomes the proposed one (``Basis.RECHECK``). Taking the approval back takes that back, too."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict
from gnbv.models import (
    Basis,
    Complaint,
    ComplaintState,
    Decision,
    Household,
    HouseholdClass,
    LedgerRow,
    Posting,
    Purpose,
    Result,
    Round,
    Survey,
    SurveyStatus,
    VillageReview,
)
from gnbv.permissions import Actor
from gnbv.services import assignments, complaints, determinations, ledger

FIRST, CLASSES = "first", "classes"
CLOSED_BY = "rechecked"


@dataclass(frozen=True)
class Compared:
    """One standard: the class that was posted or proposed first, and what the re-check says."""

    standard: str
    first: HouseholdClass | None
    second: HouseholdClass

    @property
    def changed(self) -> bool:
        return self.first is not self.second


def apply(session: Session, actor: Actor, survey: Survey, results: list[Result]) -> list[Compared]:
    """The approved re-check of a household decides its proposed class under each standard. The complaints that wait for
    it learn whether anything changed; whoever has the household for it is done. Nothing for a sheet of another purpose.
    """
    if survey.purpose is not Purpose.RECHECK:
        return []
    round_ = session.get_one(Round, (survey.tenant, survey.round_id))
    home = session.get_one(Household, (survey.tenant, survey.household_id))
    waiting = _waiting(session, survey)
    numbers = ", ".join(complaints.number(row) for row in waiting) or "–"
    found = []
    for result in results:
        if result.household_class is None:
            continue
        there = ledger.proposed(session, round_, home.id, result.standard)
        one = Compared(result.standard, there.household_class if there else None, result.household_class)
        found.append(one)
        if one.changed:
            determinations.determine(
                session, actor, round_, home, one.standard, one.second,
                basis=Basis.RECHECK, reason=f"Phúc tra khiếu nại số {numbers}",
                is_illustrative=result.is_illustrative, result_id=result.id,
                details={"survey": str(survey.id), "complaints": [str(row.id) for row in waiting]},
            )  # fmt: skip
    for row in waiting:
        row.survey_id = survey.id
        row.changed = any(one.changed for one in found) if found else None
        row.details = {
            **row.details,
            FIRST: {one.standard: one.first.value if one.first else None for one in found},
            CLASSES: {one.standard: one.second.value for one in found},
        }
        complaints.record(session, actor, row, "complaint.rechecked", changed=row.changed)
    assignments.close_for(session, actor, round_, home, CLOSED_BY, (Purpose.RECHECK,))
    return found


def undo(session: Session, survey: Survey, decision: Decision) -> None:
    """The approval of a re-check is taken back: the class of before is proposed again, the complaints wait again. Raises
    ``Conflict`` once one of them is answered: the household has a letter that says what came of it."""
    mine = _of_survey(session, survey)
    if any(row.state is ComplaintState.ANSWERED for row in mine):
        raise Conflict(
            "recheck_answered",
            "Khiếu nại đã được trả lời theo phiếu phúc tra này nên không mở lại phiếu được. Kết quả vẫn giữ. "
            "Muốn xét lại thì mở lại khiếu nại trước.",
            "The complaint was answered by this re-check, so the survey is not re-opened. The result is kept. "
            "To look at it anew, open the complaint again first.",
        )
    round_ = session.get_one(Round, (survey.tenant, survey.round_id))
    for row in _overruling(session, survey):
        before = session.get(LedgerRow, (row.tenant, row.supersedes_id)) if row.supersedes_id else None
        if before is None:
            continue
        ledger.redetermine(
            session, round_, row.household_id, row.standard, before.household_class, before.basis, row,
            decision_id=decision.id, result_id=before.result_id, is_illustrative=before.is_illustrative, at=now(),
        )  # fmt: skip
    for complaint in mine:
        complaint.survey_id, complaint.changed = None, None
    session.flush()


def is_overruled(session: Session, survey: Survey) -> bool:
    """Whether a re-check, or the steering board, has set a class in the place of this main sheet's."""
    standing = select(LedgerRow.id).where(
        LedgerRow.tenant == survey.tenant,
        LedgerRow.household_id == survey.household_id,
        LedgerRow.round_id == survey.round_id,
        LedgerRow.basis.in_((Basis.RECHECK, Basis.BOARD)),
        ledger.stands(),
    )
    return survey.purpose is Purpose.MAIN and session.scalar(standing.limit(1)) is not None


def sheet_of(session: Session, row: Complaint) -> Survey | None:
    """The re-check that came for this complaint, decided or not; the newest one."""
    round_id = row.posting.review.round_id
    if row.household_id is None or row.state is ComplaintState.RECEIVED:
        return None
    return session.scalar(
        select(Survey)
        .where(
            Survey.tenant == row.tenant,
            Survey.round_id == round_id,
            Survey.household_id == row.household_id,
            Survey.purpose == Purpose.RECHECK,
            Survey.status != SurveyStatus.WITHDRAWN,
            Survey.id == row.survey_id if row.survey_id else Survey.first_received_at >= row.recorded_at,
        )
        .order_by(Survey.first_received_at.desc())
        .limit(1)
    )


def _waiting(session: Session, survey: Survey) -> list[Complaint]:
    return [row for row in _about(session, survey) if row.state is ComplaintState.CHECKING]


def _of_survey(session: Session, survey: Survey) -> list[Complaint]:
    return [row for row in _about(session, survey) if row.survey_id == survey.id]


def _about(session: Session, survey: Survey) -> list[Complaint]:
    query = (
        select(Complaint)
        .join(Posting, (Posting.tenant == Complaint.tenant) & (Posting.id == Complaint.posting_id))
        .join(
            VillageReview, (VillageReview.tenant == Posting.tenant) & (VillageReview.id == Posting.review_id)
        )
        .where(
            Complaint.tenant == survey.tenant,
            Complaint.household_id == survey.household_id,
            VillageReview.round_id == survey.round_id,
        )
    )
    return list(session.scalars(query.order_by(Complaint.year, Complaint.number)))


def _overruling(session: Session, survey: Survey) -> list[LedgerRow]:
    results: list[UUID] = list(
        session.scalars(
            select(Result.id).where(Result.tenant == survey.tenant, Result.survey_id == survey.id)
        )
    )
    query = select(LedgerRow).where(
        LedgerRow.tenant == survey.tenant,
        LedgerRow.household_id == survey.household_id,
        LedgerRow.round_id == survey.round_id,
        LedgerRow.basis == Basis.RECHECK,
        LedgerRow.result_id.in_(results),
        ledger.stands(),
    )
    return list(session.scalars(query))

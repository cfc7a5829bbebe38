"""A class set by an act beside the approval of a sheet: re-check after a complaint, the steering board's conclusion, the
average living standard. It writes a proposed row of the ledger; only recognition makes it official."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Invalid
from gnbv.ids import new_id
from gnbv.models import Basis, Determination, Household, HouseholdClass, LedgerRow, Round
from gnbv.permissions import Actor
from gnbv.services import events, ledger

KINDS = (Basis.RECHECK, Basis.BOARD, Basis.AVERAGE)


def determine(
    session: Session,
    actor: Actor,
    round_: Round,
    household: Household,
    standard: str,
    household_class: HouseholdClass,
    *,
    basis: Basis,
    reason: str,
    is_illustrative: bool,
    result_id: UUID | None = None,
    document_number: str = "",
    document_on: date | None = None,
    details: dict[str, Any] | None = None,
) -> LedgerRow:
    """Write the class and the proposed row that supersedes what was proposed in this round under the standard. The same
    class on the same document again changes nothing. The caller checked the right and the round.

    Raises ``Invalid`` without a reason, for a basis of another act, for a document's day to come.
    """
    words = reason.strip()
    if basis not in KINDS:
        raise ValueError(f"{basis!r} is no act of determination")
    if not words:
        raise Invalid(
            "determination_incomplete",
            "Chưa ghi lý do nên chưa ghi phân loại. Phân loại cũ vẫn giữ. Ghi lý do rồi bấm lại.",
            "There is no reason yet, so the class was not written. The former one is kept. Write the reason and try again.",
        )
    if document_on is not None and document_on > actor.today:
        raise Invalid(
            "determination_incomplete",
            "Ngày văn bản chưa tới nên chưa ghi phân loại. Phân loại cũ vẫn giữ. Sửa ngày rồi bấm lại.",
            "The document's day is still to come, so the class was not written. The former one is kept. Correct the day.",
        )
    there = ledger.proposed(session, round_, household.id, standard)
    if (
        there is not None
        and (there.household_class, there.basis, there.result_id)
        == (
            household_class,
            basis,
            result_id,
        )
        and _is_same(session, there, words, _number(document_number))
    ):
        return there
    decided_at = now()
    act = Determination(
        tenant=round_.tenant,
        id=new_id(),
        round_id=round_.id,
        household_id=household.id,
        standard=standard,
        household_class=household_class.value,
        kind=basis.value,
        reason=words[:4000],
        document_number=_number(document_number),
        document_on=document_on,
        details=details or {},
        actor_id=actor.user_id,
        decided_at=decided_at,
    )
    session.add(act)
    row = ledger.redetermine(
        session, round_, household.id, standard, household_class, basis, there,
        decision_id=act.id, result_id=result_id, is_illustrative=is_illustrative, at=decided_at,
    )  # fmt: skip
    events.record(
        session, actor, f"class.{basis.value}", "household", household.id,
        unit_id=household.unit_id, round=str(round_.id), standard=standard, to=household_class.value,
    )  # fmt: skip
    events.changed(session, round_.tenant, "household", household.id, unit_id=household.unit_id)
    return row


def _number(typed: str) -> str:
    return " ".join(typed.split())[:100]


def _is_same(session: Session, there: LedgerRow, reason: str, document_number: str) -> bool:
    """Whether the act behind the row is this one: the same class on another document is an act of its own."""
    if there.decision_id is None:
        return False
    act = session.get(Determination, (there.tenant, there.decision_id))
    return act is not None and (act.reason, act.document_number) == (reason[:4000], document_number)

"""What the commune does with a complaint: give the re-check to somebody else, answer in writing, note that it was taken
back, open it again while nothing is recognised."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import NotPermitted
from gnbv.models import Complaint, ComplaintState, Purpose, Role, RoundHousehold, Unit
from gnbv.permissions import ASSIGNING_ROLES, CONCLUDING_ROLES, COUNTER_ROLES, Actor
from gnbv.services import assignments, complaints
from gnbv.services import complaint_refusals as refusals
from gnbv.services.complaints import record, require_no_family, require_open

UNCHECKED = "unchecked"


def assign(session: Session, actor: Actor, row: Complaint, user_id: UUID) -> Complaint:
    """Give the re-check to ``user_id``: nobody who surveyed the home, of its family, or who reads its first sheet. The
    phone gets an assignment with names and nothing of the first answers; its day is the complaint's. The same person
    again changes nothing.

    Raises ``NotPermitted`` (also for the home of the actor's own family), ``Conflict`` once it is answered, for a
    complaint about no known household, or one that is not on the round's list; and as ``assignments.assign``.
    """
    _require(session, actor, row, ASSIGNING_ROLES)
    require_open(row)
    require_no_family(session, actor, row)
    if row.household is None:
        raise refusals.incomplete(
            "Chưa rõ khiếu nại về hộ nào trong sổ", "It is not known which household it is about"
        )
    round_ = row.posting.review.round
    listed = select(RoundHousehold.id).where(
        RoundHousehold.tenant == row.tenant,
        RoundHousehold.round_id == round_.id,
        RoundHousehold.household_id == row.household_id,
    )
    if session.scalar(listed) is None:
        raise refusals.not_listed()
    (given,) = assignments.assign(
        session, actor, round_, [row.household.id], user_id, purpose=Purpose.RECHECK, due_on=row.due_on
    )
    if (row.state, row.assignee_id) == (ComplaintState.CHECKING, given.user_id):
        return row
    row.state, row.assignee_id = ComplaintState.CHECKING, given.user_id
    session.flush()
    record(session, actor, row, "complaint.assigned", to=str(given.user_id))
    return row


def answer(
    session: Session,
    actor: Actor,
    row: Complaint,
    words: str,
    document_number: str,
    on: date,
    *,
    unchecked: str = "",
) -> Complaint:
    """Answer in writing, with the letter's number and day. The same answer again changes nothing. ``unchecked``: why no
    re-check was needed; without it an approved re-check must be there.

    Raises ``NotPermitted`` (also for the home of the actor's own family), ``Invalid`` without words or number or for a
    day to come or before it was taken in, ``Conflict`` without a re-check, once it is answered otherwise or withdrawn, and
    after recognition.
    """
    _require(session, actor, row, CONCLUDING_ROLES)
    text, number = words.strip()[: complaints.LONGEST_TEXT], " ".join(document_number.split())[:100]
    if row.state is ComplaintState.ANSWERED and (row.answer, row.answer_number, row.answered_on) == (
        text,
        number,
        on,
    ):
        return row
    require_open(row)
    require_no_family(session, actor, row)
    if row.survey_id is None and not unchecked.strip():
        raise refusals.not_checked()
    if not text:
        raise refusals.incomplete(
            "Trả lời bằng văn bản phải nêu kết quả và lý do", "A written answer needs its words"
        )
    if not number:
        raise refusals.incomplete("Chưa ghi số văn bản trả lời", "The number of the letter is missing")
    if not row.received_on <= on <= actor.today:
        raise refusals.incomplete(
            "Ngày văn bản phải từ ngày nhận khiếu nại đến hôm nay",
            "The letter's day must lie between the complaint and today",
        )
    row.answer, row.answer_number, row.answered_on = text, number, on
    row.answered_by, row.state = actor.user_id, ComplaintState.ANSWERED
    if row.survey_id is None:
        row.details = {**row.details, UNCHECKED: unchecked.strip()[:1000]}
        row.changed = False
        _stop_recheck(session, actor, row, unchecked)
    session.flush()
    record(session, actor, row, "complaint.answered", document=number, changed=row.changed)
    return row


def withdraw(session: Session, actor: Actor, row: Complaint, reason: str) -> Complaint:
    """The complainant took it back in writing; whoever was to re-check need not go. Again changes nothing. Raises
    ``NotPermitted``, ``Invalid`` without words, ``Conflict`` once it is answered or its re-check has changed the result."""
    _require(session, actor, row, COUNTER_ROLES)
    if row.state is ComplaintState.WITHDRAWN:
        return row
    require_open(row)
    require_no_family(session, actor, row)
    if row.changed:
        raise refusals.changed_already()
    if not reason.strip():
        raise refusals.incomplete(
            "Chưa ghi người khiếu nại rút vì sao", "It is not said why it was taken back"
        )
    row.state = ComplaintState.WITHDRAWN
    row.details = {**row.details, "withdrawn": reason.strip()[:1000]}
    _stop_recheck(session, actor, row, reason)
    session.flush()
    record(session, actor, row, "complaint.withdrawn")
    return row


def reopen(session: Session, actor: Actor, row: Complaint, reason: str) -> Complaint:
    """Look at an answered or withdrawn complaint anew; what was answered stays in its history. Open already: nothing
    changes. Raises ``NotPermitted``, ``Invalid`` without a reason, ``Conflict`` after recognition."""
    _require(session, actor, row, CONCLUDING_ROLES)
    if row.state in complaints.OPEN:
        return row
    if row.posting.review.stage in complaints.DECIDED:
        raise refusals.recognised()
    require_no_family(session, actor, row)
    if not reason.strip():
        raise refusals.incomplete("Chưa ghi vì sao mở lại", "It is not said why it is opened again")
    former = {
        "state": row.state.value,
        "answer": row.answer,
        "number": row.answer_number,
        "on": row.answered_on.isoformat() if row.answered_on else None,
        "reason": reason.strip()[:1000],
    }
    row.details = {**row.details, "former": [*row.details.get("former", []), former]}
    row.state = ComplaintState.CHECKING if row.survey_id else ComplaintState.RECEIVED
    row.answer = row.answer_number = ""
    row.answered_on = row.answered_by = None
    session.flush()
    record(session, actor, row, "complaint.reopened", reason=former["reason"])
    complaints.wait_again(session, actor, row)
    return row


def _require(session: Session, actor: Actor, row: Complaint, roles: frozenset[Role]) -> None:
    unit = session.get_one(Unit, (row.tenant, row.unit_id))
    if not actor.holds(roles, unit.path):
        raise NotPermitted()


def _stop_recheck(session: Session, actor: Actor, row: Complaint, reason: str) -> None:
    """Unless another complaint about the same home waits for it."""
    if row.household is None or row.state is ComplaintState.RECEIVED:
        return
    others = select(Complaint.id).where(
        Complaint.tenant == row.tenant,
        Complaint.household_id == row.household_id,
        Complaint.id != row.id,
        Complaint.state == ComplaintState.CHECKING,
    )
    if session.scalar(others.limit(1)) is None:
        round_ = row.posting.review.round
        assignments.close_for(session, actor, round_, row.household, "complaint_closed", (Purpose.RECHECK,))

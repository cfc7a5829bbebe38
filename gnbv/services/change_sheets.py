"""The sheet that told a change: closed, withdrawn or sent back together with the word on the change, and opened again
when that is taken back. Its collector hears of it once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict
from gnbv.ids import new_id
from gnbv.models import (
    CLOSING,
    ChangeKind,
    Comment,
    DecisionKind,
    Household,
    HouseholdChange,
    Membership,
    Outcome,
    ProposedChange,
    Survey,
    SurveyStatus,
    Unit,
)
from gnbv.permissions import Actor
from gnbv.services import causes, deciding, decisions, inbox, pending_homes, readers, rivals

MOVED = "Hộ chuyển sang thôn khác, được rà soát lại ở nơi mới"


def of(session: Session, actor: Actor, change: HouseholdChange) -> Survey | None:
    """The sheet that the change rests on, ready to be settled. Raises ``Conflict`` while it is kept, sent back, read by
    somebody else, or one of two."""
    survey = _survey(session, change)
    if survey is None or "item" in change.details:
        return None
    readers.require_turn(session, actor, survey)
    if survey.status in (SurveyStatus.HELD, SurveyStatus.RETURNED, SurveyStatus.WITHDRAWN):
        raise _not_ready(survey)
    if change.kind not in CLOSING:
        return survey
    if survey.status is not SurveyStatus.RECEIVED:
        raise _not_ready(survey)
    deciding.require_nothing_newer(session, survey)
    if rivals.others(session, survey):
        raise Conflict(
            "rivals_open",
            "Hộ này có hai phiếu trong đợt. Chưa có gì thay đổi. Chọn phiếu nào dùng ở “Hai bản khác nhau”, rồi xác nhận.",
            "This household has two surveys in the round. Nothing was changed. Choose the one that counts, then confirm.",
        )
    return survey


def close(session: Session, actor: Actor, change: HouseholdChange, survey: Survey) -> dict[str, Any]:
    """Approve the sheet as closed, or withdraw it where the household is surveyed anew in its new village."""
    if change.kind is ChangeKind.MOVED_VILLAGE:
        withdraw(session, actor, survey, MOVED)
        return {"survey_was": "withdrawn"}
    note = f"Xác nhận: {change.kind.label}"
    decisions.write_decision(
        session, actor, survey, DecisionKind.APPROVAL, SurveyStatus.APPROVED, note, tell=False
    )
    return {"survey_was": "approved"}


def withdraw(session: Session, actor: Actor, survey: Survey, reason: str) -> None:
    """Withdraw a sheet with the reason that its collector reads on the phone. It stays readable."""
    rivals.settle(session, survey, Outcome.HELD, causes.withdrawn(reason), also_accepted=True)
    decisions.write_decision(
        session, actor, survey, DecisionKind.WITHDRAWAL, SurveyStatus.WITHDRAWN, reason, tell=False
    )


def send_back(session: Session, actor: Actor, change: HouseholdChange, reason: str) -> dict[str, Any]:
    """The sheet says what is not so: it goes back with a remark on that question. One that is decided or kept stays."""
    survey = _survey(session, change)
    if survey is None or survey.status is not SurveyStatus.RECEIVED:
        return {}
    readers.require_turn(session, actor, survey)
    deciding.require_nothing_newer(session, survey)
    decision = decisions.write_decision(
        session, actor, survey, DecisionKind.RETURN, SurveyStatus.RETURNED, reason, tell=False
    )
    session.flush()  # the remark names its decision
    by_head = change.kind is ChangeKind.HEAD_CHANGED and not change.evidence
    session.add(
        Comment(
            tenant=survey.tenant, id=new_id(), survey_id=survey.id, decision_id=decision.id,
            revision_id=decision.revision_id, question="head_still" if by_head else "household_change",
            instance_id=None, text=reason, author_id=actor.user_id, written_at=now(),
        )
    )  # fmt: skip
    return {"survey_was": "returned"}


def reopen(session: Session, actor: Actor, survey: Survey, reason: str) -> None:
    """A sheet that the word on a change had closed or withdrawn waits for a decision again."""
    if survey.status is SurveyStatus.WITHDRAWN:
        rivals.settle(session, survey, Outcome.ACCEPTED, None, also_accepted=True)
    decisions.write_decision(
        session, actor, survey, DecisionKind.REOPENING, SurveyStatus.RECEIVED, reason, tell=False
    )


def reopen_of(session: Session, actor: Actor, change: HouseholdChange, reason: str) -> None:
    """The same of the sheet that told ``change``, when confirming it had closed it."""
    survey = _survey(session, change)
    if survey is not None and change.effects.get("survey_was") in ("approved", "withdrawn"):
        reopen(session, actor, survey, reason)


def settle_lines(session: Session, change: HouseholdChange, *, applied: bool) -> None:
    """What the sheet proposes of single persons who left with this change is done with it, and open again without."""
    if change.survey_id is None:
        return
    gone = [UUID(id_) for id_ in change.effects.get("closed") or []]
    people = select(Membership.person_id).where(Membership.tenant == change.tenant, Membership.id.in_(gone))
    session.execute(
        update(ProposedChange)
        .where(
            ProposedChange.tenant == change.tenant,
            ProposedChange.survey_id == change.survey_id,
            ProposedChange.kind == "left",
            ProposedChange.state == ("proposed" if applied else "applied"),
            ProposedChange.person_id.in_(people),
        )
        .values(state="applied" if applied else "proposed", applied_at=now() if applied else None)
        .execution_options(synchronize_session=False)
    )


def tell(session: Session, actor: Actor, change: HouseholdChange, act: str) -> None:
    """One line in the inbox of whoever told it; nothing of one's own act. ``act``: confirmed, refused or undone."""
    if change.proposed_by == actor.user_id:
        return
    home = session.get_one(Household, (change.tenant, pending_homes.home_of(change) if "item" in change.details else change.household_id))  # fmt: skip
    village = session.get_one(Unit, (home.tenant, home.unit_id))
    kind, id_ = ("survey", change.survey_id) if change.survey_id else ("household", home.id)
    inbox.tell(
        session, change.tenant, change.proposed_by, f"change_{act}", kind, id_,
        household=str(home.id), number=home.number, village=village.name, by=actor.name,
    )  # fmt: skip


def _survey(session: Session, change: HouseholdChange) -> Survey | None:
    return session.get(Survey, (change.tenant, change.survey_id)) if change.survey_id else None


def _not_ready(survey: Survey) -> Conflict:
    return Conflict(
        "change_sheet",
        f"Phiếu báo thay đổi này đang là “{survey.status.label}”. Chưa có gì thay đổi. Mở phiếu, xử lý xong rồi xác nhận.",
        f"The survey that told this change is “{survey.status.value}”. Nothing was changed. Settle the survey first.",
    )

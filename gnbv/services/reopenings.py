"""Un-approving: an act of its own with a reason. What approval proposed to the ledger is taken back, nothing is deleted."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.errors import Conflict
from gnbv.models import Decision, DecisionKind, Round, Survey, SurveyStatus
from gnbv.permissions import Actor
from gnbv.services import change_proposals, complaint_rechecks, deciding, decisions, ledger


def reopen(session: Session, actor: Actor, survey: Survey, revision_id: UUID, reason: str) -> Decision:
    """Let an approved survey wait for a decision again; its proposed rows of the ledger are withdrawn.

    Raises ``NotPermitted`` (also for one's own or a relative's sheet), ``Invalid`` without a reason, ``Conflict`` for
    a recognised survey, for one that is not approved, and when another revision was read.
    """
    deciding.require_right(session, actor, survey)
    _require_approved(survey)
    change_proposals.require_none_confirmed(session, survey)
    deciding.require_same(survey, revision_id)
    words = deciding.require_reason(reason)
    _require_not_overruled(session, survey)
    year = session.get_one(Round, (survey.tenant, survey.round_id)).year
    decision = decisions.write_decision(
        session, actor, survey, DecisionKind.REOPENING, SurveyStatus.RECEIVED, words
    )
    session.flush()  # the ledger names its decision
    complaint_rechecks.undo(session, survey, decision)
    ledger.withdraw(session, survey, year, decision)
    return decision


def _require_not_overruled(session: Session, survey: Survey) -> None:
    if complaint_rechecks.is_overruled(session, survey):
        raise Conflict(
            "class_overruled",
            "Phân loại của hộ này đã do phúc tra hoặc Ban Chỉ đạo kết luận nên không mở lại phiếu đầu. Chưa có gì thay đổi. "
            "Muốn xét lại thì mở phiếu phúc tra.",
            "The class of this household was set by a re-check or by the steering board, so the first survey is not "
            "re-opened. Nothing was changed. To look at it anew, open the re-check.",
        )


def _require_approved(survey: Survey) -> None:
    if survey.status is SurveyStatus.RECOGNISED:
        raise Conflict(
            "already_recognised",
            "Kết quả của hộ này đã được công nhận nên không mở lại phiếu được. Chưa có gì thay đổi. "
            "Muốn đổi thì trình đính chính để người có thẩm quyền quyết định.",
            "This household's result was recognised, so the survey cannot be re-opened. Nothing was changed. "
            "Submit a correction for the decision of whoever recognised it.",
        )
    if survey.status is not SurveyStatus.APPROVED:
        raise Conflict(
            "not_approved",
            f"Phiếu này đang là “{survey.status.label}”, không phải đã duyệt. Chưa có gì thay đổi. "
            "Tải lại trang để xem.",
            f"This survey is “{survey.status.value}” and not approved. Nothing was changed. Reload the page.",
        )

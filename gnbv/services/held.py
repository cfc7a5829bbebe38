"""What a supervisor does with a survey that is held: unassigned, late, from a moved account, or a second one of a
household. It is taken in to wait for approval like any other, or withdrawn. Nothing is deleted either way.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid, NotPermitted
from gnbv.models import Decision, DecisionKind, Outcome, Survey, SurveyStatus, SyncItem
from gnbv.permissions import Actor
from gnbv.services import causes, deciding, decisions, overtaken, readers, rivals, rows

# What the sender reads of these says nothing about why.
REASONS = {
    "to_look_at": (
        "Đợt này giữ lại phiếu có điểm cần xem và một phần chọn ngẫu nhiên",
        "This round holds surveys with something to look at, and a random share",
    ),
}


def why(session: Session, survey: Survey, locale: str) -> str:
    """One sentence for whoever decides: why this survey is held. Empty when it is not, or nobody wrote down why."""
    if survey.status is not SurveyStatus.HELD or survey.revision_id is None:
        return ""
    row = rows.by_key(session, SyncItem, survey.tenant, survey.revision_id)
    cause = row.cause if row is not None and row.outcome is Outcome.HELD else None
    if not cause:
        return ""
    place = 1 if locale == "en" else 0
    words = REASONS.get(str(cause.get("code")), (str(cause["vi"]), str(cause["en"])))[place]
    # The rest is for the sender: what is safe, what to do.
    return words.split(". ")[0].rstrip(".") + "."


def take_in(session: Session, actor: Actor, survey: Survey, revision_id: UUID, note: str = "") -> Decision:
    """Let a held survey wait for approval. Of two surveys of one household the one taken in becomes the main one and
    the other is withdrawn.

    ``revision_id`` is what the supervisor was reading. Raises ``NotPermitted``, ``Conflict`` when the survey is not
    held, a newer revision came, or the household's other survey is already approved.
    """
    _require_held(session, actor, survey, revision_id)
    # Held ones wait for a word of their own; what stands already gives way.
    standing = [row for row in rivals.others(session, survey) if row.status is not SurveyStatus.HELD]
    decision = rivals.choose(session, actor, survey, standing, note.strip())
    assert decision is not None  # it was held
    overtaken.release_for(session, actor, survey.collector_id, survey.id, revision_id)
    return decision


def withdraw(session: Session, actor: Actor, survey: Survey, revision_id: UUID, note: str) -> Decision:
    """Put a held survey aside, with the reason that its collector will read. It stays readable.

    Raises ``NotPermitted``, ``Conflict`` when it is not held or a newer revision came, ``Invalid`` without a reason.
    """
    _require_held(session, actor, survey, revision_id)
    if not note.strip():
        raise Invalid(
            "reason_missing",
            "Chưa ghi lý do nên chưa rút phiếu. Phiếu vẫn được giữ. Ghi lý do rồi bấm Rút phiếu.",
            "There is no reason yet, so the survey was not withdrawn. It is still kept. Give a reason, then withdraw.",
        )
    rivals.settle(session, survey, Outcome.HELD, causes.withdrawn(note.strip()))
    return decisions.write_decision(
        session, actor, survey, DecisionKind.WITHDRAWAL, SurveyStatus.WITHDRAWN, note
    )


def _require_held(session: Session, actor: Actor, survey: Survey, revision_id: UUID) -> None:
    if not deciding.may_decide(session, actor, survey):
        raise NotPermitted()
    readers.require_turn(session, actor, survey)
    if survey.status is not SurveyStatus.HELD or survey.revision_id != revision_id:
        raise Conflict(
            "not_held",
            "Phiếu này vừa đổi trạng thái hoặc có bản mới hơn. Chưa có gì thay đổi. Tải lại trang để xem.",
            "This survey has just changed its state or has a newer revision. Nothing was changed. Reload the page.",
        )

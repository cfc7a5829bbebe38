"""What a supervisor decides of a survey: return it, or approve it.

Approval records results as *proposed* rows of the ledger ("chờ công nhận"); only recognition writes official rows
(QĐ 24/2021/QĐ-TTg, step 6). Status column and decision rows are written together.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid
from gnbv.ids import new_id
from gnbv.models import (
    Decision,
    DecisionKind,
    Purpose,
    Result,
    Revision,
    Round,
    Survey,
    SurveyStatus,
)
from gnbv.permissions import Actor
from gnbv.services import (
    change_proposals,
    comments,
    complaint_rechecks,
    deciding,
    events,
    inbox,
    ledger,
    readers,
    survey_files,
)
from gnbv.services.deciding import current_revision, require_waiting


def send_back(session: Session, actor: Actor, survey: Survey, revision_id: UUID, note: str = "") -> Decision:
    """Return the survey to its collector with the unsent remarks. Needs at least one remark or a note.

    ``revision_id`` is what the supervisor was reading. Raises ``Conflict`` when another revision arrived since.
    """
    require_waiting(session, actor, survey)
    deciding.require_same(survey, revision_id)
    readers.require_turn(session, actor, survey)
    remarks = comments.unsent(session, actor, survey)
    if not remarks and not note.strip():
        raise Invalid(
            "nothing_to_correct",
            "Chưa có ý kiến nào nên chưa trả lại. Phiếu vẫn chờ duyệt. Bấm “Ý kiến” ở câu cần sửa rồi trả lại.",
            "There is no comment yet, so nothing was returned. The survey still waits for a decision. Press “Comment” at an answer, then return it.",
        )
    decision = write_decision(session, actor, survey, DecisionKind.RETURN, SurveyStatus.RETURNED, note)
    session.flush()  # the remarks name their decision
    for row in remarks:
        row.decision_id = decision.id
    return decision


def approve(
    session: Session,
    actor: Actor,
    survey: Survey,
    revision_id: UUID,
    note: str = "",
    *,
    without_photos: bool = False,
) -> Decision:
    """Approve the revision that was read; every result with a class becomes a proposed row of the ledger.

    Raises ``Invalid`` with unsent remarks, without any class, or while promised photos have not arrived and the
    supervisor did not say ``without_photos``; ``Conflict`` for another revision, a correction that is
    kept and not taken in, or a decided rival.
    """
    require_waiting(session, actor, survey)
    deciding.require_same(survey, revision_id)
    readers.require_turn(session, actor, survey)
    if comments.unsent(session, actor, survey):
        raise Invalid(
            "comments_open",
            "Phiếu còn ý kiến chưa gửi nên chưa duyệt. Ý kiến vẫn giữ. Muốn duyệt thì bỏ ý kiến, không thì trả lại.",
            "There are unsent comments, so it was not approved. The comments are kept. Remove them to approve, or return the survey.",
        )
    if not without_photos and survey_files.missing(session, survey.tenant, survey.id):
        raise Invalid(
            "photos_missing",
            "Phiếu còn ảnh chưa về nên chưa duyệt. Ảnh vẫn ở máy của người rà soát và sẽ tự gửi. "
            "Chờ ảnh về, hoặc đánh dấu “Duyệt dù thiếu ảnh” rồi bấm Duyệt.",
            "Some photos have not arrived, so it was not approved. They are on the collector's phone and will be sent. "
            "Wait for them, or tick “Approve without the photos” and press Approve.",
        )
    deciding.require_nothing_newer(session, survey)
    change_proposals.require_settled(session, survey)
    _require_no_decided_rival(session, survey)
    results = list(
        session.scalars(
            select(Result).where(Result.tenant == survey.tenant, Result.revision_id == survey.revision_id)
        )
    )
    revision = session.get_one(Revision, (survey.tenant, current_revision(survey)))
    classed = [result for result in results if result.household_class is not None]
    # A closing outcome (moved away, nobody left …) needs no class; the form says so through `outcome`.
    if revision.outcome is None and not classed:
        raise Invalid(
            "no_class",
            "Phiếu chưa đủ thông tin để xếp loại nên chưa duyệt được. Phiếu vẫn giữ nguyên. "
            "Trả lại kèm ý kiến ở câu còn thiếu.",
            "The sheet lacks facts for a class and cannot be approved. It is kept. Return it with a comment.",
        )
    decision = write_decision(session, actor, survey, DecisionKind.APPROVAL, SurveyStatus.APPROVED, note)
    if survey.purpose is Purpose.MAIN:
        year = session.get_one(Round, (survey.tenant, survey.round_id)).year
        ledger.propose(session, survey, classed, decision, year)
    complaint_rechecks.apply(session, actor, survey, classed)
    return decision


def write_decision(
    session: Session,
    actor: Actor,
    survey: Survey,
    kind: DecisionKind,
    status: SurveyStatus,
    note: str,
    *,
    tell: bool = True,
) -> Decision:
    """The row, the status column that says the same, the event and the change for phones. The right was checked.
    ``tell``: whether the collector's inbox says it; an act that has words of its own tells them itself."""
    decision = Decision(
        tenant=survey.tenant,
        id=new_id(),
        survey_id=survey.id,
        revision_id=current_revision(survey),
        actor_id=actor.user_id,
        kind=kind,
        note=note.strip(),
        decided_at=now(),
    )
    session.add(decision)
    survey.status = status
    if status not in readers.READ:
        readers.end(survey)
    if tell:
        inbox.decided(session, actor, survey, decision)
    if status is SurveyStatus.WITHDRAWN:
        change_proposals.let_go(session, survey)
    events.record(
        session,
        actor,
        f"survey.{kind.value}",
        "survey",
        survey.id,
        unit_id=survey.unit_id,
        revision=str(decision.revision_id),
    )
    events.changed(
        session, survey.tenant, "survey", survey.id, unit_id=survey.unit_id, user_id=survey.collector_id
    )
    return decision


def _require_no_decided_rival(session: Session, survey: Survey) -> None:
    if survey.purpose is not Purpose.MAIN:
        return
    other = session.scalar(
        select(Survey.id).where(
            Survey.tenant == survey.tenant,
            Survey.round_id == survey.round_id,
            Survey.household_id == survey.household_id,
            Survey.purpose == Purpose.MAIN,
            Survey.id != survey.id,
            Survey.status.in_((SurveyStatus.APPROVED, SurveyStatus.RECOGNISED)),
        )
    )
    if other is not None:
        raise Conflict(
            "rival_decided",
            "Hộ này đã có một phiếu khác được duyệt trong đợt. Cả hai phiếu vẫn giữ. Xem phiếu kia trước khi quyết định.",
            "Another survey of this household was approved in this round. Both are kept. Look at the other one first.",
        )

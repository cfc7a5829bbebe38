"""What a supervisor does with a survey: comment on single answers, return it, or approve it.

Approval records results as *proposed* rows of the ledger ("chờ công nhận"); only recognition writes official rows
(QĐ 24/2021/QĐ-TTg, step 6). Status column and decision rows are written together.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv import permissions
from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.ids import new_id
from gnbv.models import (
    Basis,
    Comment,
    Decision,
    DecisionKind,
    LedgerRow,
    Membership,
    Purpose,
    Result,
    Revision,
    Round,
    Standing,
    Survey,
    SurveyStatus,
    Unit,
)
from gnbv.permissions import Actor
from gnbv.services import events

COMMENT_MAX_CHARACTERS = 1000


def may_decide(session: Session, actor: Actor, survey: Survey) -> bool:
    """Whether the actor may decide this survey: a deciding role there, not their own sheet, not their own home."""
    unit = session.get_one(Unit, (survey.tenant, survey.unit_id))
    return permissions.can_decide(actor, unit.path, survey.collector_id) and not _is_close(
        session, actor, survey
    )


def draft_comments(session: Session, actor: Actor, survey: Survey) -> list[Comment]:
    """The actor's remarks on the current revision that were not sent yet, oldest first."""
    return list(
        session.scalars(
            select(Comment)
            .where(
                Comment.tenant == survey.tenant,
                Comment.survey_id == survey.id,
                Comment.revision_id == survey.revision_id,
                Comment.author_id == actor.user_id,
                Comment.decision_id.is_(None),
            )
            .order_by(Comment.written_at)
        )
    )


def comment(
    session: Session, actor: Actor, survey: Survey, question: str, instance_id: str | None, text: str
) -> Comment:
    """Write or rewrite the actor's unsent remark on one answer. ``question`` was found in the survey's form.

    Raises ``NotPermitted``, ``Conflict`` when the survey is not waiting, ``Invalid`` for an empty or overlong text.
    """
    _require_waiting(session, actor, survey)
    words = text.strip()
    if not words:
        raise Invalid(
            "comment_empty",
            "Ý kiến còn trống. Các ý kiến khác vẫn giữ. Viết rõ cần xem lại điều gì rồi ghi.",
            "The comment is empty. Other comments are kept. Say what should be looked at, then record it.",
        )
    if len(words) > COMMENT_MAX_CHARACTERS:
        raise Invalid(
            "comment_long",
            f"Ý kiến dài quá {COMMENT_MAX_CHARACTERS} chữ nên chưa ghi. Các ý kiến khác vẫn giữ. Viết ngắn lại.",
            f"The comment is longer than {COMMENT_MAX_CHARACTERS} characters. Other comments are kept. Shorten it.",
        )
    same = [
        row
        for row in draft_comments(session, actor, survey)
        if row.question == question and row.instance_id == instance_id
    ]
    if same:
        same[0].text = words
        return same[0]
    row = Comment(
        tenant=survey.tenant,
        id=new_id(),
        survey_id=survey.id,
        revision_id=_current(survey),
        question=question,
        instance_id=instance_id,
        text=words,
        author_id=actor.user_id,
        written_at=now(),
    )
    session.add(row)
    return row


def withdraw_comment(session: Session, actor: Actor, survey: Survey, comment_id: UUID) -> Comment:
    """Take back an unsent remark. Raises ``NotFound`` for anybody else's or a sent one."""
    _require_waiting(session, actor, survey)
    for row in draft_comments(session, actor, survey):
        if row.id == comment_id:
            session.delete(row)
            return row
    raise NotFound()


def send_back(session: Session, actor: Actor, survey: Survey, revision_id: UUID, note: str = "") -> Decision:
    """Return the survey to its collector with the unsent remarks. Needs at least one remark or a note.

    ``revision_id`` is what the supervisor was reading. Raises ``Conflict`` when another revision arrived since.
    """
    _require_waiting(session, actor, survey)
    _require_same(survey, revision_id)
    remarks = draft_comments(session, actor, survey)
    if not remarks and not note.strip():
        raise Invalid(
            "nothing_to_correct",
            "Chưa có ý kiến nào nên chưa trả lại. Phiếu vẫn chờ duyệt. Bấm “Ý kiến” ở câu cần sửa rồi trả lại.",
            "There is no comment yet, so nothing was returned. Press “Comment” at an answer, then return it.",
        )
    decision = write_decision(session, actor, survey, DecisionKind.RETURN, SurveyStatus.RETURNED, note)
    session.flush()  # the remarks name their decision
    for row in remarks:
        row.decision_id = decision.id
    return decision


def approve(session: Session, actor: Actor, survey: Survey, revision_id: UUID, note: str = "") -> Decision:
    """Approve the revision that was read; every result with a class becomes a proposed row of the ledger.

    Raises ``Invalid`` with unsent remarks or without any class, ``Conflict`` for another revision or a decided rival.
    """
    _require_waiting(session, actor, survey)
    _require_same(survey, revision_id)
    if draft_comments(session, actor, survey):
        raise Invalid(
            "comments_open",
            "Phiếu còn ý kiến chưa gửi nên chưa duyệt. Ý kiến vẫn giữ. Muốn duyệt thì bỏ ý kiến, không thì trả lại.",
            "There are unsent comments, so it was not approved. Remove them to approve, or return the survey.",
        )
    _require_no_decided_rival(session, survey)
    results = list(
        session.scalars(
            select(Result).where(Result.tenant == survey.tenant, Result.revision_id == survey.revision_id)
        )
    )
    revision = session.get_one(Revision, (survey.tenant, _current(survey)))
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
        for result in classed:
            session.add(_proposed_row(survey, result, decision, year))
    return decision


def _proposed_row(survey: Survey, result: Result, decision: Decision, year: int) -> LedgerRow:
    assert result.household_class is not None
    return LedgerRow(
        tenant=survey.tenant,
        id=new_id(),
        household_id=survey.household_id,
        year=year,
        standard=result.standard,
        household_class=result.household_class,
        standing=Standing.PROPOSED,
        basis=Basis.APPROVAL,
        is_illustrative=result.is_illustrative,
        result_id=result.id,
        decision_id=decision.id,
        recorded_at=decision.decided_at,
    )


def write_decision(
    session: Session, actor: Actor, survey: Survey, kind: DecisionKind, status: SurveyStatus, note: str
) -> Decision:
    """The row, the status column that says the same, the event and the change for phones. The right was checked."""
    decision = Decision(
        tenant=survey.tenant,
        id=new_id(),
        survey_id=survey.id,
        revision_id=_current(survey),
        actor_id=actor.user_id,
        kind=kind,
        note=note.strip(),
        decided_at=now(),
    )
    session.add(decision)
    survey.status = status
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


def _current(survey: Survey) -> UUID:
    if survey.revision_id is None:
        raise NotFound()
    return survey.revision_id


def _require_waiting(session: Session, actor: Actor, survey: Survey) -> None:
    unit = session.get_one(Unit, (survey.tenant, survey.unit_id))
    if actor.user_id == survey.collector_id or _is_close(session, actor, survey):
        raise NotPermitted(
            "own_sheet",
            "Không ai tự duyệt phiếu của mình hay của người nhà. Phiếu vẫn chờ duyệt. Nhờ người duyệt khác của xã.",
            "Nobody decides their own or their family's sheet. It still waits. Ask another supervisor.",
        )
    if not permissions.can_decide(actor, unit.path, survey.collector_id):
        raise NotPermitted()
    if survey.status is not SurveyStatus.RECEIVED:
        raise Conflict(
            "not_waiting",
            f"Phiếu này đang ở trạng thái “{survey.status.label}” nên không duyệt hay trả lại được. "
            "Chưa có gì thay đổi. Tải lại trang để xem.",
            f"This survey is “{survey.status.value}” and cannot be decided now. Nothing was changed. Reload the page.",
        )


def _require_same(survey: Survey, revision_id: UUID) -> None:
    if survey.revision_id != revision_id:
        raise Conflict(
            "newer_revision",
            "Vừa có bản sửa mới hơn bản đang đọc. Chưa duyệt, chưa trả lại. Tải lại trang để đọc bản mới.",
            "A newer revision arrived while this one was read. Nothing was decided. Reload to read it.",
        )


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


def _is_close(session: Session, actor: Actor, survey: Survey) -> bool:
    """Whether the actor is or was registered in this household: their own home, or their family's."""
    if actor.person_id is None:
        return False
    return (
        session.scalar(
            select(Membership.id).where(
                Membership.tenant == survey.tenant,
                Membership.household_id == survey.household_id,
                Membership.person_id == actor.person_id,
            )
        )
        is not None
    )

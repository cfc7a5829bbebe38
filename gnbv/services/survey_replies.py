"""Replies to a supervisor's comments: each is answered by a correction, or kept with a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Invalid
from gnbv.models import Comment, Reply, ReplyKind, Revision, Survey
from gnbv.permissions import Actor
from gnbv.services import inbox

KINDS = {kind.value: kind for kind in ReplyKind}


def open_comments(session: Session, tenant: int, survey_id: UUID) -> list[Comment]:
    """Comments that were sent with a return and have no reply yet."""
    return list(
        session.scalars(
            select(Comment)
            .outerjoin(Reply, (Reply.tenant == Comment.tenant) & (Reply.comment_id == Comment.id))
            .where(
                Comment.tenant == tenant,
                Comment.survey_id == survey_id,
                Comment.decision_id.is_not(None),
                Reply.id.is_(None),
            )
            .order_by(Comment.written_at)
        )
    )


def apply(
    session: Session, actor: Actor, survey: Survey, revision: Revision, replies: list[dict[str, Any]]
) -> None:
    """Store the replies of a revision. Raises ``Invalid`` when an open comment has none, or a kept one no reason.
    Replies to comments that were answered before are passed over: a correction repeats what its draft knew."""
    if revision.number == 1:
        return
    given = {reply["comment"].lower(): reply for reply in replies}
    silent = []
    asked = open_comments(session, survey.tenant, survey.id)
    for comment in asked:
        reply = given.get(str(comment.id))
        reason = ((reply or {}).get("reason") or "").strip()
        if reply is None or (reply["kind"] == ReplyKind.KEPT.value and not reason):
            silent.append(comment)
            continue
        session.add(
            Reply(
                tenant=actor.tenant,
                comment_id=comment.id,
                revision_id=revision.id,
                kind=KINDS[reply["kind"]],
                reason=reason,
                replied_at=revision.made_at if revision.made_at < now() else now(),
            )
        )
    if silent:
        raise _unanswered(silent)
    for author_id in {comment.author_id for comment in asked} - {actor.user_id}:
        inbox.tell_of_survey(session, survey, author_id, "reply", by=actor.name)


def _unanswered(comments: list[Comment]) -> Invalid:
    count = len(comments)
    return Invalid(
        "comments_open",
        f"Còn {count} ý kiến của người duyệt chưa trả lời. Bản sửa vẫn giữ trên máy. "
        "Mở phiếu, với mỗi ý kiến chọn Đã sửa, hoặc Giữ nguyên và ghi lý do, rồi gửi lại.",
        f"{count} of the supervisor's comments have no reply. The correction is kept on the phone. "
        "Open the survey, mark each as corrected, or keep the answer and give a reason, then send again.",
        comments=[str(comment.id) for comment in comments],
    )

"""Remarks of a supervisor on single answers, before they are sent with a return."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Invalid, NotFound
from gnbv.ids import new_id
from gnbv.models import Comment, Survey
from gnbv.permissions import Actor
from gnbv.services.deciding import current_revision, require_waiting

COMMENT_MAX_CHARACTERS = 1000


def unsent(session: Session, actor: Actor, survey: Survey) -> list[Comment]:
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


def write(
    session: Session, actor: Actor, survey: Survey, question: str, instance_id: str | None, text: str
) -> Comment:
    """Write or rewrite the actor's unsent remark on one answer. ``question`` was found in the survey's form.

    Raises ``NotPermitted``, ``Conflict`` when the survey is not waiting, ``Invalid`` for an empty or overlong text.
    """
    require_waiting(session, actor, survey)
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
        for row in unsent(session, actor, survey)
        if row.question == question and row.instance_id == instance_id
    ]
    if same:
        same[0].text = words
        return same[0]
    row = Comment(
        tenant=survey.tenant,
        id=new_id(),
        survey_id=survey.id,
        revision_id=current_revision(survey),
        question=question,
        instance_id=instance_id,
        text=words,
        author_id=actor.user_id,
        written_at=now(),
    )
    session.add(row)
    return row


def withdraw(session: Session, actor: Actor, survey: Survey, comment_id: UUID) -> Comment:
    """Take back an unsent remark. Raises ``NotFound`` for anybody else's or a sent one."""
    require_waiting(session, actor, survey)
    for row in unsent(session, actor, survey):
        if row.id == comment_id:
            session.delete(row)
            return row
    raise NotFound()

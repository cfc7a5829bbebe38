"""Words that the supervisors of a unit use again for remarks."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.errors import Invalid, NotFound
from gnbv.ids import new_id
from gnbv.models import CommentTemplate, Survey, Unit
from gnbv.permissions import DECIDING_ROLES, Actor
from gnbv.services import deciding, events

MOST = 40
MAX_CHARACTERS = 500


def for_survey(session: Session, survey: Survey) -> list[CommentTemplate]:
    """The templates of the units that the survey's village lies in, in the order they were kept."""
    return list(
        session.scalars(
            select(CommentTemplate)
            .where(
                CommentTemplate.tenant == survey.tenant, CommentTemplate.unit_id.in_(_above(session, survey))
            )
            .order_by(CommentTemplate.position, CommentTemplate.id)
        )
    )


def keep(session: Session, actor: Actor, survey: Survey, text: str) -> CommentTemplate:
    """Keep words for the unit over which the actor decides. The same words twice are one template.

    Raises ``NotPermitted``, ``Invalid`` for empty or overlong words and when the unit has enough of them.
    """
    deciding.require_right(session, actor, survey)
    words = " ".join(text.split())
    unit = _unit_of(session, actor, survey)
    known = session.scalar(
        select(CommentTemplate).where(
            CommentTemplate.tenant == actor.tenant,
            CommentTemplate.unit_id == unit.id,
            CommentTemplate.text == words,
        )
    )
    if known is not None:
        return known
    number = session.scalar(
        select(func.count(CommentTemplate.id)).where(
            CommentTemplate.tenant == actor.tenant, CommentTemplate.unit_id == unit.id
        )
    )
    if not words or len(words) > MAX_CHARACTERS or (number or 0) >= MOST:
        raise Invalid(
            "template_refused",
            f"Câu mẫu phải có từ 1 đến {MAX_CHARACTERS} chữ, mỗi xã giữ nhiều nhất {MOST} câu, nên chưa giữ. "
            "Các câu mẫu đã có vẫn còn. Viết ngắn lại hoặc bỏ bớt câu cũ.",
            f"A template has 1 to {MAX_CHARACTERS} characters and a commune keeps at most {MOST}; it was not kept. "
            "Those kept before are still there. Shorten it, or remove an old one.",
        )
    row = CommentTemplate(tenant=actor.tenant, id=new_id(), unit_id=unit.id, text=words, position=number or 0)
    session.add(row)
    events.record(session, actor, "comment_template.kept", "comment_template", row.id, unit_id=unit.id)
    return row


def remove(session: Session, actor: Actor, survey: Survey, template_id: UUID) -> None:
    """Raises ``NotPermitted``, ``NotFound`` for a template of another unit or one that is gone."""
    deciding.require_right(session, actor, survey)
    row = next((row for row in for_survey(session, survey) if row.id == template_id), None)
    if row is None:
        raise NotFound()
    session.delete(row)
    events.record(session, actor, "comment_template.removed", "comment_template", row.id, unit_id=row.unit_id)


def _above(session: Session, survey: Survey) -> list[UUID]:
    unit = session.get_one(Unit, (survey.tenant, survey.unit_id))
    return [UUID(part) for part in unit.path.strip("/").split("/") if part]


def _unit_of(session: Session, actor: Actor, survey: Survey) -> Unit:
    """The widest unit around the survey over which the actor decides."""
    path = session.get_one(Unit, (survey.tenant, survey.unit_id)).path
    held = [
        grant.unit
        for grant in actor.grants
        if grant.role in DECIDING_ROLES and path.startswith(grant.unit.path)
    ]
    return min(held, key=lambda unit: len(unit.path))

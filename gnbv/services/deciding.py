"""Who may decide a survey, and when: asked by remarks, return and approval alike."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv import permissions
from gnbv.errors import Conflict, NotFound, NotPermitted
from gnbv.models import Membership, Survey, SurveyStatus, Unit
from gnbv.permissions import Actor


def may_decide(session: Session, actor: Actor, survey: Survey) -> bool:
    """Whether the actor may decide this survey: a deciding role there, not their own sheet, not their own home."""
    unit = session.get_one(Unit, (survey.tenant, survey.unit_id))
    return permissions.can_decide(actor, unit.path, survey.collector_id) and not _is_close(
        session, actor, survey
    )


def require_waiting(session: Session, actor: Actor, survey: Survey) -> None:
    """Raises ``NotPermitted`` for whoever may not decide this survey, ``Conflict`` when it is not waiting."""
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


def current_revision(survey: Survey) -> UUID:
    """The id of the revision that a reader sees. Raises ``NotFound`` when there is none yet."""
    if survey.revision_id is None:
        raise NotFound()
    return survey.revision_id


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

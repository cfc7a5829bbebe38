"""Who may decide a survey, and when: asked by remarks, return, approval and every other act alike."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv import permissions
from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.models import Membership, Outcome, Survey, SurveyStatus, SyncItem, Unit
from gnbv.permissions import Actor
from gnbv.services import typists


def may_decide(session: Session, actor: Actor, survey: Survey) -> bool:
    """Whether the actor may decide this survey: a deciding role there, not their own sheet, not their own home."""
    unit = session.get_one(Unit, (survey.tenant, survey.unit_id))
    if not permissions.can_decide(actor, unit.path, survey.collector_id):
        return False
    return not _is_close(session, actor, survey) and not typists.has_typed(session, actor, survey)


def require_right(session: Session, actor: Actor, survey: Survey) -> None:
    """Raises ``NotPermitted`` for whoever may not decide this survey, whatever its state."""
    unit = session.get_one(Unit, (survey.tenant, survey.unit_id))
    is_own = actor.user_id == survey.collector_id or typists.has_typed(session, actor, survey)
    if is_own or _is_close(session, actor, survey):
        raise NotPermitted(
            "own_sheet",
            "Không ai tự duyệt phiếu của mình hay của người nhà. Phiếu vẫn chờ duyệt. Nhờ người duyệt khác của xã.",
            "Nobody decides their own or their family's sheet. It still waits. Ask another supervisor.",
        )
    if not permissions.can_decide(actor, unit.path, survey.collector_id):
        raise NotPermitted()


def require_waiting(session: Session, actor: Actor, survey: Survey) -> None:
    """Raises ``NotPermitted`` for whoever may not decide this survey, ``Conflict`` when it is not waiting."""
    require_right(session, actor, survey)
    if survey.status is not SurveyStatus.RECEIVED:
        raise Conflict(
            "not_waiting",
            f"Phiếu này đang ở trạng thái “{survey.status.label}” nên không duyệt hay trả lại được. "
            "Chưa có gì thay đổi. Tải lại trang để xem.",
            f"This survey is “{survey.status.value}” and cannot be decided now. Nothing was changed. Reload the page.",
        )


def require_same(survey: Survey, revision_id: UUID) -> None:
    """``revision_id`` is what the person was reading. Raises ``Conflict`` when another revision arrived since."""
    if survey.revision_id != revision_id:
        raise Conflict(
            "newer_revision",
            "Vừa có bản sửa mới hơn bản đang đọc. Chưa duyệt, chưa trả lại. Tải lại trang để đọc bản mới.",
            "A newer revision arrived while this one was read. Nothing was decided. Reload to read it.",
        )


def require_nothing_newer(session: Session, survey: Survey) -> None:
    """Raises ``Conflict`` while the commune keeps a revision of its collector that was not taken in yet."""
    kept = session.scalar(
        select(SyncItem.id)
        .where(
            SyncItem.tenant == survey.tenant,
            SyncItem.subject == survey.id,
            SyncItem.user_id == survey.collector_id,
            SyncItem.kind == "survey",
            SyncItem.outcome == Outcome.HELD,
            SyncItem.settled_at.is_(None),
            SyncItem.body_sealed.is_not(None),
        )
        .limit(1)
    )
    if kept is not None:
        raise Conflict(
            "revision_kept",
            "Xã đang giữ một bản sửa của phiếu này chưa nhận vào, nên chưa duyệt. Cả hai bản vẫn giữ nguyên. "
            "Mở “Việc chờ xem lại”, nhận hoặc gác bản đó lại, rồi duyệt.",
            "The commune keeps a correction of this survey that was not taken in yet, so it was not approved. "
            "Both copies are kept. Open what waits for a look, take it in or put it aside, then approve.",
        )


def require_reason(text: str) -> str:
    """The words of a reason, trimmed. Raises ``Invalid`` without any."""
    words = text.strip()
    if not words:
        raise Invalid(
            "reason_missing",
            "Chưa ghi lý do nên chưa làm. Phiếu vẫn giữ nguyên. Ghi lý do rồi bấm lại.",
            "There is no reason yet, so nothing was done. The survey stays as it is. Give a reason, then press again.",
        )
    return words


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

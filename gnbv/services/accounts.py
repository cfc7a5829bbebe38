"""Closing an account and opening it again. Nothing is deleted, and what a phone hands in afterwards is held."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from gnbv.clock import today
from gnbv.errors import Invalid
from gnbv.models import Grant, User
from gnbv.permissions import PEOPLE_ROLES, Actor
from gnbv.services import events, sign_in

LONGEST_REASON = 500


def close(session: Session, actor: Actor | None, user: User, reason: str) -> None:
    """Let nobody in by this account any more: its sessions end. What its phones still hand in waits for a person.

    ``user`` was found as ``people.get_whole`` finds; ``actor`` is ``None`` for the server's own command. Closing twice
    is a no-op. Raises ``Invalid`` without a reason, for the actor's own account, and for the last administrator.
    """
    reason = reason_given(reason)
    if not user.is_active:
        return
    require_another(actor, user)
    require_administrator_left(session, user)
    user.is_active = False
    sign_in.end_sessions(session, user)
    _record(session, actor, user, "user.closed", reason)


def open_again(session: Session, actor: Actor | None, user: User, reason: str) -> None:
    """Let the person sign in again, with the roles that are still in force. Opening an open account is a no-op.
    Raises ``Invalid`` without a reason."""
    reason = reason_given(reason)
    if user.is_active:
        return
    user.is_active = True
    _record(session, actor, user, "user.opened", reason)


def reason_given(reason: str) -> str:
    """The reason of an act on an account, as it is kept. Raises ``Invalid`` when there is none."""
    reason = reason.replace("\0", "").strip()[:LONGEST_REASON]
    if not reason:
        raise Invalid(
            "reason_missing",
            "Chưa ghi lý do nên chưa làm gì. Tài khoản vẫn như cũ. Ghi lý do rồi bấm lại.",
            "There is no reason yet, so nothing was done. The account is as it was. Give a reason and try again.",
        )
    return reason


def require_another(actor: Actor | None, user: User) -> None:
    """Raises ``Invalid`` when the account is the actor's own: nobody locks themselves out."""
    if actor is not None and actor.user_id == user.id:
        raise Invalid(
            "own_account",
            "Đây là tài khoản của chính bạn nên không làm ở đây được. Chưa có gì thay đổi. "
            "Nhờ người quản trị khác, hoặc đổi mật khẩu ở mục Thêm.",
            "This is your own account, so it cannot be done here. Nothing was changed. "
            "Ask another administrator, or change your password under More.",
        )


def require_administrator_left(session: Session, user: User, besides: Grant | None = None) -> None:
    """Raises ``Invalid`` when a unit would have no administrator left. ``besides``: only this grant ends, not all."""
    day = today()
    ending = [besides] if besides is not None else list(user.grants)
    losing = [grant for grant in ending if grant.role in PEOPLE_ROLES and grant.holds_on(day)]
    if not losing:
        return
    others = select(User).where(User.tenant == user.tenant, User.id != user.id, User.is_active)
    left = [
        grant.unit.path
        for other in session.scalars(others.options(selectinload(User.grants)))
        for grant in other.grants
        if grant.role in PEOPLE_ROLES and grant.holds_on(day)
    ]
    if not all(any(grant.unit.path.startswith(above) for above in left) for grant in losing):
        raise Invalid(
            "last_administrator",
            "Đây là người quản trị cuối cùng của đơn vị. Chưa có gì thay đổi. Giao quyền quản trị cho người khác trước.",
            "This is the last administrator of the unit. Nothing was changed. Make somebody else one first.",
        )


def _record(session: Session, actor: Actor | None, user: User, action: str, reason: str) -> None:
    events.record(session, actor, action, "user", user.id, tenant=user.tenant, reason=reason)

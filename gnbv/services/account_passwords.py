"""Passwords of accounts: a person changes the own one, an administrator gives one for a single sign-in."""

from __future__ import annotations

import secrets

from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Invalid
from gnbv.models import User
from gnbv.permissions import Actor
from gnbv.services import accounts, events, passwords, sign_in

# Read over the telephone and typed by thumb: no letter that looks like another. 31^12 is 59 bits.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS = (4, 4, 4)
SHORTEST = 8


def reset(session: Session, actor: Actor | None, user: User, reason: str) -> str:
    """Give ``user`` a new password, told once, to be changed at the next sign-in; all sessions end.

    Deposit tokens stay: what lies finished on a phone still comes in. The store of the phone opens by its PIN as
    before and takes the new password at the next sign-in there. ``user`` was found as ``people.get_whole`` finds;
    ``actor`` is ``None`` for the server's own command. Raises ``Invalid`` without a reason or for the own account.
    """
    reason = accounts.reason_given(reason)
    accounts.require_another(actor, user)
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(size)) for size in GROUPS)
    _take(user, password, is_temporary=True)
    sign_in.end_sessions(session, user)
    events.record(session, actor, "user.password_reset", "user", user.id, tenant=user.tenant, reason=reason)
    return password


def change(session: Session, actor: Actor, user: User, old: str, new: str, again: str, *, kept: str) -> None:
    """The actor's own new password; all other sessions end, the one with the token ``kept`` goes on.

    Raises ``Invalid`` when the old one is wrong, the new one too short, the same as before or typed differently.
    """
    if not passwords.verify(user.password_hash, old):
        raise _refused(
            "old_password",
            "Mật khẩu đang dùng chưa đúng. Mật khẩu chưa đổi. Nhập lại.",
            "The present password is not right. It was not changed. Type it again.",
        )
    if len(new) < SHORTEST or len(new) > sign_in.LONGEST_PASSWORD or "\0" in new:
        raise _refused(
            "new_password",
            f"Mật khẩu mới cần ít nhất {SHORTEST} ký tự. Mật khẩu chưa đổi. Chọn mật khẩu dài hơn.",
            f"The new password needs at least {SHORTEST} characters. It was not changed. Choose a longer one.",
        )
    if new in (old, user.username):
        raise _refused(
            "same_password",
            "Mật khẩu mới trùng mật khẩu cũ hoặc tên đăng nhập. Mật khẩu chưa đổi. Chọn mật khẩu khác.",
            "The new password is the old one or the user name. It was not changed. Choose another.",
        )
    if new != again:
        raise _refused(
            "passwords_differ",
            "Hai lần nhập khác nhau. Mật khẩu chưa đổi. Nhập lại mật khẩu mới hai lần.",
            "The two entries differ. It was not changed. Type the new password twice again.",
        )
    _take(user, new, is_temporary=False)
    sign_in.end_sessions(session, user, kept=kept)
    events.record(session, actor, "user.password_changed", "user", user.id)


def _take(user: User, password: str, *, is_temporary: bool) -> None:
    user.password_hash = passwords.hash_password(password)
    user.password_changed_at = now()
    user.password_is_temporary = is_temporary


def _refused(code: str, vi: str, en: str) -> Invalid:
    return Invalid(code, vi, en)

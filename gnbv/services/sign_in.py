"""Signing in and out. A session is a row on the server; the cookie holds only a random token."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from gnbv.clock import now, today
from gnbv.errors import GnbvError, TooMany
from gnbv.models import Role, SessionRow, SignInFailure, User
from gnbv.permissions import FIELD_ROLES, PEOPLE_ROLES, Actor, actor_for
from gnbv.services import events, passwords

SESSION_DAYS = 45
TOUCH_AFTER = timedelta(hours=1)
FREE_TRIES = 5  # of one name from one address
FREE_TRIES_OF_A_NAME = 50  # from anywhere: who guesses from far away must not keep the owner out
FREE_TRIES_OF_AN_ADDRESS = 40  # a commune's office shares one address
FIRST_WAIT_SECONDS = 5
LONGEST_WAIT_SECONDS = 300
FORGET_AFTER = timedelta(hours=1)
LONGEST_PASSWORD = 1000

# The first page by role; who also works in the field starts there, because the field app works without a network.
FIRST_PAGES = (
    (FIELD_ROLES, "/app"),
    ({Role.SUPERVISOR}, "/surveys"),
    ({Role.LEADER, Role.OBSERVER, Role.COORDINATOR}, "/board"),
)


class WrongPassword(GnbvError):
    """Unknown user, wrong password and closed account alike: the words do not tell which."""

    status = 401

    def __init__(self) -> None:
        super().__init__(
            "wrong_password",
            "Tên đăng nhập hoặc mật khẩu chưa đúng. Chưa có gì thay đổi. Kiểm tra rồi nhập lại; "
            "quên mật khẩu thì hỏi người quản trị của xã.",
            "The user name or the password is not right. Nothing has changed. Check and try again; "
            "if the password is forgotten, ask the commune's administrator.",
        )


def token_hash(token: str) -> str:
    """What is stored of a random token. It has 256 random bits, so a plain hash is enough. Any text has one: what
    somebody made up is found nowhere."""
    return hashlib.sha256(token.encode("utf-8", "backslashreplace")).hexdigest()


def sign_in(session: Session, tenant: int, username: str, password: str, address: str) -> tuple[User, str]:
    """Open a session and return the user with the token for the cookie. Raises as ``check_password`` does."""
    user = check_password(session, tenant, username, password, address)
    return user, open_session(session, user)


def check_password(session: Session, tenant: int, username: str, password: str, address: str) -> User:
    """The active user whose name and password these are.

    Raises ``WrongPassword``, or ``TooMany`` when name or address failed so often that the next try must wait. A
    failure is counted in the session given: the caller commits it although this raises. Nobody is ever locked out.
    """
    username = _storable(username).strip().lower()
    subjects = _subjects(username, address)
    _refuse_too_soon(session, tenant, subjects)
    user = session.scalar(select(User).where(User.tenant == tenant, User.username == username))
    fits = passwords.verify(user.password_hash if user else None, _storable(password)[:LONGEST_PASSWORD])
    if user is None or not fits or not user.is_active:
        _count_failure(session, tenant, subjects)
        raise WrongPassword()
    session.execute(
        update(SignInFailure)
        .where(SignInFailure.tenant == tenant, SignInFailure.subject.in_([subjects[0][0], subjects[1][0]]))
        .values(count=0)
    )
    return user


def open_session(session: Session, user: User) -> str:
    """A fresh session row of ``user``, whose identity was proven; returns the token for the cookie."""
    token = secrets.token_urlsafe(32)
    at = now()
    row = SessionRow(
        tenant=user.tenant, user_id=user.id, token_hash=token_hash(token), created_at=at, last_seen_at=at
    )
    session.add(row)
    session.flush()  # the event names the row's id
    events.record(session, actor_for(user, today()), "session.opened", "session", row.id)
    return token


_BY_TOKEN = (  # asked at every request: made once, and with the rights of the person
    select(SessionRow)
    .where(SessionRow.tenant == bindparam("tenant"), SessionRow.token_hash == bindparam("token_hash"))
    .options(joinedload(SessionRow.user).joinedload(User.grants))
)


def find_session(session: Session, tenant: int, token: str) -> SessionRow | None:
    """The living session behind a token: not ended, used within 45 days, its user active."""
    named = {"tenant": tenant, "token_hash": token_hash(token)}
    row = session.scalars(_BY_TOKEN, named).unique().one_or_none()
    if row is None or row.revoked_at is not None or not row.user.is_active:
        return None
    return row if now() - row.last_seen_at < timedelta(days=SESSION_DAYS) else None


def needs_touch(row: SessionRow) -> bool:
    """Whether the row's last use is old enough to be written again: not at every request."""
    return now() - row.last_seen_at > TOUCH_AFTER


def end_session(session: Session, actor: Actor, token: str) -> None:
    """Sign out. Ending twice is a no-op. Deposit tokens stay, so that unsent work can still be handed in."""
    row = find_session(session, actor.tenant, token)
    if row is not None and row.user_id == actor.user_id:
        row.revoked_at = now()
        events.record(session, actor, "session.ended", "session", row.id)


def end_sessions(session: Session, user: User, *, kept: str = "") -> None:
    """End all sessions of ``user`` but the one whose token is ``kept``. Deposit tokens stay."""
    session.execute(
        update(SessionRow)
        .where(
            SessionRow.tenant == user.tenant,
            SessionRow.user_id == user.id,
            SessionRow.revoked_at.is_(None),
            SessionRow.token_hash != token_hash(kept),
        )
        .values(revoked_at=now())
    )


def first_page(actor: Actor) -> str:
    """Where somebody begins after signing in."""
    for roles, page in FIRST_PAGES:
        if actor.has(roles):
            return page
    return "/people" if actor.has(PEOPLE_ROLES) else "/account"


def _storable(text: str) -> str:
    """What was typed without halves of characters and NUL, which neither a hash nor a database takes."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")


def _subjects(username: str, address: str) -> list[tuple[str, int]]:
    """What is counted, with the number of free tries of each. Names are kept as hashes: people mistype passwords here."""
    name = hashlib.sha256(username.encode()).hexdigest()
    pair = hashlib.sha256(f"{username} {address}".encode()).hexdigest()
    return [
        (f"pair:{pair}", FREE_TRIES),
        (f"name:{name}", FREE_TRIES_OF_A_NAME),
        (f"address:{address[:100]}", FREE_TRIES_OF_AN_ADDRESS),
    ]


def _refuse_too_soon(session: Session, tenant: int, subjects: list[tuple[str, int]]) -> None:
    at = now()
    for subject, free in subjects:
        row = session.get(SignInFailure, (tenant, subject))
        left = _seconds_left(row, free, at) if row is not None else 0
        if left > 0:
            raise TooMany(
                "sign_in_wait",
                f"Đã nhập sai nhiều lần. Tài khoản không bị khóa, phiếu trên máy vẫn giữ nguyên. "
                f"Đợi {left} giây rồi nhập lại.",
                f"There were several wrong tries. The account is not locked and work on this phone is safe. "
                f"Wait {left} seconds and try again.",
                retry_after=left,
            )


def _seconds_left(row: SignInFailure, free: int, at: datetime) -> int:
    if row.count < free or at - row.last_at > FORGET_AFTER:
        return 0
    wait: int = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** min(row.count - free, 10))
    return max(0, ceil(float(wait) - (at - row.last_at).total_seconds()))


def _count_failure(session: Session, tenant: int, subjects: list[tuple[str, int]]) -> None:
    at = now()
    for subject, _free in subjects:
        row = session.get(SignInFailure, (tenant, subject), populate_existing=True)
        if row is None:
            try:
                with session.begin_nested():
                    session.add(SignInFailure(tenant=tenant, subject=subject, count=1, last_at=at))
            except IntegrityError:
                continue  # another wrong try was counted in this moment
        else:
            row.count = 1 if at - row.last_at > FORGET_AFTER else row.count + 1
            row.last_at = at

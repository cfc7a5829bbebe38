"""Who an OpenRosa program works for: by a key in the address, an app password, or the account's own password.

The account's password costs 27 ms to verify, and programs send it with every request: once it was right it is
remembered for ten minutes in this process, as a hash under a key that lives only there.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import NotFound
from gnbv.models import OpenRosaKey, OpenRosaKeyKind, User
from gnbv.permissions import Actor
from gnbv.services import events, sealing, sign_in

REMEMBERED_FOR = timedelta(minutes=10)
MOST_REMEMBERED = 2000
TOUCH_AFTER = timedelta(hours=1)
LONGEST_LABEL = 200
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another: people type it from a screen
GROUPS = (4, 4, 4, 4, 4)  # 99 bits


@dataclass(frozen=True)
class _Right:
    """A password that was right: whose, the stored hash it was right against, and until when that is believed."""

    user_id: UUID
    password_hash: str
    until: datetime


class _Remembered:
    def __init__(self) -> None:
        self._key = os.urandom(32)
        self._rights: OrderedDict[bytes, _Right] = OrderedDict()
        self._lock = Lock()

    def name(self, tenant: int, username: str, password: str) -> bytes:
        text = f"{tenant}\0{username}\0{password}".encode("utf-8", "replace")
        return hmac.digest(self._key, text, hashlib.sha256)

    def get(self, name: bytes) -> _Right | None:
        with self._lock:
            right = self._rights.get(name)
            if right is not None and right.until <= now():
                del self._rights[name]
                return None
            return right

    def put(self, name: bytes, user: User) -> None:
        with self._lock:
            self._rights[name] = _Right(user.id, user.password_hash, now() + REMEMBERED_FOR)
            while len(self._rights) > MOST_REMEMBERED:
                self._rights.popitem(last=False)


_remembered = _Remembered()


def user_of_address(session: Session, tenant: int, token: str) -> User | None:
    """The active user whose address holds ``token``; ``None`` for a revoked or unknown one."""
    return _user_of(session, tenant, OpenRosaKeyKind.ADDRESS, token)


def user_known(session: Session, tenant: int, username: str, password: str) -> User | None:
    """The active user by an app password, or by a password that was verified within ten minutes and is still the
    account's. ``None`` says that it has to be verified (``verify``)."""
    username = username.strip().lower()
    user = _user_of(session, tenant, OpenRosaKeyKind.PASSWORD, _typed(password))
    if user is not None and user.username == username:
        return user
    right = _remembered.get(_remembered.name(tenant, username, password))
    if right is None:
        return None
    found = session.get(User, (tenant, right.user_id))
    fits = found is not None and found.is_active and found.password_hash == right.password_hash
    return found if fits else None


def verify(session: Session, tenant: int, username: str, password: str, address: str) -> User:
    """The user by the account's password, remembered for ten minutes. Raises as ``sign_in.check_password``; the
    caller commits the failure that it counted."""
    user = sign_in.check_password(session, tenant, username, password, address)
    _remembered.put(_remembered.name(tenant, username.strip().lower(), password), user)
    return user


def keys(session: Session, actor: Actor) -> list[OpenRosaKey]:
    """The actor's keys that are not revoked, newest first."""
    return list(
        session.scalars(
            select(OpenRosaKey)
            .where(
                OpenRosaKey.tenant == actor.tenant,
                OpenRosaKey.user_id == actor.user_id,
                OpenRosaKey.revoked_at.is_(None),
            )
            .order_by(OpenRosaKey.created_at.desc(), OpenRosaKey.id.desc())
        )
    )


def make(session: Session, actor: Actor, kind: OpenRosaKeyKind, label: str) -> tuple[OpenRosaKey, str]:
    """A new key of the actor with its secret, which is shown once and stored as a keyed hash."""
    secret = secrets.token_urlsafe(32) if kind is OpenRosaKeyKind.ADDRESS else _password()
    key = OpenRosaKey(
        tenant=actor.tenant,
        user_id=actor.user_id,
        kind=kind,
        label=label.strip()[:LONGEST_LABEL],
        secret_hash=_hash(kind, _typed(secret) if kind is OpenRosaKeyKind.PASSWORD else secret),
        created_at=now(),
    )
    session.add(key)
    session.flush()  # the event names the row's id
    events.record(session, actor, "openrosa_key.made", "openrosa_key", key.id, kind=kind.value)
    return key, secret


def revoke(session: Session, actor: Actor, key_id: UUID) -> None:
    """End one of the actor's own keys; a second time is a no-op. Raises ``NotFound`` for another person's."""
    key = session.get(OpenRosaKey, (actor.tenant, key_id))
    if key is None or key.user_id != actor.user_id:
        raise NotFound()
    if key.revoked_at is None:
        key.revoked_at = now()
        events.record(session, actor, "openrosa_key.revoked", "openrosa_key", key.id)


def touch(session: Session, actor: Actor, token: str) -> None:
    """Note that the key of an address was used, at most once an hour; the owner sees which one is still needed."""
    key = _key(session, actor.tenant, OpenRosaKeyKind.ADDRESS, token)
    if key is not None and (key.last_used_at is None or now() - key.last_used_at > TOUCH_AFTER):
        key.last_used_at = now()


def _user_of(session: Session, tenant: int, kind: OpenRosaKeyKind, secret: str) -> User | None:
    key = _key(session, tenant, kind, secret)
    return key.user if key is not None and key.user.is_active else None


def _key(session: Session, tenant: int, kind: OpenRosaKeyKind, secret: str) -> OpenRosaKey | None:
    return session.scalar(
        select(OpenRosaKey).where(
            OpenRosaKey.tenant == tenant,
            OpenRosaKey.secret_hash == _hash(kind, secret),
            OpenRosaKey.kind == kind,
            OpenRosaKey.revoked_at.is_(None),
        )
    )


def _hash(kind: OpenRosaKeyKind, secret: str) -> str:
    return sealing.look_up_hash(f"openrosa/{kind.value}/{secret}")


def _password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(size)) for size in GROUPS)


def _typed(password: str) -> str:
    """As people type it: without the dashes, in any case."""
    return password.replace("-", "").replace(" ", "").lower()

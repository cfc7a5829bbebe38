"""Phones and their deposit tokens: the one right that outlives a session, so that no finished work is stranded."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Table, bindparam, func, select, update
from sqlalchemy.orm import Session, joinedload

from gnbv.clock import now
from gnbv.models import DepositToken, Device, SessionRow, User
from gnbv.permissions import Actor
from gnbv.services import commune_keys, events
from gnbv.services.phone_clocks import ClockTold
from gnbv.services.sign_in import token_hash

LONGEST_LABEL = 200
# Asked at every sync: made once.
_DEVICES: Table = Device.__table__  # type: ignore[assignment]
_OWNED = select(Device).where(
    Device.tenant == bindparam("tenant"), Device.id == bindparam("id"), Device.user_id == bindparam("user_id")
)
_DEPOSIT = (
    select(DepositToken)
    .where(
        DepositToken.tenant == bindparam("tenant"),
        DepositToken.token_hash == bindparam("token_hash"),
        DepositToken.device_id == bindparam("device_id"),
    )
    .options(joinedload(DepositToken.user).joinedload(User.grants))
)
_NOTED = (
    update(_DEVICES)
    .where(_DEVICES.c.tenant == bindparam("of_tenant"), _DEVICES.c.id == bindparam("of_id"))
    .values(
        last_seen_at=bindparam("last_seen_at"),
        last_sync_at=bindparam("last_sync_at"),
        last_utc_offset=bindparam("last_utc_offset"),
        skew_seconds=func.coalesce(bindparam("skew_seconds", type_=Integer), _DEVICES.c.skew_seconds),
        jumps=func.coalesce(bindparam("jumps", type_=Integer), _DEVICES.c.jumps),
    )
)


def register(
    session: Session,
    actor: Actor,
    session_row: SessionRow,
    label: str,
    *,
    known: UUID | None,
    days: int,
) -> dict[str, Any]:
    """Note the phone of this session and give it a fresh deposit token, returned once and stored as a hash.

    ``known`` is the id this phone already has for this user; another user's or a forgotten one gives a new device.
    """
    at = now()
    device = None
    if known is not None:
        device = session.scalar(
            select(Device).where(
                Device.tenant == actor.tenant, Device.id == known, Device.user_id == actor.user_id
            )
        )
    if device is None:
        device = Device(tenant=actor.tenant, user_id=actor.user_id, first_seen_at=at)
        session.add(device)
    device.label = label[:LONGEST_LABEL]
    device.last_seen_at = at
    device.revoked_at = None  # found again: the password has just proven whose it is
    session.flush()  # the token and the session point to the device's id
    session_row.device_id = device.id
    token = secrets.token_urlsafe(32)
    session.add(
        DepositToken(
            tenant=actor.tenant,
            user_id=actor.user_id,
            device_id=device.id,
            token_hash=token_hash(token),
            created_at=at,
            expires_at=at + timedelta(days=days),
        )
    )
    events.record(session, actor, "device.registered", "device", device.id)
    return {
        "device": str(device.id),
        "deposit": token,
        "user": {
            "id": str(actor.user_id),
            "username": actor.username,
            "name": actor.name,
            "locale": actor.locale,
            "temporary": session_row.user.password_is_temporary,
        },
        "wrap": {"recovery": commune_keys.current(commune_keys.RECOVERY)},
    }


def owned(session: Session, tenant: int, device_id: UUID, user_id: UUID) -> Device | None:
    """The device when it is one of the user's."""
    return session.scalar(_OWNED, {"tenant": tenant, "id": device_id, "user_id": user_id})


def note_sync(session: Session, actor: Actor, utc_offset: int, told: ClockTold) -> None:
    """Remember that the actor's phone handed something in just now, and where its clock stands (minutes). What an
    older phone does not tell stays as it was."""
    at = now()
    values = {
        "last_seen_at": at,
        "last_sync_at": at,
        "last_utc_offset": utc_offset,
        "skew_seconds": told.skew_seconds,
        "jumps": told.jumps,
    }
    session.execute(_NOTED, {"of_tenant": actor.tenant, "of_id": actor.device_id, **values})


def find_deposit(session: Session, tenant: int, token: str, device_id: UUID) -> DepositToken | None:
    """The deposit token of this device, unless its 180 days are over. A revoked one is still found: what comes
    with it is taken and held."""
    named = {"tenant": tenant, "token_hash": token_hash(token), "device_id": device_id}
    row = session.scalars(_DEPOSIT, named).unique().one_or_none()
    return row if row is not None and row.expires_at > now() else None


def is_late(token: DepositToken) -> bool:
    """Whether what comes with the token waits for a person: it was revoked, or its user is no longer active."""
    return token.revoked_at is not None or not token.user.is_active

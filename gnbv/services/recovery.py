"""Work from another phone: what lies in its second copy, and the key to it, handed out only to a fresh sign-in by password.

The records stay ciphertext all the way; the key is sealed to the phone that asks. Who holds the keys of this server
(``instance/keys``) could open a phone's key without that: ``docs/offline.md`` says so.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Invalid, NotFound, NotPermitted, TooMany
from gnbv.models import CopyKind, Device, Outcome, PhoneCopy, PhoneRecovery, PhoneVault, SessionRow, SyncItem
from gnbv.permissions import Actor
from gnbv.services import copies, copy_files, envelope, events, inbox, sync_schema

ANSWER = "gnbv recovery answer v1"
FRESH = timedelta(minutes=10)
MOST_A_DAY = 5
TOLD_FOR = timedelta(days=30)
WITH_THE_COMMUNE = (Outcome.ACCEPTED, Outcome.DUPLICATE, Outcome.HELD)


def offers(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """The person's other phones whose second copy holds something that the commune does not have, newest first."""
    vaults = session.execute(
        select(PhoneVault, Device.label)
        .join(Device, (Device.tenant == PhoneVault.tenant) & (Device.id == PhoneVault.id))
        .where(PhoneVault.tenant == actor.tenant, PhoneVault.user_id == actor.user_id)
        .where(PhoneVault.id != actor.device_id if actor.device_id else PhoneVault.id.is_not(None))
        .order_by(PhoneVault.listed_at.desc(), PhoneVault.id)
    ).all()
    found = []
    for vault, label in vaults:
        rows = living(session, actor, vault.id)
        items = {row.name for row in rows if row.kind is CopyKind.OUTBOX}
        drafts = {row.name for row in rows if row.kind is CopyKind.DRAFT} - items
        files = sum(row.kind is CopyKind.FILE for row in rows)
        if items or drafts or files:
            at = sync_schema.instant_text(vault.listed_at or vault.stored_at)
            counts = {"drafts": len(drafts), "items": len(items), "files": files}
            found.append({"device": str(vault.id), "label": label, "at": at, **counts})
    return found


def living(session: Session, actor: Actor, vault_id: UUID) -> list[PhoneCopy]:
    """The kept records of one of the actor's vaults, without those that the commune has by now. Raises ``NotFound``."""
    _own(session, actor, vault_id)
    rows = session.scalars(
        select(PhoneCopy)
        .where(
            PhoneCopy.tenant == actor.tenant,
            PhoneCopy.vault_id == vault_id,
            PhoneCopy.gone_at.is_(None),
            PhoneCopy.sha256.is_not(None),
        )
        .order_by(PhoneCopy.kind, PhoneCopy.name)
    ).all()
    ids = {row.name: sync_schema.as_uuid(row.name) for row in rows if row.kind is not CopyKind.FILE}
    sent = set(
        session.scalars(
            select(SyncItem.id).where(
                SyncItem.tenant == actor.tenant,
                SyncItem.user_id == actor.user_id,
                SyncItem.id.in_(ids.values()),
                SyncItem.outcome.in_(WITH_THE_COMMUNE),
            )
        )
    )
    return [row for row in rows if ids.get(row.name) not in sent]


def read(session: Session, actor: Actor, vault_id: UUID, kind: str, name: str) -> tuple[PhoneCopy, bytes]:
    """One kept record of one of the actor's vaults. Raises ``NotFound``, also for another person's."""
    _own(session, actor, vault_id)
    row = session.scalar(
        select(PhoneCopy).where(
            PhoneCopy.tenant == actor.tenant,
            PhoneCopy.vault_id == vault_id,
            PhoneCopy.kind == kind,
            PhoneCopy.name == name,
        )
    )
    if row is None:
        raise NotFound()
    return row, copy_files.read(row)


def release(
    session: Session, actor: Actor, session_row: SessionRow, vault_id: UUID, jwk: dict[str, str]
) -> dict[str, Any]:
    """Hand the key of the vault to the actor's phone, sealed to ``jwk``. Each time is an event the person sees.

    Raises ``NotFound`` for another person's vault, ``NotPermitted`` when the password was given more than ten minutes
    ago, ``TooMany`` after five a day, ``Invalid`` for a point that is not on the curve.
    """
    vault = _own(session, actor, vault_id)
    at = now()
    if at - session_row.created_at > FRESH:
        raise NotPermitted(
            "fresh_sign_in",
            "Cần nhập lại mật khẩu trước khi lấy việc về máy này. Việc của máy trước vẫn giữ ở xã. Nhập mật khẩu rồi làm lại.",
            "The password is needed again before work is taken to this phone. It is kept at the commune. "
            "Enter the password and try again.",
        )
    today = (PhoneRecovery.tenant == actor.tenant, PhoneRecovery.user_id == actor.user_id)
    last_day = [
        *session.scalars(
            select(PhoneRecovery.at)
            .where(*today, PhoneRecovery.at > at - timedelta(days=1))
            .order_by(PhoneRecovery.at)
        )
    ]
    if len(last_day) >= MOST_A_DAY:
        wait = last_day[-MOST_A_DAY] + timedelta(days=1) - at
        raise TooMany(
            "recovery_wait",
            f"Hôm nay đã lấy việc về máy khác {MOST_A_DAY} lần nên phải chờ. Việc vẫn giữ ở xã. "
            "Ngày mai thử lại, hoặc báo quản trị xã.",
            f"Work was taken to another phone {MOST_A_DAY} times today. It is kept at the commune. "
            "Try again tomorrow, or tell the commune's administrator.",
            retry_after=max(1, int(wait.total_seconds())),
        )
    recipient = _public(jwk)
    raw = copies.open_recovery(vault.id, vault.recovery)
    session.add(
        PhoneRecovery(
            tenant=actor.tenant,
            user_id=actor.user_id,
            vault_id=vault.id,
            to_device_id=actor.device_id,
            at=at,
        )
    )
    to = str(actor.device_id) if actor.device_id else None
    events.record(session, actor, "device.recovered", "device", vault.id, to=to)
    source = session.get(Device, (actor.tenant, vault.id))
    label = source.label if source else None
    inbox.tell(session, actor.tenant, actor.user_id, "recovered", "device", vault.id, label=label)
    return {"device": str(vault.id), "key": envelope.seal(recipient, raw, str(vault.id), ANSWER)}


def taken(session: Session, actor: Actor, vault_id: UUID) -> None:
    """The actor's phone has all of it: the copy is not offered again and goes after 30 days. Repeating it changes
    nothing; a phone that is still alive brings its records back with its next list.

    Raises ``NotFound``; ``Invalid`` when the key was never handed out.
    """
    vault = _own(session, actor, vault_id)
    mine = (PhoneRecovery.tenant == actor.tenant, PhoneRecovery.vault_id == vault_id)
    if not session.scalar(select(func.count()).select_from(PhoneRecovery).where(*mine)):
        raise Invalid(
            "not_recovered",
            "Máy này chưa lấy việc từ máy kia. Việc vẫn giữ ở xã. Bấm “Lấy về máy này” trước.",
            "This phone has not taken the other one's work. It is kept at the commune. Take it first.",
        )
    vault.taken_at = now()
    for row in living(session, actor, vault_id):
        row.gone_at = vault.taken_at


def recent(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """The person's recoveries of the last 30 days, newest first: for the person to see on every phone."""
    rows = session.execute(
        select(PhoneRecovery, Device.label)
        .join(Device, (Device.tenant == PhoneRecovery.tenant) & (Device.id == PhoneRecovery.vault_id))
        .where(
            PhoneRecovery.tenant == actor.tenant,
            PhoneRecovery.user_id == actor.user_id,
            PhoneRecovery.at > now() - TOLD_FOR,
        )
        .order_by(PhoneRecovery.at.desc(), PhoneRecovery.id)
    )
    return [
        {
            "at": sync_schema.instant_text(row.at),
            "label": label,
            "device": str(row.vault_id),
            "to": str(row.to_device_id) if row.to_device_id else None,
        }
        for row, label in rows
    ]


def _own(session: Session, actor: Actor, vault_id: UUID) -> PhoneVault:
    vault = session.get(PhoneVault, (actor.tenant, vault_id))
    if vault is None or vault.user_id != actor.user_id:
        raise NotFound()
    return vault


def _public(jwk: dict[str, str]) -> ec.EllipticCurvePublicKey:
    try:
        return envelope.public_key(jwk)
    except ValueError as error:
        raise sync_schema.malformed("to", "not a P-256 key") from error

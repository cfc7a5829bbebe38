"""The second copy of a phone's store: ciphertext records that the phone lists and hands in, never opened here.

Drafts and items lie in the database: they are small and replaced every few minutes, and a row is replaced with its hash
in one transaction. Photos lie in a store of their own (``places.copy_storage``): they are large, never change and come in
pieces. That store is apart from the one for attachments, because what a phone lets go is deleted here by its hash. Both
are part of a backup.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, NotFound, TooLarge
from gnbv.models import CopyKind, PhoneCopy, PhoneRecovery, PhoneVault
from gnbv.permissions import Actor
from gnbv.services import commune_keys, copy_files, envelope, sync_schema
from gnbv.services.attachments import Piece

Key = tuple[str, str]


@dataclass(frozen=True)
class Limits:
    """What one phone may keep here: bytes of all its records, of one draft or item, and of one photo."""

    total: int
    record: int
    file: int

    def of(self, kind: CopyKind) -> int:
        return self.file if kind is CopyKind.FILE else self.record


def keep_vault(session: Session, actor: Actor, recovery: dict[str, str]) -> PhoneVault:
    """Keep the phone's data key as it sealed it to the server's recovery key. Repeating it changes nothing.

    It is tried at once: a key that would not open on the day it is needed is refused now. Raises ``Invalid`` for such
    a one, ``Conflict`` when this device has handed in another key.
    """
    device_id = _device(actor)
    raw = open_recovery(device_id, recovery)
    row = session.get(PhoneVault, (actor.tenant, device_id))
    if row is None:
        row = PhoneVault(tenant=actor.tenant, id=device_id, user_id=actor.user_id)
        row.recovery, row.stored_at = recovery, now()
        session.add(row)
    elif row.recovery != recovery and open_recovery(device_id, row.recovery) != raw:
        raise Conflict(
            "other_vault",
            "Máy này đã gửi một khóa khác nên chưa nhận khóa mới. Bản dự phòng cũ vẫn giữ, việc trên máy vẫn nguyên. "
            "Gửi hết việc rồi đăng nhập lại trên máy này.",
            "This phone handed in another key before, so this one was not taken. The old copy is kept and work on the "
            "phone is safe. Send everything, then sign in again on this phone.",
        )
    return row


def open_recovery(device_id: UUID, recovery: dict[str, str]) -> bytes:
    """The raw data key of a phone. Raises ``Invalid`` when it was sealed for another device or another server."""
    private = commune_keys.private_key(recovery["kid"])
    return envelope.open_sealed(private, recovery, str(device_id), envelope.RECOVERY)


def receive_list(
    session: Session, actor: Actor, records: list[dict[str, Any]], limits: Limits
) -> dict[str, Any]:
    """Note what lies on the phone now; ``records`` come in the phone's order of importance and fit the schema.

    Answers which of them are wanted, how many are kept already and how many have no room (``left``). What is not named
    any more is marked gone; it stays for 30 days. ``vault`` is false, and nothing is noted, before :func:`keep_vault`.
    ``taken_at`` is when another phone was last given this one's key: told here too, because a phone whose session was
    ended (a password was reset) gets no kit.
    """
    at = now()
    vault = _vault(session, actor)
    if vault is None:
        return {"vault": False, "want": [], "kept": 0, "left": 0, "taken_at": None}
    vault.listed_at = at
    rows = {(row.kind.value, row.name): row for row in _rows(session, vault)}
    want, named, kept, left, used = [], set[Key](), 0, 0, 0
    for record in records:
        key = (record["kind"], record["id"])
        if key in named:
            continue
        kind = CopyKind.of(record["kind"])
        used += record["size"]
        named.add(key)
        if record["size"] > limits.of(kind) or used > limits.total:
            used -= record["size"]
            left += 1
            if key in rows:  # an older state is better than none
                rows[key].gone_at = None
            continue
        row = rows.get(key) or _new(session, vault, kind, record["id"])
        row.gone_at, row.phone_at = None, sync_schema.instant(record["at"])
        if row.sha256 == record["sha256"]:
            row.wished_sha256, row.wished_size = record["sha256"], record["size"]
            kept += 1
            continue
        if row.wished_sha256 != record["sha256"]:
            copy_files.begin_anew(row)
            row.wished_sha256, row.wished_size = record["sha256"], record["size"]
        want.append({"kind": kind.value, "id": row.name})
    for key, row in rows.items():
        if key not in named and row.gone_at is None:
            row.gone_at = at
    taken_at = _taken_at(session, vault)
    return {"vault": True, "want": want, "kept": kept, "left": left, "taken_at": taken_at}


def find(session: Session, actor: Actor, kind: str, name: str) -> PhoneCopy:
    """A record that the actor's phone has listed. Raises ``NotFound``."""
    row = session.scalar(
        select(PhoneCopy)
        .where(
            PhoneCopy.tenant == actor.tenant,
            PhoneCopy.vault_id == _device(actor),
            PhoneCopy.kind == _kind(kind),
            PhoneCopy.name == name,
        )
        .with_for_update()
    )
    if row is None:
        raise NotFound()
    return row


def put(session: Session, actor: Actor, kind: str, name: str, piece: Piece, limits: Limits) -> PhoneCopy:
    """Take a listed record, or a piece of a listed photo, and say it is kept only when size and hash agree.

    Raises ``NotFound`` when it was not listed, ``Conflict`` when it was listed with another size or the piece does not
    continue what is here (``offset``), ``Invalid`` when the hash does not fit, ``TooLarge`` over the limit of one.
    """
    row = find(session, actor, kind, name)
    if row.sha256 == row.wished_sha256:
        return row
    if piece.total > limits.of(row.kind) or piece.start + len(piece.content) > piece.total:
        raise TooLarge(
            "copy_too_large",
            "Bản dự phòng này quá lớn nên chưa nhận. Việc trên máy vẫn nguyên. Gửi phiếu khi có mạng.",
            "This copy is too large and was not taken. Work on the phone is safe. Send it when there is a network.",
        )
    if piece.total != row.wished_size:
        raise Conflict(
            "copy_changed",
            "Bản trên máy đã đổi sau khi khai nên chưa nhận. Việc trên máy vẫn nguyên. Máy sẽ khai lại rồi gửi.",
            "The record changed after it was listed and was not taken. Work on the phone is safe. List it again.",
            offset=0,
        )
    if row.kind is CopyKind.FILE:
        copy_files.write(session, row, piece)
    else:
        copy_files.replace(row, piece)
    return row


def remove_before(session: Session, gone: Any, untouched: Any) -> int:
    """Remove records gone before ``gone`` and those of phones that were not heard of since ``untouched`` (instants)."""
    silent = select(PhoneVault.id).where(PhoneVault.listed_at < untouched)
    rows = session.scalars(
        select(PhoneCopy).where((PhoneCopy.gone_at < gone) | PhoneCopy.vault_id.in_(silent)).limit(1000)
    ).all()
    for row in rows:
        copy_files.drop(session, row)
        session.delete(row)
    session.flush()
    return len(rows)


def _vault(session: Session, actor: Actor) -> PhoneVault | None:
    named = (PhoneVault.tenant == actor.tenant, PhoneVault.id == _device(actor))
    return session.scalar(select(PhoneVault).where(*named).with_for_update())


def _taken_at(session: Session, vault: PhoneVault) -> str | None:
    at: datetime | None = session.scalar(
        select(func.max(PhoneRecovery.at)).where(
            PhoneRecovery.tenant == vault.tenant,
            PhoneRecovery.vault_id == vault.id,
            # A session without a device of its own is another phone, too.
            or_(PhoneRecovery.to_device_id.is_(None), PhoneRecovery.to_device_id != vault.id),
        )
    )
    return sync_schema.instant_text(at) if at is not None else None


def _rows(session: Session, vault: PhoneVault) -> list[PhoneCopy]:
    mine = (PhoneCopy.tenant == vault.tenant, PhoneCopy.vault_id == vault.id)
    return list(session.scalars(select(PhoneCopy).where(*mine)))


def _new(session: Session, vault: PhoneVault, kind: CopyKind, name: str) -> PhoneCopy:
    row = PhoneCopy(tenant=vault.tenant, vault_id=vault.id, kind=kind, name=name, received=0)
    row.sha256 = row.size = row.stored_at = None
    row.wished_sha256, row.wished_size = "", 0
    session.add(row)
    return row


def _kind(text: str) -> CopyKind:
    try:
        return CopyKind.of(text)
    except ValueError as error:
        raise NotFound() from error


def _device(actor: Actor) -> UUID:
    if actor.device_id is None:
        raise NotFound()
    return actor.device_id

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from gnbv.db import Base, Document, TenantRow, tenant_key
from gnbv.models.labelled import Labelled, key_column


class CopyKind(Labelled):
    DRAFT = "draft", "phiếu đang làm"
    OUTBOX = "outbox", "việc chưa gửi"
    FILE = "file", "ảnh"


class PhoneVault(TenantRow, Base):
    """The second copy of one phone's store. ``id`` is the device's id: a device belongs to one vault.

    ``recovery`` is the phone's data key, sealed to the server's recovery key, which lies outside the database.
    """

    __tablename__ = "phone_vault"
    __table_args__ = (tenant_key("id", "device"), tenant_key("user_id", "user_account"))

    user_id: Mapped[UUID] = mapped_column(index=True)
    recovery: Mapped[dict[str, Any]] = mapped_column(Document)
    stored_at: Mapped[datetime]
    listed_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]


class PhoneCopy(TenantRow, Base):
    """One record of a phone's store, as it lies there: ciphertext. Drafts and items are in ``body``, because they are
    small and replaced often; photos lie in the store for copies, because they are large and never change.

    ``sha256`` and ``size`` are of what is kept, ``wished_*`` of what the phone named last: until that has arrived
    whole, what was kept before stays.
    """

    __tablename__ = "phone_copy"
    __table_args__ = (
        tenant_key("vault_id", "phone_vault"),
        UniqueConstraint("tenant", "vault_id", "kind", "name"),
        Index(None, "tenant", "gone_at"),
    )

    vault_id: Mapped[UUID]
    kind: Mapped[CopyKind] = mapped_column(key_column(CopyKind))
    name: Mapped[str] = mapped_column(String(400))
    phone_at: Mapped[datetime]
    wished_sha256: Mapped[str] = mapped_column(String(64))
    wished_size: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]
    body: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    stored_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]


class PhoneRecovery(TenantRow, Base):
    """The key of one phone was handed to another phone of the same person, who is told so."""

    __tablename__ = "phone_recovery"
    __table_args__ = (
        tenant_key("user_id", "user_account"),
        tenant_key("vault_id", "phone_vault"),
        Index(None, "tenant", "user_id", "at"),
    )

    user_id: Mapped[UUID]
    vault_id: Mapped[UUID]
    to_device_id: Mapped[UUID | None]
    at: Mapped[datetime]

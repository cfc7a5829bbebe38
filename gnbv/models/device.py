from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.user import User


class Device(TenantRow, Base):
    """A phone or browser on which somebody signed in.

    ``skew_seconds`` is how far its clock was ahead of the server's (negative: behind) when it last sent, ``jumps``
    how often it was seen being set; ``revoked_at`` is when the phone was ended as lost.
    """

    __tablename__ = "device"
    __table_args__ = (tenant_key("user_id", "user_account"),)

    user_id: Mapped[UUID] = mapped_column(index=True)
    label: Mapped[str] = mapped_column(String(200), default="")
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    last_utc_offset: Mapped[int | None]
    last_sync_at: Mapped[datetime | None]
    skew_seconds: Mapped[int | None]
    jumps: Mapped[int | None]
    revoked_at: Mapped[datetime | None]


class SessionRow(TenantRow, Base):
    """A signed-in session, kept on the server so that it can be ended there. The cookie holds only a random token."""

    __tablename__ = "session_row"
    __table_args__ = (tenant_key("user_id", "user_account"), UniqueConstraint("tenant", "token_hash"))

    user_id: Mapped[UUID] = mapped_column(index=True)
    device_id: Mapped[UUID | None]
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(viewonly=True, lazy="joined")


class DepositToken(TenantRow, Base):
    """One right only: to hand in items of its owner. Survives sign-out and revocation until ``expires_at``."""

    __tablename__ = "deposit_token"
    __table_args__ = (
        tenant_key("user_id", "user_account"),
        tenant_key("device_id", "device"),
        UniqueConstraint("tenant", "token_hash"),
    )

    user_id: Mapped[UUID]
    device_id: Mapped[UUID]
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(viewonly=True, lazy="joined")

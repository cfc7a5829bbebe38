from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.labelled import Labelled, key_column
from gnbv.models.user import User


class OpenRosaKeyKind(Labelled):
    ADDRESS = "address", "Địa chỉ có khóa"
    PASSWORD = "password", "Mật khẩu ứng dụng"


class OpenRosaKey(TenantRow, Base):
    """A secret by which an OpenRosa program works for one person: part of an address, or a password beside the user
    name. It is shown once and stored as a keyed hash. Revoking closes the row; nothing is deleted."""

    __tablename__ = "openrosa_key"
    __table_args__ = (tenant_key("user_id", "user_account"), UniqueConstraint("tenant", "secret_hash"))

    user_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[OpenRosaKeyKind] = mapped_column(key_column(OpenRosaKeyKind))
    label: Mapped[str] = mapped_column(String(200), default="")
    secret_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(viewonly=True, lazy="joined")

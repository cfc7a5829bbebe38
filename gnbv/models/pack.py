from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.labelled import Labelled, key_column


class PackStatus(Labelled):
    ILLUSTRATIVE = "illustrative", "Minh họa"
    OFFICIAL = "official", "Chính thức"


class Pack(TenantRow, Base):
    """A versioned standard or score table with days of validity. ``data`` never changes after import."""

    __tablename__ = "pack"
    __table_args__ = (UniqueConstraint("tenant", "key", "version"),)

    key: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(300))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    legal_basis: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]]
    imported_at: Mapped[datetime]
    # Surveys are scored by the version put in use last; None: looked at, not used yet.
    used_from: Mapped[datetime | None]

    components: Mapped[list[PackComponent]] = relationship(viewonly=True)


class PackComponent(TenantRow, Base):
    """The status of one part of a pack (rule, indicators, b1): official only after two different people."""

    __tablename__ = "pack_component"
    __table_args__ = (tenant_key("pack_id", "pack"), UniqueConstraint("tenant", "pack_id", "component"))

    pack_id: Mapped[UUID]
    component: Mapped[str] = mapped_column(String(40))
    status: Mapped[PackStatus] = mapped_column(key_column(PackStatus))
    certainty: Mapped[str] = mapped_column(String(10), default="")


class PackConfirmation(TenantRow, Base):
    """One person's word that a component agrees with the source document named here."""

    __tablename__ = "pack_confirmation"
    __table_args__ = (
        tenant_key("pack_id", "pack"),
        tenant_key("user_id", "user_account"),
        UniqueConstraint("tenant", "pack_id", "component", "user_id"),
    )

    pack_id: Mapped[UUID]
    component: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[UUID]
    source_number: Mapped[str] = mapped_column(String(200))
    source_page: Mapped[str] = mapped_column(String(60), default="")
    source_sha256: Mapped[str | None] = mapped_column(String(64))
    confirmed_at: Mapped[datetime]

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.labelled import Labelled, key_column
from gnbv.models.unit import Unit


class Role(Labelled):
    COLLECTOR = "collector", "Rà soát viên"
    VILLAGE_HEAD = "village_head", "Trưởng thôn"
    CADRE = "cadre", "Cán bộ, người thực hiện"
    SUPERVISOR = "supervisor", "Người duyệt (Ban Chỉ đạo)"
    LEADER = "leader", "Lãnh đạo"
    COORDINATOR = "coordinator", "Đầu mối giảm nghèo"
    HELPER = "helper", "Người giúp hộ"
    OBSERVER = "observer", "Mặt trận Tổ quốc giám sát"
    ADMINISTRATOR = "administrator", "Quản trị"


class User(TenantRow, Base):
    """A person who signs in. ``person_id`` links to the register when they live there, to keep them off their own sheet.

    ``password_is_temporary``: an administrator gave it, and the person has not yet chosen their own."""

    __tablename__ = "user_account"
    __table_args__ = (UniqueConstraint("tenant", "username"), tenant_key("person_id", "person"))

    username: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(300))
    is_active: Mapped[bool] = mapped_column(default=True)
    locale: Mapped[str] = mapped_column(String(10), default="vi")
    person_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    password_changed_at: Mapped[datetime | None]
    password_is_temporary: Mapped[bool] = mapped_column(default=False, server_default=false())

    grants: Mapped[list[Grant]] = relationship(viewonly=True)


class Grant(TenantRow, Base):
    """A role over a unit and everything below it, between two days (the end included)."""

    __tablename__ = "role_grant"
    __table_args__ = (tenant_key("user_id", "user_account"), tenant_key("unit_id", "unit"))

    user_id: Mapped[UUID] = mapped_column(index=True)
    role: Mapped[Role] = mapped_column(key_column(Role))
    unit_id: Mapped[UUID]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    unit: Mapped[Unit] = relationship(viewonly=True, lazy="joined")

    def holds_on(self, day: date) -> bool:
        """Whether the grant is in force on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class SignInFailure(Base):
    """Failed sign-ins by name and by address, to slow guessing down. Unknown names are kept alike."""

    __tablename__ = "sign_in_failure"

    tenant: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    subject: Mapped[str] = mapped_column(String(130), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime]

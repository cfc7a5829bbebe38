from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.household import Household
from gnbv.models.labelled import Labelled, key_column
from gnbv.models.unit import Unit
from gnbv.models.user import User


class RoundKind(Labelled):
    ANNUAL = "annual", "Rà soát định kỳ"
    MONTHLY = "monthly", "Rà soát thường xuyên"


class RoundStatus(Labelled):
    PLANNED = "planned", "Chưa mở"
    OPEN = "open", "Đang rà soát"
    CLOSED = "closed", "Đã khép"


class ListReason(Labelled):
    POOR = "poor", "Đang là hộ nghèo"
    NEAR_POOR = "near_poor", "Đang là hộ cận nghèo"
    PETITION = "petition", "Có giấy đề nghị"
    SAMPLE = "sample", "Mẫu kiểm tra"


class Purpose(Labelled):
    MAIN = "main", "Phiếu chính"
    BACK_CHECK = "back_check", "Phiếu phúc tra mẫu"
    RECHECK = "recheck", "Phiếu xét khiếu nại"


class Round(TenantRow, Base):
    """A review drive (đợt rà soát) of a unit and everything below it."""

    __tablename__ = "round"
    __table_args__ = (tenant_key("unit_id", "unit"), tenant_key("form_version_id", "form_version"))

    unit_id: Mapped[UUID] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[RoundKind] = mapped_column(key_column(RoundKind))
    year: Mapped[int]
    status: Mapped[RoundStatus] = mapped_column(key_column(RoundStatus))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    village_deadline: Mapped[date | None]
    form_version_id: Mapped[UUID]
    standards: Mapped[list[str]] = mapped_column(default=list)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    opened_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship(viewonly=True)


class RoundForm(TenantRow, Base):
    """Every sheet version the round has used; a survey on any of them is accepted."""

    __tablename__ = "round_form"
    __table_args__ = (
        tenant_key("round_id", "round"),
        tenant_key("form_version_id", "form_version"),
        UniqueConstraint("tenant", "round_id", "form_version_id"),
    )

    round_id: Mapped[UUID]
    form_version_id: Mapped[UUID]
    used_from: Mapped[datetime]


class RoundHousehold(TenantRow, Base):
    """A household on the list of the round, with the reason."""

    __tablename__ = "round_household"
    __table_args__ = (
        tenant_key("round_id", "round"),
        tenant_key("household_id", "household"),
        tenant_key("unit_id", "unit"),
        UniqueConstraint("tenant", "round_id", "household_id"),
    )

    round_id: Mapped[UUID]
    household_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    reason: Mapped[ListReason] = mapped_column(key_column(ListReason))
    petition_number: Mapped[str | None] = mapped_column(String(60))
    petition_on: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(Text)
    added_at: Mapped[datetime]

    household: Mapped[Household] = relationship(viewonly=True)


class Assignment(TenantRow, Base):
    """Who surveys which household in a round. Re-assignment closes the row; it never deletes."""

    __tablename__ = "assignment"
    __table_args__ = (
        tenant_key("round_id", "round"),
        tenant_key("household_id", "household"),
        tenant_key("user_id", "user_account"),
        Index(None, "tenant", "user_id", "closed_at"),
        Index(None, "tenant", "round_id", "household_id"),
    )

    round_id: Mapped[UUID]
    household_id: Mapped[UUID]
    user_id: Mapped[UUID]
    purpose: Mapped[Purpose] = mapped_column(key_column(Purpose), default=Purpose.MAIN)
    due_on: Mapped[date | None]
    assigned_at: Mapped[datetime]
    assigned_by: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str | None] = mapped_column(String(60))

    user: Mapped[User] = relationship(viewonly=True)
    household: Mapped[Household] = relationship(viewonly=True)


class Visit(TenantRow, Base):
    """A visit to a household, as logged on the phone. The id is the sync item's."""

    __tablename__ = "visit"
    __table_args__ = (tenant_key("round_id", "round"), tenant_key("household_id", "household"))

    round_id: Mapped[UUID]
    household_id: Mapped[UUID] = mapped_column(index=True)
    user_id: Mapped[UUID]
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Text)
    next_on: Mapped[date | None]


class Progress(TenantRow, Base):
    """How far a draft on a phone is, without its answers. Newest wins; kept while the round is open."""

    __tablename__ = "progress"
    __table_args__ = (
        tenant_key("round_id", "round"),
        tenant_key("household_id", "household"),
        UniqueConstraint("tenant", "round_id", "household_id", "user_id"),
    )

    round_id: Mapped[UUID]
    household_id: Mapped[UUID]
    user_id: Mapped[UUID]
    section: Mapped[int]
    sections: Mapped[int]
    at: Mapped[datetime]

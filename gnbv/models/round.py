from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, Document, TenantRow, tenant_key
from gnbv.models.household import Household
from gnbv.models.labelled import Labelled, key_column
from gnbv.models.unit import Unit


class RoundKind(Labelled):
    ANNUAL = "annual", "Rà soát định kỳ"
    MONTHLY = "monthly", "Rà soát thường xuyên"
    START = "start", "Rà soát đầu kỳ"
    MIDDLE = "middle", "Rà soát giữa kỳ"
    END = "end", "Rà soát cuối kỳ"
    TRAINING = "training", "Khảo sát nhu cầu học nghề, việc làm"
    OTHER = "other", "Khảo sát khác"


class RoundStatus(Labelled):
    PLANNED = "planned", "Chưa mở"
    OPEN = "open", "Đang rà soát"
    CLOSED = "closed", "Đã khép"


class ListReason(Labelled):
    POOR = "poor", "Đang là hộ nghèo"
    NEAR_POOR = "near_poor", "Đang là hộ cận nghèo"
    PETITION = "petition", "Có giấy đề nghị"
    SAMPLE = "sample", "Mẫu kiểm tra"
    AVERAGE = "average", "Đề nghị xác định mức sống trung bình"
    HAND = "hand", "Xã đưa thêm, có lý do"

    @property
    def on_sheet(self) -> str | None:
        """What the sheet's question about the reason knows; it has no word for the last two."""
        return None if self in (ListReason.AVERAGE, ListReason.HAND) else self.value


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
    """A household on the list of the round, with the reason. ``conclusion``: how it ended without a sheet from the home
    (refused before two witnesses, decided by the steering board …), with who and when."""

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
    conclusion: Mapped[dict[str, Any] | None] = mapped_column(Document)
    added_at: Mapped[datetime]

    household: Mapped[Household] = relationship(viewonly=True)

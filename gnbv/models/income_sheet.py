"""The income sheet behind a request for the average living standard: money by source over twelve months."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, Document, TenantRow, tenant_key
from gnbv.models.household import Household
from gnbv.models.petition import Petition


class IncomeSheet(TenantRow, Base):
    """What a household earned in the twelve months from ``from_month`` (its first day), in dong.

    ``sources``: [{code, amount, note}]; ``total`` their sum. ``is_farm``: it lives from agriculture, forestry, fishery or
    salt, as ``farm_work`` says. ``verdict``: what was concluded, with the lines of the standard as they then were; empty
    until somebody concluded. ``version`` counts the times it was written.
    """

    __tablename__ = "income_sheet"
    __table_args__ = (
        tenant_key("unit_id", "unit"),
        tenant_key("round_id", "round"),
        tenant_key("household_id", "household"),
        tenant_key("petition_id", "petition"),
        tenant_key("recorded_by", "user_account"),
        UniqueConstraint("tenant", "petition_id", "standard"),
        Index(None, "tenant", "round_id"),
    )

    unit_id: Mapped[UUID]
    round_id: Mapped[UUID]
    household_id: Mapped[UUID] = mapped_column(index=True)
    petition_id: Mapped[UUID]
    standard: Mapped[str] = mapped_column(String(60))
    from_month: Mapped[date]
    member_count: Mapped[int]
    sources: Mapped[list[Any]] = mapped_column(default=list)
    total: Mapped[int] = mapped_column(BigInteger)
    is_farm: Mapped[bool]
    farm_work: Mapped[str] = mapped_column(String(300), default="")
    asked_on: Mapped[date]
    asked_by: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    verdict: Mapped[dict[str, Any] | None] = mapped_column(Document)
    concluded_by: Mapped[UUID | None]
    concluded_at: Mapped[datetime | None]
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]

    household: Mapped[Household] = relationship(viewonly=True)
    petition: Mapped[Petition] = relationship(viewonly=True)

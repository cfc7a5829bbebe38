"""Recognition (công nhận): one act of the commune's chair for several villages; the only source of official rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.household import Household
from gnbv.models.labelled import Labelled, key_column
from gnbv.models.ledger import HouseholdClass
from gnbv.models.unit import Unit


class RecognitionList(Labelled):
    """The lists of a decision. A household may stand on two (a poor one that became near-poor)."""

    POOR = "poor", "Hộ nghèo"
    NEAR_POOR = "near_poor", "Hộ cận nghèo"
    ESCAPED_POOR = "escaped_poor", "Hộ thoát nghèo"
    ESCAPED_NEAR_POOR = "escaped_near_poor", "Hộ thoát cận nghèo"
    AVERAGE = "average", "Hộ có mức sống trung bình"
    REFUSED = "refused", "Không công nhận"


class RecognitionState(Labelled):
    DRAFT = "draft", "Đang trình"
    SIGNED = "signed", "Đã ký"
    DROPPED = "dropped", "Đã bỏ"


class Recognition(TenantRow, Base):
    """Submission and decision over the ``villages`` (ids) of a round under one standard. ``digest``: of the lists as they
    were when they were submitted; what is signed is what was submitted."""

    __tablename__ = "recognition"
    __table_args__ = (
        tenant_key("unit_id", "unit"),
        tenant_key("round_id", "round"),
        Index(None, "tenant", "round_id"),
    )

    unit_id: Mapped[UUID]
    round_id: Mapped[UUID]
    standard: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20), default="review")
    year: Mapped[int]
    state: Mapped[RecognitionState] = mapped_column(key_column(RecognitionState))
    villages: Mapped[list[str]] = mapped_column(default=list)
    submission_number: Mapped[str] = mapped_column(String(100), default="")
    submitted_on: Mapped[date | None]
    submitted_by: Mapped[UUID | None]
    digest: Mapped[str] = mapped_column(String(64), default="")
    opinion: Mapped[dict[str, Any]] = mapped_column(default=dict)
    number: Mapped[str] = mapped_column(String(100), default="")
    decided_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    signer_name: Mapped[str] = mapped_column(String(200), default="")
    signer_post: Mapped[str] = mapped_column(String(200), default="")
    signed_by: Mapped[UUID | None]
    signed_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime]

    unit: Mapped[Unit] = relationship(viewonly=True)


class RecognitionRow(TenantRow, Base):
    """A household in a decision, frozen when it is signed."""

    __tablename__ = "recognition_row"
    __table_args__ = (
        tenant_key("recognition_id", "recognition"),
        tenant_key("household_id", "household"),
        tenant_key("unit_id", "unit"),
        UniqueConstraint("tenant", "recognition_id", "household_id"),
    )

    recognition_id: Mapped[UUID]
    household_id: Mapped[UUID] = mapped_column(index=True)
    unit_id: Mapped[UUID]
    number: Mapped[int]
    head_name: Mapped[str] = mapped_column(String(200))
    before: Mapped[HouseholdClass | None] = mapped_column(key_column(HouseholdClass))
    after: Mapped[HouseholdClass] = mapped_column(key_column(HouseholdClass))
    lists: Mapped[list[str]] = mapped_column(default=list)
    member_count: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(Text, default="")
    ledger_id: Mapped[UUID | None]
    petition_id: Mapped[UUID | None]

    household: Mapped[Household] = relationship(viewonly=True)

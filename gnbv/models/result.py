from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gnbv.db import Base, Document, TenantRow, tenant_key
from gnbv.models.labelled import key_column
from gnbv.models.ledger import HouseholdClass


class Result(TenantRow, Base):
    """Revision × standard pack version × score pack version × engine version. Never updated."""

    __tablename__ = "result"
    __table_args__ = (
        tenant_key("revision_id", "revision"),
        tenant_key("survey_id", "survey"),
        UniqueConstraint("tenant", "revision_id", "standard", "pack_version", "score_pack_version", "engine"),
    )

    survey_id: Mapped[UUID] = mapped_column(index=True)
    revision_id: Mapped[UUID]
    standard: Mapped[str] = mapped_column(String(60))
    pack_version: Mapped[str] = mapped_column(String(40))
    score_pack_version: Mapped[str] = mapped_column(String(40), default="")
    engine: Mapped[int]
    b1: Mapped[int | None]
    b1_source: Mapped[str] = mapped_column(String(20))
    b2: Mapped[int | None]
    household_class: Mapped[HouseholdClass | None] = mapped_column(key_column(HouseholdClass))
    is_illustrative: Mapped[bool]
    document: Mapped[dict[str, Any]]
    phone_document: Mapped[dict[str, Any] | None] = mapped_column(Document)
    differs_from_phone: Mapped[bool] = mapped_column(default=False)
    computed_at: Mapped[datetime]

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Float, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gnbv.db import Base, TenantRow, tenant_key


class BackCheck(TenantRow, Base):
    """A household drawn to be interviewed anew, with the seed of the draw. ``agreement`` after comparison: key → equal or not."""

    __tablename__ = "back_check"
    __table_args__ = (
        tenant_key("round_id", "round"),
        tenant_key("survey_id", "survey"),
        UniqueConstraint("tenant", "survey_id"),
    )

    round_id: Mapped[UUID] = mapped_column(index=True)
    survey_id: Mapped[UUID]
    seed: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(40))
    drawn_at: Mapped[datetime]
    drawn_by: Mapped[UUID]
    check_survey_id: Mapped[UUID | None]
    compared_at: Mapped[datetime | None]
    share: Mapped[float | None] = mapped_column(Float)
    agreement: Mapped[dict[str, Any]] = mapped_column(default=dict)

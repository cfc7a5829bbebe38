"""Official tables T1 to T15 as they were submitted: frozen, to be compared with the live state later."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.unit import Unit


class TableSubmission(TenantRow, Base):
    """``tables``: {code: table document}; ``checks``: what the identities said; ``acknowledged``: who saw a table that
    does not reconcile, and why it went out. ``is_preliminary``: before recognition (số liệu sơ bộ)."""

    __tablename__ = "table_submission"
    __table_args__ = (tenant_key("unit_id", "unit"), Index(None, "tenant", "unit_id", "year"))

    unit_id: Mapped[UUID]
    year: Mapped[int]
    standard: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    is_preliminary: Mapped[bool]
    is_illustrative: Mapped[bool] = mapped_column(default=False)
    figures_on: Mapped[date]
    tables: Mapped[dict[str, Any]] = mapped_column(default=dict)
    checks: Mapped[list[Any]] = mapped_column(default=list)
    acknowledged: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(String(64))
    submitted_by: Mapped[UUID]
    submitted_at: Mapped[datetime]

    unit: Mapped[Unit] = relationship(viewonly=True)


class TableTemplate(TenantRow, Base):
    """A superior's own workbook, to be filled with figures. ``cells``: {"Sheet!B5": mark} for cells that a person named
    beside those that carry a mark themselves."""

    __tablename__ = "table_template"
    __table_args__ = (tenant_key("unit_id", "unit"), UniqueConstraint("tenant", "unit_id", "sha256"))

    unit_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    cells: Mapped[dict[str, Any]] = mapped_column(default=dict)
    uploaded_by: Mapped[UUID]
    uploaded_at: Mapped[datetime]

    unit: Mapped[Unit] = relationship(viewonly=True)

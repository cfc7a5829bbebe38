from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.unit import Unit


class Plan(TenantRow, Base):
    """A government plan under its issuing unit. ``document`` keeps what the columns do not name."""

    __tablename__ = "plan"
    __table_args__ = (tenant_key("unit_id", "unit"), UniqueConstraint("tenant", "slug"))

    slug: Mapped[str] = mapped_column(String(80))
    unit_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(Text)
    number: Mapped[str | None] = mapped_column(String(80))
    issued_on: Mapped[date | None]
    issuing_body: Mapped[str] = mapped_column(String(300))
    period_text: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    sha256: Mapped[str] = mapped_column(String(64))
    is_illustrative: Mapped[bool] = mapped_column(default=False)
    copied_from_id: Mapped[UUID | None]
    document: Mapped[dict[str, Any]] = mapped_column(default=dict)
    imported_at: Mapped[datetime]

    unit: Mapped[Unit] = relationship(viewonly=True)

    def has_ended_on(self, day: date) -> bool:
        """Whether the plan's period lies wholly before ``day``; its tasks are then not late."""
        return self.ends_on is not None and self.ends_on < day


class Target(TenantRow, Base):
    """A target (chỉ tiêu) of a plan, word for word, with its value where the plan names one."""

    __tablename__ = "target"
    __table_args__ = (tenant_key("plan_id", "plan"), UniqueConstraint("tenant", "plan_id", "ref"))

    plan_id: Mapped[UUID]
    ref: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    indicator: Mapped[str] = mapped_column(Text)
    comparator: Mapped[str | None] = mapped_column(String(40))
    value: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    value_unit: Mapped[str | None] = mapped_column(String(80))
    deadline: Mapped[date | None]
    source: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Project(TenantRow, Base):
    """A project or sub-project (dự án, tiểu dự án) of a plan."""

    __tablename__ = "project"
    __table_args__ = (tenant_key("plan_id", "plan"), UniqueConstraint("tenant", "plan_id", "ref"))

    plan_id: Mapped[UUID]
    ref: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(Text)
    sub_code: Mapped[str | None] = mapped_column(String(60))
    sub_name: Mapped[str | None] = mapped_column(Text)
    source: Mapped[dict[str, Any]] = mapped_column(default=dict)


class PlanReview(TenantRow, Base):
    """A mid-term or final review (sơ kết, tổng kết, đánh giá) that the plan calls for."""

    __tablename__ = "plan_review"
    __table_args__ = (tenant_key("plan_id", "plan"), UniqueConstraint("tenant", "plan_id", "ref"))

    plan_id: Mapped[UUID]
    ref: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(80))
    what: Mapped[str] = mapped_column(Text)
    schedule_text: Mapped[str | None] = mapped_column(Text)
    source: Mapped[dict[str, Any]] = mapped_column(default=dict)


class ReportDuty(TenantRow, Base):
    """A reporting duty (nghĩa vụ báo cáo): who reports what to whom, how often, until when."""

    __tablename__ = "report_duty"
    __table_args__ = (tenant_key("plan_id", "plan"), UniqueConstraint("tenant", "plan_id", "ref"))

    plan_id: Mapped[UUID]
    ref: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    who: Mapped[str] = mapped_column(Text)
    to_whom: Mapped[str] = mapped_column(Text)
    via: Mapped[str | None] = mapped_column(Text)
    frequency: Mapped[str | None] = mapped_column(String(80))
    deadline_text: Mapped[str | None] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)
    source: Mapped[dict[str, Any]] = mapped_column(default=dict)


class PlanNote(TenantRow, Base):
    """An inconsistency or gap of the plan, kept as a note to settle and never corrected silently."""

    __tablename__ = "plan_note"
    __table_args__ = (tenant_key("plan_id", "plan"), UniqueConstraint("tenant", "plan_id", "ref"))

    plan_id: Mapped[UUID]
    ref: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    severity: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(120))
    where: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
    handling: Mapped[str] = mapped_column(Text)
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None]

"""The procedure of one village in one round (QĐ 24/2021/QĐ-TTg): where it stands, and every step forth and back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.labelled import Labelled, key_column
from gnbv.models.round import Round
from gnbv.models.unit import Unit


class VillageStage(Labelled):
    """In the order of the law. A calendar says which of them a kind of round has and how many days each is given."""

    LIST = "list", "Danh sách"
    SURVEY = "survey", "Đang rà soát"
    MEETING = "meeting", "Chờ họp dân"
    MINUTES = "minutes", "Đã có biên bản"
    POSTING = "posting", "Niêm yết"
    COMPLAINTS = "complaints", "Xử lý khiếu nại"
    SUBMISSION = "submission", "Trình"
    RECOGNITION = "recognition", "Công nhận"
    CERTIFICATES = "certificates", "Cấp giấy"


class VillageReview(TenantRow, Base):
    """Where the procedure of a village stands. ``since`` is the civil day on which it came to this stage."""

    __tablename__ = "village_review"
    __table_args__ = (
        tenant_key("round_id", "round"),
        tenant_key("unit_id", "unit"),
        UniqueConstraint("tenant", "round_id", "unit_id"),
    )

    round_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    stage: Mapped[VillageStage] = mapped_column(key_column(VillageStage))
    since: Mapped[date]

    unit: Mapped[Unit] = relationship(viewonly=True)
    round: Mapped[Round] = relationship(viewonly=True)


class VillageStep(TenantRow, Base):
    """One step of a village's procedure. Append-only; a step back has its reason, and so has one with something missing:
    ``details`` then names what was missing."""

    __tablename__ = "village_step"
    __table_args__ = (tenant_key("review_id", "village_review"), tenant_key("actor_id", "user_account"))

    review_id: Mapped[UUID] = mapped_column(index=True)
    number: Mapped[int]
    from_stage: Mapped[VillageStage] = mapped_column(key_column(VillageStage))
    to_stage: Mapped[VillageStage] = mapped_column(key_column(VillageStage))
    on: Mapped[date]
    is_back: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    actor_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]


class LocalDay(TenantRow, Base):
    """A day that a unit adds to the calendar of the State: a local holiday, or a day off that is worked instead."""

    __tablename__ = "local_day"
    __table_args__ = (tenant_key("unit_id", "unit"), UniqueConstraint("tenant", "unit_id", "on"))

    unit_id: Mapped[UUID]
    on: Mapped[date]
    name: Mapped[str] = mapped_column(String(200))
    is_working: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(300), default="")
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime]

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.labelled import Labelled, key_column


class PreparationKind(Labelled):
    """What must be there before a round opens (QĐ 24/2021/QĐ-TTg, article 4 and the steps of the review)."""

    BOARD = "board", "Quyết định Ban Chỉ đạo rà soát"
    PLAN = "plan", "Kế hoạch rà soát"
    TRAINING = "training", "Tập huấn rà soát viên, đã đọc hướng dẫn"
    LIST = "list", "In danh sách rà soát (Phụ lục I)"


class Preparation(TenantRow, Base):
    """One line of a round's checklist, once it is done. ``details``: for the board its members in order
    [{name, post, signs}], who become signature blocks; for training the user ids that attended."""

    __tablename__ = "preparation"
    __table_args__ = (tenant_key("round_id", "round"), UniqueConstraint("tenant", "round_id", "kind"))

    round_id: Mapped[UUID]
    kind: Mapped[PreparationKind] = mapped_column(key_column(PreparationKind))
    document_number: Mapped[str] = mapped_column(String(100), default="")
    document_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    done_by: Mapped[UUID]
    done_at: Mapped[datetime]


class RoundStage(TenantRow, Base):
    """A stage of a round with its day. ``official_on`` is the unit calendar's day; ``due_on`` the day planned here."""

    __tablename__ = "round_stage"
    __table_args__ = (tenant_key("round_id", "round"), UniqueConstraint("tenant", "round_id", "code"))

    round_id: Mapped[UUID]
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    starts_on: Mapped[date]
    due_on: Mapped[date]
    official_on: Mapped[date | None]
    legal_basis: Mapped[str] = mapped_column(String(300), default="")

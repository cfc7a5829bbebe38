"""What the observer (Mặt trận) looked at in a village's file, and what it recommends."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.user import User
from gnbv.models.village_review import VillageReview


class ObserverSample(TenantRow, Base):
    """Households drawn by an observer from a village's file: seed and size are kept, so anybody draws the same again."""

    __tablename__ = "observer_sample"
    __table_args__ = (
        tenant_key("review_id", "village_review"),
        tenant_key("user_id", "user_account"),
        UniqueConstraint("tenant", "review_id", "user_id"),
    )

    review_id: Mapped[UUID]
    user_id: Mapped[UUID]
    seed: Mapped[int]
    size: Mapped[int]
    households: Mapped[list[str]] = mapped_column(default=list)
    drawn_at: Mapped[datetime]


class Recommendation(TenantRow, Base):
    """A recommendation (kiến nghị) of the observer with the day by which it is answered. ``household_id`` for one home."""

    __tablename__ = "recommendation"
    __table_args__ = (
        tenant_key("review_id", "village_review"),
        tenant_key("author_id", "user_account"),
        tenant_key("household_id", "household"),
    )

    review_id: Mapped[UUID] = mapped_column(index=True)
    household_id: Mapped[UUID | None]
    author_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)
    answer_by: Mapped[date]
    written_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answer_number: Mapped[str] = mapped_column(String(100), default="")
    answered_by: Mapped[UUID | None]
    answered_at: Mapped[datetime | None]

    author: Mapped[User] = relationship(viewonly=True)
    review: Mapped[VillageReview] = relationship(viewonly=True)

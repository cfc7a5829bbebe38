from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.household import Household
from gnbv.models.labelled import Labelled, key_column
from gnbv.models.user import User


class Purpose(Labelled):
    MAIN = "main", "Phiếu chính"
    BACK_CHECK = "back_check", "Phiếu phúc tra mẫu"
    RECHECK = "recheck", "Phiếu xét khiếu nại"

    @property
    def is_second(self) -> bool:
        """Somebody else asks anew, and knows nothing of what the first sheet says."""
        return self is not Purpose.MAIN


class Assignment(TenantRow, Base):
    """Who surveys which household in a round. Re-assignment closes the row; it never deletes."""

    __tablename__ = "assignment"
    __table_args__ = (
        tenant_key("round_id", "round"),
        tenant_key("household_id", "household"),
        tenant_key("user_id", "user_account"),
        Index(None, "tenant", "user_id", "closed_at"),
        Index(None, "tenant", "round_id", "household_id"),
    )

    round_id: Mapped[UUID]
    household_id: Mapped[UUID]
    user_id: Mapped[UUID]
    purpose: Mapped[Purpose] = mapped_column(key_column(Purpose), default=Purpose.MAIN)
    due_on: Mapped[date | None]
    assigned_at: Mapped[datetime]
    assigned_by: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str | None] = mapped_column(String(60))

    user: Mapped[User] = relationship(viewonly=True)
    household: Mapped[Household] = relationship(viewonly=True)


class Visit(TenantRow, Base):
    """A visit to a household, as logged on the phone. The id is the sync item's."""

    __tablename__ = "visit"
    __table_args__ = (
        tenant_key("round_id", "round"),
        tenant_key("household_id", "household"),
        Index(None, "tenant", "round_id", "household_id", "at"),
    )

    round_id: Mapped[UUID]
    household_id: Mapped[UUID] = mapped_column(index=True)
    user_id: Mapped[UUID]
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Text)
    next_on: Mapped[date | None]


class Progress(TenantRow, Base):
    """How far a draft on a phone is, without its answers. Newest wins; kept while the round is open."""

    __tablename__ = "progress"
    __table_args__ = (
        tenant_key("round_id", "round"),
        tenant_key("household_id", "household"),
        UniqueConstraint("tenant", "round_id", "household_id", "user_id"),
    )

    round_id: Mapped[UUID]
    household_id: Mapped[UUID]
    user_id: Mapped[UUID]
    section: Mapped[int]
    sections: Mapped[int]
    at: Mapped[datetime]

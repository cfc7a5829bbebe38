from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key


class Person(TenantRow, Base):
    """A human being, through all homes. The citizen number is sealed, with a keyed hash beside it for look-ups."""

    __tablename__ = "person"
    __table_args__ = (
        Index(None, "tenant", "search_name"),
        Index(None, "tenant", "citizen_number_hash"),
    )

    name: Mapped[str] = mapped_column(String(200))
    search_name: Mapped[str] = mapped_column(String(200))
    sex: Mapped[str | None] = mapped_column(String(10))
    birth_date: Mapped[date | None]
    birth_year: Mapped[int | None]
    ethnicity: Mapped[str | None] = mapped_column(String(40))
    citizen_number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    citizen_number_hash: Mapped[str | None] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    died_on: Mapped[date | None]
    created_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(60), default="register")


class Membership(TenantRow, Base):
    """A person in a household between two days. Leaving closes the row with a date and a reason."""

    __tablename__ = "membership"
    __table_args__ = (
        tenant_key("household_id", "household"),
        tenant_key("person_id", "person"),
        Index(None, "tenant", "household_id"),
        Index(None, "tenant", "person_id"),
    )

    household_id: Mapped[UUID]
    person_id: Mapped[UUID]
    relation: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(default=0)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(String(60))
    note: Mapped[str | None] = mapped_column(Text)

    person: Mapped[Person] = relationship(viewonly=True, lazy="joined")


class PersonLink(TenantRow, Base):
    """Two rows that were found to be one person, or that were taken for one. Nothing is merged away."""

    __tablename__ = "person_link"
    __table_args__ = (
        tenant_key("person_id", "person"),
        tenant_key("other_id", "person"),
        UniqueConstraint("tenant", "person_id", "other_id"),
    )

    person_id: Mapped[UUID]
    other_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(40))
    recorded_at: Mapped[datetime]

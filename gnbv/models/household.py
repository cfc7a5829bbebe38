from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.person import Membership
from gnbv.models.unit import Unit


class Household(TenantRow, Base):
    """A home. Its id is permanent; number, code and village are dated rows in ``household_number``.

    ``unit_id``, ``number``, ``code`` and ``head_name`` repeat today's values for lists and searches; the service
    that changes a dated row writes them too.
    """

    __tablename__ = "household"
    __table_args__ = (
        tenant_key("unit_id", "unit"),
        tenant_key("head_id", "person"),
        Index(None, "tenant", "unit_id", "number"),
        Index(None, "tenant", "search_text"),
    )

    unit_id: Mapped[UUID]
    number: Mapped[int]
    code: Mapped[str] = mapped_column(String(60))
    head_id: Mapped[UUID | None]
    head_name: Mapped[str] = mapped_column(String(200))
    search_text: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_hash: Mapped[str | None] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    close_reason: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(60), default="register")

    unit: Mapped[Unit] = relationship(viewonly=True)
    memberships: Mapped[list[Membership]] = relationship(viewonly=True, order_by=Membership.position)

    @property
    def is_pending(self) -> bool:
        """Made on a phone and confirmed by nobody yet: its code comes with the confirmation."""
        return self.code == "" and self.closed_on is None


class HouseholdNumber(TenantRow, Base):
    """The number and code of a household in a unit, between two days."""

    __tablename__ = "household_number"
    __table_args__ = (
        tenant_key("household_id", "household"),
        tenant_key("unit_id", "unit"),
        UniqueConstraint("tenant", "unit_id", "number", "valid_from"),
    )

    household_id: Mapped[UUID] = mapped_column(index=True)
    unit_id: Mapped[UUID]
    number: Mapped[int]
    code: Mapped[str] = mapped_column(String(60))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class HouseholdLink(TenantRow, Base):
    """Split, merge and predecessor links between households."""

    __tablename__ = "household_link"
    __table_args__ = (tenant_key("household_id", "household"), tenant_key("other_id", "household"))

    household_id: Mapped[UUID] = mapped_column(index=True)
    other_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(40))
    on: Mapped[date]
    note: Mapped[str | None] = mapped_column(Text)


class Consent(TenantRow, Base):
    """Notice given and consent asked, per household and kind (photo, location, phone), with the survey it came from."""

    __tablename__ = "consent"
    __table_args__ = (tenant_key("household_id", "household"),)

    household_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(40))
    is_given: Mapped[bool]
    legal_basis: Mapped[str] = mapped_column(String(300))
    revision_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]


class ProposedChange(TenantRow, Base):
    """What a survey proposes for the register. A survey never edits the register itself."""

    __tablename__ = "proposed_change"
    __table_args__ = (
        tenant_key("household_id", "household"),
        tenant_key("survey_id", "survey"),
        Index(None, "tenant", "survey_id"),
    )

    household_id: Mapped[UUID]
    survey_id: Mapped[UUID]
    revision_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(String(40))
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(String(20), default="proposed")
    recorded_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]

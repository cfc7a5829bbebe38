from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from gnbv.db import Base, ReadsBase
from gnbv.ids import new_id


class Event(Base):
    """What happened: append-only, numbered per tenant in commit order, written by the service in its transaction."""

    __tablename__ = "event"
    __table_args__ = (Index(None, "tenant", "subject_kind", "subject_id"), Index(None, "tenant", "unit_id"))

    tenant: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    phone_at: Mapped[datetime | None]
    utc_offset: Mapped[int | None]
    actor_id: Mapped[UUID | None]
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID]
    unit_id: Mapped[UUID | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Change(Base):
    """The change log behind the kit's cursor: which record a phone may have to fetch again.

    ``kind`` is a kit entry type. ``unit_id`` (village) and ``user_id`` narrow who is concerned; both empty: everybody.
    """

    __tablename__ = "change"
    __table_args__ = (Index(None, "tenant", "kind", "subject_id"),)

    tenant: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID]
    unit_id: Mapped[UUID | None]
    user_id: Mapped[UUID | None]


class HouseholdRead(ReadsBase):
    """A person read a household's record. Append-only, one short transaction before the answer."""

    __tablename__ = "household_read"
    __table_args__ = (Index(None, "tenant", "household_id"), Index(None, "tenant", "user_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    tenant: Mapped[int]
    at: Mapped[datetime]
    user_id: Mapped[UUID]
    household_id: Mapped[UUID]
    place: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str | None] = mapped_column(String(300))
    phone_at: Mapped[datetime | None]

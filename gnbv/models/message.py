from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.user import User


class Message(TenantRow, Base):
    """A line of the thread on a survey. Its id is the sync item's when it was written on a phone."""

    __tablename__ = "message"
    __table_args__ = (tenant_key("survey_id", "survey"), tenant_key("author_id", "user_account"))

    survey_id: Mapped[UUID] = mapped_column(index=True)
    author_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]

    author: Mapped[User] = relationship(viewonly=True)


class InboxRow(TenantRow, Base):
    """Something a person should hear of: in-app, the truth of reminders. ``details`` hold no answers."""

    __tablename__ = "inbox_row"
    __table_args__ = (tenant_key("user_id", "user_account"), Index(None, "tenant", "user_id", "read_at"))

    user_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]

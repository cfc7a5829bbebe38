"""What a supervisor keeps at hand: own sets of filters, words used again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gnbv.db import Base, TenantRow, tenant_key


class SavedView(TenantRow, Base):
    """A person's own set of filters of the queue, by name."""

    __tablename__ = "saved_view"
    __table_args__ = (tenant_key("user_id", "user_account"), UniqueConstraint("tenant", "user_id", "name"))

    user_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[dict[str, Any]] = mapped_column(default=dict)


class CommentTemplate(TenantRow, Base):
    """Words that supervisors of a unit use again."""

    __tablename__ = "comment_template"
    __table_args__ = (tenant_key("unit_id", "unit"),)

    unit_id: Mapped[UUID] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(String(500))
    position: Mapped[int] = mapped_column(default=0)

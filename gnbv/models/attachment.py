from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.labelled import Labelled, key_column


class AttachmentState(Labelled):
    EXPECTED = "expected", "chưa tới"
    PARTIAL = "partial", "đang tới"
    STORED = "stored", "đã có"


class Attachment(TenantRow, Base):
    """A file of a survey. It may arrive before its survey, so ``survey_id`` has no foreign key. No paths here."""

    __tablename__ = "attachment"
    __table_args__ = (
        tenant_key("owner_id", "user_account"),
        UniqueConstraint("tenant", "survey_id", "question", "sha256"),
        Index(None, "tenant", "sha256"),
    )

    survey_id: Mapped[UUID]
    question: Mapped[str] = mapped_column(String(260))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    content_type: Mapped[str] = mapped_column(String(100))
    state: Mapped[AttachmentState] = mapped_column(key_column(AttachmentState))
    owner_id: Mapped[UUID]
    stored_at: Mapped[datetime | None]

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from gnbv.db import Base, Document, TenantRow, tenant_key
from gnbv.models.labelled import Labelled, key_column


class FormStatus(Labelled):
    DRAFT = "draft", "Bản thử"
    PUBLISHED = "published", "Đang dùng"
    RETIRED = "retired", "Ngừng dùng"


class Form(TenantRow, Base):
    """A sheet by its stable key (the XLSForm's form_id)."""

    __tablename__ = "form"
    __table_args__ = (UniqueConstraint("tenant", "key"),)

    key: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(300))


class FormVersion(TenantRow, Base):
    """One immutable published version: the workbook, the compiled tree and its hash."""

    __tablename__ = "form_version"
    __table_args__ = (tenant_key("form_id", "form"), UniqueConstraint("tenant", "form_id", "version"))

    form_id: Mapped[UUID]
    version: Mapped[str] = mapped_column(String(60))
    status: Mapped[FormStatus] = mapped_column(key_column(FormStatus))
    sha256: Mapped[str] = mapped_column(String(64))
    source_sha256: Mapped[str] = mapped_column(String(64))
    source: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    compiled: Mapped[dict[str, Any]] = deferred(mapped_column(Document))
    xform: Mapped[str] = deferred(mapped_column(Text))
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None]
    retired_at: Mapped[datetime | None]

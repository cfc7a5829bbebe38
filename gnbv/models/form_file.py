from __future__ import annotations

from uuid import UUID

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from gnbv.db import Base, TenantRow, tenant_key


class FormFile(TenantRow, Base):
    """A file that a published sheet names (table, picture, sound), as it lay beside the workbook at publication."""

    __tablename__ = "form_file"
    __table_args__ = (
        tenant_key("form_version_id", "form_version"),
        UniqueConstraint("tenant", "form_version_id", "name"),
    )

    form_version_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
    md5: Mapped[str] = mapped_column(String(32))
    size: Mapped[int]
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))

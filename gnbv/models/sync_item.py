from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from gnbv.db import Base, Document, TenantRow, tenant_key
from gnbv.models.labelled import Labelled, key_column


class Outcome(Labelled):
    ACCEPTED = "accepted", "Đã nhận"
    DUPLICATE = "duplicate", "Đã nhận từ trước"
    HELD = "held", "Xã đang xem lại"
    CONFLICT = "conflict", "Có hai bản khác nhau"
    REJECTED = "rejected", "Xã chưa nhận được"


class SyncItem(TenantRow, Base):
    """One item a phone handed in, by the id the phone gave it: the reason why nothing arrives twice.

    ``body_sealed`` keeps the whole item while a person has to look at it (held, conflict). ``skew_seconds`` is how
    far the phone's clock was ahead of the server's when it sent: ``made_at`` is by that clock.
    """

    __tablename__ = "sync_item"
    __table_args__ = (tenant_key("user_id", "user_account"), Index(None, "tenant", "subject"))

    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[UUID]
    sha256: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[UUID]
    device_id: Mapped[UUID | None]
    by_deposit: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[Outcome] = mapped_column(key_column(Outcome))
    cause: Mapped[dict[str, Any] | None] = mapped_column(Document)
    body_sealed: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    made_at: Mapped[datetime]
    utc_offset: Mapped[int]
    skew_seconds: Mapped[int | None]
    received_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from gnbv.db import Base, Document, TenantRow, tenant_key
from gnbv.models.assignment import Purpose
from gnbv.models.household import Household
from gnbv.models.labelled import Labelled, key_column
from gnbv.models.round import Round
from gnbv.models.user import User


class SurveyStatus(Labelled):
    RECEIVED = "received", "Đã nhận"
    HELD = "held", "Xã đang xem lại"
    RETURNED = "returned", "Cần sửa"
    APPROVED = "approved", "Đã duyệt"
    RECOGNISED = "recognised", "Đã công nhận"
    WITHDRAWN = "withdrawn", "Đã rút"


class Origin(Labelled):
    PHONE = "phone", "điện thoại"
    OFFICE = "office", "bàn giấy ở xã"
    PAPER = "paper", "phiếu giấy, nhập ở xã"
    OPENROSA = "openrosa", "ứng dụng OpenRosa"
    HANDOVER = "handover", "tệp giao phiếu"


class Survey(TenantRow, Base):
    """One household's sheet in one round. The id is made on the phone.

    ``is_rival``: a second main survey of the same household and round, kept as a conflict. The partial unique index
    lets at most one main survey per household and round be decided. ``risk``: the weights of the current revision's
    flags that nobody has explained, summed, so that a queue is ordered without looking each up.
    """

    __tablename__ = "survey"
    __table_args__ = (
        tenant_key("household_id", "household"),
        tenant_key("round_id", "round"),
        tenant_key("unit_id", "unit"),
        tenant_key("collector_id", "user_account"),
        Index(None, "tenant", "round_id", "unit_id", "status"),
        Index(None, "tenant", "round_id", "household_id"),
        Index(None, "tenant", "status", "unit_id"),
        Index(
            "uq_survey_one_decided_main",
            "tenant",
            "round_id",
            "household_id",
            unique=True,
            sqlite_where=text("purpose = 'main' AND status IN ('approved', 'recognised')"),
            postgresql_where=text("purpose = 'main' AND status IN ('approved', 'recognised')"),
        ),
    )

    household_id: Mapped[UUID]
    round_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    collector_id: Mapped[UUID]
    assignment_id: Mapped[UUID | None]
    purpose: Mapped[Purpose] = mapped_column(key_column(Purpose))
    status: Mapped[SurveyStatus] = mapped_column(key_column(SurveyStatus))
    is_rival: Mapped[bool] = mapped_column(default=False)
    revision_id: Mapped[UUID | None]
    revision_count: Mapped[int] = mapped_column(default=0)
    first_received_at: Mapped[datetime]
    last_received_at: Mapped[datetime]
    risk: Mapped[int] = mapped_column(default=0, server_default="0")
    reader_id: Mapped[UUID | None]
    reader_since: Mapped[datetime | None]

    household: Mapped[Household] = relationship(viewonly=True)
    round: Mapped[Round] = relationship(viewonly=True)
    collector: Mapped[User] = relationship(viewonly=True)
    revisions: Mapped[list[Revision]] = relationship(viewonly=True, order_by="Revision.number")


class Revision(TenantRow, Base):
    """An immutable state of a survey. ``answers_sealed`` holds answers and meta as one sealed document.

    The typed columns are projections for lists, filters and tables, written by the service that receives it;
    ``figures`` is what the official tables count of the home (``services/survey_figures.py``).
    """

    __tablename__ = "revision"
    __table_args__ = (
        tenant_key("survey_id", "survey"),
        tenant_key("author_id", "user_account"),
        tenant_key("form_version_id", "form_version"),
        UniqueConstraint("tenant", "survey_id", "number"),
    )

    survey_id: Mapped[UUID]
    number: Mapped[int]
    base_id: Mapped[UUID | None]
    author_id: Mapped[UUID]
    device_id: Mapped[UUID | None]
    origin: Mapped[Origin] = mapped_column(key_column(Origin))
    form_version_id: Mapped[UUID]
    made_at: Mapped[datetime]
    utc_offset: Mapped[int]
    made_on: Mapped[date]
    received_at: Mapped[datetime]
    sha256: Mapped[str] = mapped_column(String(64))
    answers_sealed: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    member_count: Mapped[int | None]
    outcome: Mapped[str | None] = mapped_column(String(60))
    problem_count: Mapped[int] = mapped_column(default=0)
    changed_after_score: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[int | None]
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    figures: Mapped[dict[str, Any] | None] = mapped_column(Document)

    author: Mapped[User] = relationship(viewonly=True)

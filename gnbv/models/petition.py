from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.household import Household
from gnbv.models.labelled import Labelled, key_column
from gnbv.models.unit import Unit


class PetitionKind(Labelled):
    POOR = "poor", "Đề nghị xét hộ nghèo, hộ cận nghèo"
    ESCAPE = "escape", "Đề nghị xét thoát nghèo, thoát cận nghèo"
    AVERAGE = "average", "Đề nghị xác định mức sống trung bình"


class Screening(Labelled):
    """What the quick-screening sheet (Phiếu A) said; keyed in from paper, since its table is not known."""

    NONE = "none", "Chưa nhận dạng nhanh"
    PASSED = "passed", "Phiếu A: có khả năng nghèo, rà soát tiếp"
    FAILED = "failed", "Phiếu A: không có dấu hiệu nghèo"


class PetitionState(Labelled):
    RECEIVED = "received", "Đã nhận giấy"
    LISTED = "listed", "Đã đưa vào danh sách"
    ANSWERED = "answered", "Đã trả lời, không đưa vào danh sách"


class Petition(TenantRow, Base):
    """A household's request (giấy đề nghị, Mẫu 01 for the first kind), with its number and the day of answer.

    Made at the counter or on a phone; whoever makes it gives it its id. ``household_id`` is empty for a home that the
    register does not know yet, ``village_id`` says where it lies. ``note``: what whoever took it in wrote down.
    """

    __tablename__ = "petition"
    __table_args__ = (
        tenant_key("unit_id", "unit"),
        tenant_key("household_id", "household"),
        tenant_key("round_id", "round"),
        tenant_key("village_id", "unit"),
        UniqueConstraint("tenant", "unit_id", "year", "number"),
        Index(None, "tenant", "unit_id", "state"),
    )

    unit_id: Mapped[UUID]
    village_id: Mapped[UUID | None]
    household_id: Mapped[UUID | None] = mapped_column(index=True)
    round_id: Mapped[UUID | None]
    year: Mapped[int]
    number: Mapped[int]
    kind: Mapped[PetitionKind] = mapped_column(key_column(PetitionKind))
    state: Mapped[PetitionState] = mapped_column(key_column(PetitionState))
    applicant: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    channel: Mapped[str] = mapped_column(String(20))
    received_on: Mapped[date]
    answer_by: Mapped[date]
    screening: Mapped[Screening] = mapped_column(key_column(Screening), default=Screening.NONE)
    screening_note: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_on: Mapped[date | None]
    received_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime]

    unit: Mapped[Unit] = relationship(viewonly=True, foreign_keys="[Petition.tenant, Petition.unit_id]")
    household: Mapped[Household | None] = relationship(viewonly=True)

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.labelled import Labelled, key_column


class HouseholdClass(Labelled):
    POOR = "poor", "Hộ nghèo"
    NEAR_POOR = "near_poor", "Hộ cận nghèo"
    AVERAGE = "average", "Hộ có mức sống trung bình"
    NOT_POOR = "not_poor", "Không thuộc hộ nghèo, cận nghèo"


class Standing(Labelled):
    PROPOSED = "proposed", "Chờ công nhận"
    OFFICIAL = "official", "Đã công nhận"
    WITHDRAWN = "withdrawn", "Đã rút đề nghị"


class Basis(Labelled):
    IMPORT = "import", "nhập từ danh sách đã công nhận"
    APPROVAL = "approval", "phiếu đã duyệt"
    REOPENING = "reopening", "mở lại phiếu đã duyệt"
    RECOGNITION = "recognition", "quyết định công nhận"
    CORRECTION = "correction", "đính chính"
    RECHECK = "recheck", "phúc tra khiếu nại"
    BOARD = "board", "Ban Chỉ đạo kết luận"
    AVERAGE = "average", "xác định mức sống trung bình"


class LedgerRow(TenantRow, Base):
    """The class of a household in a year under a standard. Append-only: a later row names the one it supersedes.

    What was proposed and is taken back gets a row more, ``withdrawn``: nothing is deleted. ``round_id``: the review that
    it comes from; empty for what was imported.
    """

    __tablename__ = "ledger_row"
    __table_args__ = (
        tenant_key("household_id", "household"),
        tenant_key("result_id", "result"),
        tenant_key("round_id", "round"),
        Index(None, "tenant", "household_id", "year"),
        Index(None, "tenant", "year", "standard", "household_class"),
    )

    household_id: Mapped[UUID]
    round_id: Mapped[UUID | None]
    year: Mapped[int]
    standard: Mapped[str] = mapped_column(String(60))
    household_class: Mapped[HouseholdClass] = mapped_column(key_column(HouseholdClass))
    standing: Mapped[Standing] = mapped_column(key_column(Standing))
    basis: Mapped[Basis] = mapped_column(key_column(Basis))
    is_illustrative: Mapped[bool] = mapped_column(default=False)
    result_id: Mapped[UUID | None]
    decision_id: Mapped[UUID | None]
    source: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[datetime]
    supersedes_id: Mapped[UUID | None]

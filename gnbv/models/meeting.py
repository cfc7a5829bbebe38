"""The village meeting (họp dân) and what it said of each household."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.household import Household
from gnbv.models.labelled import Labelled, key_column
from gnbv.models.survey import Origin
from gnbv.models.village_review import VillageReview


class MeetingState(Labelled):
    PLANNED = "planned", "Đã định ngày"
    HELD = "held", "Đã họp"
    CLOSED = "closed", "Đã có biên bản ký"
    VOID = "void", "Đã huỷ"


class Capacity(Labelled):
    """In what capacity somebody attends (QĐ 24/2021/QĐ-TTg, step 3). Which of them count as a hand is a setting."""

    CHAIR = "chair", "Chủ trì"
    SECRETARY = "secretary", "Thư ký"
    BOARD = "board", "Ban Chỉ đạo rà soát"
    CADRE = "cadre", "Công chức phụ trách giảm nghèo"
    REVIEWER = "reviewer", "Rà soát viên"
    CELL = "cell", "Bí thư chi bộ"
    UNION = "union", "Đoàn thể của thôn"
    REVIEWED = "reviewed", "Hộ được rà soát"
    OTHER = "other", "Hộ khác trong thôn"
    FRONT = "front", "Mặt trận Tổ quốc (giám sát)"


class MeetingGroup(Labelled):
    """In the order in which a meeting takes them (QĐ 24/2021/QĐ-TTg, step 3)."""

    NEW = "new", "Mới phát sinh"
    ESCAPING = "escaping", "Đề nghị thoát"
    CHANGED = "changed", "Thay đổi phân loại"
    UNCHANGED = "unchanged", "Không thay đổi"


class Verdict(Labelled):
    AGREED = "agreed", "Thống nhất"
    REJECTED = "rejected", "Chưa thống nhất"
    NOT_REACHED = "not_reached", "Chưa bàn tới"


class Meeting(TenantRow, Base):
    """The first or second meeting of a village in a round. The id is made by whoever plans it or holds it (a phone).

    ``attendance``: [{capacity, count, names, votes}] by capacity, of which ``present`` is the sum with a vote. ``people``:
    chair and secretary {name, post}, representatives of households that sign [{name, post}]. ``remarks``: what was said
    beside the counts.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        tenant_key("review_id", "village_review"),
        UniqueConstraint("tenant", "review_id", "number"),
    )

    review_id: Mapped[UUID]
    number: Mapped[int]
    state: Mapped[MeetingState] = mapped_column(key_column(MeetingState))
    planned_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(300), default="")
    held_on: Mapped[date | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    present: Mapped[int | None]
    attendance: Mapped[list[Any]] = mapped_column(default=list)
    people: Mapped[dict[str, Any]] = mapped_column(default=dict)
    remarks: Mapped[str] = mapped_column(Text, default="")
    origin: Mapped[Origin | None] = mapped_column(key_column(Origin))
    revision: Mapped[int] = mapped_column(default=0)
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime]

    review: Mapped[VillageReview] = relationship(viewonly=True)
    items: Mapped[list[MeetingItem]] = relationship(viewonly=True, order_by="MeetingItem.position")


class MeetingItem(TenantRow, Base):
    """One household before the meeting. ``classes``: what was put before it, {standard: class}; ``before``: last year's.

    ``agree`` and ``disagree`` are hands counted; in a block vote (unchanged households only) the block's counts.
    ``unapproved_reason``: why a sheet that nobody had approved went to the meeting.
    """

    __tablename__ = "meeting_item"
    __table_args__ = (
        tenant_key("meeting_id", "meeting"),
        tenant_key("household_id", "household"),
        UniqueConstraint("tenant", "meeting_id", "household_id"),
    )

    meeting_id: Mapped[UUID]
    household_id: Mapped[UUID] = mapped_column(index=True)
    position: Mapped[int]
    group: Mapped[MeetingGroup] = mapped_column("meeting_group", key_column(MeetingGroup))
    head_name: Mapped[str] = mapped_column(String(200))
    classes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_block: Mapped[bool] = mapped_column(default=False)
    agree: Mapped[int | None]
    disagree: Mapped[int | None]
    verdict: Mapped[Verdict] = mapped_column(key_column(Verdict), default=Verdict.NOT_REACHED)
    unapproved_reason: Mapped[str] = mapped_column(Text, default="")
    remark: Mapped[str] = mapped_column(Text, default="")

    household: Mapped[Household] = relationship(viewonly=True)


class Determination(TenantRow, Base):
    """A class set by an act beside the sheet's approval: a re-check after a complaint, the steering board's conclusion
    after a second meeting failed, or the average living standard. Append-only; it writes the proposed ledger row."""

    __tablename__ = "determination"
    __table_args__ = (
        tenant_key("round_id", "round"),
        tenant_key("household_id", "household"),
        tenant_key("actor_id", "user_account"),
    )

    round_id: Mapped[UUID] = mapped_column(index=True)
    household_id: Mapped[UUID] = mapped_column(index=True)
    standard: Mapped[str] = mapped_column(String(60))
    household_class: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    document_number: Mapped[str] = mapped_column(String(100), default="")
    document_on: Mapped[date | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    actor_id: Mapped[UUID]
    decided_at: Mapped[datetime]

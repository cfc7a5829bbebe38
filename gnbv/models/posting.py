"""Public posting (niêm yết) of a village's result, and complaints about it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.household import Household
from gnbv.models.labelled import Labelled, key_column
from gnbv.models.village_review import VillageReview


class PostingState(Labelled):
    PREPARED = "prepared", "Đã lập, chưa treo"
    UP = "up", "Đang niêm yết"
    DOWN = "down", "Đã gỡ"
    REPLACED = "replaced", "Đã thay bằng bản sau"


class Posting(TenantRow, Base):
    """A list that was put up. ``rows`` is frozen when it is made and holds the least data: number, head's name, village,
    class by standard, household id (never printed). ``places``: [{place, up_at, down_at}]; ``broadcasts``: loudspeaker
    times [{at, by}]. ``token`` opens the public page while the posting is up; nothing of it is guessable.

    ``until``: the last day of the posting, in working days. ``quiet_at``: "không có khiếu nại" was confirmed.
    """

    __tablename__ = "posting"
    __table_args__ = (
        tenant_key("review_id", "village_review"),
        UniqueConstraint("tenant", "review_id", "number"),
        Index(None, "token", unique=True),
    )

    review_id: Mapped[UUID]
    number: Mapped[int]
    state: Mapped[PostingState] = mapped_column(key_column(PostingState))
    standards: Mapped[list[str]] = mapped_column(default=list)
    rows: Mapped[list[Any]] = mapped_column(default=list)
    is_illustrative: Mapped[bool] = mapped_column(default=False)
    up_on: Mapped[date | None]
    until: Mapped[date | None]
    down_on: Mapped[date | None]
    places: Mapped[list[Any]] = mapped_column(default=list)
    broadcasts: Mapped[list[Any]] = mapped_column(default=list)
    token: Mapped[str] = mapped_column(String(60))
    quiet_by: Mapped[UUID | None]
    quiet_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[UUID | None]
    made_at: Mapped[datetime]

    review: Mapped[VillageReview] = relationship(viewonly=True)


class ComplaintState(Labelled):
    RECEIVED = "received", "Đã nhận"
    CHECKING = "checking", "Đang phúc tra"
    ANSWERED = "answered", "Đã trả lời"
    WITHDRAWN = "withdrawn", "Người khiếu nại rút"


class Complaint(TenantRow, Base):
    """An objection to a posted result. ``contact_sealed``: how to reach the complainant. ``household_id`` is empty until
    somebody knows which home it is about. ``survey_id`` is the re-check; ``changed``: whether the result changed."""

    __tablename__ = "complaint"
    __table_args__ = (
        tenant_key("unit_id", "unit"),
        tenant_key("village_id", "unit"),
        tenant_key("posting_id", "posting"),
        tenant_key("household_id", "household"),
        UniqueConstraint("tenant", "unit_id", "year", "number"),
        Index(None, "tenant", "village_id", "state"),
    )

    unit_id: Mapped[UUID]
    village_id: Mapped[UUID]
    posting_id: Mapped[UUID]
    household_id: Mapped[UUID | None] = mapped_column(index=True)
    year: Mapped[int]
    number: Mapped[int]
    channel: Mapped[str] = mapped_column(String(20))
    state: Mapped[ComplaintState] = mapped_column(key_column(ComplaintState))
    complainant: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(String(200), default="")
    contact_sealed: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    text: Mapped[str] = mapped_column(Text)
    received_on: Mapped[date]
    due_on: Mapped[date]
    assignee_id: Mapped[UUID | None]
    survey_id: Mapped[UUID | None]
    changed: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answer_number: Mapped[str] = mapped_column(String(100), default="")
    answered_on: Mapped[date | None]
    answered_by: Mapped[UUID | None]
    received_by: Mapped[UUID | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    recorded_at: Mapped[datetime]

    household: Mapped[Household | None] = relationship(viewonly=True)
    posting: Mapped[Posting] = relationship(viewonly=True)

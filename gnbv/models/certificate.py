"""Certificates (giấy chứng nhận) of recognised households, and those that are taken back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.household import Household
from gnbv.models.labelled import Labelled, key_column
from gnbv.models.ledger import HouseholdClass
from gnbv.models.recognition import Recognition
from gnbv.models.unit import Unit


class CertificateState(Labelled):
    WAITING = "waiting", "Chưa in"
    MADE = "made", "Đã in, chưa giao"
    HANDED = "handed", "Đã giao cho hộ"
    REPLACED = "replaced", "Đã cấp lại bản khác"
    WITHDRAWN = "withdrawn", "Đã thu hồi"


class CertificateEnd(Labelled):
    """Why a certificate no longer holds. The last two come with a decision or its correction, the others with a re-issue."""

    LOST = "lost", "Mất giấy"
    DAMAGED = "damaged", "Giấy rách, hỏng"
    MEMBERS = "members", "Người trong hộ thay đổi"
    MISTAKE = "mistake", "Giấy ghi sai"
    RENEWED = "renewed", "Có giấy của quyết định mới"
    CLASS = "class", "Hộ có phân loại khác theo quyết định mới"


class Certificate(TenantRow, Base):
    """The paper of a recognised household. ``members``: [{name, birth, relation}] as printed, frozen at recognition.
    ``code`` is in the QR code: random, opens a page that shows no more than the paper. ``sha256`` of the PDF once made.

    ``decision_number``, ``decided_on``: what the paper names, the decision's or its correction's. ``ordered_at``: when somebody said that it may be printed; what was ordered and has no ``sha256`` is the queue, so a
    run that broke off goes on where it ended. ``claimed_until``: one process has it in hand until then. ``address``: what
    the QR code says. ``replaces_id``: issued again in the place of that one. ``ended_on``: from that day it holds no more,
    wherever the paper lies."""

    __tablename__ = "certificate"
    __table_args__ = (
        tenant_key("recognition_id", "recognition"),
        tenant_key("household_id", "household"),
        tenant_key("unit_id", "unit"),
        tenant_key("village_id", "unit"),
        UniqueConstraint("tenant", "unit_id", "year", "kind", "number"),
        Index(None, "code", unique=True),
        Index(None, "tenant", "recognition_id", "state"),
    )

    recognition_id: Mapped[UUID]
    household_id: Mapped[UUID] = mapped_column(index=True)
    unit_id: Mapped[UUID]
    village_id: Mapped[UUID]
    year: Mapped[int]
    kind: Mapped[HouseholdClass] = mapped_column(key_column(HouseholdClass))
    number: Mapped[int]
    code: Mapped[str] = mapped_column(String(60))
    state: Mapped[CertificateState] = mapped_column(key_column(CertificateState))
    head_name: Mapped[str] = mapped_column(String(200))
    household_code: Mapped[str] = mapped_column(String(60), default="")
    decision_number: Mapped[str] = mapped_column(String(100), default="")
    decided_on: Mapped[date]
    members: Mapped[list[Any]] = mapped_column(default=list)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    ordered_at: Mapped[datetime | None]
    ordered_by: Mapped[UUID | None]
    address: Mapped[str] = mapped_column(String(300), default="")
    claimed_until: Mapped[datetime | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    made_at: Mapped[datetime | None]
    handed_on: Mapped[date | None]
    handed_to: Mapped[str] = mapped_column(String(200), default="")
    handed_by: Mapped[UUID | None]
    replaces_id: Mapped[UUID | None]
    ended_on: Mapped[date | None]
    ended_kind: Mapped[CertificateEnd | None] = mapped_column(key_column(CertificateEnd))
    ended_reason: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime]

    household: Mapped[Household] = relationship(viewonly=True)
    recognition: Mapped[Recognition] = relationship(viewonly=True)
    unit: Mapped[Unit] = relationship(viewonly=True, foreign_keys="[Certificate.tenant, Certificate.unit_id]")
    village: Mapped[Unit] = relationship(
        viewonly=True, foreign_keys="[Certificate.tenant, Certificate.village_id]"
    )

    @property
    def figure(self) -> str:
        """The number with its year, as on the paper."""
        return f"{self.number:02d}/{self.year}"

    def holds_on(self, day: date) -> bool:
        """Whether the paper says something true on this day. Handed over or not makes no difference."""
        ended = self.ended_on is not None and day >= self.ended_on
        return self.valid_from <= day and not ended and (self.valid_to is None or day <= self.valid_to)


class ReturnOutcome(Labelled):
    """What became of a paper that the household should give back."""

    RETURNED = "returned", "Đã thu lại giấy"
    LOST = "lost", "Hộ báo mất giấy"
    NEVER = "never", "Hộ chưa từng nhận giấy"


class CertificateReturn(TenantRow, Base):
    """A paper withdrawn because of a decision. ``certificate_id`` is empty for one that is known only on paper; ``kind``:
    what that paper says."""

    __tablename__ = "certificate_return"
    __table_args__ = (
        tenant_key("recognition_id", "recognition"),
        tenant_key("household_id", "household"),
        tenant_key("certificate_id", "certificate"),
        UniqueConstraint("tenant", "recognition_id", "household_id"),
    )

    recognition_id: Mapped[UUID]
    household_id: Mapped[UUID]
    certificate_id: Mapped[UUID | None]
    kind: Mapped[HouseholdClass] = mapped_column(key_column(HouseholdClass))
    outcome: Mapped[ReturnOutcome] = mapped_column(key_column(ReturnOutcome))
    on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime]

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.household import Household
from gnbv.models.labelled import Labelled, key_column
from gnbv.models.ledger import HouseholdClass
from gnbv.models.round import Round
from gnbv.models.survey import Survey
from gnbv.models.user import User


class ChangeKind(Labelled):
    MOVED_VILLAGE = "moved_village", "Chuyển sang thôn khác trong xã"
    MOVED_COMMUNE = "moved_commune", "Chuyển khỏi xã"
    SPLIT = "split", "Tách hộ"
    UNREGISTERED = "unregistered", "Hộ chưa có trong sổ"
    MERGED = "merged", "Nhập vào hộ khác"
    HEAD_CHANGED = "head_changed", "Chủ hộ mất hoặc đổi chủ hộ"
    NOBODY = "nobody", "Không còn ai"
    AWAY_LONG = "away_long", "Đi vắng lâu"


# Nobody is asked further there: the sheet that says so is closed by the word on the change.
CLOSING = frozenset(
    {
        ChangeKind.MOVED_VILLAGE,
        ChangeKind.MOVED_COMMUNE,
        ChangeKind.MERGED,
        ChangeKind.NOBODY,
        ChangeKind.AWAY_LONG,
    }
)
# Changes that come with a household made on a phone.
MADE_ON_PHONE = frozenset({ChangeKind.SPLIT, ChangeKind.UNREGISTERED})


class ChangeState(Labelled):
    PROPOSED = "proposed", "Chờ xác nhận"
    CONFIRMED = "confirmed", "Đã xác nhận"
    REFUSED = "refused", "Không xác nhận"
    SUPERSEDED = "superseded", "Đã có bản sau thay"


# Two homes stand in one row: each relation names its column.
_HOME = "and_(HouseholdChange.tenant == Household.tenant, HouseholdChange.{} == Household.id)"


class HouseholdChange(TenantRow, Base):
    """What became of a household during a round: proposed by a sheet or a phone, confirmed or refused by a person.

    ``household_id`` is the home it is about, ``other_id`` the one it was merged into, or the one that split off it.
    ``people`` are ids of persons concerned; ``details`` what the phone said beyond (``members``, ``head``, ``place``);
    ``class_then`` the official class of the home then. ``effects`` is what confirming did to the register, so that it
    can be taken back and counted (T2 and T3, columns 4 and 8).
    """

    __tablename__ = "household_change"
    __table_args__ = (
        tenant_key("household_id", "household"),
        tenant_key("other_id", "household"),
        tenant_key("round_id", "round"),
        tenant_key("unit_id", "unit"),
        tenant_key("to_unit_id", "unit"),
        tenant_key("survey_id", "survey"),
        tenant_key("proposed_by", "user_account"),
        Index(None, "tenant", "round_id", "state"),
        Index(None, "tenant", "household_id"),
        Index(None, "tenant", "other_id"),
        Index(None, "tenant", "survey_id"),
    )

    household_id: Mapped[UUID]
    round_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    survey_id: Mapped[UUID | None]
    revision_id: Mapped[UUID | None]
    kind: Mapped[ChangeKind] = mapped_column(key_column(ChangeKind))
    on: Mapped[date | None]
    evidence: Mapped[str] = mapped_column(Text, default="")
    other_id: Mapped[UUID | None]
    to_unit_id: Mapped[UUID | None]
    people: Mapped[list[str]] = mapped_column(default=list)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[ChangeState] = mapped_column(key_column(ChangeState))
    class_then: Mapped[HouseholdClass | None] = mapped_column(key_column(HouseholdClass))
    proposed_by: Mapped[UUID]
    proposed_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    effects: Mapped[dict[str, Any]] = mapped_column(default=dict)

    household: Mapped[Household] = relationship(
        viewonly=True, foreign_keys="HouseholdChange.household_id", primaryjoin=_HOME.format("household_id")
    )
    other: Mapped[Household | None] = relationship(
        viewonly=True, foreign_keys="HouseholdChange.other_id", primaryjoin=_HOME.format("other_id")
    )
    round: Mapped[Round] = relationship(viewonly=True)
    survey: Mapped[Survey | None] = relationship(viewonly=True)
    proposer: Mapped[User] = relationship(viewonly=True)

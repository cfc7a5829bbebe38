from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.labelled import Labelled, key_column


class UnitKind(Labelled):
    PROVINCE = "province", "tỉnh, thành phố"
    DISTRICT = "district", "huyện (đã kết thúc 30/6/2025)"
    COMMUNE = "commune", "xã"
    WARD = "ward", "phường"
    SPECIAL_ZONE = "special_zone", "đặc khu"
    VILLAGE = "village", "thôn, xóm, bản, tổ dân phố"


class Area(Labelled):
    RURAL = "rural", "nông thôn"
    URBAN = "urban", "thành thị"


class Unit(TenantRow, Base):
    """A node of the administrative tree with its days of validity. ``path`` lists ids from the root, closed by "/"."""

    __tablename__ = "unit"
    __table_args__ = (
        tenant_key("parent_id", "unit"),
        UniqueConstraint("tenant", "code", "valid_from"),
        Index(None, "tenant", "path"),
    )

    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[UnitKind] = mapped_column(key_column(UnitKind))
    area: Mapped[Area | None] = mapped_column(key_column(Area))
    parent_id: Mapped[UUID | None]
    path: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(Text)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)

    parent: Mapped[Unit | None] = relationship(
        remote_side="[Unit.tenant, Unit.id]",
        viewonly=True,
    )

    @classmethod
    def within(cls, tenant: int, paths: list[str]) -> Select[tuple[Unit]]:
        """Units at or below any of ``paths``. No path gives no unit."""
        from sqlalchemy import false, or_

        below = [cls.path.startswith(path, autoescape=True) for path in paths]
        return select(cls).where(cls.tenant == tenant, or_(*below) if below else false())

    @property
    def area_or_default(self) -> Area:
        """Xã is rural and phường urban unless the unit says otherwise; a village takes its commune's."""
        if self.area is not None:
            return self.area
        if self.kind is UnitKind.VILLAGE and self.parent is not None:
            return self.parent.area_or_default
        return Area.URBAN if self.kind is UnitKind.WARD else Area.RURAL


class UnitPredecessor(TenantRow, Base):
    """Which unit went into which, so that old figures add up in new units."""

    __tablename__ = "unit_predecessor"
    __table_args__ = (
        tenant_key("unit_id", "unit"),
        tenant_key("predecessor_id", "unit"),
        UniqueConstraint("tenant", "unit_id", "predecessor_id"),
    )

    unit_id: Mapped[UUID]
    predecessor_id: Mapped[UUID]
    on: Mapped[date | None]
    kind: Mapped[str] = mapped_column(String(40))
    is_confirmed: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None] = mapped_column(Text)


class UnitFigure(TenantRow, Base):
    """An entered figure of a unit, such as the number of all its households, with date and source."""

    __tablename__ = "unit_figure"
    __table_args__ = (tenant_key("unit_id", "unit"), UniqueConstraint("tenant", "unit_id", "kind", "as_of"))

    unit_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(60))
    value: Mapped[int]
    as_of: Mapped[date]
    source: Mapped[str] = mapped_column(String(300))

"""The administrative tree of the sample."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.demo.households import TOTALS
from gnbv.ids import new_id
from gnbv.models import Area, Unit, UnitFigure, UnitKind, UnitPredecessor

DISTRICTS_END = date(2025, 6, 30)
LONG_AGO = date(2000, 1, 1)
COMMUNE = "xa-xuan-hoa"
NEIGHBOUR = "xa-ben-song"
FIGURE_SOURCE = "Số liệu UBND xã cung cấp (dữ liệu mẫu)"


def find(session: Session, tenant: int, code: str) -> Unit | None:
    return session.scalar(select(Unit).where(Unit.tenant == tenant, Unit.code == code))


def village_code(commune: str, number: int) -> str:
    return f"{commune}-thon-{number}"


def _add(
    session: Session, tenant: int, kind: UnitKind, code: str, name: str, parent: Unit | None = None,
    *, valid_to: date | None = None, note: str | None = None, area: Area | None = None,
) -> Unit:  # fmt: skip
    found = find(session, tenant, code)
    if found is not None:
        return found
    unit_id = new_id()
    unit = Unit(
        tenant=tenant, id=unit_id, code=code, name=name, kind=kind, area=area,
        parent_id=parent.id if parent else None,
        path=f"{parent.path if parent else ''}{unit_id}/",
        valid_from=LONG_AGO, valid_to=valid_to, note=note, settings={},
    )  # fmt: skip
    session.add(unit)
    session.flush()
    return unit


def load(session: Session, tenant: int) -> tuple[Unit, Unit]:
    """The commune of the sample and its neighbour, made when they are not there.

    Communes stand directly under the province since the district level ended; the district stays as a closed
    unit with a link, so that what it issued keeps its place.
    """
    existing, other = find(session, tenant, COMMUNE), find(session, tenant, NEIGHBOUR)
    if existing is not None and other is not None:
        return existing, other
    province = _add(session, tenant, UnitKind.PROVINCE, "tinh-thanh-hoa", "tỉnh Thanh Hoá (dữ liệu mẫu)")
    district = _add(
        session, tenant, UnitKind.DISTRICT, "huyen-tho-xuan", "huyện Thọ Xuân", province,
        valid_to=DISTRICTS_END, note="Cấp huyện kết thúc ngày 30/6/2025.",
    )  # fmt: skip
    commune = _add(
        session, tenant, UnitKind.COMMUNE, COMMUNE, "xã Xuân Hoà (dữ liệu mẫu)", province, area=Area.RURAL,
        note="Dữ liệu mẫu: hộ và người trong sổ đều không có thật. Xã thật đã mở rộng năm 2025 (chưa xác nhận).",
    )  # fmt: skip
    commune.settings = {"sao_m2": 500}
    session.add(
        UnitPredecessor(
            tenant=tenant,
            unit_id=commune.id,
            predecessor_id=district.id,
            on=date(2025, 7, 1),
            kind="moved_from",
            is_confirmed=True,
            note="Trước 01/7/2025 xã thuộc huyện Thọ Xuân.",
        )  # fmt: skip
    )
    for number, total in enumerate(TOTALS, 1):
        village = _add(
            session, tenant, UnitKind.VILLAGE, village_code(COMMUNE, number), f"Thôn {number}", commune
        )
        session.add(
            UnitFigure(
                tenant=tenant,
                unit_id=village.id,
                kind="households",
                value=total,
                as_of=date(2026, 9, 1),
                source=FIGURE_SOURCE,
            )  # fmt: skip
        )
    neighbour = _add(
        session, tenant, UnitKind.COMMUNE, NEIGHBOUR, "xã Bến Sông (dữ liệu mẫu)", province, area=Area.RURAL,
        note="Xã không có thật, để thử điều người ngoài xã không được thấy.",
    )  # fmt: skip
    neighbour.settings = {"sao_m2": 500}
    for number in (1, 2):
        _add(session, tenant, UnitKind.VILLAGE, village_code(NEIGHBOUR, number), f"Thôn {number}", neighbour)
    session.flush()
    return commune, neighbour


def villages(session: Session, commune: Unit) -> list[Unit]:
    return list(
        session.scalars(
            select(Unit)
            .where(Unit.tenant == commune.tenant, Unit.parent_id == commune.id, Unit.kind == UnitKind.VILLAGE)
            .order_by(Unit.code)
        )
    )

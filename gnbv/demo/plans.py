"""The five government plans, and Xuân Hoà's of 2024 carried into 2026 for the cadre to work on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Plan, Unit, UnitKind, UnitPredecessor
from gnbv.services.plan_copy import copy_to_year
from gnbv.services.plan_import import import_plan

FOLDER = Path(__file__).parent.parent / "packs" / "plans"
COPIED = "xuan-hoa-2024"
COPY_YEAR = 2026
COPY_TITLE = "Kế hoạch năm 2026 (bản sao minh họa từ Kế hoạch 2024)"
LY_SON = "huyen-ly-son"
SPECIAL_ZONE_SINCE = date(2025, 7, 1)


def load(session: Session, tenant: int) -> list[Plan]:
    """Import what is not there yet. The communes of the sample are found by their codes."""
    plans = []
    for path in sorted(FOLDER.glob("*.yaml")):
        plan, _is_new = import_plan(session, None, path.read_bytes(), tenant=tenant)
        plans.append(plan)
        if plan.slug == COPIED:
            copy_to_year(session, None, plan, year=COPY_YEAR, title=COPY_TITLE)
    _special_zone(session, tenant)
    return plans


def _special_zone(session: Session, tenant: int) -> None:
    """Lý Sơn is a special zone today (certainty .9): entered as a successor that nobody has confirmed."""
    district = session.scalar(select(Unit).where(Unit.tenant == tenant, Unit.code == LY_SON))
    if district is None or session.scalar(
        select(UnitPredecessor.id).where(
            UnitPredecessor.tenant == tenant, UnitPredecessor.predecessor_id == district.id
        )
    ):
        return
    province = session.get(Unit, (tenant, district.parent_id)) if district.parent_id else None
    unit_id = new_id()
    zone = Unit(
        tenant=tenant, id=unit_id, code="dac-khu-ly-son", name="đặc khu Lý Sơn", kind=UnitKind.SPECIAL_ZONE,
        parent_id=district.parent_id, path=f"{province.path if province else ''}{unit_id}/",
        valid_from=SPECIAL_ZONE_SINCE, note="Chưa xác nhận: đơn vị kế thừa huyện Lý Sơn.", settings={},
    )  # fmt: skip
    session.add(zone)
    session.flush()
    session.add(
        UnitPredecessor(
            tenant=tenant,
            unit_id=zone.id,
            predecessor_id=district.id,
            on=SPECIAL_ZONE_SINCE,
            kind="replaced",
            is_confirmed=False,
            note="Độ chắc .9, chưa có văn bản trong hồ sơ.",
        )  # fmt: skip
    )

"""The unit that issued a plan, found by the plan's own words or made with what they say and nothing more."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Unit, UnitKind
from gnbv.rules.names import slug

# Since 1 July 2025 there is no district level (docs/domain-rules.md, 1).
DISTRICTS_END = date(2025, 6, 30)
UNKNOWN_START = date(1900, 1, 1)
KINDS = {
    "tỉnh": UnitKind.PROVINCE,
    "thành phố": UnitKind.PROVINCE,
    "huyện": UnitKind.DISTRICT,
    "xã": UnitKind.COMMUNE,
    "phường": UnitKind.WARD,
    "đặc khu": UnitKind.SPECIAL_ZONE,
}


def unit_code(kind_word: str, name: str) -> str:
    """The key under which a unit named in a plan is found again: "xã", "Xuân Hoà" → "xa-xuan-hoa"."""
    return f"{slug(kind_word)}-{slug(name)}"


def issuing_unit(session: Session, tenant: int, place: dict[str, Any]) -> Unit:
    """The unit of ``place`` (a plan file's block of that name), made with the units above it when not there.

    A province that the text does not name is not made: general knowledge about it is kept in the note only.
    A district ends on 30 June 2025; who took over is "chưa rõ" unless somebody enters it.
    """
    parent: Unit | None = None
    above = [item for item in place.get("superior") or [] if isinstance(item, dict) and item.get("name")]
    for item in reversed(above):
        parent = _find_or_make(session, tenant, item.get("type", ""), item["name"], parent, None)
    return _find_or_make(session, tenant, place["type"], place["name"], parent, _hint(place))


def _find_or_make(
    session: Session, tenant: int, kind_word: str, name: str, parent: Unit | None, hint: str | None
) -> Unit:
    kind = KINDS.get(kind_word.strip().casefold(), UnitKind.COMMUNE)
    code = unit_code(kind_word, name)
    found = session.scalars(
        select(Unit).where(Unit.tenant == tenant, Unit.code == code).order_by(Unit.valid_from.desc())
    ).first()
    if found is not None:
        return found
    closed = kind is UnitKind.DISTRICT
    note = "Đơn vị kế thừa: chưa rõ." if closed else "Ngày bắt đầu và các lần sáp nhập: chưa rõ."
    unit_id: UUID = new_id()
    unit = Unit(
        tenant=tenant,
        id=unit_id,
        code=code,
        name=f"{kind_word} {name}",
        kind=kind,
        parent_id=parent.id if parent is not None else None,
        path=f"{parent.path if parent is not None else ''}{unit_id}/",
        valid_from=UNKNOWN_START,
        valid_to=DISTRICTS_END if closed else None,
        note=" ".join(part for part in (note, hint) if part),
        settings={},
    )
    session.add(unit)
    session.flush()  # what stands below names its parent
    return unit


def _hint(place: dict[str, Any]) -> str | None:
    outside = [
        f"Cấp trên theo hiểu biết chung, chưa xác nhận: {item.get('type', '')} {item['outside_knowledge']}."
        for item in place.get("superior") or []
        if isinstance(item, dict) and item.get("outside_knowledge")
    ]
    return " ".join(outside) or None

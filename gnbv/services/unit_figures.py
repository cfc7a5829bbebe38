"""The number of all households and people per village: entered by a person, with day and source. T1 needs them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Invalid, NotPermitted
from gnbv.ids import new_id
from gnbv.models import Unit, UnitFigure
from gnbv.permissions import TABLE_ROLES, Actor
from gnbv.services import events
from gnbv.services.official_table_places import Places, raw

KINDS = ("households", "people")
MOST = 10_000_000


@dataclass(frozen=True)
class Told:
    """What somebody enters for one unit; ``None``: nothing."""

    unit_id: UUID
    households: int | None
    people: int | None


def newest(session: Session, places: Places, on: date) -> dict[Hashable, dict[str, Any]]:
    """Of each unit inside, the newest figures up to a day, by kind. One statement."""
    rows = session.execute(
        select(
            raw(UnitFigure.unit_id), UnitFigure.kind, UnitFigure.value, UnitFigure.as_of, UnitFigure.source
        )
        .where(
            UnitFigure.tenant == places.unit.tenant,
            UnitFigure.as_of <= on,
            UnitFigure.kind.in_(KINDS),
            places.condition(UnitFigure.unit_id),
        )
        .order_by(UnitFigure.as_of)
    )
    found: dict[Hashable, dict[str, Any]] = {}
    for row in rows:
        found.setdefault(row[0], {})[row.kind] = row
    return found


def by_row(places: Places, known: Mapping[Hashable, Mapping[str, Any]]) -> dict[str, dict[str, int | None]]:
    """What T1 divides by: a row's own figure, else the sum of what it is made of (villages of a commune, villages that
    went into one), when each has one."""
    return {
        str(row.id): {kind: _figure(places, row.id, row.villages, known, kind) for kind in KINDS}
        for row in places.rows
    }


def _figure(
    places: Places,
    id_: Hashable,
    parts: Iterable[Hashable],
    known: Mapping[Hashable, Mapping[str, Any]],
    kind: str,
) -> int | None:
    if kind in known.get(id_, {}):
        return int(known[id_][kind].value)
    rest = set(parts) - {id_}
    living = rest - places.ended or rest
    told: list[int] = [known[one][kind].value for one in living if kind in known.get(one, {})]
    return sum(told) if told and len(told) == len(living) else None


def enter(session: Session, actor: Actor, told: Iterable[Told], on: date, source: str) -> int:
    """Write the figures of a day. The same figures again change nothing; another number for the same day replaces the
    former one, and the event keeps both. Returns how many were written.

    Raises ``NotPermitted`` without the right over a unit, ``Invalid`` for a day to come, no source, no number at all,
    numbers out of range or fewer people than households.
    """
    words = " ".join(source.split())
    wanted = [one for one in told if one.households is not None or one.people is not None]
    if not wanted or not words or on > actor.today:
        raise _incomplete()
    units = {
        unit.id: unit
        for unit in session.scalars(
            select(Unit).where(Unit.tenant == actor.tenant, Unit.id.in_([one.unit_id for one in wanted]))
        )
    }
    written = 0
    for one in wanted:
        unit = units.get(one.unit_id)
        if unit is None or not actor.holds(TABLE_ROLES, unit.path):
            raise NotPermitted()
        _require_plausible(one, unit)
        for kind in KINDS:
            value = getattr(one, kind)
            if value is not None:
                written += _write(session, actor, unit, kind, value, on, words[:300])
    return written


def _write(session: Session, actor: Actor, unit: Unit, kind: str, value: int, on: date, source: str) -> int:
    there = session.scalar(
        select(UnitFigure).where(
            UnitFigure.tenant == unit.tenant,
            UnitFigure.unit_id == unit.id,
            UnitFigure.kind == kind,
            UnitFigure.as_of == on,
        )
    )
    if there is not None and (there.value, there.source) == (value, source):
        return 0
    former = there.value if there is not None else None
    if there is None:
        there = UnitFigure(tenant=unit.tenant, id=new_id(), unit_id=unit.id, kind=kind, as_of=on)
        session.add(there)
    there.value, there.source = value, source
    events.record(
        session, actor, "unit.figure", "unit", unit.id,
        unit_id=unit.id, kind=kind, value=value, former=former, on=on.isoformat(), source=source,
    )  # fmt: skip
    session.flush()
    return 1


def _require_plausible(one: Told, unit: Unit) -> None:
    numbers = [value for value in (one.households, one.people) if value is not None]
    if any(not 0 <= value <= MOST for value in numbers) or (
        one.households is not None and one.people is not None and one.people < one.households
    ):
        raise Invalid(
            "figure_implausible",
            f"{unit.name}: số người phải từ số hộ trở lên. Chưa ghi số nào. Xem lại hai ô rồi bấm lại.",
            f"{unit.name}: there cannot be fewer people than households. Nothing was written. Check both boxes.",
        )


def _incomplete() -> Invalid:
    return Invalid(
        "figures_incomplete",
        "Cần ít nhất một số, ngày của số liệu (không sau hôm nay) và nguồn. Chưa ghi số nào. Điền đủ rồi bấm lại.",
        "At least one number, the day of the figures (not after today) and their source are needed. "
        "Nothing was written. Complete it and try again.",
    )

"""Rows of the official tables: the units below one, today's, with what villages that merged or split went into."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, or_, select, type_coerce
from sqlalchemy.orm import Session

from gnbv.models import Unit, UnitKind, UnitPredecessor

COMMUNES = (UnitKind.COMMUNE, UnitKind.WARD, UnitKind.SPECIAL_ZONE)
LEVELS = {UnitKind.VILLAGE: 3, UnitKind.DISTRICT: 1, UnitKind.PROVINCE: 0, **dict.fromkeys(COMMUNES, 2)}


def raw(column: Any) -> Any:
    """An id as the driver gives it: a key to count by, made into no object for each of thousands of rows."""
    return type_coerce(column, String)


def as_id(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


@dataclass(frozen=True)
class Row:
    """A line of a table. ``villages``: the places that count to it."""

    id: Hashable
    name: str
    villages: frozenset[Hashable]


@dataclass
class Places:
    """``rows`` in order; ``whole``: every place inside the unit. ``successors``: village → those it went into."""

    unit: Unit
    rows: list[Row] = field(default_factory=list)
    whole: set[Hashable] = field(default_factory=set)
    extra: list[UUID] = field(default_factory=list)
    successors: dict[Hashable, set[Hashable]] = field(default_factory=dict)
    ended: set[Hashable] = field(default_factory=set)

    def village(self, id_: Hashable) -> Hashable:
        """The village of today that ``id_`` counts to: itself, or the one that it went into whole."""
        seen = set()
        while id_ in self.ended and len(self.successors.get(id_, ())) == 1 and id_ not in seen:
            seen.add(id_)
            (id_,) = self.successors[id_]
        return id_

    def before(self, id_: Hashable, now: Hashable) -> Hashable:
        """Where a household that lived in ``id_`` counts at the start, living in ``now`` today: no unit that merged or
        split moved anybody."""
        return now if now in self._reached(id_) else self.village(id_)

    def _reached(self, id_: Hashable) -> set[Hashable]:
        found: set[Hashable] = {id_}
        new = {id_}
        while new:
            new = {
                after for one in new if one in self.ended for after in self.successors.get(one, ())
            } - found
            found |= new
        return found

    def condition(self, column: Any) -> ColumnElement[bool]:
        """That a unit id of a statement lies inside."""
        below = Unit.within(self.unit.tenant, [self.unit.path]).with_only_columns(Unit.id)
        return or_(column.in_(below), column.in_(self.extra)) if self.extra else column.in_(below)


def of(session: Session, unit: Unit, today: date) -> Places:
    """Villages of a commune, communes of a province, a village itself. Three statements, one more for each time that
    units were joined across its border."""
    found = Places(unit)
    columns = (raw(Unit.id), raw(Unit.parent_id), Unit.name, Unit.code, Unit.kind, Unit.valid_to)
    query = select(*columns).where(Unit.tenant == unit.tenant)
    inside = {
        row[0]: row for row in session.execute(query.where(Unit.path.startswith(unit.path, autoescape=True)))
    }
    links = session.execute(
        select(raw(UnitPredecessor.unit_id), raw(UnitPredecessor.predecessor_id)).where(
            UnitPredecessor.tenant == unit.tenant
        )
    ).all()
    for after, before in links:
        found.successors.setdefault(before, set()).add(after)
    outside = {before for after, before in links if after in inside and before not in inside}
    while outside:
        rows = session.execute(query.where(Unit.id.in_([as_id(one) for one in outside]))).all()
        met = {}
        for row in rows:
            afters = found.successors[row[0]]
            levels = {LEVELS[inside[after][4]] for after in afters if after in inside}
            # Only what ended and went whole into one unit of its own level: a commune that left its district did not.
            if row[5] is not None and row[5] <= today and len(afters) == 1 and levels == {LEVELS[row[4]]}:
                met[row[0]] = row
        below = (
            session.execute(query.where(Unit.parent_id.in_([as_id(one) for one in met]))).all() if met else []
        )
        for row in below:
            met[row[0]] = row
            found.successors.setdefault(row[0], set())
        inside.update(met)
        found.extra += [as_id(one) for one in met]
        outside = {before for after, before in links if after in met and before not in inside}
    found.ended = {id_ for id_, row in inside.items() if row[5] is not None and row[5] <= today}
    _lay(found, inside)
    return found


def _lay(places: Places, inside: dict[Any, Any]) -> None:
    """The lines, and which villages count to each."""
    unit = places.unit
    level = UnitKind.VILLAGE if unit.kind in (UnitKind.VILLAGE, *COMMUNES) else None
    lines = [
        row
        for id_, row in inside.items()
        if (row[4] is level if level else row[4] in COMMUNES) and id_ not in places.ended
    ]
    owner: dict[Hashable, Hashable] = {}
    ids = {row[0] for row in lines}
    for id_ in inside:
        at: Any = places.village(id_)
        seen = set()
        while at in inside and at not in ids and at not in seen:
            seen.add(at)
            above = inside[at][1]
            at = places.village(above) if above is not None else None
        owner[id_] = at if at in ids else None
    places.whole = set(inside)
    places.rows = [
        Row(row[0], row[2], frozenset(id_ for id_, line in owner.items() if line == row[0]))
        for row in sorted(lines, key=lambda row: order(row[2]))
    ]


def above(unit: Unit) -> list[UUID]:
    """The units above one, from its path."""
    return [UUID(part) for part in unit.path.strip("/").split("/") if part][:-1]


def order(name: str) -> tuple[tuple[int, int, str], ...]:
    """Thôn 2 before Thôn 10."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part.casefold()) for part in name.split())

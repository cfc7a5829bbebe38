"""Confirmed changes of a year, as the tables of movement need them: what explains that a household left or came in."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from gnbv.models import ChangeKind, ChangeState, HouseholdChange, Round
from gnbv.rules.table_checks import Check, Difference
from gnbv.rules.tables import LISTED, Home
from gnbv.services.official_table_places import Places, raw

OUT = {kind.value for kind in ChangeKind} - {ChangeKind.HEAD_CHANGED.value, ChangeKind.AWAY_LONG.value}


@dataclass
class Changes:
    """``split``: new home → (its origin, the class of that then); ``left``: home → the village that it first moved from;
    ``explained``: homes with a confirmed change."""

    split: dict[Hashable, tuple[Hashable, str | None]] = field(default_factory=dict)
    left: dict[Hashable, Hashable] = field(default_factory=dict)
    explained: set[Hashable] = field(default_factory=set)


def of_year(session: Session, tenant: int, year: int) -> Changes:
    """Of all rounds of a year; one statement."""
    found = Changes()
    rows: Any = session.execute(
        select(
            raw(HouseholdChange.household_id),
            raw(HouseholdChange.other_id),
            raw(HouseholdChange.kind),
            raw(HouseholdChange.class_then),
            raw(HouseholdChange.unit_id),
        )
        .join(Round, and_(Round.tenant == HouseholdChange.tenant, Round.id == HouseholdChange.round_id))
        .where(
            HouseholdChange.tenant == tenant,
            HouseholdChange.state == ChangeState.CONFIRMED,
            Round.year == year,
        )
        .order_by(HouseholdChange.decided_at)
    )
    for home, other, kind, then, village in rows:
        if kind == ChangeKind.SPLIT.value and other is not None:
            found.split[other] = (home, then)
        if kind == ChangeKind.MOVED_VILLAGE.value:
            found.left.setdefault(home, village)
        if kind in OUT:
            found.explained.add(home)
    return found


def check(homes: Iterable[Home], changes: Changes, places: Places) -> Check:
    """That every household of columns 4 and 8 is there by a change that somebody confirmed."""
    found = Check("unexplained", left="T2(4), T2(8), T3(4), T3(8)")
    moved = [
        home for home in homes if home.was in LISTED and (home.is_gone or home.place != home.place_before)
    ]
    explained = [home for home in moved if home.id in changes.explained]
    found.sums = (len(moved), len(explained))
    for row in places.rows:
        left = [home for home in moved if home.place_before in row.villages]
        known = sum(home.id in changes.explained for home in left)
        if known != len(left):
            found.differences.append(Difference(row.name, len(left), known))
            for home in left:
                code = "T2" if home.was == "poor" else "T3"
                found.cells.append((code, f"{home.was}.households", "4", str(row.id)))
    return found

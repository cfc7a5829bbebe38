"""The average living standard from an income sheet: income per head and month against the standard's two lines
(NĐ 07/2021/NĐ-CP for 2022–2025, docs/domain-rules.md 2). Never from B1 or B2."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

MONTHS = 12
MET, NOT_FARM, BELOW, ABOVE = "met", "not_farm", "below", "above"


def total_of(sources: Iterable[Mapping[str, Any]], counted: Iterable[str]) -> int:
    """Dong of the counted sources over twelve months."""
    wanted = set(counted)
    return sum(int(one["amount"]) for one in sources if one["code"] in wanted)


def per_head(total: int, members: int) -> int:
    """Dong per person and month, rounded down for people to read; :func:`verdict` compares exactly."""
    return total // (members * MONTHS)


def verdict(total: int, members: int, *, poor: int, average: int, is_farm: bool) -> str:
    """``met`` when the household lives from agriculture, forestry, fishery or salt and its income per head and month is
    over the ``poor`` line and at most the ``average`` line; else why not. ``members`` > 0."""
    if total <= poor * members * MONTHS:
        return BELOW
    if total > average * members * MONTHS:
        return ABOVE
    return MET if is_farm else NOT_FARM

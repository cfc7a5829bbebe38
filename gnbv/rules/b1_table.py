"""The B1 table once it was typed in from the circular: families, their categories, points by area.

The machine scores by it only when every category is an expression over the sheet's questions and two people confirmed
the table; else B1 stays what was keyed from the signed paper. No point is ever made up: a family in which not exactly
one category holds is open, and so is the sum. ``static/js/rules/scoring-b1.js`` is the twin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gnbv.rules.scoring_words import Sheet

Item = Mapping[str, Any]


def rows(item: Item) -> list[Mapping[str, Any]]:
    """The categories that were typed in; a blank template has only their names."""
    return [category for category in item.get("categories", ()) if isinstance(category, Mapping)]


def is_complete(b1: Mapping[str, Any], areas: Iterable[str]) -> bool:
    """Every family has categories, and every category has points for every area."""
    named = list(areas)
    return bool(b1["items"]) and all(
        rows(item)
        and len(rows(item)) == len(item["categories"])
        and all(_points(category, area) is not None for category in rows(item) for area in named)
        for item in b1["items"]
    )


def is_mapped(b1: Mapping[str, Any], areas: Iterable[str]) -> bool:
    """Complete, and the answers say which category holds: each has ``when``, a family that is summed ``known``."""
    return is_complete(b1, areas) and all(
        (not item.get("sum") or item.get("known")) and all(category.get("when") for category in rows(item))
        for item in b1["items"]
    )


def score_table(sheet: Sheet, b1: Mapping[str, Any], area: str, ready: bool) -> dict[str, Any]:
    """B1 from the answers by a compiled, mapped table; ``points`` is None while a family is open."""
    items = [
        {"code": item["code"], "points": _item(sheet, item, area) if ready else None} for item in b1["items"]
    ]
    if any(item["points"] is None for item in items):
        return {"points": None, "source": "none", "items": items}
    return {"points": sum(item["points"] for item in items), "source": "table", "items": items}


def _item(sheet: Sheet, item: Item, area: str) -> int | None:
    holding = [category for category in item["categories"] if sheet.evaluate(category["when"])]
    if item.get("sum"):
        found = sum(category["points"][area] for category in holding)
        return found if sheet.evaluate(item["known"]) else None
    points: int | None = holding[0]["points"][area] if len(holding) == 1 else None
    return points


def _points(category: Mapping[str, Any], area: str) -> int | None:
    value = (category.get("points") or {}).get(area)
    return value if isinstance(value, int) and not isinstance(value, bool) else None

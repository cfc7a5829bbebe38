"""What a posted list says of one home: the least that the law asks for (QĐ 24/2021/QĐ-TTg, step 4; Law 91/2025/QH15).

Number on the list, head's name, village, class before, result by standard. Nothing else of a home may be in a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

POOR, NEAR_POOR = "poor", "near_poor"
BELOW = (POOR, NEAR_POOR)
# Result of a review, in the order in which a script counts them; (Vietnamese, English).
WORDS = {
    "poor": ("Hộ nghèo", "Poor household"),
    "near_poor": ("Hộ cận nghèo", "Near-poor household"),
    "escaped_poor": ("Thoát nghèo", "Escaped poverty"),
    "escaped_near_poor": ("Thoát cận nghèo", "No longer near-poor"),
    "average": ("Hộ có mức sống trung bình", "Household of average living standard"),
    "not_poor": ("Không thuộc hộ nghèo, cận nghèo", "Neither poor nor near-poor"),
}
# What a public row may hold; the household's id stays inside and is never shown.
FIELDS = ("number", "name", "village", "before", "classes")
INSIDE = "household"


def result(before: str | None, after: str | None) -> str | None:
    """The result's code: the class itself, or that the home escaped. A poor home that becomes near-poor is near-poor."""
    if after is None or after in BELOW or before not in BELOW:
        return after
    return "escaped_poor" if before == POOR else "escaped_near_poor"


def is_posted(before: Mapping[str, str | None], classes: Mapping[str, str | None]) -> bool:
    """Whether a home stands on the list: it is poor or near-poor now, or was and escapes, under any standard."""
    return any(after in BELOW or (before.get(key) in BELOW and after) for key, after in classes.items())


def words(code: str | None, locale: str = "vi") -> str:
    """A result in words; a dash where nothing is proposed under a standard."""
    return WORDS[code][1 if locale == "en" else 0] if code in WORDS else "–"


def public(row: Mapping[str, Any]) -> dict[str, Any]:
    """A frozen row without what is not for everybody."""
    return {field: row.get(field) for field in FIELDS}


def results(row: Mapping[str, Any]) -> dict[str, str | None]:
    """The result by standard of a frozen row."""
    before = row.get("before") or {}
    return {key: result(before.get(key), after) for key, after in (row.get("classes") or {}).items()}


def differs(
    there: Mapping[str, Mapping[str, Any]], now: Mapping[str, Mapping[str, Any]], standards: list[str]
) -> list[str]:
    """Households (by id) whose result is another one by now, is new on the list or no longer on it."""
    return [
        home
        for home in {**there, **now}
        if any(_of(there, home, key) != _of(now, home, key) for key in standards)
    ]


def counts(rows: list[Mapping[str, Any]], standard: str) -> dict[str, int]:
    """How many homes of each result under a standard, in the order of ``WORDS``; results that nobody has are left out."""
    found = [results(row).get(standard) for row in rows]
    return {code: found.count(code) for code in WORDS if code in found}


def _of(rows: Mapping[str, Mapping[str, Any]], home: str, standard: str) -> str | None:
    return results(rows[home]).get(standard) if home in rows else None

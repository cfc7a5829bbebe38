"""The calendar of reviews that holds for a unit: data with a legal basis and days of validity."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gnbv.models import Unit

CALENDARS = Path(__file__).parent.parent / "packs" / "calendars"


@cache
def every() -> tuple[dict[str, Any], ...]:
    """All calendars that are shipped, by key."""
    return tuple(
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(CALENDARS.glob("*.yaml"))
    )


def of_unit(unit: Unit, on: date) -> dict[str, Any] | None:
    """The calendar in force on the day: the one that ``unit.settings["calendar"]`` names, else the newest."""
    named = unit.settings.get("calendar")
    known = [one for one in every() if _holds(one, on) and named in (None, one["calendar"])]
    return max(known, key=lambda one: one["valid_from"], default=None)


def answer_days(unit: Unit, on: date) -> dict[str, str]:
    """How petitions of each kind are answered, as texts a phone reads without a network: ``answer_poor`` = "15 15" (from
    that day of the month, in so many days), "- 30" counts from the day it came; a third word says that it is inferred."""
    calendar = of_unit(unit, on)
    return {
        f"answer_{kind}": " ".join(
            [
                str(rule.get("from_day", "-")),
                str(rule["within_days"]),
                *(["inferred"] if rule.get("is_inferred") else []),
            ]
        )
        for kind, rule in (calendar["petitions"] if calendar else {}).items()
    }


def _holds(calendar: dict[str, Any], on: date) -> bool:
    ends = calendar["valid_to"]
    return calendar["valid_from"] <= on.isoformat() and (ends is None or on.isoformat() <= ends)

"""The stages of a round between its days, laid forwards from the opening and bound backwards to the official dates.

The days come from a calendar of the unit (``gnbv/packs/calendars``), never from here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True)
class StageRule:
    """One stage. ``usual`` days it is given, never less than ``least`` when there is room; ``latest`` is the official
    last day on which it may end, or nothing when the law names none."""

    code: str
    usual: int
    least: int = 1
    latest: date | None = None
    basis: str = ""


@dataclass(frozen=True)
class Laid:
    """A stage with its days, both included. ``is_missed``: its official day had passed before the opening;
    ``is_short``: it has fewer days than its least."""

    rule: StageRule
    starts_on: date
    due_on: date
    is_missed: bool = False
    is_short: bool = False


def lay(rules: Sequence[StageRule], opens_on: date) -> list[Laid]:
    """The stages in order from ``opens_on``. The official dates stay where they are: whoever opens late shares the
    days that are left, in proportion to the usual ones. A stage whose official day has passed is bound by the next
    date ahead; after the last date every stage takes its usual days."""
    made: list[Laid] = []
    start = opens_on
    rest = list(rules)
    while rest:
        ahead = next((n for n, rule in enumerate(rest) if rule.latest and rule.latest >= start), None)
        part = rest if ahead is None else rest[: ahead + 1]
        room = None if ahead is None else (_latest(rest[ahead]) - start).days + 1
        made += _share(part, start, room, opens_on)
        start = made[-1].due_on + timedelta(days=1)
        rest = rest[len(part) :]
    return made


def window(given: Mapping[str, Any], around: date) -> tuple[date, date]:
    """First and last day of the review that ``around`` belongs to. ``given``: ``from`` and ``to`` as month-day of the
    same year, or ``from_day`` of the month with ``within_days`` (the first day counts)."""
    if "from_day" in given:
        first = around.replace(day=int(given["from_day"]))
        return first, first + timedelta(days=int(given["within_days"]) - 1)
    return _in_year(given["from"], around.year), _in_year(given["to"], around.year)


def rules_of(given: Mapping[str, Any], around: date) -> list[StageRule]:
    """The stages of one kind of round in a calendar. ``last``: ``end`` (of the window), a month-day on which it still
    may end, or with ``before`` a month-day by which it must have ended."""
    _first, end = window(given, around)
    return [
        StageRule(
            stage["code"], int(stage["days"]), int(stage.get("least", 1)), _last_day(stage, around, end),
            stage.get("basis", ""),
        )
        for stage in given["stages"]
    ]  # fmt: skip


def answer_by(given: Mapping[str, Any], received_on: date) -> date:
    """The last day to answer a petition. ``from_day`` and ``within_days``: it is taken into the next regular review that
    begins on or after the day it came; ``within_days`` alone: counted from the day it came, that day included."""
    days = timedelta(days=int(given["within_days"]) - 1)
    if "from_day" not in given:
        return received_on + days
    first = received_on.replace(day=int(given["from_day"]))
    if first < received_on:
        first = (received_on.replace(day=1) + timedelta(days=32)).replace(day=int(given["from_day"]))
    return first + days


def _share(part: Sequence[StageRule], start: date, room: int | None, opens_on: date) -> list[Laid]:
    """``part`` over ``room`` days from ``start`` (its usual days when there is no date ahead). Never past the room."""
    usual = sum(rule.usual for rule in part)
    days = usual if room is None else room
    least = sum(rule.least for rule in part)
    made = []
    begun = weight = 0
    for number, rule in enumerate(part):
        weight += (rule.usual - rule.least) if days >= least else rule.least
        whole = (usual - least) if days >= least else least
        floor = sum(one.least for one in part[: number + 1]) if days >= least else 0
        spread = days - least if days >= least else days
        ended = floor + (spread * weight // whole if whole else spread * (number + 1) // len(part))
        first = start + timedelta(days=min(begun, days - 1))
        last = start + timedelta(days=max(ended - 1, 0))
        missed = rule.latest is not None and rule.latest < opens_on
        made.append(Laid(rule, min(first, last), last, missed, ended - begun < rule.least))
        begun = ended
    return made


def _latest(rule: StageRule) -> date:
    assert rule.latest is not None  # the caller looked
    return rule.latest


def _last_day(stage: Mapping[str, Any], around: date, end: date) -> date | None:
    if "before" in stage:
        return _in_year(stage["before"], around.year) - timedelta(days=1)
    if stage.get("last") == "end":
        return end
    return _in_year(stage["last"], around.year) if "last" in stage else None


def _in_year(month_day: str, year: int) -> date:
    return date.fromisoformat(f"{year}-{month_day}")

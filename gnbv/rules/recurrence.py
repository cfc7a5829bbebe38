"""Turns of a task, from what a plan says about time. Nothing is made up: without a day there is a turn without a day.

Every day here was inferred by the person who extracted the plan (a plan says "quý III năm 2024", the file says
2024-09-30), so each dated turn is marked inferred until a person confirms it. Source: docs/plans.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

LABEL_LENGTH = 200


@dataclass(frozen=True)
class Turn:
    """One turn (kỳ thực hiện). ``due_on`` is empty when the plan names no time at all."""

    position: int
    starts_on: date | None
    due_on: date | None
    due_is_inferred: bool
    label: str | None


@dataclass(frozen=True)
class Window:
    """A span in which a review or report falls. ``is_uncertain``: the plan can be read in another way."""

    starts_on: date
    ends_on: date
    is_uncertain: bool = False


def turns(
    recurrence: Mapping[str, Any] | None,
    due_dates: Sequence[date],
    *,
    schedule_text: str | None = None,
    signed_on: date | None = None,
) -> list[Turn]:
    """The turns of one task in the order of their days; at least one.

    ``recurrence`` and ``due_dates`` are validated. No turn is due before ``signed_on``, the day the plan was signed.
    A frequency without days ("hằng năm", "Định kỳ 02 năm", "thường xuyên") gives one turn without a day, which
    waits for a setting of the unit.
    """
    kept = sorted(day for day in due_dates if signed_on is None or day >= signed_on)
    made = []
    for position, due_on in enumerate(kept):
        starts_on, label = _span(recurrence or {}, due_on)
        if starts_on is not None and signed_on is not None:
            starts_on = max(starts_on, signed_on)
        made.append(Turn(position, starts_on, due_on, True, label or _short(schedule_text)))
    return made or [Turn(0, None, None, False, _short(schedule_text))]


def windows(
    given: Sequence[Mapping[str, Any]],
    *,
    starts_on: date | None,
    ends_on: date | None,
    signed_on: date | None,
) -> list[Window]:
    """The spans of a review. A yearly span ("Quý III hằng năm", given as 07-01 … 09-30) is unfolded over the plan's
    years from its signing on; without a first and a last year it gives nothing.
    """
    made = []
    for window in given:
        uncertain = bool(window.get("uncertain"))
        if not window.get("yearly"):
            made.append(Window(_day(window["from"]), _day(window["to"]), uncertain))
            continue
        first = signed_on or starts_on
        if first is None or ends_on is None:
            continue
        for year in range(first.year, ends_on.year + 1):
            span = Window(_day(f"{year}-{window['from']}"), _day(f"{year}-{window['to']}"), uncertain)
            if span.ends_on >= first and span.starts_on <= ends_on:
                made.append(span)
    return sorted(made, key=lambda span: (span.starts_on, span.ends_on))


def deadlines(given: Sequence[Mapping[str, Any]], *, year: int, signed_on: date | None = None) -> list[date]:
    """The days in ``year`` before which a report is due ("trước ngày 05/6" gives 5 June; whether that day itself
    still counts, the plan does not say). A deadline of one year only counts in its year; none lies before signing.
    """
    days = set()
    for deadline in given:
        if deadline.get("date"):
            days.add(_day(deadline["date"]))
            continue
        for month_day in deadline.get("month_days") or [deadline.get("month_day")]:
            if month_day:
                days.add(_day(f"{year}-{month_day}"))
    return sorted(day for day in days if day.year == year and (signed_on is None or day >= signed_on))


def moved(day: date, years: int) -> date:
    """``day`` in another year; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _span(recurrence: Mapping[str, Any], due_on: date) -> tuple[date | None, str | None]:
    kind = recurrence.get("type")
    if kind == "yearly":
        return date(due_on.year, 1, 1), f"năm {due_on.year}"
    for period in recurrence.get("periods") or []:
        if period.get("to") != due_on.year:
            continue
        if period.get("from") is None:
            return None, f"đến năm {due_on.year}"
        return date(period["from"], 1, 1), f"giai đoạn {period['from']}–{period['to']}"
    return None, None


def _short(text: str | None) -> str | None:
    return text if text is None or len(text) <= LABEL_LENGTH else text[: LABEL_LENGTH - 1] + "…"


def _day(text: str) -> date:
    return date.fromisoformat(text)

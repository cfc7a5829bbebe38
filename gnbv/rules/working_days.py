"""Counting working days. Which days are worked is the caller's to say: holidays and local days are data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

# Longer than any run of days off: a calendar without working days is a mistake, not a reason to count for ever.
LONGEST_REST = 60


def add(day: date, count: int, is_working: Callable[[date], bool]) -> date:
    """The last of ``count`` working days counted from the day after ``day`` (Bộ luật Dân sự 2015, Điều 147: the day of
    the event does not count). ``count`` 0 is ``day`` itself. Raises ``ValueError`` for a negative count, and when no
    working day follows within ``LONGEST_REST`` days."""
    if count < 0:
        raise ValueError("working days are counted forwards")
    for _ in range(count):
        day = following(day, is_working)
    return day


def following(day: date, is_working: Callable[[date], bool]) -> date:
    """The first working day after ``day``."""
    for ahead in range(1, LONGEST_REST):
        later = day + timedelta(days=ahead)
        if is_working(later):
            return later
    raise ValueError("this calendar has no working day")


def between(first: date, last: date, is_working: Callable[[date], bool]) -> int:
    """Working days after ``first`` up to and with ``last``; negative when ``last`` is past: how many are over."""
    early, late = min(first, last), max(first, last)
    days = (early + timedelta(days=ahead) for ahead in range(1, (late - early).days + 1))
    count = sum(1 for day in days if is_working(day))
    return count if first <= last else -count

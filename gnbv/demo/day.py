"""On which day the sample data live."""

from __future__ import annotations

from datetime import date, timedelta

TRIAL_DAY = date(2026, 10, 23)
SEASON = (date(2026, 9, 1), date(2026, 12, 14))
VILLAGE_DEADLINE = date(2026, 10, 31)
WORKING_DAYS_LEFT = timedelta(days=8)


def trial_day(real: date) -> date | None:
    """The day the demo pretends to be, or nothing while ``real`` lies in the season of 2026 and counts itself."""
    return None if SEASON[0] <= real <= SEASON[1] else TRIAL_DAY


def village_deadline(today: date) -> date:
    """31 October, or eight days from ``today`` when that is past, so that a collector still has work to do."""
    return min(max(VILLAGE_DEADLINE, today + WORKING_DAYS_LEFT), SEASON[1])

"""When a list of households will be finished at the pace of the last days, and how that lies to a day it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WINDOW_DAYS = 7
# A pace so slow that the day it leads to says nothing.
FARTHEST_DAYS = 3650


class Outlook(StrEnum):
    DONE = "done"
    NO_PACE = "no_pace"
    IN_TIME = "in_time"
    LATE = "late"


@dataclass(frozen=True)
class Forecast:
    """``pace``: households a day. ``finish``: the day the last one is done, ``None`` when done or unknown.
    ``late_days``: how far ``finish`` (without one: today) lies behind the day it is due; 0 when in time."""

    outlook: Outlook
    left: int
    pace: float
    finish: date | None
    late_days: int


def window(today: date, opened: date) -> int:
    """The days that the pace is counted over, today among them: a week, less when the round is younger."""
    return max(1, min(WINDOW_DAYS, (today - opened).days + 1))


def forecast(left: int, done: int, days: int, today: date, due: date) -> Forecast:
    """``left`` households are to be done, ``done`` were in the last ``days`` (at least one, today included), and the
    whole is due on ``due``. Nothing left is done whatever the day; without a pace no day is guessed."""
    pace = done / days
    if left <= 0:
        return Forecast(Outlook.DONE, 0, pace, None, 0)
    needed = -(-left * days // done) if done > 0 else FARTHEST_DAYS + 1
    if needed > FARTHEST_DAYS:
        return Forecast(Outlook.NO_PACE, left, pace, None, max(0, (today - due).days))
    finish = today + timedelta(days=needed)
    late = max(0, (finish - due).days)
    return Forecast(Outlook.LATE if late else Outlook.IN_TIME, left, pace, finish, late)

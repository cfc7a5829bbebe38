"""Which days a unit works: the holidays of the State, weekends, days off that are worked instead, and the unit's own days.

Holidays come from the ``holidays`` library (Bộ luật Lao động 2019, Điều 112, with the swaps that the Government announced);
what it does not know yet, and local days, are rows of ``local_day``, which win over it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

import holidays
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Invalid
from gnbv.models import LocalDay, Unit
from gnbv.rules import working_days

SATURDAY = 5


@cache
def _state(year: int, language: str) -> holidays.HolidayBase:
    return holidays.country_holidays("VN", years=year, language=language)


@dataclass(frozen=True)
class Days:
    """The days of one unit. ``own``: what it and the units above say of single days, the nearest last."""

    own: Mapping[date, LocalDay]

    def holiday(self, day: date, locale: str = "vi") -> str:
        """What the day off is called; empty for a working day and for an ordinary weekend."""
        local = self.own.get(day)
        if local is not None:
            return "" if local.is_working else local.name
        return str(_state(day.year, "en_US" if locale == "en" else "vi").get(day, ""))

    def is_working(self, day: date) -> bool:
        local = self.own.get(day)
        if local is not None:
            return local.is_working
        return bool(_state(day.year, "vi").is_working_day(day))

    def add(self, day: date, count: int) -> date:
        """The last of ``count`` working days, counted from the day after ``day``."""
        return working_days.add(day, count, self.is_working)

    def following(self, day: date) -> date:
        """The day itself when it is worked, else the first working day after it."""
        return day if self.is_working(day) else working_days.following(day, self.is_working)

    def between(self, first: date, last: date) -> int:
        """Working days after ``first`` up to and with ``last``; negative when ``last`` is past."""
        return working_days.between(first, last, self.is_working)


def of_unit(session: Session, unit: Unit) -> Days:
    """The days of a unit, read once; what the nearest unit says of a day holds."""
    ids = [UUID(part) for part in unit.path.strip("/").split("/")]
    rows = session.scalars(select(LocalDay).where(LocalDay.tenant == unit.tenant, LocalDay.unit_id.in_(ids)))
    return Days({row.on: row for row in sorted(rows, key=lambda row: ids.index(row.unit_id))})


def is_working(session: Session, unit: Unit, day: date) -> bool:
    return of_unit(session, unit).is_working(day)


def add(session: Session, unit: Unit, day: date, count: int) -> date:
    """The last of ``count`` working days, counted from the day after ``day``."""
    return of_unit(session, unit).add(day, count)


def between(session: Session, unit: Unit, first: date, last: date) -> int:
    """Working days after ``first`` up to and with ``last``; negative when ``last`` is past."""
    return of_unit(session, unit).between(first, last)


def require(session: Session, unit: Unit, day: date, *, weekend: bool = False) -> None:
    """Raises ``Invalid`` naming the holiday and the next working day when nothing official is done on ``day``.
    ``weekend``: for acts of a village, which fall on ordinary weekends too."""
    days = of_unit(session, unit)
    if days.is_working(day):
        return
    name, name_en = days.holiday(day), days.holiday(day, "en")
    if weekend and not name:
        return
    following = working_days.following(day, days.is_working)
    why = f"{day:%d/%m/%Y} là ngày nghỉ ({name})" if name else f"{day:%d/%m/%Y} là ngày nghỉ cuối tuần"
    why_en = f"{day:%d/%m/%Y} is a day off ({name_en})" if name else f"{day:%d/%m/%Y} is a weekend"
    raise Invalid(
        "day_off",
        f"{why} nên không ghi việc này vào ngày đó. Những gì đã có vẫn giữ. "
        f"Chọn ngày khác; ngày làm việc tới là {following:%d/%m/%Y}.",
        f"{why_en}, so this is not done on that day. What was there is kept. "
        f"Choose another day; the next working day is {following:%d/%m/%Y}.",
        next_working_day=following.isoformat(),
    )

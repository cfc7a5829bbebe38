"""Working days are counted from the day after, whatever stands between."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gnbv.rules import working_days

REST = {date(2026, 2, 16) + timedelta(days=n) for n in range(5)}


def is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in REST


def test_it_counts_from_the_day_after() -> None:
    assert working_days.add(date(2026, 3, 2), 1, is_working) == date(2026, 3, 3)
    assert working_days.add(date(2026, 3, 2), 0, is_working) == date(2026, 3, 2)


def test_it_passes_over_a_weekend_and_a_holiday() -> None:
    assert working_days.add(date(2026, 3, 6), 1, is_working) == date(2026, 3, 9)
    assert working_days.add(date(2026, 2, 13), 3, is_working) == date(2026, 2, 25)


def test_it_counts_between_and_back() -> None:
    assert working_days.between(date(2026, 3, 6), date(2026, 3, 9), is_working) == 1
    assert working_days.between(date(2026, 3, 6), date(2026, 3, 6), is_working) == 0
    assert working_days.between(date(2026, 3, 9), date(2026, 3, 6), is_working) == -1
    assert working_days.between(date(2026, 2, 13), date(2026, 2, 22), is_working) == 0


def test_adding_and_counting_agree() -> None:
    day = date(2026, 2, 1)
    for count in range(40):
        assert working_days.between(day, working_days.add(day, count, is_working), is_working) == count


def test_it_refuses_a_calendar_without_working_days_and_counting_backwards() -> None:
    with pytest.raises(ValueError, match="no working day"):
        working_days.add(date(2026, 2, 1), 1, lambda _day: False)
    with pytest.raises(ValueError, match="forwards"):
        working_days.add(date(2026, 2, 1), -1, is_working)

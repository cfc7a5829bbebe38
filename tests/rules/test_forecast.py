"""When a list is finished at today's pace, and how late that is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gnbv.rules.forecast import FARTHEST_DAYS, Outlook, forecast, window

TODAY = date(2026, 10, 23)
DUE = date(2026, 10, 25)
some = st.integers(0, 20_000)
days = st.integers(1, 7)
near = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def test_it_names_the_day_and_how_late_that_is() -> None:
    found = forecast(5, 7, 7, TODAY, DUE)
    assert (found.outlook, found.finish, found.late_days) == (Outlook.LATE, date(2026, 10, 28), 3)
    assert forecast(2, 7, 7, TODAY, DUE).outlook is Outlook.IN_TIME


def test_part_of_a_day_is_a_day() -> None:
    assert forecast(1, 7, 1, TODAY, DUE).finish == date(2026, 10, 24)
    assert forecast(3, 14, 7, TODAY, DUE).finish == date(2026, 10, 25)


@pytest.mark.parametrize(("opened", "expected"), [(0, 1), (2, 3), (6, 7), (40, 7), (-3, 1)])
def test_a_young_round_is_measured_by_its_own_days(opened: int, expected: int) -> None:
    assert window(TODAY, TODAY - timedelta(days=opened)) == expected


@given(done=some, span=days, today=near, due=near)
def test_nothing_left_is_done_whatever_the_day(done: int, span: int, today: date, due: date) -> None:
    found = forecast(0, done, span, today, due)
    assert (found.outlook, found.finish, found.late_days) == (Outlook.DONE, None, 0)


@given(left=st.integers(1, 20_000), span=days, today=near, due=near)
def test_without_a_pace_no_day_is_guessed_and_only_a_past_end_is_late(
    left: int, span: int, today: date, due: date
) -> None:
    found = forecast(left, 0, span, today, due)
    assert (found.outlook, found.finish) == (Outlook.NO_PACE, None)
    assert found.late_days == max(0, (today - due).days)


@given(left=st.integers(1, 20_000), done=st.integers(1, 20_000), span=days, today=near, due=near)
def test_the_day_is_the_first_on_which_the_pace_suffices(
    left: int, done: int, span: int, today: date, due: date
) -> None:
    found = forecast(left, done, span, today, due)
    if found.finish is None:
        assert left * span > done * FARTHEST_DAYS
        return
    needed = (found.finish - today).days
    assert needed >= 1
    assert done * needed >= left * span > done * (needed - 1)
    assert (found.outlook is Outlook.LATE) == (found.finish > due) == (found.late_days > 0)


@given(left=st.integers(1, 999), done=st.integers(1, 999), span=days, today=near, late=st.integers(0, 99))
def test_past_the_end_it_is_never_in_time(left: int, done: int, span: int, today: date, late: int) -> None:
    found = forecast(left, done, span, today, today - timedelta(days=late))
    assert found.outlook is not Outlook.IN_TIME
    assert found.late_days >= late


@given(left=st.integers(0, 999), done=st.integers(1, 999), more=some, span=days, today=near, due=near)
def test_more_done_or_less_left_is_never_later(
    left: int, done: int, more: int, span: int, today: date, due: date
) -> None:
    slow = forecast(left + more, done, span, today, due)
    for fast in (
        forecast(left, done, span, today, due),
        forecast(left + more, done + more, span, today, due),
    ):
        if slow.finish is not None:
            assert (fast.finish or today) <= slow.finish

"""How a turn stands, by its words and its day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from gnbv.rules.task_state import Word, group_of, is_done

NINE = datetime(2026, 10, 23, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
TODAY = date(2026, 10, 23)


def test_it_is_open_without_a_word() -> None:
    assert not is_done([])


def test_the_newest_word_counts_not_the_last_to_arrive() -> None:
    done_on_the_phone = Word(NINE, NINE + 5 * HOUR, False)
    undone_in_the_office = Word(NINE + HOUR, NINE + HOUR, True)
    assert not is_done([undone_in_the_office, done_on_the_phone])
    assert is_done([done_on_the_phone])


def test_a_clock_that_runs_ahead_does_not_win() -> None:
    ahead = Word(NINE + 1000 * HOUR, NINE, False)
    later = Word(NINE + HOUR, NINE + HOUR, True)
    assert not is_done([ahead, later])


@pytest.mark.parametrize(
    ("due", "done", "ended", "group"),
    [
        (date(2026, 10, 22), False, False, "late"),
        (date(2026, 10, 23), False, False, "week"),
        (date(2026, 10, 30), False, False, "week"),
        (date(2026, 10, 31), False, False, "later"),
        (None, False, False, "undated"),
        (date(2026, 10, 22), True, False, "done"),
        (date(2024, 12, 31), False, True, "ended"),
        (None, False, True, "ended"),
        (date(2024, 12, 31), True, True, "done"),
    ],
)
def test_it_stands_by_its_day(due: date | None, done: bool, ended: bool, group: str) -> None:
    assert group_of(due, done=done, plan_has_ended=ended, today=TODAY) == group

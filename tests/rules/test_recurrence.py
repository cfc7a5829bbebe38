"""Turns, windows and deadlines: only what a plan says, and nothing before it was signed."""

from __future__ import annotations

from datetime import date

import pytest

from gnbv.rules.recurrence import deadlines, moved, turns, windows


def test_it_unfolds_a_yearly_task_from_its_days() -> None:
    made = turns({"type": "yearly"}, [date(2023, 12, 31), date(2022, 12, 31)], signed_on=date(2022, 4, 7))
    assert [(turn.starts_on, turn.due_on, turn.label) for turn in made] == [
        (date(2022, 4, 7), date(2022, 12, 31), "năm 2022"),
        (date(2023, 1, 1), date(2023, 12, 31), "năm 2023"),
    ]
    assert [turn.position for turn in made] == [0, 1]
    assert all(turn.due_is_inferred for turn in made)


def test_it_names_the_period_that_a_day_closes() -> None:
    periods = {"type": "period", "periods": [{"from": 2021, "to": 2025}, {"from": None, "to": 2030}]}
    made = turns(periods, [date(2025, 12, 31), date(2030, 12, 31)])
    assert [(turn.starts_on, turn.label) for turn in made] == [
        (date(2021, 1, 1), "giai đoạn 2021–2025"),
        (None, "đến năm 2030"),
    ]


@pytest.mark.parametrize(
    "recurrence",
    [None, {"type": "continuous"}, {"type": "every_n_years", "n": 2, "start_year": None}, {"type": "yearly"}],
)
def test_it_makes_up_no_day(recurrence: dict[str, object] | None) -> None:
    (turn,) = turns(recurrence, [], schedule_text="Định kỳ 02 năm")
    assert (turn.starts_on, turn.due_on, turn.due_is_inferred, turn.label) == (
        None,
        None,
        False,
        "Định kỳ 02 năm",
    )


def test_it_drops_days_before_the_plan_was_signed() -> None:
    (turn,) = turns(None, [date(2024, 3, 15), date(2024, 12, 31)], signed_on=date(2024, 6, 6))
    assert turn.due_on == date(2024, 12, 31)


def test_it_shortens_a_label_that_no_column_holds() -> None:
    (turn,) = turns(None, [], schedule_text="x" * 500)
    assert turn.label is not None and len(turn.label) == 200 and turn.label.endswith("…")


def test_it_unfolds_a_quarter_over_the_years_of_the_plan() -> None:
    spans = windows(
        [{"from": "07-01", "to": "09-30", "yearly": True}],
        starts_on=None, ends_on=date(2024, 12, 31), signed_on=date(2022, 10, 1),
    )  # fmt: skip
    assert [(span.starts_on, span.ends_on) for span in spans] == [
        (date(2023, 7, 1), date(2023, 9, 30)),
        (date(2024, 7, 1), date(2024, 9, 30)),
    ]


def test_it_keeps_the_doubt_of_a_span() -> None:
    given = [
        {"from": "2030-04-01", "to": "2030-06-30", "uncertain": True},
        {"from": "2025-04-01", "to": "2025-06-30"},
    ]
    spans = windows(given, starts_on=None, ends_on=None, signed_on=None)
    assert [(span.starts_on.year, span.is_uncertain) for span in spans] == [(2025, False), (2030, True)]


def test_it_unfolds_nothing_without_a_first_and_last_year() -> None:
    assert (
        windows(
            [{"from": "07-01", "to": "09-30", "yearly": True}], starts_on=None, ends_on=None, signed_on=None
        )
        == []
    )


def test_it_tells_the_deadlines_of_a_year() -> None:
    quarterly = [{"rule": "before", "month_days": ["03-15", "06-15", "09-15", "12-15"]}]
    assert deadlines(quarterly, year=2024, signed_on=date(2024, 6, 6)) == [
        date(2024, 6, 15), date(2024, 9, 15), date(2024, 12, 15),
    ]  # fmt: skip
    once = [{"rule": "before", "date": "2024-06-20", "month_day": "06-20"}]
    assert deadlines(once, year=2024) == [date(2024, 6, 20)]
    assert deadlines(once, year=2025) == []
    assert deadlines([{"rule": "in_year", "year": 2025}], year=2025) == []


def test_it_moves_a_leap_day_to_the_last_of_february() -> None:
    assert moved(date(2024, 2, 29), 2) == date(2026, 2, 28)
    assert moved(date(2024, 9, 30), 2) == date(2026, 9, 30)

"""The average living standard from an income sheet: exact at both lines."""

from __future__ import annotations

import pytest

from gnbv.rules.income import ABOVE, BELOW, MET, NOT_FARM, per_head, total_of, verdict

POOR, AVERAGE = 1_500_000, 2_250_000


@pytest.mark.parametrize(
    ("total", "is_farm", "code"),
    [
        (POOR * 12 * 4, True, BELOW),
        (POOR * 12 * 4 + 1, True, MET),
        (AVERAGE * 12 * 4, True, MET),
        (AVERAGE * 12 * 4 + 1, True, ABOVE),
        (AVERAGE * 12 * 4, False, NOT_FARM),
        (0, True, BELOW),
    ],
)
def test_a_household_meets_it_over_the_poor_line_and_up_to_the_average_line(
    total: int, is_farm: bool, code: str
) -> None:
    assert verdict(total, 4, poor=POOR, average=AVERAGE, is_farm=is_farm) == code


def test_only_counted_sources_are_added_up() -> None:
    told = [{"code": "crops", "amount": 30}, {"code": "aid", "amount": 12}]
    assert total_of(told, ["crops"]) == 30 and per_head(96_000_000, 4) == 2_000_000

"""Distances on the globe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gnbv.rules.quality_facts import Position
from gnbv.rules.quality_place import EARTH_METRES, metres

spots = st.builds(Position, st.floats(-90, 90), st.floats(-180, 180))


def test_it_measures_one_degree_of_latitude() -> None:
    assert metres(Position(19, 105), Position(20, 105)) == pytest.approx(111_195, rel=1e-4)


@given(spots, spots)
def test_it_is_the_same_both_ways_and_never_over_half_the_globe(one: Position, other: Position) -> None:
    assert metres(one, other) == pytest.approx(metres(other, one))
    assert 0 <= metres(one, other) <= EARTH_METRES * 3.1416


@given(spots)
def test_it_is_nothing_from_a_place_to_itself(spot: Position) -> None:
    assert metres(spot, spot) == 0

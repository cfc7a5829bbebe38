"""Sharing out homes: every home once, loads even, nobody's own home, neighbours together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gnbv.rules.balancing import Carrier, Home, share

VILLAGES = ("v1", "v2", "v3")
POINTS = st.none() | st.tuples(st.floats(10, 22), st.floats(102, 109))


@st.composite
def homes(draw: st.DrawFn) -> list[Home]:
    return [
        Home(f"h{number}", draw(st.sampled_from(VILLAGES)), draw(POINTS))
        for number in range(draw(st.integers(0, 30)))
    ]


@st.composite
def carriers(draw: st.DrawFn, everywhere: bool = False) -> list[Carrier]:
    return [
        Carrier(
            f"c{number}",
            frozenset(VILLAGES) if everywhere else draw(st.frozensets(st.sampled_from(VILLAGES))),
            0 if everywhere else draw(st.integers(0, 9)),
            frozenset() if everywhere else frozenset(draw(st.lists(st.integers(0, 29).map("h{}".format)))),
        )
        for number in range(draw(st.integers(1, 5)))
    ]


@given(homes(), carriers(), st.booleans())
def test_it_gives_every_home_once_and_only_to_who_may(
    all_homes: list[Home], people: list[Carrier], near: bool
) -> None:
    found = share(all_homes, people, near=near)
    given_out = [key for part in found.given.values() for key in part]
    assert sorted(given_out + found.left) == sorted(home.key for home in all_homes)
    village = {home.key: home.village for home in all_homes}
    by_key = {one.key: one for one in people}
    for key, part in found.given.items():
        assert all(village[home] in by_key[key].villages and home not in by_key[key].barred for home in part)
    for home in found.left:
        assert all(village[home] not in one.villages or home in one.barred for one in people)


@given(homes(), carriers(everywhere=True), st.booleans())
def test_it_keeps_loads_within_one_of_each_other(
    all_homes: list[Home], people: list[Carrier], near: bool
) -> None:
    loads = [len(part) for part in share(all_homes, people, near=near).given.values()]
    assert max(loads) - min(loads) <= 1


@given(homes(), carriers(), st.booleans())
def test_it_says_the_same_each_time(all_homes: list[Home], people: list[Carrier], near: bool) -> None:
    assert share(all_homes, people, near=near) == share(all_homes, people, near=near)


def test_it_fills_up_who_has_less() -> None:
    people = [Carrier("a", frozenset({"v1"}), load=4), Carrier("b", frozenset({"v1"}), load=1)]
    found = share([Home(f"h{number}", "v1") for number in range(5)], people)
    assert {key: len(part) for key, part in found.given.items()} == {"a": 1, "b": 4}


def test_it_keeps_neighbours_together() -> None:
    east = [Home(f"e{number}", "v1", (21.0, 105.0 + number / 1000)) for number in range(3)]
    west = [Home(f"w{number}", "v1", (21.0, 104.0 + number / 1000)) for number in range(3)]
    mixed = [home for pair in zip(east, west, strict=True) for home in pair]
    found = share(mixed, [Carrier("a", frozenset({"v1"})), Carrier("b", frozenset({"v1"}))], near=True)
    assert sorted({key[0] for key in part} for part in found.given.values()) in (
        [{"e"}, {"w"}],
        [{"w"}, {"e"}],
    )


def test_it_changes_an_own_home_against_a_neighbours() -> None:
    people = [
        Carrier("a", frozenset({"v1"}), barred=frozenset({"h0"})),
        Carrier("b", frozenset({"v1"})),
    ]
    found = share([Home(f"h{number}", "v1") for number in range(4)], people)
    assert "h0" in found.given["b"] and [len(part) for part in found.given.values()] == [2, 2]

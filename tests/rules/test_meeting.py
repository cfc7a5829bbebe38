"""What hands decide: the half counts as agreement, nobody is counted twice, two refusals end at the steering board."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gnbv.rules import meeting


@pytest.mark.parametrize(
    ("agree", "present", "said"),
    [
        (20, 40, "agreed"),
        (19, 40, "rejected"),
        (20, 39, "agreed"),
        (19, 39, "rejected"),
        (0, 1, "rejected"),
        (1, 1, "agreed"),
        (1, 2, "agreed"),
        (1, 3, "rejected"),
    ],
)
def test_half_of_those_present_agree(agree: int, present: int, said: str) -> None:
    assert meeting.verdict(agree, 0, present) == said
    assert (agree >= meeting.needed(present)) is (said == "agreed")


def test_nothing_is_decided_without_counts_or_people() -> None:
    assert meeting.verdict(None, 3, 40) == "not_reached"
    assert meeting.verdict(3, None, 40) == "not_reached"
    assert meeting.verdict(0, 0, 0) == "not_reached"


@given(present=st.integers(0, 5000), percent=st.integers(1, 100))
def test_the_hands_needed_are_the_least_that_reach_the_share(present: int, percent: int) -> None:
    least = meeting.needed(present, percent)
    assert least * 100 >= present * percent
    assert least == 0 or (least - 1) * 100 < present * percent
    assert least <= present


def test_nobody_raises_a_hand_twice() -> None:
    assert meeting.is_possible(20, 20, 40)
    assert not meeting.is_possible(21, 20, 40)
    assert not meeting.is_possible(-1, 0, 40)


def test_only_what_stays_as_it_was_is_voted_on_in_a_block() -> None:
    assert [group for group in meeting.ORDER if meeting.may_block(group)] == ["unchanged"]
    assert meeting.block_fits([(30, 2), (30, 2)])
    assert meeting.block_fits([])
    assert not meeting.block_fits([(30, 2), (31, 1)])


def test_newly_arisen_and_escaping_homes_come_first_then_by_number() -> None:
    homes = [("unchanged", 1), ("changed", 2), ("escaping", 9), ("new", 30), ("new", 4)]
    assert sorted(homes, key=lambda home: meeting.place(*home)) == [
        ("new", 4),
        ("new", 30),
        ("escaping", 9),
        ("changed", 2),
        ("unchanged", 1),
    ]
    assert meeting.foremost(["unchanged", "escaping"]) == "escaping"
    assert meeting.foremost([]) == "unchanged"


def test_a_first_refusal_is_surveyed_again_and_a_second_goes_to_the_board() -> None:
    fine, once, twice, unheard = uuid4(), uuid4(), uuid4(), uuid4()
    said = {fine: "agreed", once: "rejected", twice: "rejected", unheard: "not_reached"}
    found = meeting.outcome(said, {twice: 1, fine: 1})
    assert (found.again, found.board, found.unheard) == ([once], [twice], [unheard])
    assert not found.passed
    assert meeting.outcome({fine: "agreed"}, {}).passed

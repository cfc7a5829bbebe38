"""Which lists a household stands on, and what a sheet means for the register."""

from __future__ import annotations

import pytest

from gnbv.rules.recognition import lists_of
from gnbv.rules.register_plan import Member, home_facts, plan


@pytest.mark.parametrize(
    ("before", "after", "asked", "lists"),
    [
        (None, "poor", None, ["poor"]),
        ("poor", "poor", None, ["poor"]),
        ("poor", "near_poor", None, ["escaped_poor", "near_poor"]),
        ("poor", "not_poor", None, ["escaped_poor"]),
        ("poor", "average", None, ["escaped_poor"]),
        ("near_poor", "poor", None, ["poor"]),
        ("near_poor", "near_poor", "escape", ["near_poor", "refused"]),
        ("near_poor", "not_poor", "escape", ["escaped_near_poor"]),
        ("poor", "near_poor", "escape", ["escaped_poor", "near_poor"]),
        ("poor", "poor", "escape", ["poor", "refused"]),
        (None, "not_poor", "poor", ["refused"]),
        (None, "not_poor", None, []),
        ("near_poor", "not_poor", "poor", ["escaped_near_poor", "refused"]),
        (None, "near_poor", "poor", ["near_poor"]),
    ],
)
def test_a_household_stands_on_the_lists_of_its_change(
    before: str | None, after: str, asked: str | None, lists: list[str]
) -> None:
    assert lists_of(before, after, asked) == lists


HERE = [
    Member("1", "head", "Lò Văn A", "male", "thai", "1960-02-03"),
    Member("2", "spouse", "Lò Thị B", "female", "thai", birth_year="1962"),
]


def said(person: str, **more: str) -> dict[str, str]:
    return {"person_id": person, "stays": "home", **more}


def test_a_sheet_that_says_the_same_changes_nothing() -> None:
    roster = [
        said("1", full_name="Lò Văn A", birth_year="1960", relation="head"),
        said("2", relation="spouse"),
    ]
    made = plan(HERE, roster, "1")
    assert not any((made.left, made.joined, made.corrected, made.relations, made.head, made.unmentioned))


def test_the_head_that_died_is_followed_by_whom_the_sheet_names() -> None:
    roster = [said("1", stays="died", left_on="2026-03-01"), said("2", relation="head")]
    made = plan(HERE, roster, "1")
    assert made.left == [("1", "died", "2026-03-01")] and made.head == "2" and not made.relations


def test_the_head_that_left_without_a_word_on_who_follows_is_followed_by_the_next() -> None:
    assert plan(HERE, [said("1", stays="moved_out"), said("2")], "1").head == "2"


def test_a_household_that_everybody_left_is_left_alone() -> None:
    made = plan(HERE, [said("1", stays="died"), said("2", stays="moved_out")], "1")
    assert made.nobody_stays and not made.left


def test_who_is_not_mentioned_stays_and_who_is_gone_already_is_not_taken_in_again() -> None:
    made = plan(HERE, [said("1", relation="head"), said("9", full_name="Đã tách hộ")], "1")
    assert (made.unmentioned, made.gone, made.joined, made.left) == (["2"], ["9"], [], [])


def test_a_new_person_joins_once() -> None:
    new = {"full_name": "Lò Văn C", "birth_year": "2026", "relation": "child", "joined": "born", "_id": "x"}
    assert [one["_id"] for one in plan(HERE, [said("1"), said("2"), new], "1").joined] == ["x"]
    there = [*HERE, Member("3", "child", "Lò Văn C", birth_year="2026")]
    assert plan(there, [said("1"), said("2"), new], "1").joined == []


def test_a_former_head_that_stays_gets_the_relation_that_was_told() -> None:
    made = plan(HERE, [said("1", relation="spouse"), said("2", relation="head")], "1")
    assert (made.head, made.relations) == ("2", {"1": "spouse"})


def test_facts_of_the_home_hold_no_words_of_free_text() -> None:
    answers = {
        "house": {"walls": "brick", "area_reason": "Nhà của bố mẹ"},
        "paper": {"b1_source": "items", "b1_points": "120", "b1_sum": "120"},
        "closing": {"causes": "capital illness", "causes_other": "…", "needs": "credit"},
    }
    assert home_facts(answers) == {
        "walls": "brick", "b1_source": "items", "b1_total": "120", "causes": "capital illness", "needs": "credit",
    }  # fmt: skip

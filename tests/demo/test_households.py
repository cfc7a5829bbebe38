"""The generated register: the numbers these people know, and households that could exist."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from typing import Any

import pytest

from gnbv.demo.day import TRIAL_DAY, trial_day, village_deadline
from gnbv.demo.drafts import HouseholdDraft
from gnbv.demo.households import neighbour, register
from gnbv.rules.form import Instance
from gnbv.rules.scoring import score
from tests import scoring_cases
from tests.demo.answers import as_answers

SHARES = (55, 58, 5, 4, 35, 4, 30, 12, 6, 52, 55, 14)


@cache
def homes() -> list[HouseholdDraft]:
    return list(register())


@cache
def results() -> list[tuple[HouseholdDraft, dict[str, Any]]]:
    """What the engine makes of every home that has facts of last year."""
    pack = scoring_cases.packs()["vn-2022-2025"]
    found = []
    for home in homes():
        if home.facts:
            sheet = Instance(scoring_cases.sheet(), as_answers(home), today=TRIAL_DAY)
            found.append((home, score(sheet, pack, area="rural")))
    return found


def test_it_holds_420_homes_and_about_1480_people() -> None:
    assert len(homes()) == 420
    assert 1460 <= sum(len(home.persons) for home in homes()) <= 1500


def test_it_lists_the_homes_of_each_village_as_the_table_says() -> None:
    by_village = {
        kind: tuple(
            sum(home.kind == kind and home.village == number for home in homes()) for number in range(1, 8)
        )
        for kind in ("poor", "near_poor", "petition")
    }
    assert by_village == {
        "poor": (4, 5, 6, 4, 7, 3, 5),
        "near_poor": (7, 8, 10, 7, 11, 6, 9),
        "petition": (2, 3, 3, 2, 4, 2, 2),
    }
    assert Counter(home.kind for home in homes())["escaped"] == 96


def test_it_is_the_same_every_time() -> None:
    assert list(register()) == homes()
    assert list(register(seed=7)) != homes()


def test_every_home_has_one_head_and_ages_that_fit() -> None:
    for home in [*homes(), *neighbour()]:
        relations = Counter(person.relation for person in home.persons)
        assert relations["head"] == 1 and relations["spouse"] <= 1
        mothers = [
            person
            for person in home.persons
            if person.sex == "female" and person.relation in ("head", "spouse")
        ]
        for child in (person for person in home.persons if person.relation == "child"):
            assert all(15 <= mother.age - child.age <= 50 for mother in mothers), home
        for parent in (person for person in home.persons if person.relation == "parent"):
            assert parent.age - home.head.age >= 18


def test_ages_are_those_of_the_trial_day() -> None:
    for person in (person for home in homes() for person in home.persons if person.birth_date):
        born = person.birth_date
        assert born is not None
        years = TRIAL_DAY.year - born.year - ((TRIAL_DAY.month, TRIAL_DAY.day) < (born.month, born.day))
        assert years == person.age and born.year == person.birth_year


def test_nobody_heads_two_homes_of_a_village() -> None:
    heads = Counter((home.village, home.head.name) for home in homes())
    assert max(heads.values()) == 1


def test_the_ethnic_groups_have_their_shares() -> None:
    of_heads = Counter(home.head.ethnicity for home in homes())
    assert of_heads == {"kinh": 395, "muong": 17, "thai": 8}


def test_the_poor_are_few_in_a_home_and_half_of_their_homes_are_of_elders() -> None:
    poor = [home for home in homes() if home.kind == "poor"]
    assert 2.6 <= sum(len(home.persons) for home in poor) / len(poor) <= 3.0
    assert 14 <= sum(home.head.age >= 65 for home in poor) <= 19


def test_some_poor_homes_had_escaped_before() -> None:
    fell_back = [
        home for home in homes() if home.classes.get(2025) == "poor" and "not_poor" in home.classes.values()
    ]
    assert len(fell_back) >= 3
    assert all(home.classes[2025] == "not_poor" for home in homes() if home.kind == "escaped")


def test_the_engine_finds_the_class_that_the_ledger_holds() -> None:
    for home, result in results():
        if home.kind in ("poor", "near_poor"):
            assert (result["class"], result["missing"]) == (home.kind, []), home


def test_the_engine_finds_the_marks_that_were_meant() -> None:
    for home, result in results():
        if home.kind == "poor":
            assert {mark["no"] for mark in result["marks"] if mark["state"] == "deprived"} == set(
                home.marks
            ), home


@pytest.mark.parametrize("number", range(1, 13))
def test_the_shares_of_the_poor_come_near_the_known_ones(number: int) -> None:
    poor = [home for home in homes() if home.kind == "poor"]
    share = 100 * sum(number in home.marks for home in poor) / len(poor)
    assert abs(share - SHARES[number - 1]) <= 3


def test_facts_are_answers_that_the_sheet_knows() -> None:
    sheet = scoring_cases.sheet()
    nodes = {node["name"]: node for node in sheet["nodes"]}
    for home, _result in results():
        for key, value in [
            *home.facts.items(),
            *(fact for person in home.persons for fact in person.facts.items()),
        ]:
            if key in nodes and nodes[key].get("choices"):
                known = {choice["value"] for choice in sheet["lists"][nodes[key]["choices"]]}
                assert set(value.split()) <= known, (key, value)
            else:
                assert key in nodes, key


@pytest.mark.parametrize(
    ("real", "pretended"),
    [
        (date(2026, 8, 31), TRIAL_DAY),
        (date(2026, 9, 1), None),
        (date(2026, 12, 14), None),
        (date(2026, 12, 15), TRIAL_DAY),
        (date(2027, 10, 5), TRIAL_DAY),
    ],
)
def test_it_pretends_a_day_of_the_season_out_of_season(real: date, pretended: date | None) -> None:
    assert trial_day(real) == pretended


def test_the_villages_always_have_a_week_left() -> None:
    assert village_deadline(TRIAL_DAY) == date(2026, 10, 31)
    assert village_deadline(date(2026, 11, 20)) == date(2026, 11, 28)
    assert village_deadline(date(2026, 12, 12)) == date(2026, 12, 14)

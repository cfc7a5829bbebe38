"""The register of the commune: 420 homes in seven villages, about 1,480 people, with four years of classes."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from gnbv.demo import home_facts, member_facts, shapes
from gnbv.demo.drafts import YEARS, HouseholdDraft
from gnbv.demo.people import People

SEED = 20261023
TOTALS = (221, 236, 243, 228, 251, 214, 219)
POOR = (4, 5, 6, 4, 7, 3, 5)
NEAR_POOR = (7, 8, 10, 7, 11, 6, 9)
PETITIONS = (2, 3, 3, 2, 4, 2, 2)
ESCAPED = (13, 14, 15, 13, 15, 13, 13)
OTHERS = (29, 31, 33, 30, 34, 28, 29)
HAMLETS = ("Xóm Trên", "Xóm Giữa", "Xóm Dưới", "Xóm Đình", "Xóm Chùa", "Xóm Bãi", "Xóm Mới")


def _poor_shapes(rng: Random) -> list[tuple[shapes.Shape, frozenset[int]]]:
    """34 poor homes whose marks come near the shares of the sample: 15 of elders, 19 that work.

    Each has at least three of the twelve marks, as the rule for a poor household asks.
    """
    homes: list[tuple[shapes.Shape, frozenset[int]]] = []
    for number in range(15):
        shape = (
            shapes.lone_elder(rng) if number < 6
            else shapes.elder_couple(rng) if number < 11
            else shapes.elder_with_adult_child(rng) if number < 13
            else shapes.grandparents(rng)
        )  # fmt: skip
        marks = {2, 11} | ({10} if number < 12 else {7})
        marks |= ({12} if number < 5 else set()) | ({9} if number == 5 else set())
        homes.append((shape, frozenset(marks)))
    for number in range(19):
        marks = {1} | ({5} if number < 12 else set()) | ({2} if 12 <= number < 17 else set())
        marks |= ({10} if number < 6 else set()) | ({7} if 6 <= number < 12 or number == 17 else set())
        marks |= ({8} if number in (12, 13, 14, 18) else set()) | ({11} if number >= 15 else set())
        marks |= ({3} if number in (15, 16) else set()) | ({6} if number == 12 else set())
        marks |= ({4} if number == 0 else set()) | ({9} if number == 1 else set())
        if number < 12:
            shape = shapes.with_young_adult(rng, 3 + number % 2)
        elif number < 15:
            shape = shapes.lone_mother(rng, 2)
        elif number < 17:
            shape = shapes.couple_with_small_children(rng, 3)
        else:
            shape = shapes.couple(rng)
        homes.append((shape, frozenset(marks)))
    rng.shuffle(homes)
    return homes


def _home(
    people: People, village: int, kind: str, shape: shapes.Shape, marks: frozenset[int]
) -> HouseholdDraft:
    ethnicity = people.ethnicity()
    head_surname = people.surname(ethnicity)
    father = head_surname if shape[0][1] == "male" else people.surname(ethnicity)
    surnames = {"head": head_surname, "child": father, "grandchild": father, "sibling": head_surname}
    persons = []
    for relation, sex, age in shape:
        surname = surnames.get(relation) or (
            head_surname if relation == "parent" and sex == "male" else people.surname(ethnicity)
        )
        persons.append(people.person(relation, sex, age, ethnicity, surname))
    people.rename_if_taken(village, persons[0])
    home = HouseholdDraft(village, kind, persons, marks)
    home.hamlet = people.rng.choice(HAMLETS)
    home.nickname = persons[0].name.split()[-1] if people.rng.random() < 0.2 else ""
    return home


def _classes(rng: Random, kind: str, number: int) -> dict[int, str]:
    """The class of each year. Some poor homes had escaped and fell back; some petitioners were poor before."""
    if kind == "poor":
        if number % 9 == 0:
            return dict(zip(YEARS, ("poor", "not_poor", "not_poor", "poor"), strict=True))
        return dict(
            zip(YEARS, rng.choice([("poor",) * 4, ("near_poor", "poor", "poor", "poor")]), strict=True)
        )
    if kind == "near_poor":
        past = rng.choice(
            [("near_poor",) * 3, ("poor", "poor", "near_poor"), ("poor", "near_poor", "near_poor")]
        )
        return dict(zip(YEARS, (*past, "near_poor"), strict=True))
    if kind == "escaped":
        poor_years = rng.randint(1, 3)
        was = "poor" if number % 3 else "near_poor"
        return {year: was if place < poor_years else "not_poor" for place, year in enumerate(YEARS)}
    if kind == "petition" and number % 4 == 0:
        return dict(zip(YEARS, ("poor", "near_poor", "not_poor", "not_poor"), strict=True))
    return {}


def _sizes(kind: str) -> tuple[list[int], list[int]]:
    if kind == "near_poor":
        return [2, 3, 4, 5], [3, 3, 3, 1]
    return [1, 2, 3, 4, 5, 6], [2, 5, 8, 12, 7, 3]


def _near_poor_marks(rng: Random) -> frozenset[int]:
    return frozenset(rng.sample([7, 10, 11], rng.choices([0, 1], [4, 6])[0]))


def register(seed: int = SEED) -> Iterator[HouseholdDraft]:
    """All homes, village by village, listed ones among the others as in a real book."""
    rng = Random(seed)
    people = People(rng, homes=sum(map(sum, (POOR, NEAR_POOR, PETITIONS, ESCAPED, OTHERS))))
    poor = iter(_poor_shapes(rng))
    counters = {"poor": 0, "near_poor": 0, "petition": 0, "escaped": 0, "other": 0}
    for village in range(1, 8):
        counts = (POOR, NEAR_POOR, PETITIONS, ESCAPED, OTHERS)
        kinds = [
            kind
            for kind, per_village in zip(counters, counts, strict=True)
            for _ in range(per_village[village - 1])
        ]
        rng.shuffle(kinds)
        for kind in kinds:
            if kind == "poor":
                shape, marks = next(poor)
            else:
                shape = shapes.ordinary(rng, rng.choices(*_sizes(kind))[0])
                marks = _near_poor_marks(rng) if kind == "near_poor" else frozenset()
            home = _home(people, village, kind, shape, marks)
            home.classes = _classes(rng, kind, counters[kind])
            if home.is_listed and home.classes:
                member_facts.fill(rng, home)
                home_facts.fill(rng, home)
            counters[kind] += 1
            yield home


def neighbour(seed: int = SEED + 1) -> Iterator[HouseholdDraft]:
    """A few homes of another commune, for everything that must not be seen."""
    rng = Random(seed)
    people = People(rng, homes=14)
    for number in range(14):
        kind = ("poor", "near_poor", "near_poor", "petition")[number] if number < 4 else "other"
        shape = shapes.with_young_adult(rng, 4) if kind == "poor" else shapes.ordinary(rng, rng.randint(2, 5))
        marks = frozenset({1, 5, 10}) if kind == "poor" else frozenset()
        home = _home(people, 1 + number % 2, kind, shape, marks)
        home.classes = dict.fromkeys(YEARS, kind) if kind in ("poor", "near_poor") else {}
        if home.classes:
            member_facts.fill(rng, home)
            home_facts.fill(rng, home)
        yield home

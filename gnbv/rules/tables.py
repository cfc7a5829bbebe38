"""What the official tables T1 to T13 count of a household (domain rules, part 4), told household by household.

Everything is counted at the village in which it happened, so that villages sum to the commune. A household that moves
inside the commune leaves one village (column 4) and comes into the other (column 8); one that split off comes in with
the class of its origin. Heads that were lost or gained in a household that stays are columns 4 and 8 of people alone.
Hence (9) = (1) − (2) − (3) − (4) + (5) + (6) + (7) + (8) of households and of people, and T2(2) = T3(5), T2(5) = T3(3).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field

POOR, NEAR_POOR, AVERAGE = "poor", "near_poor", "average"
LISTED = (POOR, NEAR_POOR)
COUNTED = (*LISTED, AVERAGE)
HOUSEHOLDS, PEOPLE, CHILDREN = "households", "people", "children"
COLUMNS = tuple("123456789")
DEPRIVED, UNKNOWN = "deprived", "unknown"
# Class, measure and key name a number of the tables; with a place, a cell.
Key = tuple[str, str, str]
Tally = tuple[Hashable, Key, int]


@dataclass(slots=True)
class Facts:
    """What is known of a household at the end of the period. ``None``: not known. ``ethnicity`` is the head's;
    ``ethnicities`` counts people. ``marks`` are the states of the indicators in their order; empty without a sheet.
    Children are people below 16."""

    ethnicity: str = ""
    ethnicities: dict[str, int] = field(default_factory=dict)
    women: int = 0
    female_head: bool = False
    no_capacity: bool | None = None
    merit: bool | None = None
    causes: tuple[str, ...] | None = None
    children: int = 0
    uninsured: int = 0
    malnourished: int = 0
    out_of_school: int = 0
    marks: tuple[str, ...] = ()
    from_sheet: bool = False


@dataclass(slots=True)
class Home:
    """A household in a period. ``was`` and ``now``: class at the start and at the end (``""``: none); ``is_gone``: it
    ended in the period. ``place``, ``place_before``: its village then. ``earlier``: classes of the years before the last
    one. ``origin``: the class of the household it split off in the period. ``is_reviewed``: its class at the end is of
    this year; ``is_official``: a decision's."""

    id: Hashable
    place: Hashable
    place_before: Hashable
    was: str = ""
    now: str = ""
    is_gone: bool = False
    earlier: frozenset[str] = frozenset()
    origin: str = ""
    people: int = 0
    people_before: int = 0
    is_reviewed: bool = True
    is_official: bool = True
    is_illustrative: bool = False
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True)
class Groups:
    """Which ethnic groups are minorities, and which a province counts as local (dân tộc tại chỗ), if any."""

    minorities: frozenset[str] = frozenset()
    local: frozenset[str] = frozenset()


def movement(home: Home) -> Iterator[tuple[str, str, Hashable, int, int]]:
    """The columns of T2 (poor) and T3 (near-poor) in which a household counts: class, column, village, households,
    people."""
    standing = home.was if home.was in LISTED else ""
    if standing:
        yield standing, "1", home.place_before, 1, home.people_before
    if home.is_gone:
        if standing:
            yield standing, "4", home.place_before, 1, home.people_before
        return
    if standing and home.place != home.place_before:
        yield standing, "4", home.place_before, 1, home.people_before
        yield standing, "8", home.place, 1, home.people
    elif standing and home.people != home.people_before:
        more = home.people - home.people_before
        yield standing, "8" if more > 0 else "4", home.place, 0, abs(more)
    elif not standing and not home.was and home.origin in LISTED:
        standing = home.origin
        yield standing, "8", home.place, 1, home.people
    yield from _between(home, standing)
    if home.now in LISTED:
        yield home.now, "9", home.place, 1, home.people


def _between(home: Home, standing: str) -> Iterator[tuple[str, str, Hashable, int, int]]:
    """What the review changed: from ``standing`` to the class at the end."""
    at = (home.place, 1, home.people)
    if standing == home.now:
        return
    if standing == POOR:
        yield (POOR, "2", *at) if home.now == NEAR_POOR else (POOR, "3", *at)
        if home.now == NEAR_POOR:
            yield NEAR_POOR, "5", *at
    elif standing == NEAR_POOR:
        yield (NEAR_POOR, "3", *at) if home.now == POOR else (NEAR_POOR, "2", *at)
        if home.now == POOR:
            yield POOR, "5", *at
    elif home.now in LISTED:
        yield home.now, "6" if home.now in home.earlier else "7", *at


def tally(home: Home, groups: Groups) -> Iterator[Tally]:
    """Every number in which a household counts, with how much."""
    for household_class, column, place, households, people in movement(home):
        if households:
            yield place, (household_class, HOUSEHOLDS, column), households
        if people:
            yield place, (household_class, PEOPLE, column), people
    if home.is_gone:
        return
    if home.now == AVERAGE:
        yield home.place, (AVERAGE, HOUSEHOLDS, "9"), 1
        yield home.place, (AVERAGE, PEOPLE, "9"), home.people
    elif home.now in LISTED:
        yield from _described(home, groups)


def _described(home: Home, groups: Groups) -> Iterator[Tally]:
    place, kind, facts, people = home.place, home.now, home.facts, home.people
    for name in _names(facts, groups):
        yield place, (kind, HOUSEHOLDS, name), 1
        yield place, (kind, PEOPLE, name), people
    for ethnicity, count in facts.ethnicities.items():
        yield place, (kind, PEOPLE, f"of.{ethnicity}"), count
        if ethnicity in groups.minorities:
            yield place, (kind, PEOPLE, "of_minority"), count
        if ethnicity in groups.local:
            yield place, (kind, PEOPLE, "of_local"), count
    yield place, (kind, HOUSEHOLDS, f"of.{facts.ethnicity}"), 1
    yield place, (kind, PEOPLE, "women"), facts.women
    for key in ("children", "uninsured", "malnourished", "out_of_school"):
        count = getattr(facts, key)
        if count:
            yield place, (kind, CHILDREN, key), count


def _names(facts: Facts, groups: Groups) -> list[str]:
    """What a household is counted under, once each."""
    found = [f"mark.{number}" for number, state in enumerate(facts.marks, 1) if state == DEPRIVED]
    if not facts.marks:
        found.append("no_sheet")
    if not facts.marks or UNKNOWN in facts.marks:
        found.append("no_marks")
    found += [f"cause.{cause}" for cause in facts.causes or ()]
    if not facts.causes:
        found.append("no_cause")
    minority = facts.ethnicity in groups.minorities
    is_in = {"minority": minority, "no_capacity": bool(facts.no_capacity), "merit": bool(facts.merit)}
    found += [name for name, holds in is_in.items() if holds]
    if not any(is_in.values()):
        found.append("other_group")
    if facts.no_capacity is None or facts.merit is None:
        found.append("no_group")
    if facts.female_head:
        found.append("female_head")
        if minority:
            found.append("female_head_minority")
    if facts.ethnicity in groups.local:
        found.append("local")
    return found


def count(homes: Iterable[Home], groups: Groups) -> dict[Hashable, Counter[Key]]:
    """All numbers of all households, village by village."""
    found: dict[Hashable, Counter[Key]] = {}
    for home in homes:
        for place, key, amount in tally(home, groups):
            at = found.get(place)
            if at is None:
                at = found[place] = Counter()
            at[key] += amount
    return found


def behind(homes: Iterable[Home], groups: Groups, keys: Iterable[Key], places: set[Hashable]) -> list[Home]:
    """The households that make up a number: those that count anything under one of ``keys`` in ``places``."""
    wanted = set(keys)
    return [
        home
        for home in homes
        if any(place in places and key in wanted and amount for place, key, amount in tally(home, groups))
    ]

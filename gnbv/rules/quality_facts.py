"""What a check of quality looks at, and what a check is: facts of one revision, what other surveys say of it, settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Evidence = dict[str, Any]
Settings = Mapping[str, Any]


@dataclass(frozen=True)
class Position:
    """WGS 84, degrees; ``accuracy`` in metres when the phone said one."""

    lat: float
    lon: float
    accuracy: float | None = None


@dataclass(frozen=True)
class Pick:
    """One choice made, as its place among the choices shown: for straight-lining."""

    ref: str
    place: int
    of: int


# In place of a household's number: that a person or photo stands elsewhere too is told; which home of another commune it
# is, is not this reader's to know.
ELSEWHERE = "thuộc nơi khác"


@dataclass(frozen=True)
class Known:
    """A person as the register or another survey has them. ``where`` is the household's number in words."""

    id: str
    name: str
    born: str = ""
    sex: str = ""
    where: str = ""


@dataclass(frozen=True)
class Facts:
    """One revision. ``pace``: seconds that passed before each answer, in the order of answering. ``values``: answers
    outside repeats by key. Times are UTC; ``utc_offset`` (minutes) gives the hour on the wall. ``skew_seconds``: phone
    minus server at the hand-over."""

    day: date
    values: Mapping[str, str] = field(default_factory=dict)
    members: Sequence[Mapping[str, str]] = ()
    closing: bool = False
    started: datetime | None = None
    finished: datetime | None = None
    utc_offset: int = 420
    skew_seconds: int | None = None
    clock_jumps: int = 0
    pace: Sequence[tuple[str, float]] = ()
    picks: Sequence[Pick] = ()
    changed_after_score: Sequence[str] = ()
    position: Position | None = None
    position_refused: bool = False
    home: Position | None = None
    photos: Sequence[tuple[str, str]] = ()
    b1: Mapping[str, int | None] = field(default_factory=dict)
    b1_max: Mapping[str, int] = field(default_factory=dict)
    household_class: str | None = None
    last_class: str | None = None
    last_members: Sequence[Known] = ()
    differs: bool = False


@dataclass(frozen=True)
class Peers:
    """What other surveys of the round say about this one; gathered with a fixed number of queries.

    ``nearby``: household numbers and metres of the same collector's other surveys. ``photo_homes``: where a photo's hash was seen
    before. ``twins``: household number → share of equal answers. ``same_citizen``/``same_person``: persons found elsewhere.
    """

    nearby: Sequence[tuple[str, float]] = ()
    photo_homes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    twins: Sequence[tuple[str, float]] = ()
    same_citizen: Sequence[tuple[str, Known]] = ()
    same_person: Sequence[tuple[str, Known]] = ()


@dataclass(frozen=True)
class Flag:
    """Why to look. ``weight``: 3 look before anything else, 2 look, 1 good to know."""

    code: str
    weight: int
    evidence: Evidence


Check = Callable[[Facts, Peers, Settings], Evidence | None]


@dataclass(frozen=True)
class Rule:
    """A check with its default settings and its sentence; ``{name}`` in the words is an entry of the evidence."""

    code: str
    weight: int
    settings: Mapping[str, Any]
    vi: str
    en: str
    check: Check


def rule(code: str, *, weight: int, vi: str, en: str, **settings: Any) -> Callable[[Check], Rule]:
    """Make a check of a function. ``settings`` are its defaults."""
    return lambda check: Rule(code, weight, settings, vi, en, check)

"""Two surveys of one household compared question by question: a back-check beside the first sheet.

Only questions that should not change within days are compared; which, and how near two numbers must be, is data
(``gnbv/packs/back_checks``). A question that one side alone answered is shown and not counted: mostly another answer
closed it, and one difference would be counted twice. Wilson 1927 for the interval of a rate.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import sqrt
from typing import Any

from gnbv.rules import merging
from gnbv.rules.names import fold
from gnbv.rules.quality_facts import Known
from gnbv.rules.quality_people import YEAR, alike

Answers = dict[str, Any]
Form = dict[str, Any]

SAME, DIFFERS, ONE_SIDED = "same", "differs", "one_sided"
EXACT, SET, NUMBER, BORN, PRESENT = "exact", "set", "number", "born", "present"
HOWS = (EXACT, SET, NUMBER, BORN, PRESENT)
Z_95 = 1.959964
ROUNDING = 1e-9


@dataclass(frozen=True)
class Question:
    """A question to compare. ``how``: ``exact``; ``set`` of choices whatever their order; ``number`` equal within
    ``within`` (its own unit) or ``share`` of the larger one; ``born`` by the year, whether date (``key``) or year
    (``also``) was written; ``present``: a person who stands on one side only differs."""

    key: str
    how: str = EXACT
    within: float = 0.0
    share: float = 0.0
    also: str = ""


@dataclass(frozen=True)
class Line:
    """One question of one household or person. ``ref`` is that of the first survey, or of the second for a person who
    stands there alone; ``second_ref`` differs from it where another question was answered in its place."""

    key: str
    ref: str
    second_ref: str
    first: str | None
    second: str | None
    verdict: str


def compare(
    form: Form,
    questions: Sequence[Question],
    first: Answers,
    second: Answers,
    second_form: Form | None = None,
) -> list[Line]:
    """A line for each question that at least one side answered, in the order of ``questions``, persons in the order of
    the first survey. ``second`` need not have the instance ids of ``first``; ``second_form`` when it was made with
    another version of the sheet."""
    theirs = aligned(first, second)
    here, there = merging.cells(form, first), merging.cells(second_form or form, theirs)
    repeats = {node["key"] for node in form["nodes"] if node["kind"] == "repeat"}
    alone = {ref.partition("@")[2] for ref in here.keys() ^ there.keys() if ref.partition("@")[0] in repeats}
    places = ["", *dict.fromkeys(ref.partition("@")[2] for ref in [*here, *there] if "@" in ref)]
    found = []
    for question in questions:
        for place in places:
            if question.how == PRESENT or place not in alone:
                line = _line(question, place, here, there)
                if line is not None:
                    found.append(line)
    return found


def same(question: Question, first: str, second: str) -> bool:
    """Whether two answers to ``question`` say the same. Symmetric, and true of an answer and itself."""
    if question.how == SET:
        return set(first.split()) == set(second.split())
    if question.how == BORN:
        return first[:YEAR] == second[:YEAR]
    if question.how == NUMBER:
        one, other = _number(first), _number(second)
        if one is not None and other is not None:
            room = max(question.within, question.share * max(abs(one), abs(other)))
            return abs(one - other) <= room + ROUNDING
    return first == second


def matched(first: Answers, second: Answers) -> dict[str, str]:
    """Instance id of the second → of the first, for the persons who are the same: by ``person_id``, then by a name
    alike with the same year of birth. Nobody is matched twice."""
    found: dict[str, str] = {}
    mine, theirs = dict(_rosters(first)), dict(_rosters(second))
    for name in mine.keys() & theirs.keys():
        found |= _pairs(mine[name], theirs[name])
    return found


def aligned(first: Answers, second: Answers) -> Answers:
    """A copy of ``second`` in which the same persons have the ids of ``first``, and nobody else has."""
    ids = matched(first, second)
    mine = {str(row.get("_id")) for _name, rows in _rosters(first) for row in rows}
    made = copy.deepcopy(second)
    for _name, rows in _rosters(made):
        for row in rows:
            own = str(row.get("_id"))
            row["_id"] = ids.get(own, f"{own}~" if own in mine else own)
    return made


def wilson(agree: int, of: int, z: float = Z_95) -> tuple[float, float]:
    """The interval of a rate of ``agree`` in ``of``: between 0 and 1, around the rate; (0, 1) when nothing was counted."""
    if of == 0:
        return 0.0, 1.0
    rate, square = agree / of, z * z
    middle = (rate + square / (2 * of)) / (1 + square / of)
    half = z * sqrt(rate * (1 - rate) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, min(rate, middle - half)), min(1.0, max(rate, middle + half))


def _line(question: Question, place: str, here: Mapping[str, str], there: Mapping[str, str]) -> Line | None:
    keys = [key for key in (question.key, question.also) if key]
    mine, theirs = _answered(keys, place, here), _answered(keys, place, there)
    if mine is None and theirs is None:
        return None
    ref, first = mine or (theirs[0] if theirs else "", None)
    second_ref, second = theirs or (ref, None)
    if first is not None and second is not None:
        verdict = SAME if same(question, first, second) else DIFFERS
    else:
        verdict = DIFFERS if question.how == PRESENT else ONE_SIDED
    return Line(question.key, ref, second_ref, first, second, verdict)


def _answered(keys: Sequence[str], place: str, cells: Mapping[str, str]) -> tuple[str, str] | None:
    refs = [f"{key}@{place}" if place else key for key in keys]
    return next(((ref, cells[ref]) for ref in refs if ref in cells), None)


def _rosters(group: Answers) -> Iterator[tuple[str, list[Answers]]]:
    """Every list of instances by its name, wherever it stands."""
    for name, value in group.items():
        rows = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
        if rows:
            yield name, rows
        for one in rows or ([value] if isinstance(value, dict) else []):
            yield from _rosters(one)


def _pairs(mine: list[Answers], theirs: list[Answers]) -> dict[str, str]:
    found: dict[str, str] = {}
    persons = {one["person_id"]: str(one["_id"]) for one in mine if one.get("person_id")}
    for one in theirs:
        target = persons.pop(one.get("person_id"), None)
        if target is not None:
            found[str(one["_id"])] = target
    taken = set(found.values())
    free = [one for one in mine if str(one["_id"]) not in taken]
    near = [
        (-_likeness(other, one), place, number, str(one["_id"]), str(other["_id"]))
        for number, one in enumerate(theirs)
        if str(one["_id"]) not in found
        for place, other in enumerate(free)
        if alike(_known(one), _known(other))
    ]
    for *_order, theirs_id, mine_id in sorted(near):
        if theirs_id not in found and mine_id not in taken:
            found[theirs_id] = mine_id
            taken.add(mine_id)
    return found


def _known(member: Answers) -> Known:
    born = str(member.get("birth_date") or member.get("birth_year") or "")
    return Known(
        "", str(member.get("full_name") or member.get("name") or ""), born, str(member.get("sex") or "")
    )


def _likeness(one: Answers, other: Answers) -> float:
    return SequenceMatcher(None, fold(_known(one).name), fold(_known(other).name)).ratio()


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None

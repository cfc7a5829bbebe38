"""Two copies of one survey, line by line: what differs apart from what is the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gnbv.errors import GnbvError
from gnbv.models import Origin, Survey
from gnbv.rules import merging
from gnbv.services.compiled import Sheet
from gnbv.services.survey_words import AnswerRow


@dataclass
class Score:
    """What a copy comes to under one standard; ``household_class`` is its key, empty when facts are missing."""

    standard: str
    household_class: str
    b1: Any
    b2: Any
    is_illustrative: bool


@dataclass
class Side:
    """One copy. ``clock_off`` is how far its phone's clock was off (seconds), when that is worth saying."""

    survey: Survey | None
    name: str
    phone: str
    made_at: datetime
    received_at: datetime
    origin: Origin
    number: int | None
    clock_off: int | None
    document: dict[str, Any]
    sheet: Sheet | None
    scores: list[Score] = field(default_factory=list)
    refusal: GnbvError | None = None
    words: dict[str, AnswerRow] = field(default_factory=dict)

    @property
    def answers(self) -> dict[str, Any]:
        found: dict[str, Any] = self.document["answers"]
        return found


@dataclass
class Line:
    """One question of both copies. ``kind`` is ``answer``, ``file`` or ``person`` (a repeat instance that one copy
    alone has). ``lean`` is the side that alone differs from the base, empty when both do or nobody knows."""

    ref: str
    label: str
    who: str
    kind: str
    here: str
    came: str
    base: str = ""
    lean: str = ""
    here_file: str = ""
    came_file: str = ""


def laid_out(here: Side, came: Side, base: Side | None) -> tuple[list[Line], list[Line]]:
    """The lines that differ and those that are the same, both in the order of the sheet of ``here``."""
    if here.sheet is None:
        return [], []
    form = here.sheet.compiled
    theirs, renamed = merging.aligned(form, here.answers, came.answers)
    words = {_renamed(ref, renamed): line for ref, line in came.words.items()}
    before = merging.aligned(form, here.answers, base.answers)[0] if base else None
    found = {one.ref: one for one in merging.differences(form, here.answers, theirs, before)}
    repeats = {node["key"] for node in form["nodes"] if node["kind"] == "repeat"}
    differing = [
        _person(one, here, theirs)
        if one.ref.partition("@")[0] in repeats
        else _answer(one, here, words, base)
        for one in found.values()
    ]
    same = [
        Line(ref, answer.label, answer.who, "answer", answer.text, answer.text)
        for ref, answer in here.words.items()
        if ref not in found and not any(f"{key}@{ref.partition('@')[2]}" in found for key in repeats)
    ]
    return differing, same


def _person(one: merging.Difference, here: Side, theirs: dict[str, Any]) -> Line:
    key, _, instance = one.ref.partition("@")
    who = merging.name_of(here.answers if one.here else theirs, instance)
    return Line(one.ref, key, who, "person", one.here or "", one.came or "", one.base or "", one.changed_by)


def _answer(one: merging.Difference, here: Side, words: dict[str, AnswerRow], base: Side | None) -> Line:
    mine, other = here.words.get(one.ref), words.get(one.ref)
    before = base.words.get(one.ref) if base else None
    shown = mine or other
    is_file = bool(shown and shown.is_file)
    return Line(
        one.ref,
        shown.label if shown else one.ref.partition("@")[0],
        shown.who if shown else "",
        "file" if is_file else "answer",
        mine.text if mine else "",
        other.text if other else "",
        before.text if before else "",
        one.changed_by if base else "",
        (one.here or "").split(".")[0] if is_file else "",
        (one.came or "").split(".")[0] if is_file else "",
    )


def _renamed(ref: str, renamed: dict[str, str]) -> str:
    key, _, instance = ref.partition("@")
    return f"{key}@{renamed.get(instance, instance)}" if instance else ref

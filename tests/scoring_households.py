"""Random answers to the review sheet: any question may be left out, unknown, or answered with any choice."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

from tests import scoring_cases

NUMBERS = ("", "0", "1", "5", "7.9", "8", "36", "120", "1990", "x")
DATES = ("", "1950-01-01", "1965-04-23", "1969-10-23", "1996-10-23", "2008-10-24", "2010-10-23", "2020-02-29")
YEARS = ("1930", "1964", "1965", "1969", "1995", "1996", "2008", "2010", "2014", "2020", "2023", "2026")
TEXTS = ("", "Lê Văn Thử", "Đỗ Thị “Ếch”", "000000000000", "<b>x</b>")


@cache
def _children() -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for node in scoring_cases.sheet()["nodes"]:
        found.setdefault(node["parent"], []).append(node)
    return found


def random_answers(chance: random.Random) -> dict[str, Any]:
    answers = _group(chance, -1)
    # Most households are at home, or nothing below would be asked.
    if chance.random() < 0.9:
        answers["intro"]["household_change"] = "still_here"
    return answers


def _group(chance: random.Random, index: int) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for node in _children().get(index, []):
        if node["kind"] == "group":
            made[node["name"]] = _group(chance, node["i"])
        elif node["kind"] == "repeat":
            made[node["name"]] = [
                {"_id": f"i{number}", **_group(chance, node["i"])} for number in range(chance.randrange(6))
            ]
        elif "calculate" not in node and node["kind"] in ("question", "hidden") and chance.random() < 0.9:
            made[node["name"]] = _answer(chance, node)
    return made


def _answer(chance: random.Random, node: dict[str, Any]) -> str:
    if node.get("choices"):
        values = [choice["value"] for choice in scoring_cases.sheet()["lists"][node["choices"]]]
        many = node["type"] == "select" and chance.random() < 0.5
        return " ".join(sorted(set(chance.choices(values, k=3 if many else 1))))
    if node["name"] == "birth_year":
        return chance.choice(YEARS)
    if node["type"] in ("int", "decimal"):
        return chance.choice(NUMBERS)
    return chance.choice(DATES if node["type"] == "date" else TEXTS)

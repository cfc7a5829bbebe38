"""Random households and well-typed random expressions over them, the same for the same seed."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

Household = dict[str, Any]
WORDS = ["", "An", "Bùi Văn Ền", "nhà", "a b", "brick", "0912", "Hoà Bình", "x-y", "36.5", "007", "%"]
WALLS = ["brick", "wood", "straw"]
WATER = ["tap", "well", "rain"]


def household(pick: random.Random) -> Household:
    answers = {
        "commune": pick.choice(WORDS).strip(),
        "zero": "0",
        "area": _some(pick, f"{pick.randint(0, 999) / 10}"),
        "rooms": _some(pick, str(pick.randint(0, 9))),
        "debt": _some(pick, str(pick.choice([-1, 1]) * pick.randint(0, 10**7) / 4)),
        "walls": _some(pick, pick.choice(WALLS)),
        "water": " ".join(pick.sample(WATER, pick.randint(0, 3))),
        "visited": _some(pick, _day(pick)),
        "code": pick.choice(["007", "abc", "12", ""]),
        "house": {"roof": pick.choice(WORDS).strip(), "size": _some(pick, str(pick.randint(4, 120)))},
        "gate": str(pick.randint(0, 9)),
        "shut": "4",
        "member": [_member(pick) for _ in range(pick.randint(0, 5))],
    }
    return {key: value for key, value in answers.items() if value != ""}


def _member(pick: random.Random) -> Household:
    trips = [{"day": _day(pick), "cost": str(pick.randint(0, 300))} for _ in range(pick.randint(0, 3))]
    return {
        "name": pick.choice(WORDS[1:]),
        "birth": _day(pick),
        "age": str(pick.randint(0, 99)),
        "income": f"{pick.randint(0, 80) / 8}",
        "sex": pick.choice("mf"),
        "skills": " ".join(pick.sample(WATER, pick.randint(0, 2))),
        "trip": trips,
    }


def _some(pick: random.Random, text: str) -> str:
    return text if pick.random() < 0.8 else ""


def _day(pick: random.Random) -> str:
    return str(date(1900, 1, 1) + timedelta(days=pick.randint(0, 50_000)))


class Writer:
    """Writes one expression that asks from a member, or from the household when ``member`` is false."""

    def __init__(self, pick: random.Random, member: bool) -> None:
        self.pick = pick
        self.member = member

    def expression(self) -> str:
        return self.pick.choice([self.number, self.text, self.truth])(4)

    def number(self, depth: int) -> str:
        leaves: list[Callable[[], str]] = [
            lambda: str(self.pick.randint(0, 60)),
            lambda: f"{self.pick.randint(0, 400) / 8}",
            lambda: self.number_question(),
        ]
        if depth <= 0:
            return self.pick.choice(leaves)()
        inner = lambda: self.number(depth - 1)  # noqa: E731
        longer: list[Callable[[], str]] = [
            lambda: f"({inner()} {self.pick.choice(['+', '-', '*', 'div'])} {inner()})",
            lambda: f"(int({inner()}) mod {self.pick.randint(0, 9)})",
            lambda: f"if({self.truth(depth - 1)}, {inner()}, {inner()})",
            lambda: f"{self.pick.choice(['int', 'number', 'abs', 'floor', 'ceiling'])}({inner()})",
            lambda: f"{self.pick.choice(['count', 'count-non-empty'])}({self.nodes()})",
            lambda: f"sum({self.full_nodes()})",
            lambda: f"string-length({self.text(depth - 1)})",
            lambda: f"count-selected({self.text(depth - 1)})",
            lambda: f"number({self.day()})",
            lambda: f"({self.day()} - {self.day()})",
            lambda: f"({self.day()} + {self.pick.randint(0, 900)})",
            lambda: (
                f"{self.pick.choice(['max', 'min'])}(string-length({self.text(depth - 1)}), {self.pick.randint(0, 60)})"
            ),
            lambda: f"round(abs({inner()}) * 2)",
            lambda: f"pow({self.pick.randint(0, 9)}, {self.pick.randint(0, 6)})",
        ]
        return self.pick.choice(leaves + longer * 2)()

    def text(self, depth: int) -> str:
        leaves = [lambda: self.word(), lambda: self.text_question()]
        if depth <= 0:
            return self.pick.choice(leaves)()
        inner = lambda: self.text(depth - 1)  # noqa: E731
        longer: list[Callable[[], str]] = [
            lambda: f"concat({inner()}, {inner()})",
            lambda: f"join({self.word()}, {self.nodes()})",
            lambda: f"string(int({self.number(depth - 1)}))",
            lambda: f"string({self.number(0)})",
            lambda: f"string({self.truth(depth - 1)})",
            lambda: f"if({self.truth(depth - 1)}, {inner()}, {inner()})",
            lambda: f"coalesce({inner()}, {inner()})",
            lambda: f"substr({inner()}, {self.pick.randint(-4, 4)}, {self.pick.randint(-4, 9)})",
            lambda: f"substring-{self.pick.choice(['before', 'after'])}({inner()}, {self.letters()})",
            lambda: f"translate({inner()}, {self.letters()}, {self.letters()})",
            lambda: f"normalize-space({inner()})",
            lambda: f"selected-at(normalize-space({inner()}), {self.pick.randint(0, 3)})",
            lambda: f"format-date({self.day()}, '{self.pick.choice(['%d/%m/%Y', '%e.%n.%y', '%a %b'])}')",
            lambda: (
                f"digest('{self.pick.choice(['', 'An', 'x-y', 'brick'])}', '{self.pick.choice(['MD5', 'SHA-1', 'SHA-256'])}', 'hex')"
            ),
        ]
        return self.pick.choice(leaves + longer * 2)()

    def truth(self, depth: int) -> str:
        if depth <= 0:
            return self.pick.choice(
                ["true()", "false()", f"selected({self.text_question()}, '{self.pick.choice(WATER)}')"]
            )
        inner = lambda: self.truth(depth - 1)  # noqa: E731
        operator = self.pick.choice(["=", "!=", "<", "<=", ">", ">="])
        longer: list[Callable[[], str]] = [
            lambda: f"({inner()} {self.pick.choice(['and', 'or'])} {inner()})",
            lambda: f"not({inner()})",
            lambda: f"({self.number(depth - 1)} {operator} {self.number(depth - 1)})",
            lambda: f"({self.text(depth - 1)} {self.pick.choice(['=', '!='])} {self.text(depth - 1)})",
            lambda: f"({self.day()} {operator} {self.day()})",
            lambda: f"({self.full_nodes()} {operator.replace('!=', '=')} {self.pick.randint(0, 99)})",
            lambda: (
                f"{self.pick.choice(['contains', 'starts-with', 'ends-with'])}({self.text(depth - 1)}, {self.word()})"
            ),
            lambda: (
                f"regex({self.text(depth - 1)}, '{self.pick.choice(['^[0-9]+$', '^.*[aà].*$', '^[^ ]*$'])}')"
            ),
            lambda: f"boolean({self.number(depth - 1)} > 3)",
            lambda: (
                f"checklist({self.pick.randint(-1, 2)}, {self.pick.randint(-1, 3)}, {inner()}, {inner()})"
            ),
        ]
        return self.pick.choice(longer)()

    def word(self) -> str:
        return f"'{self.pick.choice(WORDS)}'"

    def letters(self) -> str:
        return "'" + "".join(self.pick.sample("abnà -.0", self.pick.randint(1, 3))) + "'"

    def number_question(self) -> str:
        own = ["../age", "../income", "position(..)"] if self.member else []
        return self.pick.choice(
            ["/data/rooms", "/data/area", "/data/debt", "/data/house/size", "/data/shut", *own]
        )

    def text_question(self) -> str:
        own = ["../name", "../skills", "../sex"] if self.member else []
        return self.pick.choice(["/data/commune", "/data/walls", "/data/water", "/data/house/roof", *own])

    def day(self) -> str:
        own = ["../birth"] if self.member else []
        return self.pick.choice(["today()", "date('2024-02-29')", "date(15000)", "date('1900-03-01')", *own])

    def nodes(self) -> str:
        own = ["../trip", "../trip/day"] if self.member else ["/data/member/name", "/data/member/skills"]
        return self.pick.choice([*own, "/data/house/*", self.full_nodes()])

    def full_nodes(self) -> str:
        """Number questions that everyone has answered."""
        if self.member:
            return self.pick.choice(["../trip/cost", "../trip[cost > 50]/cost", "../../member/age"])
        bound = self.pick.randint(0, 90)
        return self.pick.choice(
            [
                "/data/member/age",
                f"/data/member[age > {bound}]/income",
                "/data/member[sex = 'f']/age",
                "//cost",
            ]
        )

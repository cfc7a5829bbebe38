"""Random sheets for the form engine: nested groups and repeats, conditions, calculations, choices."""

from __future__ import annotations

import random
from typing import Any

from tests.sheets import end, q

Row = dict[str, Any]
LISTS = ("yn", "province")
QUESTIONS = (
    "integer",
    "decimal",
    "text",
    "date",
    "select_one",
    "select_multiple",
    "calculate",
    "hidden",
    "note",
)


class Sheet:
    """Writes one sheet; an expression names only questions above it, so that no circle arises."""

    def __init__(self, pick: random.Random) -> None:
        self.pick = pick
        self.rows: list[Row] = []
        self.names: dict[str, str] = {}
        self.repeats: list[str] = []
        self.inside: list[str] = []

    def write(self) -> list[Row]:
        self.rows.append(q("integer", "q0"))
        self.names["q0"] = "integer"
        self.block(0)
        return self.rows

    def block(self, depth: int) -> None:
        for _ in range(self.pick.randint(2, 5)):
            chance = self.pick.random()
            if depth < 3 and chance < 0.16:
                self.group(depth)
            elif depth < 3 and chance < 0.34:
                self.repeat(depth)
            else:
                self.question()

    def new_name(self, letter: str) -> str:
        return f"{letter}{len(self.rows)}"

    def group(self, depth: int) -> None:
        self.rows.append(q("begin_group", self.new_name("g"), relevant=self.sometimes(0.5, self.truth)))
        self.question()
        self.block(depth + 1)
        self.rows.append(end())

    def repeat(self, depth: int) -> None:
        name = self.new_name("r")
        count = self.sometimes(0.3, lambda: f"{self.number()} mod 4")
        self.rows.append(
            q("begin_repeat", name, repeat_count=count, relevant=self.sometimes(0.25, self.truth))
        )
        self.inside.append(name)
        self.question()
        self.block(depth + 1)
        self.inside.pop()
        self.rows.append(end("repeat"))
        self.repeats.append(name)

    def question(self) -> None:
        kind = self.pick.choice(QUESTIONS)
        name = self.new_name("q")
        cells: Row = {"relevant": self.sometimes(0.3, self.truth)}
        if kind == "calculate":
            cells["calculation"] = self.pick.choice([self.number, self.text, self.truth])()
        elif kind.startswith("select"):
            kind = f"{kind} {self.pick.choice(LISTS)}"
        if kind not in ("calculate", "hidden", "note"):
            cells["required"] = self.sometimes(0.3, lambda: self.pick.choice(["yes", self.truth()]))
            cells["constraint"] = self.sometimes(0.3, lambda: f". {self.pick.choice('<>')} {self.number()}")
        if kind in ("integer", "text"):
            cells["default"] = self.sometimes(
                0.25, lambda: self.pick.choice(["3", "12", self.number() + " + 0"])
            )
        self.rows.append(q(kind, name, **{key: cell for key, cell in cells.items() if cell}))
        if kind != "note":
            self.names[name] = kind.split(" ")[0]

    def sometimes(self, chance: float, make: Any) -> Any:
        return make() if self.pick.random() < chance else None

    def any_name(self) -> str:
        return "${" + self.pick.choice(list(self.names)) + "}"

    def number(self) -> str:
        name = self.any_name()
        return self.pick.choice(
            [
                str(self.pick.randint(0, 9)),
                f"coalesce({name}, {self.pick.randint(0, 5)})",
                f"sum({name})",
                f"count({name})",
                f"count-selected({name})",
                f"string-length({name})",
                f"({name} + {self.pick.randint(1, 5)})",
                f"max({name}, 2)",
                f"count(${{{self.pick.choice(self.repeats)}}})"
                if self.repeats
                else "count-non-empty(" + name + ")",
                "position(..)" if self.inside and self.rows[-1]["type"] == "begin_repeat" else f"int({name})",
            ]
        )

    def text(self) -> str:
        name = self.any_name()
        return self.pick.choice(
            [
                f"concat({name}, '-', {self.any_name()})",
                f"join(',', {name})",
                f"if({self.truth()}, {name}, 'no')",
                f"selected-at({name}, 0)",
                f"substr({name}, 0, 3)",
                f"format-date({name}, '%d/%m')",
                "string(today())",
            ]
        )

    def truth(self) -> str:
        name = self.any_name()
        return self.pick.choice(
            [
                f"{name} > {self.pick.randint(0, 5)}",
                f"{name} != ''",
                f"{name} = {self.any_name()}",
                f"selected({name}, 'yes')",
                f"not({name} = 'An')",
                f"{self.number()} >= {self.number()}",
                f"({name} = '' or {self.any_name()} < 9)",
                name,
            ]
        )


def sheet(seed: int) -> list[Row]:
    return Sheet(random.Random(seed)).write()

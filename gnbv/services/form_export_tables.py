"""Answers as tables: one for the surveys, one for each repeat, over all versions of a form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

ANSWERED = ("question", "calculate", "hidden", "meta")
CHOICES = ("select1", "select", "rank")
NUMBERS = ("int", "decimal")
LONGEST_SHEET_NAME = 31
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
MAIN = ""
ABOUT_SURVEY = {
    "survey": ("Mã phiếu", "Survey id"),
    "number": ("Số hộ", "Number"),
    "code": ("Mã hộ", "Household code"),
    "head": ("Chủ hộ", "Head of household"),
    "village": ("Thôn", "Village"),
    "round": ("Đợt rà soát", "Round"),
    "collector": ("Rà soát viên", "Collector"),
    "status": ("Trạng thái phiếu", "State"),
    "origin": ("Gửi từ", "Sent from"),
    "version": ("Bản mẫu", "Sheet version"),
    "made_on": ("Ngày làm phiếu", "Made on"),
    "received_at": ("Xã nhận lúc", "Received at"),
}
ABOUT_INSTANCE = {
    "survey": ("Mã phiếu", "Survey id"),
    "parent": ("Thuộc dòng", "Parent row"),
    "id": ("Mã dòng", "Row id"),
    "position": ("Thứ tự", "Position"),
}


@dataclass(frozen=True)
class Cell:
    """A text, and whether it is a number to calculate with."""

    text: str
    is_number: bool = False


@dataclass
class Table:
    """``columns``: keys in order, first what is said about the row, then paths of questions. ``headers`` beside them."""

    name: str
    columns: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)


Row = dict[str, Cell]


class Shape:
    """The tables of a form and the way from one answers document to their rows.

    ``versions``: compiled forms by version, the newest first: its order and words count, what only older ones ask
    comes after. ``language``: a language of the form, or "" for its default. ``codes``: codes instead of labels.
    """

    def __init__(self, key: str, versions: dict[str, dict[str, Any]], language: str, *, codes: bool) -> None:
        self.versions = versions
        self.language = language
        self.codes = codes
        self.children: dict[str, dict[int, list[dict[str, Any]]]] = {}
        self.labels: dict[tuple[str, str], dict[str, str]] = {}
        self.tables: dict[str, Table] = {MAIN: self._table(key, ABOUT_SURVEY)}
        for version, compiled in versions.items():
            below: dict[int, list[dict[str, Any]]] = {}
            for node in compiled["nodes"]:
                below.setdefault(node["parent"], []).append(node)
            self.children[version] = below
            self._add(compiled, below, -1, MAIN)
        for table in self.tables.values():
            _tell_apart(table)

    def rows(
        self, version: str, survey: str, about: Row, answers: dict[str, Any]
    ) -> Iterator[tuple[Table, Row]]:
        """The row of the survey, then those of its repeats, each with the table it belongs to."""
        main = dict(about)
        later: list[tuple[Table, Row]] = []
        self._read(version, -1, answers, main, later, survey, survey)
        yield self.tables[MAIN], main
        yield from later

    def _table(self, name: str, about: dict[str, tuple[str, str]]) -> Table:
        place = 1 if self.language.endswith("(en)") else 0
        shown = list(about) if self.codes else [words[place] for words in about.values()]
        taken = {table.name.lower() for table in getattr(self, "tables", {}).values()}
        return Table(_sheet_name(name, taken), list(about), shown)

    def _add(
        self, compiled: dict[str, Any], below: dict[int, list[dict[str, Any]]], parent: int, place: str
    ) -> None:
        for node in below.get(parent, ()):
            if node["kind"] == "repeat":
                if node["path"] not in self.tables:
                    self.tables[node["path"]] = self._table(node["name"], ABOUT_INSTANCE)
                self._add(compiled, below, node["i"], node["path"])
            elif below.get(node["i"]):
                self._add(compiled, below, node["i"], place)
            elif node["kind"] in ANSWERED and not node.get("generated"):
                table = self.tables[place]
                if node["path"] not in table.columns:
                    table.columns.append(node["path"])
                    table.headers.append(node["key"] if self.codes else self._header(compiled, node))

    def _read(
        self,
        version: str,
        parent: int,
        answers: dict[str, Any],
        row: Row,
        later: list[tuple[Table, Row]],
        survey: str,
        above: str,
    ) -> None:
        for node in self.children[version].get(parent, ()):
            value = answers.get(node["name"])
            if node["kind"] == "repeat":
                for position, one in enumerate(value if isinstance(value, list) else (), 1):
                    made = str(one.get("_id", ""))
                    inner = {
                        "survey": Cell(survey),
                        "parent": Cell(above),
                        "id": Cell(made),
                        "position": Cell(str(position), True),
                    }
                    later.append((self.tables[node["path"]], inner))
                    self._read(version, node["i"], one, inner, later, survey, made)
            elif self.children[version].get(node["i"]):
                self._read(
                    version, node["i"], value if isinstance(value, dict) else {}, row, later, survey, above
                )
            elif isinstance(value, str) and value:
                row[node["path"]] = self._cell(version, node, value)

    def _cell(self, version: str, node: dict[str, Any], value: str) -> Cell:
        if node["type"] in CHOICES and not self.codes:
            words = self._labels(version, node)
            picked = [value] if node["type"] == "select1" else value.split()
            return Cell("; ".join(words.get(one) or one for one in picked))
        return Cell(value, node["type"] in NUMBERS)

    def _labels(self, version: str, node: dict[str, Any]) -> dict[str, str]:
        name = node.get("choices") or ""
        if (version, name) not in self.labels:
            compiled = self.versions[version]
            if name in compiled["lists"]:
                found = {one["value"]: self._words(compiled, one["label"]) for one in compiled["lists"][name]}
            else:
                found = _of_table((compiled.get("instances") or {}).get(name) or {}, node)
            self.labels[version, name] = found
        return self.labels[version, name]

    def _header(self, compiled: dict[str, Any], node: dict[str, Any]) -> str:
        words = self._words(compiled, compiled["texts"].get(f"{node['path']}:label") or {})
        return " ".join(words.split()) or str(node["key"])

    def _words(self, compiled: dict[str, Any], by_language: dict[str, Any]) -> str:
        parts = by_language.get(self.language) or by_language.get(compiled["default_language"])
        parts = parts or next(iter(by_language.values()), "")
        if isinstance(parts, str):
            return parts
        return "".join(part if isinstance(part, str) else "…" for part in parts).strip()


def _of_table(table: dict[str, Any], node: dict[str, Any]) -> dict[str, str]:
    columns = table.get("columns") or []
    value, label = node.get("value_ref", "name"), node.get("label_ref", "label")
    if value not in columns or label not in columns:
        return {}
    at, words = columns.index(value), columns.index(label)
    return {row[at]: row[words] for row in table["rows"] if len(row) > max(at, words)}


def _tell_apart(table: Table) -> None:
    """Two questions with one label get their paths behind it: a table has no two columns of one name."""
    twice = {header for header, count in Counter(table.headers).items() if count > 1}
    table.headers = [
        f"{header} ({column.split('/', 2)[-1]})" if header in twice else header
        for header, column in zip(table.headers, table.columns, strict=True)
    ]


def _sheet_name(name: str, taken: set[str]) -> str:
    plain = NOT_IN_SHEET_NAMES.sub("_", name)[:LONGEST_SHEET_NAME] or "sheet"
    if plain.lower() == "history":  # Excel keeps this name for itself
        plain = "history_"
    made, number = plain, 2
    while made.lower() in taken:
        end = f"_{number}"
        made, number = plain[: LONGEST_SHEET_NAME - len(end)] + end, number + 1
    return made

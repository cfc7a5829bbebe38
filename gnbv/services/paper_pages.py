"""A sheet as the office types it: every question of it on one page, short, with its codes and what was typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gnbv.rules import typed
from gnbv.rules.form import Instance
from gnbv.services import form_pages, paper_problems
from gnbv.services.form_parts import Part, control_of
from gnbv.services.paper_answers import Document, Reader

# What only a screen at the door can do.
NOT_SHOWN = {"result"}
UNITS = {"m2": "m²", "kwh": "kWh", "sao": "sào", "head": "con", "million-vnd": "triệu đồng", "points": "điểm"}
MOST_CODES_BESIDE = 12


@dataclass
class Cell:
    """One field: ``text`` as typed, ``words`` what it stands for. ``ref`` names it on the page."""

    key: str
    ref: str
    number: str
    label: str
    hint: str
    kind: str
    unit: str
    codes: list[tuple[int, str]]
    text: str = ""
    words: str = ""
    fault: str = ""
    is_asked: bool = True
    is_required: bool = False

    @property
    def is_field(self) -> bool:
        return self.kind not in ("note", "derived")

    @property
    def keyboard(self) -> str:
        """The keys that a small screen offers."""
        return {"number": "decimal", "date": "numeric", "one": "numeric", "file": "numeric"}.get(
            self.kind, ""
        )

    @property
    def is_long(self) -> bool:
        return len(self.codes) > MOST_CODES_BESIDE


@dataclass
class Heading:
    """A group inside a section."""

    key: str
    label: str
    is_asked: bool


@dataclass
class Row:
    id: str
    cells: list[Cell]


@dataclass
class Table:
    """A repeat: a row a person. ``blank`` is the row that a new one is made of."""

    key: str
    label: str
    columns: list[Cell]
    rows: list[Row]
    blank: Row
    is_asked: bool

    def is_used(self, place: int) -> bool:
        """Whether anybody is asked the question in this column."""
        return any(row.cells[place].is_asked for row in self.rows)


@dataclass
class Section:
    key: str
    number: str
    title: str
    is_asked: bool
    blocks: list[Cell | Heading | Table] = field(default_factory=list)


def sections(
    reader: Reader, document: Document, instance: Instance, locale: str, asked: set[str]
) -> list[Section]:
    """The whole sheet. ``asked``: refs whose emptiness is told, because handing in was tried."""
    return _Page(reader, document, instance, locale, asked).sections()


class _Page:
    def __init__(
        self, reader: Reader, document: Document, instance: Instance, locale: str, asked: set[str]
    ) -> None:
        self.reader = reader
        self.document = document
        self.instance = instance
        self.asked = asked
        self.numbers: dict[str, str] = {}
        self.parts = form_pages.parts(reader.compiled, locale)
        for part in self.parts:
            for one in _walk(part):
                self.numbers[one.key] = one.number
                if one.companion is not None:  # "Không biết" carries the number of its question
                    self.numbers[one.companion.key] = one.number

    def sections(self) -> list[Section]:
        found = []
        for part in self.parts:
            section = Section(part.key, part.number, part.label, self._is_on(part.key))
            node = self.reader.by_key[part.key]
            inside = [node] if node["kind"] != "group" else self.reader.children.get(node["i"], [])
            section.blocks = list(self._blocks(inside))
            if section.blocks:
                found.append(section)
        return found

    def _blocks(self, nodes: list[dict[str, Any]]) -> Iterator[Cell | Heading | Table]:
        for node in nodes:
            below = self.reader.children.get(node["i"])
            if node["kind"] == "repeat":
                yield self._table(node)
            elif node["kind"] == "group" and below:
                yield Heading(node["key"], self._text(node, "label", ""), self._is_on(node["key"]))
                yield from self._blocks(below)
            elif self._is_shown(node):
                yield self._cell(node, "")

    def _table(self, node: dict[str, Any]) -> Table:
        ids = self.document["rows"].get(node["key"], [])
        inside = [one for one in self._leaves(node["i"]) if self._is_shown(one) and one["kind"] != "note"]
        return Table(
            key=node["key"],
            label=self._text(node, "label", "") or node["name"],
            columns=[self._plain(one, "##") for one in inside],
            rows=[Row(row, [self._cell(one, row) for one in inside]) for row in ids],
            blank=Row("##", [self._plain(one, "##") for one in inside]),
            is_asked=self._is_on(node["key"]) if ids else True,
        )

    def _leaves(self, index: int) -> Iterator[dict[str, Any]]:
        for node in self.reader.children.get(index, ()):
            if self.reader.children.get(node["i"]):
                yield from self._leaves(node["i"])
            else:
                yield node

    def _is_shown(self, node: dict[str, Any]) -> bool:
        tokens = set(node.get("appearance") or ())
        if node["kind"] not in ("question", "note") or tokens & NOT_SHOWN or node.get("generated"):
            return False
        return node["kind"] == "note" or "calculate" in node or self.reader.is_typed(node)

    def _plain(self, node: dict[str, Any], row: str) -> Cell:
        tokens = list(node.get("appearance") or ())
        control = control_of(node, tokens)
        is_short = "notice" in tokens
        label = self.reader.words(self.reader.compiled["texts"].get(f"{node['path']}:label"))
        hint = self.reader.words(self.reader.compiled["texts"].get(f"{node['path']}:hint"))
        unit = "points" if "points" in tokens else next((t[5:] for t in tokens if t.startswith("unit-")), "")
        codes = enumerate((words for _value, words in self.reader.choices(node)), 1)
        return Cell(
            key=node["key"],
            ref=f"{node['key']}@{row}" if row else str(node["key"]),
            number=self.numbers.get(node["key"], ""),
            label=(hint or label) if is_short else (label or node["name"]),
            hint="" if is_short else hint,
            kind="file" if node["type"] == "binary" else "area" if "multiline" in tokens else control,
            unit=UNITS.get(unit, ""),
            codes=list(codes) if control != "derived" else [],
        )

    def _cell(self, node: dict[str, Any], row: str) -> Cell:
        cell = self._plain(node, row)
        element = self.instance.element(cell.ref)
        cell.is_asked = element.on
        cell.text = self.document["fields"].get(cell.ref, "")
        cell.is_required = self.instance.is_required(element)
        if "…" in cell.label:
            cell.label = self._text(node, "label", row) or cell.label
        if node["type"] in ("select1", "select", "rank") or cell.kind == "derived":
            cell.words = typed.words(self.reader.choices(node), element.v) if element.on else ""
        fault = self.instance.fault(element) if cell.is_field else ""
        if fault == "type":
            cell.words = ""
        if fault and (fault != "required" or cell.ref in self.asked):
            text = self.instance.message(element, fault)
            cell.fault = paper_problems.said(fault, text, node["type"])
        return cell

    def _text(self, node: dict[str, Any], kind: str, row: str) -> str:
        by_language = self.reader.compiled["texts"].get(f"{node['path']}:{kind}", {})
        parts: Any = by_language.get(self.reader.language) or next(iter(by_language.values()), [])
        if isinstance(parts, str) or all(isinstance(part, str) for part in parts):
            return "".join(parts).strip()
        near = self.instance.element(f"{node['key']}@{row}" if row else str(node["key"]))
        return self.instance.text(parts, near).strip()

    def _is_on(self, key: str) -> bool:
        try:
            return self.instance.is_relevant(key)
        except KeyError:
            return True


def _walk(part: Part) -> Iterator[Part]:
    yield part
    for one in [*part.parts, *part.lists]:
        yield from _walk(one)

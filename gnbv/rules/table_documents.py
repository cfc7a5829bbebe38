"""A table as a document: a layout (data) laid over the counted numbers. JSON values only, so that it can be frozen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from gnbv.rules.tables import Key

ALL = "all"
ENTERED = "entered"
PLACES = 2
Layout = Mapping[str, Any]
Document = dict[str, Any]


def address(cell: str, section: str) -> Key:
    """Class, measure and key of ``cell`` in a section: what it leaves out is the section's."""
    household_class, measure = section.split(".")
    parts = cell.split(".")
    if len(parts) > 1 and parts[0] in ("poor", "near_poor", "average", ALL):
        household_class, *parts = parts
    if len(parts) > 1 and parts[0] in ("households", "people", "children"):
        measure, *parts = parts
    return household_class, measure, ".".join(parts)


def columns(
    layout: Layout, table: Layout, catalogues: Mapping[str, list[dict[str, Any]]], options: Iterable[str]
) -> list[dict[str, Any]]:
    """The columns of a table in order, repeated ones laid out, each with ``number``, ``key``, ``cell``, ``of``, names and
    the names of its group."""
    given = set(options)
    found: list[dict[str, Any]] = []
    for column in table["columns"]:
        if column.get("optional") and column["optional"] not in given:
            continue
        for one in _repeated(column, catalogues):
            one["number"] = len(found) + 1
            group = one.pop("group", None)
            one["group"] = layout["groups"].get(group) if isinstance(group, str) else group
            found.append(one)
    return found


def _repeated(column: Layout, catalogues: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    if "each" not in column:
        shown = {key: column[key] for key in ("key", "vi", "en")}
        return [
            shown
            | {
                "cell": column.get("cell", column["key"]),
                "of": column.get("of"),
                "group": column.get("group"),
            }
        ]
    return [
        {
            "key": str(item["value"]), "vi": item["vi"], "en": item["en"], "group": item.get("group"),
            "cell": f"{column['cell']}.{item['value']}", "of": column.get("of"),
        }
        for item in catalogues[column["each"]]
    ]  # fmt: skip


class Numbers:
    """Counted numbers by row. ``entered``: figures of all households and people by row; a row without is unknown."""

    def __init__(
        self, rows: Iterable[tuple[str, str, frozenset[Hashable]]], whole: set[Hashable],
        counts: Mapping[Hashable, Counter[Key]], entered: Mapping[str, Mapping[str, int | None]],
    ) -> None:  # fmt: skip
        self.rows = [(id_, name) for id_, name, _ in rows]
        self.entered = entered
        of_row = {village: id_ for id_, _, villages in rows for village in villages}
        self.of_row: dict[str, Counter[Key]] = {id_: Counter() for id_, _ in self.rows}
        self.total: Counter[Key] = Counter()
        for place, counted in counts.items():
            if place in of_row:
                self.of_row[of_row[place]].update(counted)
            if place in whole:
                self.total.update(counted)

    def value(self, row: str | None, key: Key) -> int | None:
        if key[2] != ENTERED:
            return self.total[key] if row is None else self.of_row[row][key]
        if row is not None:
            return self.entered.get(row, {}).get(key[1])
        told = [self.entered.get(id_, {}).get(key[1]) for id_, _ in self.rows]
        known = [value for value in told if value is not None]
        return sum(known) if known and len(known) == len(told) else None


def build(layout: Layout, table: Layout, heads: list[dict[str, Any]], numbers: Numbers) -> Document:
    """The table's document: sections with columns, rows (unit, name, cells) and the total, counted by itself."""
    sections = []
    for name in table["sections"]:
        household_class, measure = name.split(".")
        keys = [
            (address(head["cell"], name), address(head["of"], name) if head["of"] else None) for head in heads
        ]
        rows = [
            {"unit": id_, "name": shown, "cells": [_cell(numbers, id_, *pair) for pair in keys]}
            for id_, shown in numbers.rows
        ]
        sections.append(
            {
                "key": name, "class": household_class, "measure": measure, **layout["sections"][name],
                "columns": [
                    {"number": head["number"], "key": head["key"], "vi": head["vi"], "en": head["en"],
                     "group": head["group"], "rate": bool(head["of"]), "counted": key[2] != ENTERED}
                    for head, (key, _) in zip(heads, keys, strict=True)
                ],
                "rows": rows,
                "total": [_cell(numbers, None, *pair) for pair in keys],
                "notes": {note: _noted(numbers, note, name) for note in table.get("notes", [])},
            }
        )  # fmt: skip
    return {"code": table["code"], "vi": table["vi"], "en": table["en"], "sections": sections}


def _noted(numbers: Numbers, note: str, section: str) -> dict[str, int]:
    """How many households a note is about, by row."""
    key = (section.split(".")[0], "households", note)
    found = {shown: numbers.of_row[id_][key] for id_, shown in numbers.rows}
    return {shown: count for shown, count in found.items() if count}


# What is not known of any household of a row is no zero: the number of those of whom it is not known says so.
SILENT = {"mark": "no_sheet", "cause": "no_cause"}


def _cell(numbers: Numbers, row: str | None, key: Key, of: Key | None) -> int | float | None:
    value = numbers.value(row, key)
    silent = SILENT.get(key[2].partition(".")[0])
    if silent:
        homes = numbers.value(row, (key[0], "households", "9"))
        if homes and numbers.value(row, (key[0], "households", silent)) == homes:
            return None
    if of is None:
        return value
    whole = numbers.value(row, of)
    return None if value is None or not whole else round(100 * value / whole, PLACES)


def keys_of(table: Layout, heads: list[dict[str, Any]], section: str, column: str) -> list[Key]:
    """What a number of the table counts, to find its households."""
    if section not in table["sections"]:
        return []
    return [
        key
        for head in heads
        if head["key"] == column
        for key in [address(head["cell"], section)]
        if key[2] != ENTERED
    ]

"""Marks by which somebody else's workbook asks for a number: ``{{T2.poor.households.5}}``.

``<table>.<class>.<measure>.<column>``: class and measure may be left out where the table leaves no doubt; the column is its
number or its key. ``@`` names a row, by place (``@3``) or name (``@Thôn 3``); without it the mark is the total. Beside
numbers there are ``{{unit}}``, ``{{year}}``, ``{{standard}}``, ``{{day}}``, ``{{state}}`` and ``{{row@3}}``, a row's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gnbv.rules.names import fold

MARK = re.compile(r"\{\{\s*([^{}]{1,200}?)\s*\}\}")
BRACES = re.compile(r"\{\{|\}\}")
WORDS = ("unit", "year", "standard", "day", "state")


class UnknownMark(ValueError):
    """``reason``: ``table``, ``section``, ``column``, ``row``, ``ambiguous`` or ``shape``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def marks_in(text: str) -> list[str]:
    """The marks of a cell. Raises ``UnknownMark`` for braces that are no mark."""
    found = MARK.findall(text)
    if BRACES.search(MARK.sub("", text)):
        raise UnknownMark("shape")
    return found


def value_of(
    mark: str, tables: Mapping[str, Mapping[str, Any]], words: Mapping[str, str | int]
) -> str | int | float | None:
    """What a mark stands for; ``None`` for a number that is not known. Raises ``UnknownMark``."""
    path, _, row = (part.strip() for part in mark.partition("@"))
    if path in WORDS and not row:
        return words[path]
    code, *parts = path.split(".")
    if path == "row" and row:
        return _any_row(tables, row)
    table = tables.get(code.strip().upper())
    if table is None or not table.get("sections"):
        raise UnknownMark("table")
    if not parts:
        raise UnknownMark("column")
    *narrow, column = (part.strip() for part in parts)
    sections = [
        one
        for one in table["sections"]
        if all(part in (one["class"], one["measure"], "all") for part in narrow)
    ]
    if not sections:
        raise UnknownMark("section")
    if len(sections) > 1:
        raise UnknownMark("ambiguous")
    (section,) = sections
    heads = section["columns"]
    place = next((n for n, head in enumerate(heads) if head["key"] == column), None)
    if place is None and column.isdigit():
        place = next((n for n, head in enumerate(heads) if head["number"] == int(column)), None)
    if place is None:
        raise UnknownMark("column")
    cells = _row(section["rows"], row)["cells"] if row else section["total"]
    value: int | float | None = cells[place]
    return value


def _any_row(tables: Mapping[str, Mapping[str, Any]], row: str) -> str:
    for table in tables.values():
        for section in table.get("sections") or ():
            return str(_row(section["rows"], row)["name"])
    raise UnknownMark("row")


def _row(rows: list[Mapping[str, Any]], row: str) -> Mapping[str, Any]:
    named = [one for one in rows if fold(str(one["name"])) == fold(row)]
    if len(named) == 1:
        return named[0]
    if row.isdigit() and 1 <= int(row) <= len(rows):
        return rows[int(row) - 1]
    raise UnknownMark("row")

"""What became other since tables were frozen, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Number = int | float | None
Document = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One cell; ``row`` is empty for the total. ``then`` or ``now`` is ``None`` where the cell is unknown or missing."""

    code: str
    section: Mapping[str, str]
    row: str
    column: Mapping[str, str]
    then: Number
    now: Number


@dataclass(frozen=True)
class Listed:
    """A household that a list names on one side only."""

    code: str
    household: Mapping[str, Any]
    is_new: bool


def compare(then: Mapping[str, Document], now: Mapping[str, Document]) -> list[Change]:
    """Of the tables of numbers in ``then``: every cell that differs, also rows and columns on one side only."""
    return [
        change
        for code, table in then.items()
        for section in table.get("sections", ())
        for change in _section(code, section, _find(now.get(code, {}), section["key"]))
    ]


def compare_lists(then: Mapping[str, Document], now: Mapping[str, Document]) -> list[Listed]:
    """Households that came into the lists of ``then`` or left them."""
    found = []
    for code, table in then.items():
        if "homes" not in table:
            continue
        before = {home["household"]: home for home in table["homes"]}
        after = {home["household"]: home for home in now.get(code, {}).get("homes", ())}
        found += [Listed(code, home, False) for id_, home in before.items() if id_ not in after]
        found += [Listed(code, home, True) for id_, home in after.items() if id_ not in before]
    return found


def _find(table: Document, key: str) -> Document:
    return next(
        (one for one in table.get("sections", ()) if one["key"] == key),
        {"columns": [], "rows": [], "total": []},
    )


def _section(code: str, then: Document, now: Document) -> Iterator[Change]:
    heads = {head["key"]: head for section in (now, then) for head in section["columns"]}
    before, after = _cells(then), _cells(now)
    names = {row["unit"]: row["name"] for section in (now, then) for row in section["rows"]}
    for unit in ("", *dict.fromkeys([row["unit"] for section in (then, now) for row in section["rows"]])):
        for key, head in heads.items():
            one, other = before.get((unit, key)), after.get((unit, key))
            if one != other:
                yield Change(code, then, names.get(unit, ""), head, one, other)


def _cells(section: Document) -> dict[tuple[str, str], Number]:
    keys = [head["key"] for head in section["columns"]]
    found = {("", key): value for key, value in zip(keys, section["total"], strict=True)}
    for row in section["rows"]:
        found |= {(row["unit"], key): value for key, value in zip(keys, row["cells"], strict=True)}
    return found

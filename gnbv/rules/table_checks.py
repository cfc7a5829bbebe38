"""Whether tables reconcile (domain rules, part 4): read from the documents alone, so that frozen ones can be checked too.

A check names both numbers and where they differ; nothing is rounded away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

OUT, IN = ("2", "3", "4"), ("5", "6", "7", "8")
MEASURES = ("households", "people")
# Which tables repeat the number of households and people at the end of the period, in which column.
REPEATED = {"T4": "total", "T6": "total", "T8": "total", "T9": "total", "T10": "total"}
TOTAL = ""


@dataclass(frozen=True)
class Difference:
    """Two numbers that should be equal (or the first not the larger), in a row (``TOTAL``: the whole unit)."""

    row: str
    left: int | None
    right: int | None


@dataclass
class Check:
    """``code`` names the rule, ``of`` the measure or class; ``left`` and ``right`` the cells as people write them;
    ``sums`` both totals. ``cells``: (table, section, column, row) to be marked."""

    code: str
    of: str = ""
    left: str = ""
    right: str = ""
    sums: tuple[int | None, int | None] = (None, None)
    differences: list[Difference] = field(default_factory=list)
    cells: list[tuple[str, str, str, str]] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.differences

    def as_document(self) -> dict[str, Any]:
        return {**asdict(self), "holds": self.holds}


class Reader:
    """The numbers of a set of tables by table, section, column and row name."""

    def __init__(self, tables: Mapping[str, Mapping[str, Any]]) -> None:
        self.tables = tables
        self.sections = {
            (code, section["key"]): section
            for code, table in tables.items()
            for section in table.get("sections", ())
        }

    def has(self, code: str, section: str) -> bool:
        return (code, section) in self.sections

    def column(self, code: str, section: str, key: str) -> dict[str, Any]:
        """Row id → number, the total under ``TOTAL``; empty where there is no such column."""
        found = self.sections.get((code, section))
        place = (
            next((n for n, head in enumerate(found["columns"]) if head["key"] == key), None)
            if found
            else None
        )
        if found is None or place is None:
            return {}
        return {TOTAL: found["total"][place], **{row["unit"]: row["cells"][place] for row in found["rows"]}}

    def name(self, code: str, section: str, row: str) -> str:
        rows = self.sections[code, section]["rows"]
        return next((str(one["name"]) for one in rows if one["unit"] == row), "")


def check(tables: Mapping[str, Mapping[str, Any]]) -> list[Check]:
    """Every rule that the tables at hand let be checked."""
    reader = Reader(tables)
    return [
        *_identities(reader),
        *_between(reader),
        *_repeats(reader),
        *_denominators(reader),
        *_sums(reader),
    ]


def follows(tables: Mapping[str, Mapping[str, Any]], former: Mapping[str, Mapping[str, Any]]) -> list[Check]:
    """That the start of a year is the end that was submitted for the year before, of households; rows that are on one
    side only (units merged) are left to the total."""
    reader, before = Reader(tables), Reader(former)
    found = []
    for code, household_class in (("T2", "poor"), ("T3", "near_poor")):
        cell = (code, f"{household_class}.households")
        one, other = reader.column(*cell, "1"), before.column(*cell, "9")
        if not one or not other:
            continue
        made = Check("start", "households", f"{code}(1)", f"{code}(9)", (one.get(TOTAL), other.get(TOTAL)))
        for row, value in one.items():
            if row in other and value != other[row]:
                made.differences.append(Difference(reader.name(*cell, row), value, other[row]))
                made.cells.append((*cell, "1", row))
        found.append(made)
    return found


def _equal(
    reader: Reader, code: str, of: str, left: tuple[str, str, str], right: tuple[str, str, str]
) -> Check:
    one, other = reader.column(*left), reader.column(*right)
    found = Check(code, of, _written(left), _written(right), (one.get(TOTAL), other.get(TOTAL)))
    for row, value in one.items():
        if row in other and value != other[row]:
            found.differences.append(Difference(reader.name(*left[:2], row), value, other[row]))
            found.cells += [(*left, row), (*right, row)]
    return found


def _written(cell: tuple[str, str, str]) -> str:
    return f"{cell[0]}({cell[2]})" if cell[2].isdigit() else cell[0]


def _identities(reader: Reader) -> Iterator[Check]:
    for code, household_class in (("T2", "poor"), ("T3", "near_poor")):
        for measure in MEASURES:
            section = f"{household_class}.{measure}"
            if not reader.has(code, section):
                continue
            by_column = {key: reader.column(code, section, key) for key in ("1", *OUT, *IN, "9")}
            end = by_column["9"]
            found = Check("identity", measure, f"{code}(9)", code, (end.get(TOTAL), None))
            for row, value in end.items():
                reckoned = by_column["1"][row] - sum(by_column[key][row] for key in OUT)
                reckoned += sum(by_column[key][row] for key in IN)
                if row == TOTAL:
                    found.sums = (value, reckoned)
                if reckoned != value:
                    found.differences.append(Difference(reader.name(code, section, row), value, reckoned))
                    found.cells.append((code, section, "9", row))
            yield found


def _between(reader: Reader) -> Iterator[Check]:
    for measure in MEASURES:
        poor, near = f"poor.{measure}", f"near_poor.{measure}"
        if reader.has("T2", poor) and reader.has("T3", near):
            yield _equal(reader, "became_near_poor", measure, ("T2", poor, "2"), ("T3", near, "5"))
            yield _equal(reader, "became_poor", measure, ("T2", poor, "5"), ("T3", near, "3"))


def _repeats(reader: Reader) -> Iterator[Check]:
    for movement, household_class in (("T2", "poor"), ("T3", "near_poor")):
        for measure in MEASURES:
            section = f"{household_class}.{measure}"
            if not reader.has(movement, section):
                continue
            end = (movement, section, "9")
            summary = "T12" if household_class == "poor" else "T13"
            of_t1 = household_class if measure == "households" else f"{household_class}_people"
            others = [(code, section, key) for code, key in REPEATED.items() if reader.has(code, section)]
            if reader.has("T1", "all.all"):
                others.append(("T1", "all.all", of_t1))
            if reader.has(summary, f"{household_class}.all"):
                others.append((summary, f"{household_class}.all", measure))
            for other in others:
                yield _equal(reader, "same_end", measure, end, other)


def _denominators(reader: Reader) -> Iterator[Check]:
    if not reader.has("T1", "all.all"):
        return
    for measure, keys in (
        ("households", ("poor", "near_poor", "average")),
        ("people", ("poor_people", "near_poor_people", "average_people")),
    ):
        whole = reader.column("T1", "all.all", measure)
        missing, less = Check("denominator_missing", measure, "T1"), Check("denominator", measure, "T1", "T1")
        less.sums = (sum(reader.column("T1", "all.all", key)[TOTAL] for key in keys), whole[TOTAL])
        for row, value in whole.items():
            part = sum(reader.column("T1", "all.all", key)[row] for key in keys)
            name = reader.name("T1", "all.all", row)
            if value is None and row != TOTAL:
                missing.differences.append(Difference(name, part, None))
                missing.cells.append(("T1", "all.all", measure, row))
            elif value is not None and value < part:
                less.differences.append(Difference(name, part, value))
                less.cells.append(("T1", "all.all", measure, row))
        yield from (missing, less)


def _sums(reader: Reader) -> Iterator[Check]:
    """Rows sum to the whole, in every column that is no rate."""
    found = Check("sum", left="", right="")
    for (code, name), section in reader.sections.items():
        for place, head in enumerate(section["columns"]):
            if head["rate"] or any(row["cells"][place] is None for row in section["rows"]):
                continue
            of_rows = sum(row["cells"][place] for row in section["rows"])
            if of_rows != section["total"][place]:
                found.differences.append(Difference(f"{code} {head['vi']}", of_rows, section["total"][place]))
                found.cells.append((code, name, head["key"], TOTAL))
    yield found

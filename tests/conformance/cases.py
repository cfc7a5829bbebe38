"""Reads the conformance folder: one text file per sheet, with its answers and what must come of them.

``[survey]``, ``[choices]``, ``[settings]``, ``[external_choices]``, ``[entities]``: tables, cells parted by ``|``
(``\\|`` is a bar, ``\\n`` a new line); a table without a ``label`` column takes the names as labels. ``[file x.csv]``: a
file beside the sheet. ``[answers]`` with ``[rows]``: JSON, then every row that ``form evaluate`` prints as
``path | value | irrelevant required invalid`` (a value after ``~`` is a pattern). ``[answers]`` with ``[error]``: the
answers must end with exit 2. ``[calculations]``: ``expression => value``, each a calculate at the end of the survey.
``[refused]``: ``sheet | row | column | words of the reason``. ``[compiled]``: facts of the compiled form.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.sheets import workbook

HERE = Path(__file__).parent
TABLES = ("survey", "choices", "settings", "external_choices", "entities")
TODAY = "2026-10-23"
Row = dict[str, str]


@dataclass
class Run:
    """One answers document. ``rows`` is None when the answers must be refused; ``part``: other rows may stand beside."""

    answers: str
    rows: list[list[str]] | None
    part: bool = False


@dataclass
class Case:
    name: str
    covers: list[str]
    today: str = TODAY
    tables: dict[str, list[Row]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    refused: list[list[str]] = field(default_factory=list)
    compiled: list[tuple[str, Any]] = field(default_factory=list)

    def sheet(self) -> bytes:
        others = {
            name: rows for name, rows in self.tables.items() if name in ("external_choices", "entities")
        }
        return workbook(
            self.tables.get("survey", []),
            self.tables.get("choices", ()),
            self.tables["settings"][0] if self.tables.get("settings") else None,
            bare="settings" in self.tables,
            **others,
        )

    def laid_out(self, folder: Path) -> Path:
        """The workbook in the folder, its files beside it."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.files.items():
            (folder / name).write_text(text, encoding="utf-8")
        path = folder / "thu.xlsx"
        path.write_bytes(self.sheet())
        return path


@cache
def all_cases() -> tuple[Case, ...]:
    return tuple(read(path) for path in sorted(HERE.glob("*/*.txt")))


def read(path: Path) -> Case:
    head, *sections = re.split(
        r"^\[([a-z_]+(?: [^\]]+)?)\]\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    facts = dict(line.split(": ", 1) for line in head.splitlines() if line and not line.startswith("#"))
    case = Case(
        name=path.relative_to(HERE).with_suffix("").as_posix(),
        covers=[one.strip() for one in facts["covers"].split(";")],
        today=facts.get("today", TODAY),
    )
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        _section(case, title, body)
    return case


def _section(case: Case, title: str, body: str) -> None:
    lines = [line for line in body.splitlines() if line.strip()]
    if title in TABLES:
        case.tables[title] = _table(lines)
    elif title.startswith("file "):
        case.files[title[5:]] = body.rstrip("\n") + "\n"
    elif title == "answers":
        case.runs.append(Run(body, []))
    elif title == "rows":
        case.runs[-1].rows = [_cells(line, 3) for line in lines]
    elif title == "error":
        case.runs[-1].rows = None
    elif title == "calculations":
        _calculations(case, lines)
    elif title == "refused":
        case.refused = [_cells(line, 4) for line in lines]
    elif title == "compiled":
        case.compiled = [
            (fact.strip(), json.loads(value)) for fact, value in (line.split(" = ", 1) for line in lines)
        ]
    else:
        raise ValueError(f"{case.name}: [{title}]")


def _cells(line: str, least: int = 0) -> list[str]:
    cells = [cell.strip().replace("\\|", "|").replace("\\n", "\n") for cell in re.split(r"(?<!\\)\|", line)]
    return cells + [""] * (least - len(cells))


def _table(lines: list[str]) -> list[Row]:
    if not lines:
        return []
    header, *rows = [_cells(line) for line in lines]
    found = [{name: cell for name, cell in zip(header, row, strict=False) if cell} for row in rows]
    has_label = any(name.strip().lower().startswith("label") for name in header)
    for row in found:
        if "name" in row and "form_id" not in header and not has_label:
            row["label"] = row["name"]
    return found


def _calculations(case: Case, lines: list[str]) -> None:
    survey = case.tables.setdefault("survey", [])
    expected = []
    for number, line in enumerate(lines, 1):
        expression, _, value = line.partition("=>")
        survey.append({"type": "calculate", "name": f"c{number}", "calculation": expression.strip()})
        expected.append([f"/data/c{number}", value.strip(), ""])
    for run in case.runs or [Run("{}", [])]:
        run.rows, run.part = expected, True
        if run not in case.runs:
            case.runs.append(run)

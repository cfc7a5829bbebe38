"""Reads an XLSForm and says whether a survey can run it, or which cell stands in the way."""

import re
import tempfile
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gnbv.rules.xform import FormProblem, XFormRefused, compile_form
from gnbv.rules.xform_model import below_root
from gnbv.services.form_cells import cell_of
from gnbv.services.form_files import read_tables
from gnbv.services.form_words import message, sheet_message
from gnbv.services.form_workbook import Unreadable, Workbook, open_workbook

UNSUPPORTED_TYPES = {"begin loop": "loop", "background-audio": "background-audio", "osm": "osm"}


@dataclass(frozen=True)
class SheetProblem:
    """``sheet``, ``row`` (1 is the header) and ``column`` (its header) are None when the file is not readable."""

    sheet: str | None
    row: int | None
    column: str | None
    message: str


class SheetRefused(ValueError):
    def __init__(self, problems: list[SheetProblem]) -> None:
        super().__init__("; ".join(f"{p.sheet}:{p.row}:{p.column} {p.message}" for p in problems))
        self.problems = problems


def check(path: Path) -> dict[str, Any]:
    """``{"supported", "problems"}`` of a workbook, never raising for what is in it."""
    try:
        read_sheet(path)
    except SheetRefused as refused:
        return {"supported": False, "problems": [asdict(problem) for problem in refused.problems]}
    return {"supported": True, "problems": []}


def read_sheet(path: Path) -> dict[str, Any]:
    """The compiled form of a workbook; files it names are looked for beside it. Raises SheetRefused."""
    try:
        content = path.read_bytes() if path.stat().st_size <= 60_000_000 else b"\0" * 60_000_001
    except OSError:
        raise SheetRefused([SheetProblem(None, None, None, message("missing"))]) from None
    return compile_workbook(content, path.stem, path.parent)


def compile_workbook(content: bytes, name: str, beside: Path | None = None) -> dict[str, Any]:
    """``name`` is the form's id when its settings give none. Raises SheetRefused."""
    return compile_with_xform(content, name, beside)[0]


def compile_with_xform(content: bytes, name: str, beside: Path | None = None) -> tuple[dict[str, Any], str]:
    """The compiled form and its XForm, as OpenRosa clients read it. Raises SheetRefused."""
    try:
        book = open_workbook(content)
    except Unreadable as problem:
        raise SheetRefused([SheetProblem(None, None, None, message(problem.code))]) from problem
    problems = list(_before_reading(book))
    if problems:
        raise SheetRefused(problems)
    xml, external = _xform(content, name, book)
    files = read_tables(xml, beside, external)
    try:
        return compile_form(xml, sheet=book.types(), files=files), xml
    except XFormRefused as refused:
        raise SheetRefused([_located(book, problem) for problem in refused.problems]) from refused


def _before_reading(book: Workbook) -> Any:
    for sheet, row, column in book.formulas:
        yield SheetProblem(sheet, row, column, message("formula"))
    for number, cells in book.rows.get("settings", [])[:1]:
        for header in cells:
            if header.strip().lower() == "public_key":
                yield SheetProblem("settings", number, header, message("public_key"))
    for number, cells in book.rows.get("entities", [])[:1]:
        yield SheetProblem("entities", number, next(iter(cells)), message("entity_sheet"))
    for asked in book.survey:
        if asked.type in UNSUPPORTED_TYPES:
            text = message("type", UNSUPPORTED_TYPES[asked.type])
            yield SheetProblem("survey", asked.row, book.column("type"), text)


def _xform(content: bytes, name: str, book: Workbook) -> tuple[str, str | None]:
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    with tempfile.TemporaryDirectory() as folder:
        # pyxform takes the form's id from the file's name.
        file = Path(folder) / (re.sub(r"[^\w.-]", "_", name) + ".xlsx")
        file.write_bytes(content)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                converted = convert(file, validate=False, pretty_print=False)
        except PyXFormError as error:
            raise SheetRefused([_spoken(book, str(error))]) from error
        except KeyError as error:
            raise SheetRefused([_spoken(book, _missing_key(str(error)))]) from error
        except Exception as error:  # pyxform's own slips on odd sheets must not look like ours
            raise SheetRefused([_spoken(book, f"{type(error).__name__}: {error}")]) from error
    return converted.xform, converted.itemsets


def _missing_key(key: str) -> str:
    """pyxform trips over select_multiple ${name}, which select_one and rank may have."""
    is_question = key.startswith("'${")
    return (
        f"select_multiple cannot take choices from a repeat: ({key})" if is_question else f"KeyError: {key}"
    )


def _spoken(book: Workbook, text: str) -> SheetProblem:
    """pyxform's message with the cell it speaks of; the row it prints for itself does not belong in the words."""
    words = re.sub(r"^\[row : \d+\]\s*", "", text).split("\n{")[0].strip()
    return SheetProblem(*cell_of(book, text), sheet_message(words))


def _located(book: Workbook, problem: FormProblem) -> SheetProblem:
    text = message(problem.code, problem.detail)
    if problem.path.startswith("/"):
        below = below_root(problem.path) if problem.path.count("/") > 1 else ""
        row = book.row_of(below) or book.row_of(re.sub(r"_(count|other)$", "", below))
        part = problem.part
        if row is None and below.startswith("meta/"):
            return _in_settings(book, below, text)
        if row is not None and row.path != below:
            part = "repeat_count" if below.endswith("_count") else part
        if row is not None and part == "default" and not book.column("default", row.cells):
            part = "calculate"
        if row is not None:
            return SheetProblem("survey", row.row, book.column(part, row.cells), text)
        return SheetProblem("survey", None, None, text)
    for row in book.survey:
        for header, cell in row.cells.items():
            if problem.path and re.search(rf"\b{re.escape(problem.path)}\b", cell):
                return SheetProblem("survey", row.row, header, text)
    return _in_choices(book, problem, text)


def _in_settings(book: Workbook, below: str, text: str) -> SheetProblem:
    column = {"meta/instanceName": "instance_name"}.get(below)
    number = next((number for number, _ in book.rows.get("settings", [])), None)
    return SheetProblem("settings", number, column, text)


def _in_choices(book: Workbook, problem: FormProblem, text: str) -> SheetProblem:
    for number, cells in book.rows.get("choices", []):
        if problem.path in cells.values():
            return SheetProblem("choices", number, book.column("label", cells, "choices"), text)
    return SheetProblem("survey", None, None, text)

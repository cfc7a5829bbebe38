"""Which cell a message of pyxform speaks of, as far as it says."""

import re

from gnbv.services.form_workbook import SHEETS, SurveyRow, Workbook

Cell = tuple[str | None, int | None, str | None]

_ASKED_FOR = {"calculate": "calculation", "readonly": "read_only"}
_PARTS = (
    ("calculation", "calculate"),
    ("list name", "type"),
    ("list_name", "type"),
    ("file name", "type"),
    ("unmatched", "type"),
    ("question type", "type"),
    ("no type", "type"),
    ("parameter", "parameters"),
    ("trigger", "trigger"),
    ("label", "label"),
    ("name", "name"),
)


def cell_of(book: Workbook, text: str) -> Cell:
    """Sheet, row and the header as it is written; None for what the message does not tell."""
    return _header(book, text) or _missing_sheet(book, text) or _choice(book, text) or _cell(book, text)


def _header(book: Workbook, text: str) -> Cell | None:
    """A header that stands twice, or two names of one column."""
    twice = re.search(r"Duplicate column header: (.*)", text)
    if twice:
        for sheet, headers in book.headers.items():
            if headers.count(twice.group(1).strip()) > 1:
                return sheet, 1, twice.group(1).strip()
    names = re.search(r"sheet: '(\w+)'\. Headers that are different .*: '([^']*)', '([^']*)'", text)
    if names:
        return names.group(1), 1, book.column(names.group(3), sheet=names.group(1)) or names.group(3)
    return None


def _missing_sheet(book: Workbook, text: str) -> Cell | None:
    if "There should be a" not in text:
        return None
    chosen = [row for row in book.survey if row.type.startswith(("select", "rank"))]
    return ("survey", chosen[0].row, book.column("type")) if chosen else None


def _choice(book: Workbook, text: str) -> Cell | None:
    spaced = re.search(r"Choice names with spaces .* See \[(.*?)\] in \[(.*?)\]", text, re.DOTALL)
    if spaced is None:
        return None
    for number, cells in book.rows.get("choices", []):
        if spaced.group(2) in cells.values() and any(
            re.search(r"\s", cells.get(h, "")) for h in ("name", "value")
        ):
            return "choices", number, book.column("name", cells, "choices")
    return "choices", None, book.column("name", sheet="choices")


def _cell(book: Workbook, text: str) -> Cell:
    sheet = _sheet(text)
    numbered = re.search(r"\[row : (\d+)\]", text)
    row = int(numbered.group(1)) if numbered else None
    if sheet == "settings":
        row = next((number for number, _ in book.rows.get("settings", [])), row)
    column = None
    named = re.search(r"'([^']+)' value", text)
    if named:
        column = book.column(_part_of(named.group(1)), sheet=sheet) or named.group(1)
    found = _row_named(book, text) if row is None and sheet == "survey" else None
    if found is not None:
        row = found.row
        column = book.column("type" if "question type" in text.lower() else "label") or column
    if row is None and sheet == "survey":
        row, column = _by_words(book, text)
    if column is None and sheet == "survey" and row is not None:
        part = _guess_part(text)
        column = book.column(part) or _ASKED_FOR.get(part, part)
    return sheet, row, column


def _sheet(text: str) -> str:
    told = re.search(r"On the '(\w+)' sheet", text)
    if told and told.group(1) in SHEETS:
        return told.group(1)
    if "not in choices sheet" in text or "not in external choices sheet" in text:
        return "survey"
    return next((name for name in SHEETS if f"'{name}' sheet" in text or f"{name} sheet" in text), "survey")


def _part_of(word: str) -> str:
    return {"calculation": "calculate", "read_only": "readonly", "relevance": "relevant"}.get(word, word)


def _guess_part(text: str) -> str:
    lowered = text.lower()
    return next((part for word, part in _PARTS if word in lowered), "type")


def _row_named(book: Workbook, text: str) -> SurveyRow | None:
    quoted = set(re.findall(r"'([^']+)'", text))
    type_header = book.column("type") or "type"
    for row in book.survey:
        if row.name in quoted or row.cells.get(type_header, "") in quoted or row.type in quoted:
            return row
    return None


def _by_words(book: Workbook, text: str) -> tuple[int | None, str | None]:
    """The first row whose parameters, or whose list, the message is about."""
    header = book.column("parameters")
    words = [word for word in re.findall(r"[\w-]+", text) if "-" in word or word in ("randomize", "seed")]
    for row in book.survey:
        if header and any(word in row.cells.get(header, "") for word in words):
            return row.row, header
    type_header = book.column("type") or "type"
    lists = {word.strip("'()") for word in text.split()[-1:]}
    for row in book.survey:
        if lists & set(row.cells.get(type_header, "").split()[1:]):
            return row.row, type_header
        if (
            "list_name" in text
            and row.type in ("rank", "select")
            and len(row.cells.get(type_header, "").split()) == 1
        ):
            return row.row, type_header
    return None, None

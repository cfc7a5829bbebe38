"""The words of a workbook as lines and as a table that people translate; nothing in it is run."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gnbv.errors import Invalid
from gnbv.services.form_check import SheetProblem, SheetRefused
from gnbv.services.form_words import message
from gnbv.services.form_workbook import Unreadable, Workbook, open_workbook, refuse_unsafe

SHEET = "texts"
FIXED = ("sheet", "row", "name", "kind")
KINDS = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
HEADER = re.compile(rf"^({'|'.join(KINDS)})(?:\s*::?\s*(.+))?$")
ONLY = "default"
MOST_ROWS = 60_000
MOST_COLUMNS = 200


@dataclass
class Line:
    """One text of the sheet in every language it has. ``row``: of the workbook's sheet, 1 is the header."""

    sheet: str
    row: int
    name: str
    kind: str
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> tuple[str, int, str]:
        return (self.sheet, self.row, self.kind)


def lines(source: bytes) -> tuple[list[str], list[Line]]:
    """The languages and the texts of a workbook, in its order. Raises ``Invalid`` when it cannot be read."""
    try:
        book = open_workbook(source)
    except Unreadable as problem:
        raise _no_source() from problem
    languages: list[str] = []
    found = []
    for sheet in ("survey", "choices"):
        columns = list(_columns(book, sheet))
        languages = list(dict.fromkeys([*languages, *(language for _, _, language in columns)]))
        for row, cells in book.rows.get(sheet, []):
            for kind in KINDS:
                texts = {
                    lang: cells[header] for header, one, lang in columns if one == kind and cells.get(header)
                }
                if texts:
                    found.append(Line(sheet, row, _name(book, sheet, cells), kind, texts))
    return languages, found


def table(source: bytes) -> bytes:
    """The workbook that people translate: one row a text, one column a language. Nothing in it is a formula."""
    import openpyxl  # slow to load, and only who exports needs it

    languages, found = lines(source)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.append([*FIXED, *languages])
    for line in found:
        sheet.append(
            [
                line.sheet,
                line.row,
                *(
                    _cell(sheet, text)
                    for text in (line.name, line.kind, *(line.texts.get(one, "") for one in languages))
                ),
            ]
        )
    return bytes_of(book)


def _columns(book: Workbook, sheet: str) -> Iterator[tuple[str, str, str]]:
    for header in book.headers.get(sheet, []):
        match = HEADER.match(header.strip())
        if match:
            yield header, match[1], match[2] or ONLY


def _name(book: Workbook, sheet: str, cells: dict[str, str]) -> str:
    name = cells.get(book.column("name", sheet=sheet) or "name", "")
    if sheet == "survey":
        return name
    group = next((cells[key] for key in ("list_name", "list name") if cells.get(key)), "")
    return f"{group}/{name}"


def _cell(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def read_table(content: bytes) -> tuple[list[str], list[tuple[int, dict[str, str], set[str]]]]:
    """Headers, and rows as ``(number, text by header, headers of formulas)``. Raises ``SheetRefused``."""
    import openpyxl

    try:
        refuse_unsafe(content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        rows = [
            (
                number,
                [
                    ("" if cell.value is None else str(cell.value).strip(), getattr(cell, "data_type", ""))
                    for cell in cells
                ],
            )
            for number, cells in enumerate(
                book.worksheets[0].iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS), 1
            )
        ]
    except Unreadable as problem:
        raise SheetRefused([SheetProblem(None, None, None, message(problem.code))]) from problem
    except Exception as error:  # openpyxl raises many kinds for a broken file
        raise SheetRefused([SheetProblem(None, None, None, message("corrupt"))]) from error
    headers = [text for text, _ in rows[0][1]] if rows else []
    found = []
    for number, cells in rows[1:]:
        texts = {header: text for header, (text, _) in zip(headers, cells, strict=False) if header}
        formulas = {header for header, (_, kind) in zip(headers, cells, strict=False) if kind == "f"}
        if any(texts.values()):
            found.append((number, texts, formulas))
    return headers, found


def bytes_of(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _no_source() -> Invalid:
    return Invalid(
        "no_source",
        "Bản này không còn bảng tính gốc nên không xuất được chữ. Bản vẫn dùng được. Tải bảng tính lên làm bản mới.",
        "The workbook of this version is not here, so its texts cannot be exported. The version is unchanged. Upload the workbook as a new version.",
    )

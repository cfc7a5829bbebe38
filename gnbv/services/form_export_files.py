"""Tables written into files, row by row, so that their size costs no memory. Nothing in them is a formula."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterable
from contextlib import ExitStack
from typing import IO, Any

from gnbv.errors import Invalid
from gnbv.services.form_export_tables import Cell, Row, Table

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_CELL = 32_767
MOST_DIGITS = 15  # a spreadsheet keeps no more of a number
BYTE_ORDER_MARK = "\ufeff"


def as_zip(tables: Iterable[Table], rows: Iterable[tuple[Table, Row]], out: IO[bytes]) -> None:
    """One CSV file a table, packed. Text that a spreadsheet would run gets a mark before it."""
    with ExitStack() as stack:
        parts: dict[str, tuple[IO[str], Any]] = {}
        for table in tables:
            file: IO[str] = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline=""))
            file.write(BYTE_ORDER_MARK)
            parts[table.name] = (file, csv.writer(file))
            parts[table.name][1].writerow([neutral(Cell(header)) for header in table.headers])
        for table, row in rows:
            empty = Cell("")
            parts[table.name][1].writerow([neutral(row.get(column, empty)) for column in table.columns])
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, (file, _) in parts.items():
                file.seek(0)
                with archive.open(f"{name}.csv", "w", force_zip64=True) as member:
                    while chunk := file.read(65_536):
                        member.write(chunk.encode())


def as_workbook(tables: Iterable[Table], rows: Iterable[tuple[Table, Row]], out: IO[bytes]) -> None:
    """One sheet a table; text is written as text. Raises ``Invalid`` when a sheet cannot hold the rows."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, {**options, "strings_to_numbers": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheets = {}
        for table in tables:
            sheet = sheets[table.name] = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            for column, header in enumerate(table.headers):
                sheet.write_string(0, column, header[:LONGEST_CELL], bold)
        at = dict.fromkeys(sheets, 0)
        for table, row in rows:
            at[table.name] += 1
            if _write_row(sheets[table.name], at[table.name], table, row) < 0:
                raise _too_many_rows()


def as_json(head: dict[str, Any], surveys: Iterable[dict[str, Any]], out: IO[bytes]) -> None:
    """``head`` with the list ``surveys``, one a line."""
    start = json.dumps(head, ensure_ascii=False)[:-1]
    text = io.TextIOWrapper(out, encoding="utf-8", write_through=True)
    text.write(f'{start}, "surveys": [')
    for place, survey in enumerate(surveys):
        text.write(("," if place else "") + "\n" + json.dumps(survey, ensure_ascii=False))
    text.write("\n]}\n")
    text.detach()


def neutral(cell: Cell) -> str:
    """A cell of a CSV file. A negative number stays one."""
    if cell.text.startswith(FORMULA_STARTS) and not NUMBER.fullmatch(cell.text):
        return "'" + cell.text
    return cell.text


def _write_row(sheet: Any, number: int, table: Table, row: Row) -> int:
    for column, key in enumerate(table.columns):
        cell = row.get(key)
        if cell is None or not cell.text:
            continue
        if cell.is_number and NUMBER.fullmatch(cell.text) and len(cell.text) <= MOST_DIGITS:
            done = sheet.write_number(number, column, float(cell.text))
        else:
            done = sheet.write_string(number, column, cell.text[:LONGEST_CELL])
        if done == -1:
            return -1
    return 0


def _too_many_rows() -> Invalid:
    return Invalid(
        "too_many_rows",
        "Nhiều dòng hơn một bảng tính Excel chứa được. Chưa tải gì. Chọn CSV, hoặc chọn một đợt rà soát.",
        "There are more rows than an Excel sheet can hold. Nothing was downloaded. Choose CSV, or one round.",
    )

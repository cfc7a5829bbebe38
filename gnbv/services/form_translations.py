"""A translated table taken back as a new draft version of the sheet."""

from __future__ import annotations

import io
import re
from typing import Any

from sqlalchemy.orm import Session

from gnbv.errors import Invalid
from gnbv.models import FormVersion
from gnbv.permissions import Actor
from gnbv.services import form_library, form_media
from gnbv.services.form_check import SheetProblem, SheetRefused
from gnbv.services.form_text_table import FIXED, HEADER, ONLY, SHEET, Line, bytes_of, lines, read_table
from gnbv.services.form_words import message

PLACEHOLDER = re.compile(r"\$\{\s*([^}]*?)\s*\}")


def take_in(
    session: Session, actor: Actor, row: FormVersion, content: bytes, version: str
) -> tuple[FormVersion, int]:
    """A new draft ``version`` with the words of a filled table, and how many texts changed.

    Raises ``SheetRefused`` naming each row whose placeholders differ or that the sheet does not have, ``Invalid`` for
    an empty version or when nothing changed, ``Conflict`` for a version that was published, ``NotPermitted``.
    """
    version = version.strip()
    if not version or version == row.version:
        raise Invalid(
            "version_missing",
            "Bản dịch cần số bản mới. Bản cũ giữ nguyên. Ghi số bản rồi tải lên lại.",
            "A translation needs a new version. The old one is unchanged. Write its number and upload again.",
        )
    changes, added = _changes(row.source, content)
    if not changes:
        raise Invalid(
            "nothing_changed",
            "Bảng này không đổi chữ nào. Mẫu giữ nguyên. Sửa ít nhất một ô rồi tải lên lại.",
            "This table changes no text. The form is unchanged. Edit at least one cell and upload again.",
        )
    made = _edited(row.source, changes, added, version)
    beside = {}
    for name in form_media.names(row.xform):
        data = form_media.content(session, row, name)
        if data is not None:
            beside[name] = data
    kept, _ = form_library.take_in(session, actor, made, str(row.compiled["form"]), beside)
    return kept, len(changes)


def _changes(source: bytes, content: bytes) -> tuple[list[tuple[Line, str, str]], list[str]]:
    """``(line, language, text)`` for every text that differs, and languages that are new."""
    languages, known = lines(source)
    by_place = {line.place: line for line in known}
    headers, rows = read_table(content)
    if tuple(headers[: len(FIXED)]) != FIXED:
        raise SheetRefused([SheetProblem(SHEET, 1, None, message("texts_header"))])
    given = [header for header in headers[len(FIXED) :] if header]
    problems = []
    changes = []
    for number, cells, formulas in rows:
        place = (cells.get("sheet", ""), _whole(cells.get("row", "")), cells.get("kind", ""))
        line = by_place.get(place)
        if line is None or line.name != cells.get("name", ""):
            problems.append(SheetProblem(SHEET, number, "row", message("texts_row")))
            continue
        # A language may fill its places from questions of its own; what it had is right.
        wanted = [_places(text) for text in line.texts.values()]
        for language in given:
            text = cells.get(language, "")
            if language in formulas:
                problems.append(SheetProblem(SHEET, number, language, message("formula")))
            elif text == line.texts.get(language, ""):
                continue
            elif text and _places(text) not in wanted:
                detail = ", ".join(f"${{{name}}}" for name in wanted[0]) or "–"
                problems.append(SheetProblem(SHEET, number, language, message("texts_placeholder", detail)))
            else:
                changes.append((line, language, text))
    if problems:
        raise SheetRefused(problems)
    return changes, [language for language in given if language not in languages]


def _edited(source: bytes, changes: list[tuple[Line, str, str]], added: list[str], version: str) -> bytes:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(source))
    sheets = {name.strip().lower(): book[name] for name in book.sheetnames}
    for line, language, text in changes:
        sheet = sheets[line.sheet]
        wanted = line.kind if language == ONLY and language not in added else f"{line.kind}::{language}"
        column = _column(
            sheet, lambda header, kind=line.kind, one=language: _means(header, kind, one), wanted
        )
        _write(sheet, line.row, column, text)
    settings = sheets.get("settings") or book.create_sheet("settings")
    column = _column(settings, lambda header: header.strip().lower() == "version", "version")
    _write(settings, _header_row(settings) + 1, column, version)
    return bytes_of(book)


def _means(header: str, kind: str, language: str) -> bool:
    match = HEADER.match(header.strip())
    return match is not None and match[1] == kind and (match[2] or ONLY) == language


def _header_row(sheet: Any) -> int:
    return next((row for row in range(1, sheet.max_row + 1) if any(cell.value for cell in sheet[row])), 1)


def _column(sheet: Any, fits: Any, wanted: str) -> int:
    head = _header_row(sheet)
    for cell in sheet[head]:
        if cell.value is not None and fits(str(cell.value)):
            return int(cell.column)
    column = int(sheet.max_column) + 1
    sheet.cell(head, column, wanted)
    return column


def _write(sheet: Any, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column)
    cell.value = text or None
    if text:
        cell.data_type = "s"  # a text that begins with = stays a text


def _places(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0

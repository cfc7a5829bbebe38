"""An XLSForm workbook as it stands in the spreadsheet: rows and headers, to name the cell of a problem."""

import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MAX_BYTES = 12_000_000
MAX_UNPACKED_BYTES = 200_000_000
MAX_ROWS = 60_000
MAX_COLUMNS = 2_000
MAX_EMPTY_ROWS = 60  # pyxform reads no further either; a sheet may be formatted down to its last row
SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")

# The headers that pyxform takes for one thing.
HEADERS = {
    "relevant": ("relevant", "relevance", "bind::relevant", "bind:relevant"),
    "calculate": ("calculation", "calculate", "bind::calculate", "bind:calculate"),
    "constraint": ("constraint", "bind::constraint", "bind:constraint"),
    "required": ("required", "bind::required", "bind:required"),
    "readonly": ("read_only", "read only", "readonly", "bind::readonly", "bind:readonly"),
    "repeat_count": ("repeat_count", "count", "jr:count", "control::jr:count", "body::jr:count"),
    "appearance": ("appearance", "control::appearance", "body::appearance", "control:appearance"),
    "name": ("name", "value"),
    "file": ("type", "default", "calculation"),
    "cycle": ("calculation", "calculate", "relevant", "relevance", "repeat_count"),
}


class Unreadable(ValueError):
    """The workbook cannot be opened: ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class SurveyRow:
    row: int
    type: str
    name: str
    path: str
    cells: dict[str, str]


@dataclass
class Workbook:
    headers: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[tuple[int, dict[str, str]]]] = field(default_factory=dict)
    formulas: list[tuple[str, int, str]] = field(default_factory=list)
    survey: list[SurveyRow] = field(default_factory=list)

    def types(self) -> dict[str, str]:
        """Path below the root → type, for every row that is a node of its own."""
        return {row.path: row.type for row in self.survey}

    def row_of(self, path: str) -> SurveyRow | None:
        return next((row for row in self.survey if row.path == path), None)

    def column(self, part: str, row: dict[str, str] | None = None, sheet: str = "survey") -> str | None:
        """The header as it is written, of the first cell that holds the part."""
        wanted = HEADERS.get(part, (part,))
        found = [h for name in wanted for h in self.headers.get(sheet, ()) if _plain(h) == name]
        found += [
            h for h in self.headers.get(sheet, ()) if _plain(h).split(":")[0] in wanted and h not in found
        ]
        filled = [header for header in found if row is None or row.get(header)]
        return (filled or found or [None])[0]  # type: ignore[list-item]


def open_workbook(content: bytes) -> Workbook:
    """Raises Unreadable. Nothing in the file is run: formulas are only noted."""
    refuse_unsafe(content)
    import openpyxl  # slow to load, and only the commands that read sheets need it

    with warnings.catch_warnings():
        # Excel's own extras (data validation lists, print settings) are no matter of ours.
        warnings.simplefilter("ignore")
        return _read_book(openpyxl, content)


def _read_book(openpyxl: Any, content: bytes) -> Workbook:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    except Exception as error:  # openpyxl raises many kinds for a broken file
        raise Unreadable("corrupt") from error
    found = Workbook()
    try:
        for name in book.sheetnames:
            if name.strip().lower() in SHEETS:
                _read_sheet(found, name.strip().lower(), book[name])
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable("corrupt") from error
    finally:
        book.close()
    if not found.rows.get("survey"):
        raise Unreadable("no_survey")
    found.survey = list(_survey_rows(found))
    return found


def refuse_unsafe(content: bytes) -> None:
    """Raises Unreadable for what is no plain workbook: empty, locked, with macros or entities, lying about its size."""
    if not content:
        raise Unreadable("empty")
    if len(content) > MAX_BYTES:
        raise Unreadable("too_big")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        protected = "EncryptedPackage".encode("utf-16-le") in content
        raise Unreadable("password" if protected else "old_excel")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES or len(members) > 2000:
                raise Unreadable("too_big")
            for member in members:
                if member.filename.lower().endswith("vbaproject.bin"):
                    raise Unreadable("macros")
                if not member.filename.endswith((".xml", ".rels")):
                    continue
                with archive.open(member) as stream:
                    # Not trusting the size the archive states: read no further than allowed.
                    start = stream.read(65_536)
                if b"<!ENTITY" in start or b"<!DOCTYPE" in start:
                    raise Unreadable("entities")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("corrupt") from error
    except Exception as error:  # zlib.error of a damaged member
        raise Unreadable("corrupt") from error


def _read_sheet(found: Workbook, name: str, sheet: Any) -> None:
    headers: list[str] = []
    rows: list[tuple[int, dict[str, str]]] = []
    empty = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        # One cell far to the right of every row would make a small file take minutes.
        if number > MAX_ROWS or len(cells) > MAX_COLUMNS:
            raise Unreadable("too_big")
        texts = [_text(cell.value) for cell in cells]
        empty = 0 if any(texts) else empty + 1
        if empty > MAX_EMPTY_ROWS:
            break
        if not headers:
            headers = texts if any(texts) else []
            continue
        row = {header: text for header, text in zip(headers, texts, strict=False) if header and text}
        if row:
            rows.append((number, row))
        for header, cell in zip(headers, cells, strict=False):
            if header and getattr(cell, "data_type", "") == "f":
                found.formulas.append((name, number, header))
    found.headers[name] = [header for header in headers if header]
    found.rows[name] = rows


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFC", str(value)).strip()


def _plain(header: str) -> str:
    return re.sub(r"\s*(::?)\s*", r"\1", header.strip().lower())


def _survey_rows(book: Workbook) -> Iterator[SurveyRow]:
    stack: list[str] = []
    type_header, name_header = book.column("type") or "type", book.column("name") or "name"
    for number, cells in book.rows["survey"]:
        words = re.sub(r"[_\s]+", " ", cells.get(type_header, "").lower()).split()
        name = cells.get(name_header, "")
        opens = words[:1] == ["begin"] or (len(words) == 1 and words[0] in ("begingroup", "beginrepeat"))
        if words[:1] == ["end"] and len(words) > 1:
            if stack:
                stack.pop()
            continue
        if not words:
            continue
        kind = " ".join(words[:2]) if opens else words[0]
        yield SurveyRow(number, kind, name, "/".join([*stack, name]), cells)
        if opens:
            stack.append(name)


def folder_of(path: Path) -> Path:
    return path.resolve().parent

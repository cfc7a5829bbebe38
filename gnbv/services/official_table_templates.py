"""A superior's own workbook: kept, shown which cells were understood, filled with the figures of a unit.

Nothing in it is run: macros are refused, formulas stay as they are, texts put in are never formulas."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Invalid, NotFound, NotPermitted
from gnbv.ids import new_id
from gnbv.models import TableTemplate, Unit
from gnbv.permissions import READING_ROLES, TABLE_ROLES, Actor
from gnbv.rules import table_marks
from gnbv.rules.table_marks import UnknownMark
from gnbv.services import access, events
from gnbv.services.form_words import WORDS
from gnbv.services.form_workbook import Unreadable, refuse_unsafe
from gnbv.services.workbook_size import refuse_heavy

MAX_BYTES = 5 * 1024 * 1024
MOST_CELLS = 200_000
MOST_MARKS = 5_000
CELL = re.compile(r"^(?:'?([^'!\[\]]{1,31})'?!)?([A-Za-z]{1,3}[1-9][0-9]{0,6})$")
WHY = {
    "table": ("không có biểu này", "no such table"),
    "section": ("biểu không có phần này", "the table has no such part"),
    "column": ("biểu không có cột này", "the table has no such column"),
    "row": ("không có dòng này", "there is no such row"),
    "ambiguous": (
        "thiếu poor/near_poor hoặc households/people",
        "poor/near_poor or households/people is missing",
    ),
    "shape": ("thừa hoặc thiếu dấu ngoặc", "braces without a mark"),
    "cell": ("tệp không có ô này", "the workbook has no such cell"),
}


@dataclass(frozen=True)
class Seen:
    """A cell with a mark: what stands in its place, or why not (``reason``, a key of ``WHY``)."""

    cell: str
    mark: str
    value: str | int | float | None
    reason: str = ""


def store(session: Session, actor: Actor, unit: Unit, name: str, content: bytes, cells: str) -> TableTemplate:
    """Keep a workbook for ``unit``; the same file again only takes the new list of ``cells`` (a line each:
    ``Sheet!B5 = T2.poor.households.5``).

    Raises ``NotPermitted``, ``Invalid`` for a file that is none, has macros or a password, or a line that is no cell.
    """
    if not actor.holds(TABLE_ROLES, unit.path):
        raise NotPermitted()
    if len(content) > MAX_BYTES or name.lower().endswith((".xlsm", ".xltm", ".xlsb")):
        raise refused("too_big" if len(content) > MAX_BYTES else "macros")
    named = _lines(cells)
    _book(content)
    sha256 = hashlib.sha256(content).hexdigest()
    row = session.scalar(
        select(TableTemplate).where(
            TableTemplate.tenant == unit.tenant,
            TableTemplate.unit_id == unit.id,
            TableTemplate.sha256 == sha256,
        )
    )
    if row is not None and row.cells == named:
        return row
    if row is None:
        row = TableTemplate(
            tenant=unit.tenant, id=new_id(), unit_id=unit.id, name=" ".join(name.split())[:200] or "mau.xlsx",
            sha256=sha256, content=content, uploaded_by=actor.user_id, uploaded_at=now(),
        )  # fmt: skip
        session.add(row)
    row.cells = named
    session.flush()
    events.record(
        session, actor, "tables.template", "table_template", row.id, unit_id=unit.id, name=row.name, sha256=sha256
    )  # fmt: skip
    return row


def get(session: Session, actor: Actor, template_id: UUID) -> TableTemplate:
    """``NotFound`` outside the actor's units, ``NotPermitted`` inside without a reading role."""
    inside = access.units_in_scope(actor).with_only_columns(Unit.id)
    row = session.scalar(
        select(TableTemplate).where(
            TableTemplate.tenant == actor.tenant,
            TableTemplate.id == template_id,
            TableTemplate.unit_id.in_(inside),
        )
    )
    if row is None:
        raise NotFound()
    if not actor.holds(READING_ROLES, row.unit.path):
        raise NotPermitted()
    return row


def every(session: Session, unit: Unit) -> list[TableTemplate]:
    query = select(TableTemplate).where(TableTemplate.tenant == unit.tenant, TableTemplate.unit_id == unit.id)
    return list(session.scalars(query.order_by(TableTemplate.uploaded_at.desc())))


def preview(row: TableTemplate, tables: dict[str, Any], words: dict[str, str | int]) -> list[Seen]:
    """Every cell with a mark, in order, with its value or what is wrong with it."""
    book = _book(row.content)
    return [
        seen
        for place, text, cell in _marked(book, row.cells)
        for seen in _seen(place, text, tables, words, cell)
    ]


def fill(row: TableTemplate, tables: dict[str, Any], words: dict[str, str | int]) -> bytes:
    """The workbook with figures in the place of marks; a number that is not known leaves its cell empty.

    Raises ``Invalid`` naming the cells whose mark is unknown: a half-filled report would look whole.
    """
    book = _book(row.content)
    wrong = []
    for place, text, cell in list(_marked(book, row.cells)):
        found = _seen(place, text, tables, words, cell)
        wrong += [seen for seen in found if seen.reason]
        if not any(seen.reason for seen in found):
            _put(cell, text, found)
    if wrong:
        named_vi = "; ".join(f"ô {seen.cell} ({seen.mark}: {WHY[seen.reason][0]})" for seen in wrong[:10])
        named_en = "; ".join(f"cell {seen.cell} ({seen.mark}: {WHY[seen.reason][1]})" for seen in wrong[:10])
        raise Invalid(
            "template_marks",
            f"Chưa điền được tệp vì có ký hiệu chưa hiểu: {named_vi}. Tệp mẫu vẫn giữ. Sửa các ô này rồi tải lên lại.",
            f"The workbook was not filled, some marks are unknown: {named_en}. It is kept. Correct these cells.",
        )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def refused(code: str) -> Invalid:
    vi, en = WORDS[code]
    return Invalid(
        f"template_{code}",
        f"Chưa nhận tệp mẫu. {vi} Các tệp đã có vẫn giữ nguyên. Sửa tệp rồi tải lên lại.",
        f"The workbook was not taken. {en} Those that are there are unchanged. Correct it and try again.",
    )


def _book(content: bytes) -> Any:
    import openpyxl

    try:
        refuse_unsafe(content)
        refuse_heavy(content, MOST_CELLS)
        return openpyxl.load_workbook(io.BytesIO(content))
    except Unreadable as problem:
        raise refused(problem.code) from problem
    except Exception as error:  # openpyxl raises many kinds for a broken file
        raise refused("corrupt") from error


def _lines(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        cell, equals, mark = (part.strip() for part in line.partition("="))
        if not equals or not mark or not CELL.match(cell) or len(found) >= MOST_MARKS:
            raise Invalid(
                "template_line",
                f"Dòng {number} chưa đúng: “{line.strip()[:60]}”. Chưa nhận tệp mẫu. Ghi như: Biểu 2!B5 = T2.poor.households.5",
                f"Line {number} is not right: “{line.strip()[:60]}”. The workbook was not taken. "
                "Write it like: Sheet1!B5 = T2.poor.households.5",
            )
        found[cell] = mark.removeprefix("{{").removesuffix("}}").strip()
    return found


def _marked(book: Any, named: dict[str, str]) -> Iterator[tuple[str, str, Any]]:
    """Cells to fill: those with braces in their text, then those that a person named. A cell that is not there has no
    third part."""
    met = 0
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                met += 1
                if met > MOST_CELLS:
                    raise refused("too_big")
                if (
                    isinstance(cell.value, str)
                    and cell.data_type != "f"
                    and table_marks.BRACES.search(cell.value)
                ):
                    yield f"{sheet.title}!{cell.coordinate}", cell.value, cell
    for place, mark in named.items():
        match = CELL.match(place)
        title, name = (match[1], match[2].upper()) if match else (None, "")
        sheet = book[title] if title in book.sheetnames else (book.worksheets[0] if title is None else None)
        cell = sheet[name] if sheet is not None else None
        yield place, f"{{{{{mark}}}}}", cell if hasattr(cell, "value") and not _inner(cell) else None


def _inner(cell: Any) -> bool:
    """The inside of merged cells, where nothing can stand."""
    return type(cell).__name__ == "MergedCell"


def _seen(
    place: str, text: str, tables: dict[str, Any], words: dict[str, str | int], cell: Any
) -> list[Seen]:
    if cell is None:
        return [Seen(place, text.strip("{}"), None, "cell")]
    try:
        marks = table_marks.marks_in(text)
    except UnknownMark as error:
        return [Seen(place, text[:80], None, error.reason)]
    found = []
    for mark in marks:
        try:
            found.append(Seen(place, mark, table_marks.value_of(mark, tables, words)))
        except UnknownMark as error:
            found.append(Seen(place, mark, None, error.reason))
    return found


def _put(cell: Any, text: str, found: list[Seen]) -> None:
    """A cell that is one mark becomes a number; a mark among words becomes text."""
    if len(found) == 1 and table_marks.MARK.fullmatch(text.strip()) and not isinstance(found[0].value, str):
        cell.value = found[0].value
        return
    values = iter(found)
    filled = table_marks.MARK.sub(lambda _: "" if (v := next(values).value) is None else str(v), text)
    cell.value = filled
    cell.data_type = "s"  # a name that begins with "=" is no formula

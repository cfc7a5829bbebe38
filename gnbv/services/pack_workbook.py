"""A pack as a workbook and back: the same document, for people who write tables and not YAML.

Sheet ``pack``: one value a row, named by its dotted path. Sheet ``indicators``: one row each. Sheet ``b1``: one row a
category, its family repeated; sheet ``quick``, if there is one: one row a sign of the quick screening. A list of texts is written with `` | `` between them; empty cells are not known (null).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from gnbv.errors import Invalid
from gnbv.services.form_words import WORDS
from gnbv.services.form_workbook import Unreadable, refuse_unsafe

ITEM = ("code", "question", "name.vi", "name.en", "sum", "known")
CATEGORY = ("code", "name.vi", "name.en", "points.rural", "points.urban", "when")
QUICK = ("code", "name.vi", "name.en", "when")
LIST = " | "
MOST_ROWS = 5000
MOST_COLUMNS = 200
Row = dict[str, Any]


def write(document: Mapping[str, Any]) -> bytes:
    """The workbook of a document as ``pack_files.read_pack`` gives it."""
    import openpyxl

    book = openpyxl.Workbook()
    rest = {key: value for key, value in document.items() if key != "indicators"}
    for part in ("b1", "quick"):
        if part in document:
            rest[part] = {key: value for key, value in document[part].items() if key != "items"}
    _sheet(
        book.active,
        "pack",
        [{"path": path, "value": value} for path, value in _flat(rest)],
        ("path", "value"),
    )
    indicators = [dict(_flat(one)) for one in document["indicators"]]
    _sheet(
        book.create_sheet(),
        "indicators",
        indicators,
        tuple(dict.fromkeys(key for row in indicators for key in row)),
    )
    columns = (*(f"item.{name}" for name in ITEM), *(f"category.{name}" for name in CATEGORY))
    _sheet(book.create_sheet(), "b1", list(_b1_rows(document["b1"]["items"])), columns)
    if document.get("quick"):
        _sheet(book.create_sheet(), "quick", [dict(_flat(one)) for one in document["quick"]["items"]], QUICK)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(content: bytes) -> dict[str, Any]:
    """The document of a workbook, not yet checked. Raises ``Invalid`` when it is no such workbook."""
    sheets = _tables(content)
    document: dict[str, Any] = _nested(
        {str(row["path"]): row.get("value") for row in sheets["pack"] if row.get("path")}
    )
    document["indicators"] = [
        _nested({key: value for key, value in row.items() if value is not None})
        for row in sheets["indicators"]
    ]
    for indicator in document["indicators"]:
        indicator.setdefault("override", None)
    b1 = document.setdefault("b1", {})
    if isinstance(b1, dict):
        b1["items"] = _items(sheets["b1"])
    if sheets.get("quick"):
        lines = [
            _nested({key: value for key, value in row.items() if value is not None})
            for row in sheets["quick"]
        ]
        document["quick"] = {**document.get("quick", {}), "items": lines}
    if isinstance(document.get("version"), int):
        document["version"] = str(document["version"])
    return document


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for key, part in value.items():
            yield from _flat(part, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        yield path, LIST.join(str(part) for part in value)
    else:
        yield path, value


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for path, value in flat.items():
        *above, last = path.split(".")
        place = made
        for key in above:
            inner = place.setdefault(key, {})
            if not isinstance(inner, dict):
                raise _refused([(path, "is written twice")])
            place = inner
        place[last] = value
    return made


def _b1_rows(items: list[Mapping[str, Any]]) -> Iterator[Row]:
    for item in items:
        family = {f"item.{key}": value for key, value in _flat(item) if key in ITEM}
        for category in item.get("categories") or [{}]:
            if isinstance(category, str):
                yield {**family, "category.name.vi": category}
            else:
                yield {**family, **{f"category.{key}": value for key, value in _flat(category)}}


def _items(rows: list[Row]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        family = _nested({name: row[f"item.{name}"] for name in ITEM if row.get(f"item.{name}") is not None})
        item = found.setdefault(str(family.get("code", "")), {**family, "categories": []})
        given = {name: row.get(f"category.{name}") for name in CATEGORY}
        if given["code"] is not None:
            category = _nested({name: value for name, value in given.items() if value is not None})
            points = category.get("points", {})
            category["points"] = {area: points.get(area) for area in ("rural", "urban")}
            item["categories"].append(category)
        elif given["name.vi"] is not None:
            item["categories"].append(given["name.vi"])
    return list(found.values())


def _tables(content: bytes) -> dict[str, list[Row]]:
    import openpyxl

    try:
        refuse_unsafe(content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        found = {name: _rows(book[name]) for name in ("pack", "indicators", "b1")}
        return {**found, "quick": _rows(book["quick"]) if "quick" in book.sheetnames else []}
    except Unreadable as problem:
        raise _refused([("file", problem.code)]) from problem
    except Invalid:
        raise
    except KeyError as error:
        raise _refused([("file", "has another shape than a pack")]) from error
    except Exception as error:  # openpyxl raises many kinds for a broken file
        raise _refused([("file", "corrupt")]) from error


def _rows(sheet: Any) -> list[Row]:
    lines = list(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS))
    headers = [cell.value for cell in lines[0]] if lines else []
    found = []
    for line in lines[1:]:
        for cell in line:
            if getattr(cell, "data_type", "") == "f":
                raise _refused([(str(sheet.title), f"holds a formula: {cell.coordinate}")])
        row = {str(header): cell.value for header, cell in zip(headers, line, strict=False) if header}
        if any(value is not None for value in row.values()):
            found.append({key: _value(value) for key, value in row.items()})
    return found


def _value(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if hasattr(value, "date"):
        return value.date().isoformat()
    return value.strip() if isinstance(value, str) else value


def _sheet(sheet: Any, name: str, rows: list[Row], columns: tuple[str, ...]) -> None:
    sheet.title = name
    sheet.append(list(columns))
    for number, row in enumerate(rows, 2):
        for place, column in enumerate(columns, 1):
            value = row.get(column)
            cell = sheet.cell(number, place, value)
            if isinstance(value, str):
                cell.data_type = "s"  # an expression never begins a formula


def _refused(problems: list[tuple[str, str]]) -> Invalid:
    listed = "; ".join(f"{place}: {WORDS[why][1] if why in WORDS else why}" for place, why in problems)
    return Invalid(
        "pack_refused",
        "Chưa nhận bộ chuẩn này. Bộ chuẩn đang dùng vẫn giữ nguyên. Sửa từng chỗ dưới đây rồi tải lên lại.",
        f"This pack was not taken: {listed}. Packs in use are unchanged. Correct the file and upload it again.",
        problems=problems,
    )

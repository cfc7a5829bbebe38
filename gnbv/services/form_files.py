"""Tables that a sheet names and that lie beside it: CSV, XML and GeoJSON, read into the compiled form."""

import csv
import io
import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

MAX_BYTES = 20_000_000
MAX_ROWS = 100_000

_SOURCE = re.compile(r'<instance id="([^"]+)" src="jr://(?:file|file-csv|images)/([^"]+)"')


def read_tables(xml: str, beside: Path | None, external: str | None = None) -> dict[str, dict[str, Any]]:
    """Instance id → table. What is missing or unreadable is left out: the compiler refuses it by name.

    ``external``: pyxform's CSV of the sheet ``external_choices``, one table per list name.
    """
    tables: dict[str, dict[str, Any]] = {}
    for identity, name in _SOURCE.findall(xml):
        table = _read(beside / Path(name).name) if beside is not None else None
        if table is not None:
            tables[identity] = table
    return {**tables, **(_external_lists(external) if external else {})}


def _read(path: Path) -> dict[str, Any] | None:
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
        if path.suffix.lower() == ".csv":
            return csv_table(text)
        if path.suffix.lower() == ".geojson":
            return geojson_table(text)
        return xml_table(text) if path.suffix.lower() == ".xml" else None
    except (
        OSError,
        UnicodeDecodeError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        ET.ParseError,
        csv.Error,
    ):
        return None


def csv_table(text: str) -> dict[str, Any]:
    first = text.partition("\n")[0]
    delimiter = ";" if "," not in first and ";" in first else ","
    rows = [
        row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(cell.strip() for cell in row)
    ]
    if not rows or len(rows) > MAX_ROWS:
        raise ValueError("rows")
    columns = [column.strip() for column in rows[0]]
    return {"columns": columns, "rows": [[cell.strip() for cell in row[: len(columns)]] for row in rows[1:]]}


def geojson_table(text: str) -> dict[str, Any]:
    """Features as rows: their properties, ``geometry`` as the text of a point, line or shape, and ``id``."""
    features = json.loads(text)["features"]
    columns = ["geometry"]
    for feature in features:
        named = [] if feature.get("id") is None else ["id"]
        columns += [name for name in (*named, *(feature.get("properties") or {})) if name not in columns]
    rows = []
    for feature in features:
        values = {"id": feature.get("id"), **(feature.get("properties") or {})}
        values["geometry"] = _geometry(feature.get("geometry") or {})
        rows.append([_cell(values.get(column)) for column in columns])
    return {"columns": columns, "rows": rows}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _geometry(geometry: dict[str, Any]) -> str:
    points = geometry.get("coordinates", [])
    if geometry.get("type") == "Point":
        points = [points]
    elif geometry.get("type") == "Polygon":
        points = points[0]
    return "; ".join(f"{_cell(point[1])} {_cell(point[0])} 0 0" for point in points)


def xml_table(text: str) -> dict[str, Any]:
    """The whole document as a tree, attributes as children named @…"""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("entities")
    return {"tree": _branch(ET.fromstring(text))}


def _branch(element: ET.Element) -> list[Any]:
    name = element.tag.rpartition("}")[2]
    attributes = [["@" + key.rpartition("}")[2], value] for key, value in element.attrib.items()]
    if not len(element) and not attributes:
        return [name, (element.text or "").strip()]
    return [name, [*attributes, *(_branch(child) for child in element)]]


def _external_lists(text: str) -> dict[str, dict[str, Any]]:
    table = csv_table(unicodedata.normalize("NFC", text))
    columns = table["columns"]
    at = next((columns.index(name) for name in ("list_name", "list name") if name in columns), None)
    if at is None:
        return {}
    lists: dict[str, dict[str, Any]] = {}
    for row in table["rows"]:
        lists.setdefault(row[at], {"columns": columns, "rows": []})["rows"].append(row)
    return lists

"""Writes small XLSForm workbooks for tests: rows as dictionaries, headers as they come."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

Row = Mapping[str, Any]
CHOICES = (
    {"list_name": "yn", "name": "yes", "label": "Có"},
    {"list_name": "yn", "name": "no", "label": "Không"},
    {"list_name": "district", "name": "lac_son", "label": "Lạc Sơn", "province": "phu_tho"},
    {"list_name": "district", "name": "quynh_nhai", "label": "Quỳnh Nhai", "province": "son_la"},
    {"list_name": "province", "name": "phu_tho", "label": "Phú Thọ"},
    {"list_name": "province", "name": "son_la", "label": "Sơn La"},
)


def workbook(
    survey: Sequence[Row],
    choices: Sequence[Row] = CHOICES,
    settings: Row | None = None,
    bare: bool = False,
    **others: Sequence[Row],
) -> bytes:
    """``bare``: the settings are only what is given; without any there is no such sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    given = dict(settings or {}) if bare else {"form_id": "thu", "version": "1", **(settings or {})}
    for name, rows in {"survey": survey, "choices": choices, "settings": [given], **others}.items():
        if name != "survey" and not any(rows):
            continue
        _write(book.create_sheet(name), rows)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write(sheet: Any, rows: Sequence[Row]) -> None:
    headers = list(dict.fromkeys(header for row in rows for header in row))
    sheet.append(headers)
    for row in rows:
        sheet.append([row.get(header) for header in headers])


def saved(folder: Path, survey: Sequence[Row], name: str = "thu.xlsx", **more: Any) -> Path:
    path = folder / name
    path.write_bytes(workbook(survey, **more))
    return path


def q(kind: str, name: str, **cells: Any) -> dict[str, Any]:
    """A survey row; the label is the name unless given or empty on purpose."""
    return {"type": kind, "name": name, "label": name, **cells}


def end(what: str = "group") -> dict[str, Any]:
    return {"type": f"end_{what}"}

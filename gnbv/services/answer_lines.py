"""The answers of an item that is kept but belongs to no survey yet, as lines that a person can read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from gnbv.permissions import Actor
from gnbv.services import compiled
from gnbv.services.compiled import Sheet
from gnbv.services.form_export_tables import Shape

LONGEST_ANSWER = 80


def lines(session: Session, actor: Actor, payload: dict[str, Any]) -> list[tuple[str, str]]:
    """Question and answer, worded as the sheet has them in the actor's language; names and texts only when this server
    does not know the sheet. The caller has checked the right to read and logs the reading."""
    sheet = compiled.sheet(session, actor.tenant, payload["form"], payload["version"])
    if sheet is None:
        return list(_texts(payload["answers"]))
    return _in_words(sheet, payload["answers"], actor.locale)


def _in_words(sheet: Sheet, answers: dict[str, Any], locale: str) -> list[tuple[str, str]]:
    """Questions and answers as the sheet words them; what was written by hand first, names above all."""
    languages = [name for name in sheet.compiled["languages"] if name.endswith(f"({locale})")]
    shape = Shape(sheet.form, {sheet.version: sheet.compiled}, next(iter(languages), ""), codes=False)
    asked = {node["path"]: node["type"] for node in sheet.compiled["nodes"] if node["kind"] == "question"}
    found = [
        (asked[column] != "string", header, row[column].text[:LONGEST_ANSWER])
        for table, row in shape.rows(sheet.version, "", {}, answers)
        for column, header in zip(table.columns, table.headers, strict=True)
        if column in asked and column in row
    ]
    return [(header, text) for _, header, text in sorted(found, key=lambda one: one[0])]


def _texts(answers: Any) -> Iterator[tuple[str, str]]:
    """Names and texts of the answers in the order of the sheet, ids left out."""
    for name, value in answers.items():
        if isinstance(value, dict):
            yield from _texts(value)
        elif isinstance(value, list):
            for one in value:
                yield from _texts(one)
        elif name != "_id" and value and not name.endswith("_id"):
            yield name, str(value)[:LONGEST_ANSWER]

"""The page on which a B1 table is typed in once from the circular, row by row: its fields as a table and back.

Nothing is guessed: an empty box stays empty, and a row without a name is no row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gnbv.errors import Invalid
from gnbv.rules.b1_table import rows

AREAS = ("rural", "urban")
SPARE = 3
MOST = 60
WHOLE = re.compile(r"-?[0-9]{1,4}")


@dataclass
class Line:
    """One category as it stands in the boxes, texts as typed."""

    code: str = ""
    name: str = ""
    rural: str = ""
    urban: str = ""
    when: str = ""


@dataclass
class Family:
    """One item family with its categories and room for more."""

    code: str
    name: dict[str, str]
    is_sum: bool = False
    known: str = ""
    lines: list[Line] = field(default_factory=list)


def families(b1: Mapping[str, Any], given: Mapping[str, str] | None = None) -> list[Family]:
    """The boxes of a table: what the pack has, or what was just typed (``given``) when that was refused."""
    return [_family(item, given) for item in b1["items"]]


def table(b1: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """The B1 part of a pack document from the boxes. Raises ``Invalid`` naming the family of a box that is no number."""
    items = []
    problems = []
    for item in b1["items"]:
        family = _family(item, given)
        categories: list[dict[str, Any]] = []
        for line in family.lines:
            if not line.name:
                if line.rural or line.urban or line.when:
                    problems.append((f"b1.{item['code']}", "is missing"))
                continue
            points = {area: _points(getattr(line, area)) for area in AREAS}
            for area in AREAS:
                if getattr(line, area) and points[area] is None:
                    problems.append(
                        (f"b1.{item['code']}.{line.name}", "is a whole number, or empty when not known")
                    )
            code = line.code or _free_code(item["code"], categories)
            # The circular has one language; the other shows the same words until somebody translates them.
            name = {"vi": line.name, "en": _english(item, line)}
            categories.append(
                {"code": code, "name": name, "points": points, **({"when": line.when} if line.when else {})}
            )
        made = {key: value for key, value in item.items() if key not in ("sum", "known", "categories")}
        made |= {"sum": True} if family.is_sum else {}
        made |= {"known": family.known} if family.known else {}
        items.append({**made, "categories": categories or item["categories"]})
    if problems:
        raise Invalid(
            "b1_refused",
            "Bảng còn ô chưa đúng: điểm là số nguyên, dòng có điểm phải có tên. Chưa ghi gì. Sửa rồi bấm lại.",
            "Some boxes are not right: points are whole numbers, a row with points has a name. Nothing was recorded.",
            problems=problems,
        )
    return {"items": items, **_document(given)}


def signs(quick: Mapping[str, Any], given: Mapping[str, str] | None = None) -> list[Line]:
    """The boxes of a quick-screening sheet (Phiếu A): signs in words, a condition where the answers tell it."""
    if given is None:
        there = [
            Line(code=one["code"], name=one["name"]["vi"], when=one.get("when") or "")
            for one in quick.get("items", [])
        ]
    else:
        there = [
            Line(
                **{part: given.get(f"quick.{number}.{part}", "").strip() for part in ("code", "name", "when")}
            )
            for number in range(MOST)
        ]
        there = [line for line in there if line.name or line.when]
    return [*there, *(Line() for _ in range(SPARE + 3 * (not there)))]


def quick_table(quick: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """The quick-screening part of a pack document from the boxes. Raises ``Invalid`` when there is no sign at all."""
    made: list[dict[str, Any]] = []
    english = {one["code"]: one["name"] for one in quick.get("items", [])}
    for line in signs(quick, given):
        if not line.name:
            continue
        known = english.get(line.code, {})
        en = known.get("en", line.name) if known.get("vi") == line.name else line.name
        code = line.code or _free_code("quick", made)
        made.append(
            {"code": code, "name": {"vi": line.name, "en": en}, **({"when": line.when} if line.when else {})}
        )
    if not made:
        raise Invalid(
            "quick_empty",
            "Chưa ghi dấu hiệu nào. Chưa có gì thay đổi. Chép từng dòng của văn bản rồi bấm lại.",
            "No sign was written. Nothing was changed. Copy the document line by line and try again.",
        )
    return {"items": made, "certainty": "typed in", **_document(given)}


def _document(given: Mapping[str, str]) -> dict[str, Any]:
    return {key: given.get(key, "").strip()[:200] or None for key in ("source_document", "source_page")}


def _family(item: Mapping[str, Any], given: Mapping[str, str] | None) -> Family:
    code = str(item["code"])
    family = Family(code, dict(item["name"]), bool(item.get("sum")), str(item.get("known") or ""))
    there = [_line(category) for category in rows(item)]
    there = there or [Line(name=str(name)) for name in item.get("categories", ()) if isinstance(name, str)]
    if given is not None:
        family.is_sum = given.get(f"{code}.sum") == "yes"
        family.known = given.get(f"{code}.known", "").strip()
        numbers = range(MOST)
        there = [
            Line(**{part: given.get(f"{code}.{number}.{part}", "").strip() for part in vars(Line())})
            for number in numbers
            if any(key.startswith(f"{code}.{number}.") for key in given)
        ]
        there = [line for line in there if any(vars(line).values())]
    family.lines = [*there, *(Line() for _ in range(SPARE))]
    return family


def _line(category: Mapping[str, Any]) -> Line:
    points = category.get("points") or {}
    return Line(
        code=str(category["code"]),
        name=str(category["name"]["vi"]),
        rural="" if points.get("rural") is None else str(points["rural"]),
        urban="" if points.get("urban") is None else str(points["urban"]),
        when=str(category.get("when") or ""),
    )


def _points(text: str) -> int | None:
    return int(text) if WHOLE.fullmatch(text) else None


def _free_code(family: str, made: list[dict[str, Any]]) -> str:
    taken = {category["code"] for category in made}
    return next(f"{family}_{number}" for number in range(1, MOST + 2) if f"{family}_{number}" not in taken)


def _english(item: Mapping[str, Any], line: Line) -> str:
    known = {category["code"]: category["name"] for category in rows(item)}
    name = known.get(line.code)
    return str(name.get("en") or line.name) if name and name["vi"] == line.name else line.name

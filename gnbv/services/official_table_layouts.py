"""Layouts of the official tables: data with a legal basis and days of validity, and what repeats their columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gnbv.errors import NotFound
from gnbv.rules.tables import Groups, Home
from gnbv.services import pack_files

LAYOUTS = Path(__file__).parent.parent / "packs" / "tables"
LOCAL = "local_ethnic_groups"


@cache
def every() -> tuple[dict[str, Any], ...]:
    """All sets of layouts that are shipped, oldest first."""
    found = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in LAYOUTS.glob("*.yaml")]
    return tuple(sorted(found, key=lambda one: str(one["valid_from"])))


def on(day: date) -> dict[str, Any]:
    """The set in force on a day. Raises ``NotFound`` when there is none."""
    text = day.isoformat()
    known = [one for one in every() if one["valid_from"] <= text and (one["valid_to"] or "9999") >= text]
    if not known:
        raise NotFound(
            "no_table_layout",
            "Chưa có mẫu biểu cho năm này. Số liệu vẫn giữ nguyên. Chọn năm khác.",
            "There is no layout for this year. All figures are kept. Choose another year.",
        )
    return known[-1]


def table(layout: Mapping[str, Any], code: str) -> dict[str, Any]:
    """One table of a set. Raises ``NotFound``."""
    for one in layout["tables"]:
        if one["code"] == code:
            return dict(one)
    raise NotFound()


def counted(layout: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The tables of numbers; the others are lists of households."""
    return [one for one in layout["tables"] if "list" not in one]


def listed(layout: Mapping[str, Any]) -> dict[str, str]:
    """The lists by code, with the class that they list."""
    return {one["code"]: one["list"] for one in layout["tables"] if "list" in one}


def groups(settings: Mapping[str, Any]) -> Groups:
    """Which ethnic groups are minorities, and which a unit's ``settings`` call local."""
    minorities = {one["value"] for one in pack_files.catalogue("ethnic_groups") if one.get("minority")}
    return Groups(frozenset(minorities), frozenset(settings.get(LOCAL) or ()))


def catalogues(pack: Mapping[str, Any], homes: Iterable[Home]) -> dict[str, list[dict[str, Any]]]:
    """What columns are repeated for: the standard's indicators by dimension, causes, the ethnic groups that are there."""
    dimensions = pack.get("dimensions") or {}
    indicators = [
        {"value": one["number"], **one["name"], "group": dimensions.get(one["dimension"])}
        for one in pack.get("indicators") or ()
    ]
    there = {name for home in homes for name in (home.facts.ethnicity, *home.facts.ethnicities)}
    ethnic = [one for one in pack_files.catalogue("ethnic_groups") if one["value"] in there]
    known = {one["value"] for one in ethnic}
    if there - known:
        ethnic.append({"value": "", "vi": "Chưa ghi dân tộc", "en": "Not recorded"})
    return {
        "indicators": indicators,
        "causes": [dict(one) for one in pack_files.catalogue("causes")],
        "ethnic_groups": [dict(one) for one in ethnic],
    }

"""B1 tables for tests. Their points are made up for the tests and belong to no circular."""

from __future__ import annotations

import copy
from typing import Any

from gnbv.services import pack_files

# code → (sum, known, [(condition, points in the country, points in town)])
MAPPED: dict[str, tuple[bool, str, list[tuple[str, int, int]]]] = {
    "household_size": (False, "", [("${member_count} <= 3", 30, 35), ("${member_count} > 3", 10, 15)]),
    "materials": (
        False,
        "",
        [("${walls} = 'brick'", 20, 20), ("${walls} != '' and ${walls} != 'brick'", 5, 5)],
    ),
    "assets": (True, "${walls} != ''", [("${walls} = 'brick'", 7, 8), ("${roof} != ''", 1, 2)]),
}
EVERYWHERE: list[tuple[str, int, int]] = [("true()", 2, 3)]


def mapped(version: str = "9") -> dict[str, Any]:
    """The first standard with a table in which every category is an expression."""
    document = copy.deepcopy(pack_files.standards()[0])
    document["version"] = version
    for item in document["b1"]["items"]:
        is_sum, known, lines = MAPPED.get(item["code"], (False, "", EVERYWHERE))
        item["categories"] = [
            {
                "code": f"{item['code']}_{number}",
                "name": {"vi": f"dòng {number}", "en": f"line {number}"},
                "points": {"rural": rural, "urban": urban},
                "when": when,
            }
            for number, (when, rural, urban) in enumerate(lines, 1)
        ]
        item.update({"sum": True, "known": known} if is_sum else {})
    return document

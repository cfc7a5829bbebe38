"""The two tables in the minutes of a meeting: who attended in which capacity, and what was said of each household."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gnbv.rules import meeting

NOTHING = "–"
LETTERS = "ABCD"


def present_of(facts: Mapping[str, Any]) -> int:
    """How many hands could be raised."""
    return sum(int(row["count"]) for row in facts["attendance"] if row["votes"])


def attendance(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Who attended, by capacity."""
    rows = []
    for place, row in enumerate(facts["attendance"], 1):
        label = facts["words"]["capacities"][row["capacity"]]
        rows.append({"cells": [str(place), label, str(row["count"]), row["names"]]})
    return {
        "kind": "table",
        "columns": [
            {"text": "STT", "width": 8, "align": "center"},
            {"text": "Thành phần", "width": 38, "align": "left"},
            {"text": "Số người", "width": 14, "align": "center"},
            {"text": "Họ và tên", "width": 40, "align": "left"},
        ],
        "rows": rows,
    }


def households(facts: Mapping[str, Any], standard: str) -> dict[str, Any]:
    """Every household with its class before and now under ``standard`` and its two counts, in the order of the meeting."""
    words = facts["words"]
    rows: list[dict[str, Any]] = []
    place, last = 0, ""
    for item in facts["items"]:
        if standard not in item["classes"]:
            continue
        if item["group"] != last:
            last = item["group"]
            count = sum(1 for one in facts["items"] if one["group"] == last and standard in one["classes"])
            letter = LETTERS[meeting.ORDER.index(last)]
            rows.append({"group": f"{letter}. {words['groups'][last]}: {count} hộ"})
        place += 1
        before = item["before"].get(standard)
        rows.append(
            {
                "cells": [
                    str(place),
                    f"{item['number']:03d}",
                    item["head_name"] + (" (*)" if item["is_block"] else ""),
                    words["classes"][before] if before else NOTHING,
                    words["classes"][item["classes"][standard]],
                    _count(item["agree"]),
                    _count(item["disagree"]),
                    words["verdicts"][item["verdict"]] + (f". {item['remark']}" if item["remark"] else ""),
                ]
            }
        )
    return {
        "kind": "table",
        "columns": [
            {"text": "STT", "width": 7, "align": "center"},
            {"text": "Hộ số", "width": 7, "align": "center"},
            {"text": "Chủ hộ", "width": 20, "align": "left"},
            {"text": "Phân loại trước", "width": 15, "align": "left"},
            {"text": "Kết quả rà soát", "width": 16, "align": "left"},
            {"text": "Đồng ý", "width": 9, "align": "center"},
            {"text": "Không đồng ý", "width": 10, "align": "center"},
            {"text": "Ý kiến của cuộc họp", "width": 16, "align": "left"},
        ],
        "rows": rows,
    }


def _count(hands: int | None) -> str:
    return NOTHING if hands is None else str(hands)

"""Two versions of small forms, and drafts on them, for tests of what moves from one to the other."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from gnbv.services.form_check import compile_workbook
from tests.sheets import workbook

VECTORS = Path(__file__).parent / "parity" / "vectors" / "migration.json"


@cache
def _compiled(text: str, version: str) -> dict[str, Any]:
    sheets = json.loads(text)
    return compile_workbook(workbook(sheets["survey"], sheets["choices"], {"version": version}), "thu")


def compiled(sheets: dict[str, Any], version: str) -> dict[str, Any]:
    """The form of ``{"survey": rows, "choices": rows}`` as that version."""
    return _compiled(json.dumps(sheets), version)


def cases() -> list[dict[str, Any]]:
    """``{name, answers, meta, old, new, expected}`` with both forms compiled."""
    found = json.loads(VECTORS.read_text(encoding="utf-8"))["cases"]
    return [{**case, "old": compiled(case["old"], "1"), "new": compiled(case["new"], "2")} for case in found]

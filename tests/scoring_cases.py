"""The households of ``parity/vectors/scoring.json``: one household with everything known, and what each case changes."""

from __future__ import annotations

import copy
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pyxform.xls2xform import convert

from gnbv.rules.form import Instance
from gnbv.rules.packs import compile_pack
from gnbv.rules.xform import compile_form
from gnbv.services import pack_files

VECTORS = json.loads((Path(__file__).parent / "parity/vectors/scoring.json").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = VECTORS["cases"]
TODAY = date.fromisoformat(VECTORS["today"])
SHEET = pack_files.PACKS / "forms" / "phieu-ra-soat.xlsx"


@cache
def sheet() -> dict[str, Any]:
    """The review sheet, compiled."""
    return compile_form(convert(str(SHEET)).xform)


@cache
def packs() -> dict[str, dict[str, Any]]:
    return {document["pack"]: compile_pack(document, sheet()) for document in pack_files.standards()}


def changed(patch: dict[str, Any]) -> dict[str, Any]:
    """The base household with ``patch``: dotted paths to values, ``None`` takes the answer away."""
    answers = copy.deepcopy(VECTORS["base"])
    for path, value in patch.items():
        *parents, last = path.split(".")
        place = answers
        for name in parents:
            place = place[int(name)] if isinstance(place, list) else place.setdefault(name, {})
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value
    return answers


def instance(patch: dict[str, Any] | None = None, today: date = TODAY) -> Instance:
    return Instance(sheet(), changed(patch or {}), today=today)


def member(number: int, **answers: Any) -> dict[str, Any]:
    """A patch of the answers of one member, counted from 1."""
    return {f"people.member.{number - 1}.{key}": value for key, value in answers.items()}

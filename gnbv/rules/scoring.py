"""The result of a sheet under one standard: B1, twelve marks with their reasons, B2, class.

``static/js/rules/scoring.js`` is the twin; both give the same JSON, held together by
``tests/parity/vectors/scoring.json``. All words come from the pack. Sources: ``docs/domain-rules.md`` 1.3 and 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gnbv.rules.b1_table import score_table
from gnbv.rules.classification import classify
from gnbv.rules.pack_binding import bound
from gnbv.rules.scoring_marks import mark_of, people_of
from gnbv.rules.scoring_words import Sheet, explanation, sentence

ENGINE = 1
# Ways in which B1 is keyed from paper; any other answer says that there is no paper sheet.
PAPER = ("items", "total")


def score(sheet: Sheet, pack: Mapping[str, Any], *, area: str) -> dict[str, Any]:
    """The result document of a sheet. ``pack`` is a compiled pack, ``area`` one of its areas.

    A fact that is missing gives the mark ``unknown`` and no class; an override counts before the signed paper
    sheet, the paper before what is derived. Raises KeyError for an area the pack does not know.
    """
    pack = bound(pack, sheet.compiled)
    lines = pack["areas"][area]
    people = people_of(sheet, pack) if sheet.evaluate(pack["ready"]) else None
    b1 = _b1(sheet, pack, area, people is not None)
    marks = [mark_of(sheet, pack, indicator, people) for indicator in pack["indicators"]]
    paper = _paper(sheet, pack, b1, marks)
    b2_known = sum(mark["state"] == "deprived" for mark in marks) * pack["points_per_deprivation"]
    unknown = [mark["code"] for mark in marks if mark["state"] == "unknown"]
    b2 = None if unknown else b2_known
    computed = classify(b1["points"], b2, b1_max=lines["b1_max"], b2_min=lines["b2_min"])
    if paper:
        paper["computed"] = computed
    components = _components(pack, b1)
    result: dict[str, Any] = {
        "standard": pack["pack"],
        "pack_version": pack["version"],
        "engine": ENGINE,
        "area": area,
        "b1": b1,
        "marks": marks,
        "b2": b2,
        "b2_known": b2_known,
        "class": paper["class"] if paper else computed,
        "missing": (["b1"] if b1["points"] is None else []) + unknown,
        "components": components,
        "paper": paper,
        "illustrative": paper is None and any(status == "illustrative" for status in components.values()),
    }
    result["verdict"] = sentence(sheet, pack["texts"][result["class"] or "none"], {})
    result["why"] = explanation(sheet, pack, result, lines)
    return result


def _b1(sheet: Sheet, pack: Mapping[str, Any], area: str, ready: bool) -> dict[str, Any]:
    """B1 as keyed from paper; without paper by the table, when it is confirmed and the answers fill it."""
    names = pack["b1"]
    source = sheet.value(names["source"])
    if source not in PAPER and names.get("mapped") and pack["components"]["b1"]["confirmed"]:
        return score_table(sheet, names, area, ready)
    points = _whole(sheet.value(names["points"]))
    items = []
    if source == "items":
        items = [{"code": i["code"], "points": _whole(sheet.value(i["question"]))} for i in names["items"]]
    return {
        "points": points,
        "source": "none" if points is None else f"paper_{source}",
        "items": items,
    }


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _paper(
    sheet: Sheet, pack: Mapping[str, Any], b1: Mapping[str, Any], marks: list[dict[str, Any]]
) -> dict[str, Any] | None:
    """The signed paper sheet, when B1, all marks and the class were keyed from it; its marks then count.

    A sheet with an override was not keyed from paper alone, so the paper does not speak for it.
    """
    names = pack["paper"]
    if not names or sheet.value(names["signed"]) != "yes" or b1["points"] is None or b1["source"] == "table":
        return None
    keyed, household_class = sheet.value(names["deprived"]).split(), sheet.value(names["class"])
    if not keyed or not household_class or any(mark["override"] for mark in marks):
        return None
    differs = []
    for mark in marks:
        mark["state"] = "deprived" if str(mark["no"]) in keyed else "not"
        said = sentence(sheet, pack["texts"][f"paper_{mark['state']}"], {})
        mark["because"] = [said, *mark["because"]]
        if mark["state"] != mark["derived"]:
            differs.append(mark["no"])
    return {"class": household_class, "differs": differs}


def _components(pack: Mapping[str, Any], b1: Mapping[str, Any]) -> dict[str, str]:
    """Each part of the pack is official only when it is confirmed; B1 copied from paper is neither."""
    found = {}
    for name, component in pack["components"].items():
        found[name] = component["status"] if component["confirmed"] else "illustrative"
    if b1["points"] is not None and b1["source"] != "table":
        found["b1"] = "paper"
    return found

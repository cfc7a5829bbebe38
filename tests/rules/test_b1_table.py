"""B1 by a typed-in, confirmed table: never from half a table, never a point that nobody typed in."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from gnbv.rules.b1_table import is_complete, is_mapped
from gnbv.rules.packs import compile_pack
from gnbv.rules.scoring import score
from gnbv.services import pack_files
from tests import pack_tables, scoring_cases
from tests.parity.test_scoring import on_the_phone


def compiled(document: dict[str, Any] | None = None, confirmed: bool = True) -> dict[str, Any]:
    pack = compile_pack(document or pack_tables.mapped(), scoring_cases.sheet())
    pack["components"]["b1"] |= {
        "confirmed": confirmed,
        "status": "official" if confirmed else "illustrative",
    }
    return pack


def without_paper(patch: dict[str, Any] | None = None) -> dict[str, Any]:
    """The answers of the vectors' household without what was keyed from paper."""
    answers = scoring_cases.changed(patch or {})
    for group in answers.values():
        if isinstance(group, dict):
            for key in [key for key in group if key.startswith(("b1_", "b1n_", "paper_"))]:
                del group[key]
    return answers


def scored(answers: dict[str, Any], pack: dict[str, Any], area: str = "rural") -> dict[str, Any]:
    sheet = scoring_cases.Instance(scoring_cases.sheet(), answers, today=scoring_cases.TODAY)
    return score(sheet, pack, area=area)


def points(result: dict[str, Any]) -> dict[str, Any]:
    return {item["code"]: item["points"] for item in result["b1"]["items"]}


def test_it_scores_by_a_confirmed_table_and_says_so() -> None:
    result = scored(without_paper({"house.walls": "brick"}), compiled())
    each = points(result)
    assert result["b1"]["source"] == "table" and result["b1"]["points"] == sum(each.values())
    assert (each["materials"], each["region"]) == (20, 2)
    assert result["components"]["b1"] == "official" and "b1" not in result["missing"]
    assert "máy chấm theo bảng điểm đã xác nhận" in json.dumps(result["why"], ensure_ascii=False)


def test_a_sheet_that_says_there_is_no_paper_is_scored_by_the_table() -> None:
    answers = without_paper({"house.walls": "brick"})
    answers["paper"] = {"b1_source": "none"}
    assert scored(answers, compiled())["b1"]["source"] == "table"
    answers["paper"] = {"b1_source": "total"}
    assert scored(answers, compiled())["b1"]["points"] is None


def test_points_are_those_of_the_area() -> None:
    answers = without_paper({"house.walls": "brick"})
    assert points(scored(answers, compiled(), "urban"))["region"] == 3


def test_paper_counts_before_the_table() -> None:
    keyed = scored(scoring_cases.changed({}), compiled())
    assert keyed["b1"]["source"].startswith("paper_") and keyed["components"]["b1"] == "paper"


def test_a_table_that_nobody_confirmed_scores_nothing() -> None:
    result = scored(without_paper(), compiled(confirmed=False))
    assert result["b1"]["points"] is None and result["missing"][0] == "b1"


def test_a_family_in_which_no_category_or_several_hold_stays_open() -> None:
    nobody = scored(without_paper({"house.walls": None}), compiled())
    assert nobody["b1"]["points"] is None and points(nobody)["materials"] is None
    document = pack_tables.mapped()
    item = next(one for one in document["b1"]["items"] if one["code"] == "region")
    item["categories"].append({**item["categories"][0], "code": "other"})
    assert scored(without_paper({"house.walls": "brick"}), compiled(document))["b1"]["points"] is None


def test_a_family_that_is_summed_is_open_until_it_was_asked() -> None:
    assert points(scored(without_paper({"house.walls": None}), compiled()))["assets"] is None
    assert points(scored(without_paper({"house.walls": "brick"}), compiled()))["assets"] == 8


@pytest.mark.parametrize("what", ["blank", "points", "when", "known"])
def test_a_table_with_a_gap_is_not_mapped(what: str) -> None:
    document = pack_tables.mapped()
    if what == "blank":
        document = copy.deepcopy(pack_files.standards()[0])
    elif what == "known":
        del next(one for one in document["b1"]["items"] if one.get("sum"))["known"]
    elif what == "when":
        del document["b1"]["items"][0]["categories"][0]["when"]
    else:
        document["b1"]["items"][0]["categories"][0]["points"]["urban"] = None
    areas = document["areas"]
    assert not is_mapped(document["b1"], areas)
    assert is_complete(document["b1"], areas) == (what in ("when", "known"))
    assert scored(without_paper(), compiled(document))["b1"]["points"] is None


@pytest.mark.parametrize("standard", ["vn-2022-2025"])
def test_the_phone_scores_the_same(standard: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring_cases, "packs", lambda: {standard: compiled()})
    patches: list[dict[str, Any]] = [
        {},
        {"house.walls": "brick"},
        {"house.walls": None},
        {"house.roof": None},
    ]
    jobs = [
        {
            "answers": without_paper(patch),
            "today": scoring_cases.TODAY.isoformat(),
            "standard": standard,
            "area": area,
        }
        for patch in patches
        for area in ("rural", "urban")
    ]
    jobs.append({**jobs[2], "answers": {**jobs[2]["answers"], "paper": {"b1_source": "none"}}})
    for job, phone in zip(jobs, on_the_phone(jobs), strict=True):
        assert phone == scored(job["answers"], compiled(), job["area"])

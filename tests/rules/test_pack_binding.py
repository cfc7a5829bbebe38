from __future__ import annotations

import copy
from typing import Any

import pytest

from gnbv.rules import pack_binding
from gnbv.rules.form import Instance
from gnbv.rules.packs import PackRefused, compile_pack
from gnbv.rules.scoring import score
from gnbv.services import pack_files
from tests import scoring_cases


def older_sheet() -> dict[str, Any]:
    """The sheet as a version that did not ask for latrines yet, so that all later questions have other numbers."""
    form = copy.deepcopy(scoring_cases.sheet())
    latrine = next(node["i"] for node in form["nodes"] if node["key"] == "latrine")
    renamed = form["nodes"][latrine]
    renamed["name"] = renamed["key"] = "toilet"
    renamed["path"] = renamed["path"].replace("latrine", "toilet")
    form["version"] = "2025.9"
    return form


def states(form: dict[str, Any], patch: dict[str, Any]) -> dict[str, str]:
    instance = Instance(form, scoring_cases.changed(patch), today=scoring_cases.TODAY)
    result = score(instance, scoring_cases.packs()["vn-2022-2025"], area="rural")
    return {mark["code"]: mark["state"] for mark in result["marks"]}


def test_what_an_older_sheet_does_not_ask_is_open_and_the_rest_stands() -> None:
    patch = {"utilities.latrine": None, "utilities.water": "river"}
    found = states(older_sheet(), patch)
    assert found["latrine"] == "unknown"
    assert found["water"] == "deprived"
    assert list(found.values()).count("not") == 10


def test_it_names_questions_by_key_whatever_their_numbers() -> None:
    pack = scoring_cases.packs()["vn-2022-2025"]
    assert "floor_area" in str(pack["indicators"][7]["deprived"])
    assert pack["form"]["version"] == "2026.2"
    again = pack_binding.bound(pack, scoring_cases.sheet())
    assert pack_binding.bound(pack, scoring_cases.sheet()) is again


def test_it_refuses_an_expression_that_hangs_on_numbers() -> None:
    changed = copy.deepcopy(pack_files.standards()[0])
    changed["ready"] = "jr:choice-name(${water}, '${water}') != ''"
    with pytest.raises(PackRefused) as refused:
        compile_pack(changed, scoring_cases.sheet())
    assert refused.value.problems[0][0] == "ready"


def test_it_keeps_few_bound_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_binding, "MOST_BOUND", 1)
    pack = scoring_cases.packs()["vn-2022-2025"]
    first = pack_binding.bound(pack, copy.copy(scoring_cases.sheet()))
    assert pack_binding.bound(pack, copy.copy(scoring_cases.sheet())) == first
    assert len(pack_binding._bound) == 1

from __future__ import annotations

import copy
from typing import Any

import pytest

from gnbv.rules.classification import classify
from gnbv.rules.scoring import score
from tests import scoring_cases


def result_of(patch: dict[str, Any] | None = None, area: str = "rural", **components: Any) -> dict[str, Any]:
    pack = scoring_cases.packs()["vn-2022-2025"]
    if components:
        pack = copy.deepcopy(pack)
        for name, status in components.items():
            pack["components"][name] |= {"status": status, "confirmed": status == "official"}
    return score(scoring_cases.instance(patch), pack, area=area)


@pytest.mark.parametrize("case", scoring_cases.CASES, ids=lambda case: case["name"])
def test_it_scores_the_household_as_the_rules_say(case: dict[str, Any]) -> None:
    result = score(
        scoring_cases.instance(case["patch"]), scoring_cases.packs()[case["standard"]], area=case["area"]
    )
    states = {
        state: [mark["no"] for mark in result["marks"] if mark["state"] == state]
        for state in ("deprived", "unknown")
    }
    assert states == {"deprived": case["deprived"], "unknown": case["unknown"]}
    assert result["b1"]["points"] == case["b1"]
    assert result["b2_known"] == 10 * len(case["deprived"])
    assert result["b2"] == (None if case["unknown"] else result["b2_known"])
    assert result["class"] == case["class"]
    assert result["illustrative"] == case.get("illustrative", True)
    assert [mark["no"] for mark in result["marks"] if mark["override"]] == case.get("overridden", [])
    if "b1_source" in case:
        assert result["b1"]["source"] == case["b1_source"]


def test_it_names_the_member_behind_a_deprivation() -> None:
    mark = result_of({"people.member.1.insurance": "expired"})["marks"][3]
    assert mark["members"] == ["m2"]
    assert mark["because"] == [
        {
            "vi": "Trịnh Thị Bé 44 tuổi không có thẻ còn hạn (Thẻ hết hạn)",
            "en": "Trịnh Thị Bé, aged 44, has no valid card (Expired)",
        }
    ]


def test_it_shows_the_sum_behind_the_area_with_a_comma_in_vietnamese() -> None:
    mark = result_of({"house.floor_area": "29"})["marks"][7]
    assert mark["because"][0]["vi"] == "29 m² cho 4 người = 7,25 m², dưới 8 m²"
    assert mark["because"][0]["en"] == "29 m² for 4 people = 7.25 m², below 8 m²"


def test_it_says_what_is_missing_and_never_calls_it_not_deprived() -> None:
    result = result_of({"utilities.water": "unknown", "people.member.0.insurance": "unknown"})
    assert result["missing"] == ["insurance", "water"]
    assert any(
        "chưa đủ thông tin: Bảo hiểm y tế, Nguồn nước sinh hoạt" in line["vi"] for line in result["why"]
    )
    assert result["verdict"]["vi"] == "Chưa đủ thông tin để xét"


def test_it_never_says_poor_household_at_the_door() -> None:
    patch = {"house.floor_area": "20", "utilities.water": "river", "utilities.latrine": "pit"}
    result = result_of(patch)
    assert result["class"] == "poor"
    assert result["verdict"]["vi"] == "Đủ điểm xét hộ nghèo (chưa phải kết quả công nhận)"
    assert result["why"][0]["vi"] == "vì B1 không quá 140 và B2 từ 30 trở lên"
    assert result["why"][1]["vi"].startswith(
        "B1: 125 điểm (tổng điểm chép từ phiếu giấy); mức: 140 trở xuống"
    )


def test_it_keeps_the_derived_mark_beside_an_override_with_its_reason() -> None:
    result = result_of(
        {
            "outcome.overrides.override_9": "deprived",
            "outcome.overrides.override_9_reason": "  Giếng nhiễm phèn ",
        }
    )
    mark = result["marks"][8]
    assert (mark["state"], mark["derived"]) == ("deprived", "not")
    assert mark["override"] == {"reason": "Giếng nhiễm phèn"}
    assert mark["because"][0]["vi"] == "Rà soát viên sửa, lý do: Giếng nhiễm phèn"


def test_it_tells_where_the_signed_paper_differs() -> None:
    result = result_of(
        {"paper.paper_signed": "yes", "paper.paper_deprived": "1 4 8", "paper.paper_class": "poor"}
    )
    assert result["paper"] == {"class": "poor", "differs": [1, 4, 8], "computed": "poor"}
    assert result["why"][-1]["vi"].endswith("Việc làm, Bảo hiểm y tế, Diện tích nhà ở")


def test_it_drops_the_banner_only_when_every_component_is_official_or_from_paper() -> None:
    assert result_of()["illustrative"]
    assert result_of(rule="official")["illustrative"]
    assert not result_of(rule="official", indicators="official")["illustrative"]
    without_b1 = {"paper.b1_source": "none", "paper.b1_total": None}
    assert result_of(without_b1, rule="official", indicators="official")["illustrative"]


def test_it_refuses_an_area_the_pack_does_not_know() -> None:
    with pytest.raises(KeyError):
        result_of(area="sea")


@pytest.mark.parametrize(
    ("b1", "b2", "expected"),
    [(140, 30, "poor"), (140, 20, "near_poor"), (145, 120, "not_poor"), (None, 30, None), (140, None, None)],
)
def test_it_classifies_by_both_lines(b1: int | None, b2: int | None, expected: str | None) -> None:
    assert classify(b1, b2, b1_max=140, b2_min=30) == expected


def test_it_gives_no_class_when_the_rule_is_not_known() -> None:
    assert classify(100, 30, b1_max=None, b2_min=None) is None

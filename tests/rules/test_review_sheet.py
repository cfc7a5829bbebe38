"""The review sheet itself: what it asks, refuses, warns of and computes."""

from __future__ import annotations

from typing import Any

import pytest

from tests import scoring_cases
from tests.scoring_cases import member

NOTICE = (
    "Tôi hỏi để xã rà soát hộ nghèo, hộ cận nghèo năm 2026. UBND xã giữ thông tin, dùng để rà soát, báo cáo và xét "
    "chính sách. Kết quả đọc ở họp thôn và niêm yết 03 ngày, chỉ ghi tên chủ hộ, thôn, kết quả. Gia đình được xem và "
    "sửa thông tin của mình. Ảnh, vị trí, điện thoại tôi hỏi riêng; không đồng ý vẫn được rà soát."
)
SECTIONS = [
    "intro",
    "people",
    "house",
    "utilities",
    "belongings",
    "livelihood",
    "paper",
    "outcome",
    "closing",
]


def problems(patch: dict[str, Any] | None = None) -> dict[str, str]:
    return {problem["ref"]: problem["kind"] for problem in scoring_cases.instance(patch).problems()}


def text(path: str, kind: str = "label", language: str = "Tiếng Việt (vi)") -> str:
    return "".join(
        part for part in scoring_cases.sheet()["texts"][f"{path}:{kind}"][language] if isinstance(part, str)
    )


def test_it_reads_the_notice_first_word_by_word() -> None:
    assert text("/data/intro/notice") == NOTICE


def test_it_has_its_sections_in_the_order_of_a_visit() -> None:
    tops = [
        node["key"]
        for node in scoring_cases.sheet()["nodes"]
        if node["parent"] == -1 and node["kind"] == "group"
    ]
    assert tops == SECTIONS


def test_every_question_speaks_both_languages_and_has_a_key_of_its_own() -> None:
    sheet = scoring_cases.sheet()
    assert all("." not in node["key"] for node in sheet["nodes"] if node["name"] != "instanceID")
    for place, by_language in sheet["texts"].items():
        assert set(by_language) == {"Tiếng Việt (vi)", "English (en)"}, place
        assert all("".join(map(str, parts)).strip() for parts in by_language.values()), place
    for items in sheet["lists"].values():
        assert all(len(item["label"]) == 2 for item in items)


def test_every_refusal_says_in_words_what_to_do() -> None:
    sheet = scoring_cases.sheet()
    for node in sheet["nodes"]:
        if "constraint" in node:
            assert text(node["path"], "constraint").count(". ") >= 1, node["path"]
        if node.get("required") and node["kind"] == "question":
            assert text(node["path"], "required"), node["path"]


def test_a_whole_household_has_no_problem() -> None:
    assert problems() == {}


@pytest.mark.parametrize(
    ("patch", "ref", "kind"),
    [
        (member(3, birth_date="2026-10-24"), "birth_date@m3", "constraint"),
        (member(1, birth_date="1876-10-23"), "birth_date@m1", "constraint"),
        (member(1, birth_known="year", birth_date=None, birth_year="1876"), "birth_year@m1", "constraint"),
        (member(1, birth_known="year", birth_date=None, birth_year="2027"), "birth_year@m1", "constraint"),
        (member(1, birth_date="2019-02-30"), "birth_date@m1", "type"),
        (member(1, relation="sibling"), "roster_complete", "constraint"),
        (member(2, relation="head"), "relation@m2", "constraint"),
        (member(1, citizen_id="12345678901"), "citizen_id@m1", "constraint"),
        (member(1, citizen_id="１２３４５６７８９０１２"), "citizen_id@m1", "constraint"),
        (member(1, full_name="  "), "full_name@m1", "constraint"),
        (member(1, insurance=None), "insurance@m1", "required"),
        (member(1, benefits="none pension"), "benefits@m1", "constraint"),
        ({"house.floor_area": "0"}, "floor_area", "constraint"),
        ({"house.floor_area": "1000"}, "floor_area", "constraint"),
        ({"house.floor_area": "36 m"}, "floor_area", "type"),
        ({"house.floor_area": None}, "floor_area", "required"),
        ({"livelihood.cattle": "-1"}, "cattle", "constraint"),
        ({"livelihood.income_band": "urban_low"}, "income_band", "type"),
        ({"belongings.assets": "none car"}, "assets", "constraint"),
        ({"intro.notice": None}, "notice", "required"),
        ({"outcome.overrides.override_4": "not"}, "override_4_reason", "required"),
    ],
)
def test_it_refuses_what_cannot_be(patch: dict[str, Any], ref: str, kind: str) -> None:
    assert problems(patch).get(ref) == kind


@pytest.mark.parametrize(
    "patch",
    [
        member(3, birth_date="2026-10-23", at_school=None),
        member(1, birth_date="1905-10-24", work=None),
        {"house.floor_area": None, "house.floor_area_unknown": "OK"},
        {"outcome.overrides.override_4": "keep"},
        {"paper.b1_total": "123"},
    ],
)
def test_it_takes_what_can_be(patch: dict[str, Any]) -> None:
    assert problems(patch) == {}


@pytest.mark.parametrize("outcome", ["moved_village", "moved_commune", "merged", "nobody", "away_long"])
def test_a_household_that_is_not_there_goes_straight_to_the_end(outcome: str) -> None:
    patch = {"intro.household_change": outcome, "intro.change_date": "2026-09-01"}
    place = {"moved_village": "change_village", "merged": "change_household"}.get(outcome)
    asked = ["change_evidence", *([place] if place else [])]
    assert problems(patch) == dict.fromkeys(asked, "required")
    told = {f"intro.{key}": "Trưởng thôn xác nhận" for key in asked}
    instance = scoring_cases.instance({**patch, **told})
    assert instance.problems() == []
    assert [key for key in SECTIONS if instance.is_relevant(key)] == ["intro", "closing"]
    assert not instance.is_relevant("causes")


@pytest.mark.parametrize("outcome", ["head_changed", "split"])
def test_those_who_stay_are_asked(outcome: str) -> None:
    instance = scoring_cases.instance(
        {"intro.household_change": outcome, "intro.change_evidence": "Gia đình báo"}
    )
    assert all(instance.is_relevant(key) for key in SECTIONS)


@pytest.mark.parametrize(
    ("patch", "note"),
    [
        ({"belongings.assets": "car", "utilities.electricity": "none"}, "warn_car"),
        (member(3, birth_date="1991-03-02"), "warn_mother@m3"),
        ({"last_members": "6"}, "warn_members"),
        ({"house.floor_area": "3.6"}, "warn_area"),
    ],
)
def test_it_warns_without_blocking(patch: dict[str, Any], note: str) -> None:
    assert not scoring_cases.instance().is_relevant(note)
    instance = scoring_cases.instance(patch)
    assert instance.is_relevant(note)
    assert not any("warn" in problem["ref"] for problem in instance.problems())

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from gnbv.errors import Invalid
from gnbv.rules.packs import PackRefused, compile_pack
from gnbv.services import pack_files
from tests import scoring_cases

OFFICIAL_NAMES = [
    "Việc làm",
    "Người phụ thuộc trong hộ gia đình",
    "Dinh dưỡng",
    "Bảo hiểm y tế",
    "Trình độ giáo dục của người lớn",
    "Tình trạng đi học của trẻ em",
    "Chất lượng nhà ở",
    "Diện tích nhà ở",
    "Nguồn nước sinh hoạt",
    "Nhà tiêu hợp vệ sinh",
    "Sử dụng dịch vụ viễn thông",
    "Phương tiện phục vụ tiếp cận thông tin",
]


def document(key: str = "vn-2022-2025") -> dict[str, Any]:
    return next(found for found in pack_files.standards() if found["pack"] == key)


def write(folder: Path, changes: dict[str, Any]) -> Path:
    """A pack that extends the shipped one with ``changes``."""
    (folder / "base.yaml").write_text(
        (pack_files.PACKS / "standards/vn-2022-2025.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    path = folder / "local.yaml"
    path.write_text(yaml.safe_dump({"extends": "base", **changes}, allow_unicode=True), encoding="utf-8")
    return path


def test_it_reads_the_standards_oldest_first_with_the_official_names() -> None:
    assert [found["pack"] for found in pack_files.standards()] == ["vn-2022-2025", "vn-2027-2030"]
    assert [indicator["name"]["vi"] for indicator in document()["indicators"]] == OFFICIAL_NAMES


def test_it_ships_nothing_as_official_and_no_point_of_b1() -> None:
    for found in pack_files.standards():
        assert {part["status"] for part in found["components"].values()} == {"illustrative"}
        assert not any("points" in item for item in found["b1"]["items"])
        assert found["b1"]["source_document"] is None


def test_it_keeps_the_rule_of_2027_unknown() -> None:
    later = document("vn-2027-2030")
    assert all(lines["b1_max"] is None and lines["b2_min"] is None for lines in later["areas"].values())
    assert later["lines"]["rural"]["income"] == 2_200_000
    assert [indicator["code"] for indicator in later["indicators"]][-1] == "waste"
    assert later["b1"]["items"][0]["question"] == "b1n_household_size"


def test_it_refuses_a_file_that_calls_itself_official(tmp_path: Path) -> None:
    path = write(tmp_path, {"components": {"rule": {"status": "official"}}})
    with pytest.raises(Invalid) as refused:
        pack_files.read_pack(path)
    assert refused.value.details["problems"][0][0] == "components.rule"
    assert "local.yaml" in refused.value.vi


def test_it_names_every_place_that_is_wrong(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        {
            "areas": {"rural": {"b1_max": "140"}},
            "indicators": [{"number": 3, "per": "village", "because": {}}],
        },
    )
    with pytest.raises(Invalid) as refused:
        pack_files.read_pack(path)
    assert [place for place, _ in refused.value.details["problems"]] == [
        "areas.rural.b1_max",
        "indicators.3.per",
    ]


@pytest.mark.parametrize("text", ["[1, 2", "- a list", "pack: x"])
def test_it_refuses_what_is_no_pack(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Invalid):
        pack_files.read_pack(path)


def test_it_refuses_a_pack_that_asks_for_a_question_the_sheet_does_not_have() -> None:
    changed = document()
    changed["indicators"][8]["deprived"] = "${wells} = 'none'"
    changed["indicators"][9]["deprived"] = "${latrine} = $nowhere and ("
    with pytest.raises(PackRefused) as refused:
        compile_pack(changed, scoring_cases.sheet())
    assert [place for place, _ in refused.value.problems] == [
        "indicators.9.deprived",
        "indicators.10.deprived",
    ]


def test_it_takes_the_value_of_the_year_and_the_last_known_for_later_ones() -> None:
    changed = document()
    changed["settings"]["work_to_male"] = {"2026": 738, "2028": 744}
    deprived = str(compile_pack(changed, scoring_cases.sheet())["indicators"][0]["applies"])
    assert "'738'" in deprived and "'744'" in deprived and "'2028'" in deprived


@pytest.mark.parametrize(
    ("name", "count"),
    [("ethnic_groups", 55), ("causes", 8), ("needs", 6), ("relations", 9), ("programmes", 33)],
)
def test_it_reads_the_catalogues(name: str, count: int) -> None:
    assert len(pack_files.catalogue(name)) == count


@pytest.mark.parametrize(
    ("catalogue", "choices"),
    [("ethnic_groups", "ethnic"), ("causes", "cause"), ("needs", "need"), ("relations", "relation")],
)
def test_the_sheet_offers_what_the_catalogue_holds(catalogue: str, choices: str) -> None:
    offered = {choice["value"] for choice in scoring_cases.sheet()["lists"][choices]} - {"unknown"}
    assert offered == {item["value"] for item in pack_files.catalogue(catalogue)}


def test_it_refuses_a_pack_with_parts_missing(tmp_path: Path) -> None:
    path = tmp_path / "thin.yaml"
    path.write_text("pack: thin\nkind: standard\n", encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        pack_files.read_pack(path)
    assert ("areas", "is missing") in refused.value.details["problems"]


def test_it_refuses_words_in_one_language_and_numbers_with_gaps(tmp_path: Path) -> None:
    whole = document()
    extra = {**whole["indicators"][0], "number": 14, "dimension": "weather", "name": {"vi": "Thời tiết"}}
    with pytest.raises(Invalid) as refused:
        pack_files.read_pack(write(tmp_path, {"indicators": [extra], "texts": {"poor": {"en": None}}}))
    places = {place for place, _ in refused.value.details["problems"]}
    assert {"indicators", "indicators.14.dimension", "indicators.14.name", "texts.poor"} <= places


def test_it_refuses_a_catalogue_with_a_value_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "catalogues").mkdir()
    twice = "catalogue: twice\nitems:\n- {value: a, vi: A, en: A}\n- {value: a, vi: B, en: B}\n"
    (tmp_path / "catalogues/twice.yaml").write_text(twice, encoding="utf-8")
    monkeypatch.setattr(pack_files, "PACKS", tmp_path)
    with pytest.raises(Invalid, match=r"twice\.yaml"):
        pack_files.catalogue("twice")


def test_it_refuses_an_override_that_the_sheet_does_not_ask_for() -> None:
    changed = document()
    changed["indicators"][0]["override"] = "override_99"
    with pytest.raises(PackRefused) as refused:
        compile_pack(changed, scoring_cases.sheet())
    assert [place for place, _ in refused.value.problems] == ["indicators.1.override"] * 2


def test_it_writes_settings_that_are_numbers_as_numbers() -> None:
    changed = document()
    changed["settings"]["area_per_person"] = 10
    indicator = compile_pack(changed, scoring_cases.sheet())["indicators"][7]
    assert ["num", "10"] in indicator["deprived"][1][2]

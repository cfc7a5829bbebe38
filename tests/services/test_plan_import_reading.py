"""A bad plan file is refused with the place and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from gnbv.errors import Invalid
from gnbv.services.plan_import_reading import MAX_BYTES, read

SOURCE = Path(__file__).resolve().parents[2] / "gnbv" / "packs" / "plans" / "xuan-hoa-2024.yaml"
GOOD = SOURCE.read_text("utf-8")


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def swapped(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


CASES = {
    "an id that is used twice": ("id: XH-T02", "id: XH-T01", "tasks[1].id", "đã dùng"),
    "a project that is not there": (
        "project: XH-P03",
        "project: XH-P77",
        "tasks[3].project",
        "không có dự án",
    ),
    "a day that does not exist": ("date: '2024-06-06'", "date: '2024-06-31'", "document.date", "ngày dạng"),
    "a count that does not agree": ("  tasks: 26", "  tasks: 27", "counts.tasks", "tệp ghi 27 nhưng có 26"),
    "an empty text": ("slug: xuan-hoa-2024", "slug: ''", "slug", "chữ, không để trống"),
    "a slug with other letters": ("slug: xuan-hoa-2024", "slug: Xuân Hoà", "slug", "a–z"),
    "a wrong version": ("schema_version: 1", "schema_version: 2", "schema_version", "bản 1"),
    "a key written twice": ("schema_version: 1", "level: xã\nschema_version: 1", "level", "hai lần"),
    "a text where a list belongs": ("projects:\n", "projects: không\nother:\n", "projects", "một danh sách"),
}


@pytest.mark.parametrize("case", CASES)
def test_it_names_the_path_the_line_and_the_reason(case: str) -> None:
    old, new, path, reason = CASES[case]
    bad = swapped(old, new)
    with pytest.raises(Invalid) as caught:
        read(bad)
    places = {problem["path"]: problem for problem in caught.value.details["problems"]}
    assert reason in places[path]["vi"]
    assert places[path]["line"] >= 1


def test_it_counts_lines_from_one() -> None:
    bad = swapped("id: XH-T02", "id: XH-T01")
    with pytest.raises(Invalid) as caught:
        read(bad)
    (problem,) = caught.value.details["problems"]
    second = bad.index("id: XH-T01", bad.index("id: XH-T01") + 1)
    assert problem["line"] == bad[:second].count("\n") + 1
    assert f"tasks[1].id (dòng {problem['line']})" in caught.value.vi
    assert f"tasks[1].id (line {problem['line']})" in caught.value.en


def test_it_tells_every_fault_at_once() -> None:
    bad = swapped("project: XH-P03", "project: XH-P77").replace("  tasks: 26", "  tasks: 27")
    with pytest.raises(Invalid) as caught:
        read(bad)
    paths = {problem["path"] for problem in caught.value.details["problems"]}
    assert paths == {"tasks[3].project", "counts.tasks"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- một\n- hai\n",
        "a: [1, 2",
        "a: &neo [1]\nb: [*neo, *neo]\n",
        "!!python/object:os.system {}",
        b"\xff\xfe\xfa\x00",
    ],
)
def test_it_refuses_what_is_no_plan_at_all(text: str | bytes) -> None:
    with pytest.raises(Invalid) as caught:
        read(text)
    assert "vẫn giữ nguyên" in caught.value.vi


def test_it_refuses_a_file_beyond_reason() -> None:
    with pytest.raises(Invalid, match="4 MB"):
        read("a" * (MAX_BYTES + 1))


def test_it_survives_a_file_nested_without_end() -> None:
    with pytest.raises(Invalid):
        read("[" * 50_000)


def test_it_refuses_a_schedule_that_nobody_can_read() -> None:
    bad = swapped("windows: []", "windows:\n      - from: mùa thu\n        to: mùa đông")
    with pytest.raises(Invalid) as caught:
        read(bad)
    (problem,) = caught.value.details["problems"]
    assert problem["path"].endswith("windows") and "lịch" in problem["vi"]


def test_it_reads_unquoted_days_as_text() -> None:
    plan = read(swapped("date: '2024-06-06'", "date: 2024-06-06"))
    assert plan["document"]["date"] == "2024-06-06"

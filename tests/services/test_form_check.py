"""What a sheet is refused for, and that the cell is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gnbv.services.form_check import check
from tests.sheets import end, q, saved

A = q("text", "a")


def problem(folder: Path, survey: list[Any], **more: Any) -> tuple[Any, Any, Any]:
    found = check(saved(folder, survey, **more))
    assert found["supported"] is False
    first = found["problems"][0]
    assert first["message"]
    return first["sheet"], first["row"], first["column"]


@pytest.mark.parametrize(
    ("survey", "row", "column"),
    [
        ([A, q("calculate", "b", calculation="foo(${a})")], 3, "calculation"),
        ([q("text", "a", relevant="((1 + 2")], 2, "relevant"),
        ([q("text", "a", relevant="1 + ")], 2, "relevant"),
        ([q("text", "a", relevant="${b} = 1")], 2, "relevant"),
        ([q("integer", "a", constraint=". > 3 and")], 2, "constraint"),
        ([q("text", "a", required="substr('x')")], 2, "required"),
        ([A, q("text", "b", label="Chào ${zz}")], 3, "label"),
        ([A, q("select_one nothing", "b")], 3, "type"),
        ([A, q("txet", "b")], 3, "type"),
        ([A, A], 3, "name"),
        ([q("begin_group", "g"), A], 2, "type"),
        (
            [A, q("calculate", "b", calculation="${c} + 1"), q("calculate", "c", calculation="${b}")],
            3,
            "calculation",
        ),
        ([q("integer", "a", calculation="${a} + 1")], 2, "calculation"),
        ([q("begin_group", "g", relevant="${a} = 1"), A, end()], 2, "relevant"),
        ([q("begin_repeat", "r", repeat_count="${a}"), A, end("repeat")], 2, "repeat_count"),
        ([A, q("select_one district", "d", choice_filter="instance('x')/root/item = 1")], 3, "choice_filter"),
        ([q("text", "a", constraint="regex(., '(a+)+$')")], 2, "constraint"),
        ([q("text", "a", constraint="regex(., '(?<=x)a')")], 2, "constraint"),
        ([q("text", "a", constraint="regex(., '\\p{L}+')")], 2, "constraint"),
        ([q("text", "a", constraint="regex(., '(?i)abc')")], 2, "constraint"),
        ([q("text", "a", appearance="search('x')")], 2, "appearance"),
        ([A, q("select_one_from_file gone.csv", "b")], 3, "type"),
        ([q("text", "a", label="=1+1")], 2, "label"),
        ([A, q("calculate", "b", calculation="${last-saved#a}")], 3, "calculation"),
        ([A, q("background-audio", "b")], 3, "type"),
    ],
)
def test_it_names_the_cell(tmp_path: Path, survey: list[Any], row: int, column: str) -> None:
    assert problem(tmp_path, survey) == ("survey", row, column)


def test_it_names_every_cell_at_once(tmp_path: Path) -> None:
    survey = [q("text", "a", relevant="foo()"), q("text", "b", constraint="bar()", relevant="(1")]
    found = check(saved(tmp_path, survey))["problems"]
    assert {(p["row"], p["column"]) for p in found} == {(2, "relevant"), (3, "constraint"), (3, "relevant")}


def test_it_refuses_sealed_answers_and_entities(tmp_path: Path) -> None:
    assert problem(tmp_path, [A], settings={"public_key": "x"}) == ("settings", 2, "public_key")
    assert problem(tmp_path, [A], entities=[{"list_name": "t", "label": "x"}]) == ("entities", 2, "list_name")


def test_it_names_a_choice_given_twice(tmp_path: Path) -> None:
    twice = [{"list_name": "l", "name": "x", "label": "X"}] * 2
    assert problem(tmp_path, [q("select_one l", "a")], choices=twice) == ("choices", 3, "name")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
        b"PK\x03\x04" + b"0" * 50_000_000,
    ],
    ids=["empty", "text", "broken", "password", "huge"],
)
def test_what_is_no_workbook_has_no_cell(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    found = check(path)
    assert found["supported"] is False
    assert [(p["sheet"], p["row"], p["column"]) for p in found["problems"]] == [(None, None, None)]


def test_it_reads_files_beside_the_sheet(tmp_path: Path) -> None:
    (tmp_path / "fruits.csv").write_text("name,label\napple,Táo\n", encoding="utf-8")
    assert check(saved(tmp_path, [q("select_one_from_file fruits.csv", "f")])) == {
        "supported": True,
        "problems": [],
    }


def test_markup_in_a_label_is_only_text(tmp_path: Path) -> None:
    assert check(saved(tmp_path, [q("text", "a", label="<script>alert(1)</script> & <b>x</b>")]))["supported"]


def test_the_review_sheet_is_supported() -> None:
    sheet = Path(__file__).parents[2] / "gnbv" / "packs" / "forms" / "phieu-ra-soat.xlsx"
    assert check(sheet) == {"supported": True, "problems": []}

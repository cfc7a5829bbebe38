"""``form evaluate`` as its contract has it, through the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gnbv.cli_forms import form
from tests.sheets import end, q, saved


def run(folder: Path, survey: list[Any], answers: Any, *options: str, **more: Any) -> Result:
    sheet = saved(folder, survey, **more)
    document = folder / "answers.json"
    document.write_text(answers if isinstance(answers, str) else json.dumps(answers), encoding="utf-8")
    return CliRunner().invoke(
        form, ["evaluate", str(sheet), str(document), "--today", "2026-10-23", *options]
    )


def rows(folder: Path, survey: list[Any], answers: Any, **more: Any) -> list[dict[str, Any]]:
    done = run(folder, survey, answers, **more)
    assert done.exit_code == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["questions"]
    return found


def values(folder: Path, survey: list[Any], answers: Any, **more: Any) -> dict[str, str]:
    return {row["path"]: row["value"] for row in rows(folder, survey, answers, **more)}


def test_it_prints_one_row_per_question_in_document_order(tmp_path: Path) -> None:
    survey = [
        q("begin_group", "g"),
        q("text", "x"),
        q("note", "n"),
        end(),
        q("begin_repeat", "member"),
        q("text", "name", required="yes"),
        q("calculate", "place", calculation="position(..)"),
        end("repeat"),
        q("hidden", "h", default="khuất"),
    ]
    done = run(tmp_path, survey, {"g": {"x": "1"}, "member": [{"name": "A"}, {}]})
    assert json.loads(done.stdout) == {
        "form": "thu",
        "version": "1",
        "questions": [
            {"path": "/data/g/x", "relevant": True, "required": False, "valid": True, "value": "1"},
            {"path": "/data/member[1]/name", "relevant": True, "required": True, "valid": True, "value": "A"},
            {
                "path": "/data/member[1]/place",
                "relevant": True,
                "required": False,
                "valid": True,
                "value": "1",
            },
            {"path": "/data/member[2]/name", "relevant": True, "required": True, "valid": False, "value": ""},
            {
                "path": "/data/member[2]/place",
                "relevant": True,
                "required": False,
                "valid": True,
                "value": "2",
            },
            {"path": "/data/h", "relevant": True, "required": False, "valid": True, "value": "khuất"},
        ],
    }


def test_an_irrelevant_question_is_empty_and_valid_and_counts_for_nothing(tmp_path: Path) -> None:
    survey = [
        q("integer", "a"),
        q("begin_group", "g", relevant="${a} > 1"),
        q("integer", "b", required="yes"),
        end(),
        q("calculate", "c", calculation="coalesce(${b}, 'none')"),
    ]
    found = rows(tmp_path, survey, {"a": "1", "g": {"b": "7"}})
    assert found[1] == {"path": "/data/g/b", "relevant": False, "required": True, "valid": True, "value": ""}
    assert found[2]["value"] == "none"


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("integer", "-3", "3.5"),
        ("decimal", "3.5", "ba"),
        ("date", "2024-02-29", "2023-02-29"),
        ("time", "10:30:00.000+07:00", "25:00"),
        ("dateTime", "2026-01-01T10:00:00.000+07:00", "2026-01-01"),
        ("select_one yn", "yes", "maybe"),
        ("select_multiple yn", "yes no", "yes yes"),
        ("rank yn", "no yes", "no what"),
        ("geopoint", "20.5 105.5 0 0", "95 105"),
        ("geotrace", "1 1; 2 2", "1 1"),
        ("geoshape", "1 1; 1 2; 2 2; 1 1", "1 1; 1 2; 2 2"),
        ("acknowledge", "OK", "yes"),
        ("range", "4", "5"),
    ],
)
def test_a_value_of_the_wrong_type_is_not_valid(tmp_path: Path, kind: str, good: str, bad: str) -> None:
    question = q(kind, "a", parameters="start=0 end=10 step=2" if kind == "range" else None)
    assert rows(tmp_path, [question], {"a": good})[0]["valid"] is True
    assert rows(tmp_path, [question], {"a": bad})[0]["valid"] is False


def test_a_choice_outside_the_filter_is_not_valid(tmp_path: Path) -> None:
    survey = [q("select_one province", "p"), q("select_one district", "d", choice_filter="province = ${p}")]
    assert rows(tmp_path, survey, {"p": "son_la", "d": "quynh_nhai"})[1]["valid"] is True
    assert rows(tmp_path, survey, {"p": "phu_tho", "d": "quynh_nhai"})[1]["valid"] is False


def test_repeats_open_as_the_contract_says(tmp_path: Path) -> None:
    free = [q("begin_repeat", "r"), q("text", "x"), end("repeat")]
    assert list(values(tmp_path, free, {})) == ["/data/r[1]/x"]
    assert values(tmp_path, free, {"r": []}) == {}
    counted = [q("integer", "n"), q("begin_repeat", "r", repeat_count="${n}"), q("text", "x"), end("repeat")]
    assert list(values(tmp_path, counted, {"n": "2"})) == ["/data/n", "/data/r[1]/x", "/data/r[2]/x"]
    assert list(values(tmp_path, counted, {"n": "1", "r": [{"x": "1"}, {"x": "2"}]})) == [
        "/data/n",
        "/data/r[1]/x",
    ]


def test_defaults_are_taken_only_for_missing_keys(tmp_path: Path) -> None:
    survey = [q("text", "a", default="x"), q("date", "d", default="today()")]
    assert values(tmp_path, survey, {}) == {"/data/a": "x", "/data/d": "2026-10-23"}
    assert values(tmp_path, survey, {"a": "", "d": ""}) == {"/data/a": "", "/data/d": ""}


def test_tables_beside_the_sheet_are_read(tmp_path: Path) -> None:
    (tmp_path / "fruits.csv").write_text("name,label,colour\npear,Lê,xanh\n", encoding="utf-8")
    survey = [
        q("select_one_from_file fruits.csv", "f"),
        q("calculate", "c", calculation="pulldata('fruits', 'colour', 'name', ${f})"),
        q("calculate", "n", calculation="jr:choice-name(${f}, '${f}')"),
    ]
    assert values(tmp_path, survey, {"f": "pear"}) == {"/data/f": "pear", "/data/c": "xanh", "/data/n": "Lê"}


@pytest.mark.parametrize(
    "answers", [{"b": "1"}, {"a": {"x": "1"}}, {"a": ["1"]}, [], "{", '{"a": null}', {"a": True}]
)
def test_answers_of_another_shape_end_with_two_and_one_line(tmp_path: Path, answers: Any) -> None:
    done = run(tmp_path, [q("text", "a")], answers)
    assert (done.exit_code, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_refused_sheet_ends_with_two(tmp_path: Path) -> None:
    assert run(tmp_path, [q("text", "a", relevant="foo()")], {}).exit_code == 2


def test_check_ends_with_nought_or_one(tmp_path: Path) -> None:
    good = CliRunner().invoke(form, ["check", str(saved(tmp_path, [q("text", "a")]))])
    bad = CliRunner().invoke(form, ["check", str(tmp_path / "gone.xlsx")])
    assert (good.exit_code, json.loads(good.stdout)["supported"]) == (0, True)
    assert (bad.exit_code, json.loads(bad.stdout)["supported"]) == (1, False)

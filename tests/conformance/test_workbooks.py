"""Workbooks as they come from people's machines: what stands in the cells is not always text."""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import openpyxl.styles
import pytest

from gnbv.services.form_check import check
from gnbv.services.form_evaluation import evaluate

SURVEY = [["type", "name", "label"], ["text", "a", "A"]]


def saved(folder: Path, **sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = folder / "phiếu thử.xlsx"
    book.save(path)
    return path


def told(sheet: Path, answers: Any = None) -> dict[str, Any]:
    document = sheet.with_name("answers.json")
    document.write_text(json.dumps(answers or {}), encoding="utf-8")
    return evaluate(sheet, document, date(2026, 10, 23))


def values(sheet: Path, answers: Any = None) -> dict[str, str]:
    return {row["path"]: row["value"] for row in told(sheet, answers)["questions"]}


def cells(sheet: Path) -> list[tuple[Any, Any, Any]]:
    found = check(sheet)
    assert found["supported"] is False
    return [(one["sheet"], one["row"], one["column"]) for one in found["problems"]]


def test_white_space_around_headers_and_cells_does_not_count(tmp_path: Path) -> None:
    survey = [
        [" type ", "name ", "label", " relevant"],
        [" text ", " a ", "A", " true() "],
        ["select_one  yn", "b", "B"],
    ]
    choices = [["list_name", " name", "label"], [" yn ", " yes ", "Có"]]
    assert values(saved(tmp_path, survey=survey, choices=choices), {"b": "yes"}) == {
        "/data/a": "",
        "/data/b": "yes",
    }


def test_empty_rows_and_columns_do_not_count_but_rows_keep_their_numbers(tmp_path: Path) -> None:
    survey = [*SURVEY, [None, None, None], [], ["text", "b", "B", None, "ghi chú"]]
    assert list(values(saved(tmp_path, survey=survey))) == ["/data/a", "/data/b"]
    survey = [["type", None, "name", "label", "relevant"], [], [], ["text", None, "a", "A", "foo()"]]
    assert cells(saved(tmp_path, survey=survey)) == [("survey", 4, "relevant")]


def test_numbers_truths_and_days_in_cells_are_read_as_written(tmp_path: Path) -> None:
    survey = [
        ["type", "name", "label", "required", "default", "constraint"],
        ["integer", "a", 1, True, 3, ". > 2"],
        ["decimal", "b", 2.5, False, 0.25, None],
        ["date", "c", "C", None, datetime(2026, 1, 2), None],
        ["select_one n", "d", "D", None, 2, None],
    ]
    choices = [["list_name", "name", "label"], ["n", 1, "Một"], ["n", 2.0, "Hai"]]
    sheet = saved(tmp_path, survey=survey, choices=choices, settings=[["form_id", "version"], ["thu", 2026]])
    found = told(sheet)
    assert (found["form"], found["version"]) == ("thu", "2026")
    assert [(row["value"], row["required"], row["valid"]) for row in found["questions"]] == [
        ("3", True, True),
        ("0.25", False, True),
        ("2026-01-02", False, True),
        ("2", False, True),
    ]


def test_the_names_of_sheets_may_have_capitals_and_other_sheets_stand_beside(tmp_path: Path) -> None:
    sheet = saved(tmp_path, **{"Ghi chú": [["=1+1"]], "Survey": SURVEY, "Settings": [["form_id"], ["x"]]})
    assert told(sheet)["form"] == "x"


def test_the_file_names_the_form_when_the_settings_do_not(tmp_path: Path) -> None:
    assert told(saved(tmp_path, survey=SURVEY))["form"] == "phiếu_thử"


@pytest.mark.parametrize(
    "survey",
    [
        [["type", "name", "label", "label"], ["text", "a", "A", "B"]],
        [["type", "name", "label", "relevant", "relevant"], ["text", "a", "A", "1", "2"]],
    ],
)
def test_a_header_twice_is_refused(tmp_path: Path, survey: list[list[Any]]) -> None:
    assert cells(saved(tmp_path, survey=survey)) == [("survey", 1, survey[0][-1])]


@pytest.mark.parametrize("survey", [[], [["type", "name", "label"]], [["a", "b"], ["c", "d"]]])
def test_a_survey_without_questions_is_refused(tmp_path: Path, survey: list[list[Any]]) -> None:
    assert cells(saved(tmp_path, survey=survey))


def test_what_excel_adds_to_a_sheet_does_not_matter(tmp_path: Path) -> None:
    path = saved(tmp_path, survey=SURVEY)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    extra = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content.replace(b"</worksheet>", extra))
    assert values(path) == {"/data/a": ""}


def test_a_sheet_formatted_to_its_end_is_read_to_its_last_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active
    book.active.title = "survey"
    for row in SURVEY:
        book.active.append(row)
    book.active.cell(row=200_000, column=1).font = openpyxl.styles.Font(bold=True)
    path = tmp_path / "x.xlsx"
    book.save(path)
    assert values(path) == {"/data/a": ""}


def test_no_survey_sheet_has_no_cell(tmp_path: Path) -> None:
    assert cells(saved(tmp_path, Sheet1=SURVEY)) == [(None, None, None)]


def test_a_row_without_a_type_is_refused(tmp_path: Path) -> None:
    assert cells(saved(tmp_path, survey=[*SURVEY, [None, "b", "B"]])) == [("survey", 3, "type")]


def test_an_error_in_a_cell_is_no_expression(tmp_path: Path) -> None:
    survey = [["type", "name", "label", "relevant"], ["text", "a", "A", "#REF!"]]
    assert cells(saved(tmp_path, survey=survey)) == [("survey", 2, "relevant")]


def test_a_choice_without_a_name_or_a_list_is_refused(tmp_path: Path) -> None:
    survey = [["type", "name", "label"], ["select_one n", "a", "A"]]
    assert cells(
        saved(tmp_path, survey=survey, choices=[["list_name", "name", "label"], ["n", None, "X"]])
    ) == [("choices", 2, "name")]


def test_a_broken_label_of_a_choice_is_refused(tmp_path: Path) -> None:
    survey = [["type", "name", "label"], ["select_one n", "a", "A"]]
    choices = [["list_name", "name", "label"], ["n", "x", "X"], ["n", "y", "Có ${nobody}"]]
    assert cells(saved(tmp_path, survey=survey, choices=choices)) == [("choices", 3, "label")]

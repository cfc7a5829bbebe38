"""Tables that do not reconcile say so with both numbers and where; frozen ones are compared; marks are read."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from gnbv.rules import table_checks, table_comparison, table_marks
from gnbv.rules.table_marks import UnknownMark
from tests.rules.test_tables import documents, home

WORDS: dict[str, str | int] = {
    "unit": "xã Thử",
    "year": 2026,
    "standard": "Chuẩn",
    "day": "1/1",
    "state": "sơ bộ",
}


def made() -> dict[str, Any]:
    return documents(
        [home("poor", "near_poor", id=1), home("poor", "poor", id=2, place="b", place_before="b")]
    )


def faults(tables: dict[str, Any]) -> dict[str, table_checks.Check]:
    return {f"{one.code}.{one.of}": one for one in table_checks.check(tables) if not one.holds}


def change(
    tables: dict[str, Any], code: str, column: str, by: int, row: int = 0, section: int = 0
) -> dict[str, Any]:
    part = tables[code]["sections"][section]
    place = [head["key"] for head in part["columns"]].index(column)
    part["rows"][row]["cells"][place] += by
    part["total"][place] += by
    return tables


def test_two_tables_that_disagree_name_both_cells_both_numbers_and_the_village():
    found = faults(change(made(), "T3", "5", 1))
    wrong = found["became_near_poor.households"]
    assert (wrong.left, wrong.right, wrong.sums) == ("T2(2)", "T3(5)", (1, 2))
    assert [(one.row, one.left, one.right) for one in wrong.differences] == [("", 1, 2), ("Thôn a", 1, 2)]
    assert ("T3", "near_poor.households", "5", "a") in wrong.cells
    assert "identity.households" in found


def test_an_end_that_does_not_follow_from_the_columns_is_told():
    found = faults(change(made(), "T2", "9", 3, row=1))
    assert found["identity.households"].sums == (4, 1)
    assert [one.row for one in found["identity.households"].differences] == ["", "Thôn b"]


def test_a_village_that_the_whole_does_not_count_is_told():
    tables = made()
    tables["T8"]["sections"][0]["total"][0] += 1
    assert [one.row for one in faults(tables)["sum."].differences] == ["T8 Tổng số"]


@pytest.mark.parametrize(("value", "code"), [(None, "denominator_missing"), (0, "denominator")])
def test_a_denominator_that_is_missing_or_too_small_names_its_village(value, code):
    tables = made()
    tables["T1"]["sections"][0]["rows"][1]["cells"][0] = value
    found = faults(tables)[f"{code}.households"]
    assert [one.row for one in found.differences] == ["Thôn b"]


def test_a_year_starts_where_the_one_before_ended_as_it_was_submitted():
    poor, near = table_checks.follows(made(), made())
    assert (poor.left, poor.right, poor.sums) == ("T2(1)", "T2(9)", (2, 1))
    assert [(one.row, one.left, one.right) for one in poor.differences] == [("", 2, 1), ("Thôn a", 1, 0)]
    assert near.sums == (0, 1)
    assert table_checks.follows(made(), {}) == []


def test_frozen_tables_are_compared_cell_by_cell_also_villages_and_columns_of_one_side():
    then, now = made(), change(made(), "T2", "9", 1)
    assert table_comparison.compare(then, copy.deepcopy(then)) == []
    told = [
        (one.code, one.row, one.column["key"], one.then, one.now)
        for one in table_comparison.compare(then, now)
    ]
    assert told == [("T2", "", "9", 1, 2), ("T2", "Thôn a", "9", 0, 1)]
    section = now["T2"]["sections"][0]
    section["rows"] = [row for row in section["rows"] if row["unit"] != "c"]
    gone = [one for one in table_comparison.compare(then, now) if one.row == "Thôn c"]
    assert len(gone) == 9
    assert {one.now for one in gone} == {None}


def test_households_that_came_into_a_list_or_left_it_are_named():
    then = {"T15": {"homes": [{"household": "1"}, {"household": "2"}]}}
    now = {"T15": {"homes": [{"household": "2"}, {"household": "3"}]}}
    found = [(one.household["household"], one.is_new) for one in table_comparison.compare_lists(then, now)]
    assert found == [("1", False), ("3", True)]


@pytest.mark.parametrize(
    ("mark", "value"),
    [
        ("T2.poor.households.2", 1), ("T2.households.9@thon B", 1), ("t2.people.1", 6), ("T3.households.5@1", 1),
        ("T1.poor", 1), ("T1.3@2", 1), ("T1.poor_rate", 0.07), ("unit", "xã Thử"), ("row@2", "Thôn b"),
        ("T8.near_poor.people.minority", 0),
    ],
)  # fmt: skip
def test_a_mark_stands_for_a_number(mark, value):
    assert table_marks.value_of(mark, made(), WORDS) == value


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        ("T99.1", "table"), ("T2", "column"), ("T2.households.77", "column"), ("T2.near_poor.households.1", "section"),
        ("T2.9", "ambiguous"), ("T2.households.9@Thôn Xa", "row"), ("nothing", "table"), ("row@9", "row"),
    ],
)  # fmt: skip
def test_an_unknown_mark_says_what_is_unknown_about_it(mark, reason):
    with pytest.raises(UnknownMark) as error:
        table_marks.value_of(mark, made(), WORDS)
    assert error.value.reason == reason


def test_braces_that_are_no_mark_are_refused():
    assert table_marks.marks_in("Xã {{unit}}, năm {{ year }}") == ["unit", "year"]
    with pytest.raises(UnknownMark):
        table_marks.marks_in("{{T2.poor.households.1}")

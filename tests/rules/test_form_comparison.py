"""Two versions of a form, question by question."""

from __future__ import annotations

from typing import Any

import pytest

from gnbv.rules.expression_text import text_of
from gnbv.rules.form_comparison import Row, compare
from tests import scoring_cases
from tests.draft_versions import compiled
from tests.sheets import CHOICES, end, q

BASE: list[dict[str, Any]] = [
    {"type": "begin_group", "name": "house", "label": "Nhà ở"},
    q("select_one yn", "own", label="Nhà của hộ?"),
    q("integer", "rooms", label="Mấy phòng?", constraint=". < 20"),
    q("text", "floor", relevant="${rooms} > 1 and ${own} = 'yes'"),
    q("text", "wall"),
    end(),
    {"type": "begin_group", "name": "rest", "label": "Còn lại"},
    q("text", "note_it"),
    end(),
]


def rows(new: list[dict[str, Any]], choices: Any = CHOICES) -> dict[str, Row]:
    before = compiled({"survey": BASE, "choices": CHOICES}, "1")
    return {row.key: row for row in compare(before, compiled({"survey": new, "choices": choices}, "2"))}


def edited(name: str, **cells: Any) -> list[dict[str, Any]]:
    return [{**row, **cells} if row.get("name") == name else row for row in BASE]


def test_the_same_form_has_no_difference() -> None:
    assert rows(BASE) == {}
    assert compare(scoring_cases.sheet(), scoring_cases.sheet()) == []


def test_it_tells_what_was_added_and_removed_with_its_section() -> None:
    found = rows([*BASE[:4], q("text", "roof", label="Mái"), *BASE[5:]])
    assert {key: (row.change, row.section, row.is_meaning) for key, row in found.items()} == {
        "roof": ("added", "Nhà ở", False),
        "wall": ("removed", "Nhà ở", True),
    }


@pytest.mark.parametrize(
    ("cells", "what", "before", "after", "is_meaning"),
    [
        ({"label": "Bao nhiêu phòng?"}, "label", "Mấy phòng?", "Bao nhiêu phòng?", True),
        ({"type": "decimal"}, "type", "question int", "question decimal", True),
        ({"constraint": ". < 30"}, "constraint_rule", "${rooms} < 20", "${rooms} < 30", False),
        ({"required": "yes"}, "required_rule", "", "true()", False),
        ({"hint": "đếm cả bếp"}, "hint", "", "đếm cả bếp", False),
        ({"appearance": "unit-m2"}, "unit", "", "unit-m2", True),
        ({"relevant": "${own} = 'no'"}, "relevant_rule", "", "${own} = 'no'", False),
    ],
)
def test_it_tells_what_changed_and_whether_the_meaning_did(
    cells: dict[str, str], what: str, before: str, after: str, is_meaning: bool
) -> None:
    (row,) = rows(edited("rooms", **cells)).values()
    assert row.change == "changed" and row.is_meaning is is_meaning
    assert [(one.what, one.before, one.after) for one in row.differences] == [(what, before, after)]


def test_it_tells_choices_by_label_and_value() -> None:
    choices = [
        {**CHOICES[0], "label": "Có, một phần"},
        *CHOICES[2:],
        {"list_name": "yn", "name": "new", "label": "Mới"},
    ]
    (row,) = rows(BASE, choices).values()
    assert [(one.what, one.before, one.after) for one in row.differences] == [
        ("choice_removed", "Không [no]", ""),
        ("choice_added", "", "Mới [new]"),
        ("choice_label", "Có [yes]", "Có, một phần [yes]"),
    ]


def test_a_question_that_moves_is_told_once_and_its_neighbours_are_not() -> None:
    last_first = [BASE[0], BASE[4], *BASE[1:4], *BASE[5:]]
    found = rows(last_first)
    assert {key: row.change for key, row in found.items()} == {"wall": "moved"}
    elsewhere = rows([*BASE[:4], *BASE[5:8], BASE[4], BASE[8]])
    assert {key: row.change for key, row in elsewhere.items()} == {"wall": "moved"}
    (place,) = elsewhere["wall"].differences
    assert (place.what, place.before, place.after) == ("place", "Nhà ở", "Còn lại")


def test_a_new_language_is_a_translation_and_no_other_meaning() -> None:
    both = [
        {"label::Tiếng Việt (vi)": row["label"], "label::English (en)": "x", **row}
        for row in BASE
        if "label" in row
    ]
    for row in both:
        del row["label"]
    ends = iter(both)
    sheet = [row if row["type"].startswith("end") else next(ends) for row in BASE]
    first = [{**row, "label::Tiếng Việt (vi)": row.get("label::Tiếng Việt (vi)")} for row in sheet]
    for row in first:
        row.pop("label::English (en)", None)
    before = compiled({"survey": first, "choices": CHOICES}, "1")
    found = compare(before, compiled({"survey": sheet, "choices": CHOICES}, "2"))
    assert found and {one.what for row in found for one in row.differences} == {"translation"}
    assert not any(row.is_meaning for row in found)


def test_it_writes_every_expression_of_the_review_sheet_with_questions_by_key() -> None:
    sheet = scoring_cases.sheet()
    keys = {node["key"] for node in sheet["nodes"]}
    written = [text_of(node["relevant"], sheet["nodes"]) for node in sheet["nodes"] if "relevant" in node]
    assert len(written) > 50
    named = {part.split("}")[0] for text in written for part in text.split("${")[1:]}
    assert named and named <= keys

"""Which control shows which type and appearance, what stands outside of groups, pictures, several languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from gnbv.services import form_check, form_pages
from gnbv.services.form_parts import Part, steps
from tests import all_types
from tests.sheets import q, workbook

CONTROLS = {
    "name": "text", "income": "number", "warmth": "range", "floor": "picker", "liking": "one", "agreed": "acknowledge",
    "one_quick": "one", "small": "long", "several": "long", "ticked": "many", "order": "rank", "village": "long",
    "villages": "long", "child": "long", "day": "date", "hour": "time", "moment": "datetime", "house": "position",
    "path": "track", "field": "track", "photo": "photo", "sketch": "signature", "sign": "signature", "voice": "file",
    "film": "file", "paper": "file", "tag": "barcode",
}  # fmt: skip


def _compiled(survey: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    compiled, _xform = form_check.compile_with_xform(workbook(survey, **more), "thu", Path())
    return compiled


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = all_types.write(tmp_path_factory.mktemp("sheet"))
    return form_check.compile_with_xform(path.read_bytes(), path.stem, path.parent)[0]


def _questions(parts: list[Part]) -> dict[str, Part]:
    return {one.key: one for part in parts for one in (part, *_questions(part.parts).values())}


def test_each_type_has_its_control(whole: dict[str, Any]) -> None:
    found = _questions(form_pages.parts(whole, "vi"))
    assert {key: found[key].control for key in CONTROLS} == CONTROLS


def test_each_question_is_drawn_once_and_what_is_not_asked_is_not(app: Flask, whole: dict[str, Any]) -> None:
    with app.app_context():
        html = "".join(form_pages.fragments(whole, "vi").values())
    for key in CONTROLS:
        assert len(re.findall(rf'data-q="{key}"', html)) == 1, key
    for key in ("twice", "silent", "start", "audit", "reserved_name_for_field_list_labels_42"):
        assert f'data-q="{key}"' not in html


def test_a_picture_is_shown_only_when_it_came_with_the_sheet(app: Flask, whole: dict[str, Any]) -> None:
    with app.app_context():
        without = form_pages.fragments(whole, "vi")["numbers"]
        shown = form_pages.fragments(whole, "vi", {"house.png": "data:image/png;base64,AA=="})
    assert "<img" not in without
    assert 'src="data:image/png;base64,AA=="' in shown["numbers"]
    assert shown["lists"].count("<img") == 1


def test_only_sections_with_a_rare_control_ask_for_its_styles(app: Flask, whole: dict[str, Any]) -> None:
    with app.app_context():
        made = form_pages.fragments(whole, "vi")
    assert {key for key, html in made.items() if "controls.css" in html} == {
        "numbers", "lists", "places", "files"
    }  # fmt: skip


def test_what_stands_outside_of_groups_makes_sections_of_its_own(app: Flask) -> None:
    compiled = _compiled(
        [
            q("text", "one"),
            q("note", "two"),
            q("begin group", "three"),
            q("text", "four"),
            {"type": "end group", "name": "three"},
            q("text", "five"),
            q("begin repeat", "six"),
            q("text", "seven"),
            {"type": "end repeat", "name": "six"},
        ],
        settings={"form_title": "Phiếu thử"},
    )
    assert form_pages.sections(compiled) == ["one", "three", "five", "six"]
    assert list(form_pages.titles(compiled, "vi").values()) == ["Phiếu thử", "three", "Phiếu thử", "six"]
    with app.app_context():
        made = form_pages.fragments(compiled, "vi")
    assert 'data-q="two"' in made["one"]
    assert 'data-repeat="six"' in made["six"]


def test_texts_may_be_exchanged_only_in_a_sheet_of_several_languages(
    app: Flask, whole: dict[str, Any]
) -> None:
    both = _compiled(
        [{"type": "text", "name": "a", "label::Tiếng Việt (vi)": "Tên", "label::English (en)": "Name"}]
    )
    with app.app_context():
        assert '<span data-say="label">Tên</span>' in form_pages.fragments(both, "vi")["a"]
        assert "data-say" not in "".join(form_pages.fragments(whole, "vi").values())


def test_a_range_counts_from_its_start_to_its_end() -> None:
    assert [value for value, _label in steps({"start": "1", "end": "3"})] == ["1", "2", "3"]
    assert [value for value, _label in steps({"start": "1", "end": "0", "step": "0.5"})] == ["1", "0.5", "0"]
    assert [value for value, _label in steps({"start": "-5", "end": "5", "step": "5"})] == ["-5", "0", "5"]

"""Fragments: what the phone's binder finds in them, for a small form and for the commune's own sheet."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pyxform.xls2xform import convert

from gnbv.rules.xform import compile_form
from gnbv.services import form_pages

SHEET = Path(form_pages.__file__).parents[1] / "packs" / "forms" / "phieu-ra-soat.xlsx"


def node(i: int, path: str, kind: str = "question", **more: Any) -> dict[str, Any]:
    name = path.rsplit("/", 1)[1]
    return {"i": i, "path": path, "key": name, "name": name, "parent": -1, "repeat": -1, "kind": kind, **more}


def small(**more: Any) -> dict[str, Any]:
    form: dict[str, Any] = {
        "root": "data",
        "languages": ["Tiếng Việt (vi)", "English (en)"],
        "default_language": "Tiếng Việt (vi)",
        "nodes": [
            node(0, "/data/house", "group", type="string"),
            node(1, "/data/house/walls", type="select1", parent=0, choices="walls", appearance=["slow"]),
            node(2, "/data/house/area", type="decimal", parent=0, appearance=["unit-m2"], required=True),
            node(3, "/data/house/area_unknown", type="acknowledge", parent=0, appearance=["unknown-for"]),
            node(
                4,
                "/data/house/each",
                type="decimal",
                parent=0,
                calculate=["num", "1"],
                appearance=["derived"],
            ),
            node(5, "/data/house/sums", "calculate", type="string", parent=0, calculate=["num", "1"]),
            node(6, "/data/secret", "group", type="string"),
            node(7, "/data/secret/score", "hidden", type="string", parent=6),
        ],
        "lists": {
            "walls": [
                {"value": "brick", "label": {"Tiếng Việt (vi)": "Gạch", "English (en)": "Brick"}},
                {"value": "mat", "label": {"Tiếng Việt (vi)": "Phên <b>", "English (en)": "Mats"}},
            ]
        },
        "texts": {
            "/data/house:label": {"Tiếng Việt (vi)": ["Nhà ở"], "English (en)": ["Dwelling"]},
            "/data/house/walls:label": {
                "Tiếng Việt (vi)": ["Tường của ", ["path"], "?"],
                "English (en)": ["Walls?"],
            },
            "/data/house/area:label": {"Tiếng Việt (vi)": ["Diện tích"], "English (en)": ["Area"]},
            "/data/house/area_unknown:label": {"Tiếng Việt (vi)": ["Không biết"]},
            "/data/house/each:label": {"Tiếng Việt (vi)": ["Mỗi người"]},
        },
    }
    return form | more


@pytest.fixture
def fragment(context: Any) -> str:
    return form_pages.fragments(small(), "vi")["house"]


@pytest.fixture(scope="module")
def sheet() -> dict[str, Any]:
    return compile_form(convert(str(SHEET)).xform)


def test_a_group_that_shows_nothing_is_no_section() -> None:
    assert form_pages.sections(small()) == ["house"]
    assert form_pages.titles(small(), "en") == {"house": "Dwelling"}


def test_a_fragment_names_its_renderer_and_its_group(fragment: str) -> None:
    assert fragment.startswith('<section class="form-group stack" data-renderer="1" data-group="house"')


def test_a_choice_is_a_legend_with_inputs_that_carry_values(fragment: str) -> None:
    walls = re.search(r'data-q="walls".*?</fieldset>', fragment, re.S)
    assert walls and '<legend id="l-walls">' in walls[0]
    assert 'name="walls" data-input data-choice="brick"' in walls[0]


def test_a_label_that_quotes_answers_is_left_to_the_binder(fragment: str) -> None:
    assert '<span data-text="label">Tường của …?</span>' in fragment


def test_text_of_a_sheet_is_never_markup(fragment: str) -> None:
    assert "Phên &lt;b&gt;" in fragment
    assert "Phên <b>" not in fragment


def test_a_number_has_its_unit_and_its_companion_in_one_card(fragment: str) -> None:
    area = re.search(r'<div class="q" data-q="area".*?data-q="each"', fragment, re.S)
    assert area and 'data-companion="area_unknown"' in area[0]
    assert "m²" in area[0] and 'inputmode="decimal"' in area[0]
    assert fragment.count('data-q="area_unknown"') == 1


def test_an_error_is_tied_to_its_input(fragment: str) -> None:
    described = set(re.findall(r'aria-describedby="([^"]+)"', fragment))
    named = set(re.findall(r' id="([^"]+)"', fragment))
    assert {one for group in described for one in group.split()} <= named


def test_a_calculate_is_derived_with_a_label_and_silent_without(fragment: str) -> None:
    assert 'data-q="each" data-type="decimal" data-control="derived"' in fragment
    assert "sums" not in fragment


def test_english_is_asked_for_by_locale(context: Any) -> None:
    made = form_pages.fragments(small(), "en")["house"]
    assert "Walls?" in made and "Brick" in made


def test_the_sheet_has_a_fragment_for_each_of_its_nine_sections(app: Flask, sheet: dict[str, Any]) -> None:
    with app.app_context():
        made = form_pages.fragments(sheet, "vi")
    assert list(made) == [
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


def test_every_question_of_the_sheet_is_bound_once(app: Flask, sheet: dict[str, Any]) -> None:
    with app.app_context():
        html = "".join(form_pages.fragments(sheet, "vi").values())
    shown = [one for one in sheet["nodes"] if one["kind"] == "question"]
    assert len(shown) > 150
    for one in shown:
        assert len(re.findall(rf'data-q="{one["key"]}"', html)) == 1, one["key"]


def test_no_fragment_carries_style_or_script(app: Flask, sheet: dict[str, Any]) -> None:
    with app.app_context():
        html = "".join(form_pages.fragments(sheet, "vi").values())
    assert not re.search(r"<script|<style| style=| on[a-z]+=|javascript:", html)


def test_lists_over_the_roster_stand_outside_the_members_sheet(app: Flask, sheet: dict[str, Any]) -> None:
    with app.app_context():
        people = form_pages.fragments(sheet, "vi")["people"]
    member = people[people.index('data-instance-of="member"') : people.index("data-roster-q")]
    assert 'data-q="full_name"' in member and 'data-q="insurance"' not in member
    assert 'data-roster-q="insurance" data-of="member" data-type="select1" data-rest="valid"' in people

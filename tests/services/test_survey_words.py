"""Answers in words: what a form keeps as a code of its own is never shown to a person."""

from __future__ import annotations

from datetime import date

from gnbv.services import survey_words
from gnbv.services.form_check import compile_workbook
from tests.sheets import end, q, workbook

SURVEY = [
    q("begin group", "people", label="Người"),
    q("text", "citizen", label="Số định danh", relevant="not(selected(${none}, 'OK'))"),
    q("acknowledge", "none", label="Chưa có", appearance="unknown-for"),
    q("acknowledge", "heard", label="Đã nghe thông báo"),
    end(),
]


def test_a_tick_is_said_in_words_and_tells_of_which_question_it_is() -> None:
    compiled = compile_workbook(workbook(SURVEY), "thu")
    answers = {"people": {"none": "OK", "heard": "OK"}}
    (section,) = survey_words.sections(compiled, answers, date(2026, 10, 23))
    assert [(row.label, row.text) for row in section.rows] == [
        ("Số định danh: Chưa có", "Đúng"),
        ("Đã nghe thông báo", "Đúng"),
    ]

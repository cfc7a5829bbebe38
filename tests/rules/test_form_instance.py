"""The form instance as phones and services use it."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from gnbv.rules.form import AnswersProblem, Instance
from gnbv.services.form_check import compile_workbook
from tests.sheets import end, q, workbook

SURVEY = [
    q("username", "who", label=None),
    q("start", "begun", label=None),
    q("integer", "rooms", constraint=". < 20", constraint_message="Chỉ ${rooms} thôi"),
    q("begin_repeat", "member"),
    q("text", "name", required="yes", required_message="Cần tên"),
    q("calculate", "place", calculation="position(..)"),
    end("repeat"),
    q("calculate", "people", calculation="count(${member})"),
    q("text", "told", default="mặc định"),
]


@pytest.fixture(scope="module")
def compiled() -> dict[str, Any]:
    return compile_workbook(workbook(SURVEY), "thu")


def opened(compiled: dict[str, Any], answers: dict[str, Any] | None = None, **more: Any) -> Instance:
    return Instance(compiled, answers or {}, today=date(2026, 10, 23), **more)


def test_an_instance_keeps_its_id_through_the_answers(compiled: dict[str, Any]) -> None:
    form = opened(compiled, {"member": [{"_id": "m-1", "name": "An"}, {"name": "Bình"}]})
    assert form.instances("member")[0] == "m-1"
    assert form.ref(form.element("name@m-1")) == "name@m-1"
    assert form.answers()["member"][0] == {"_id": "m-1", "name": "An", "place": "1"}


def test_adding_and_removing_counts_again(compiled: dict[str, Any]) -> None:
    form = opened(compiled, {"member": [{"_id": "m-1"}]})
    second = form.add("member")
    assert (form.value("people"), form.value(f"place@{second}")) == ("2", "2")
    form.remove("m-1")
    assert (form.value("people"), form.value(f"place@{second}")) == ("1", "1")
    assert form.answers()["member"] == [{"_id": second, "place": "1"}]


def test_an_empty_roster_stays_empty(compiled: dict[str, Any]) -> None:
    kept = opened(compiled, {"member": []}).answers()
    assert kept["member"] == []
    assert opened(compiled, kept).instances("member") == []


def test_an_emptied_default_stays_empty(compiled: dict[str, Any]) -> None:
    form = opened(compiled)
    assert form.value("told") == "mặc định"
    form.set("told", "")
    assert opened(compiled, form.answers()).value("told") == ""


def test_a_computed_default_is_computed_once_even_when_it_gave_nothing() -> None:
    sheet = compile_workbook(workbook([q("integer", "a"), q("integer", "b", default="${a} + 1")]), "thu")
    form = opened(sheet)
    form.set("a", "3")
    assert form.answers() == {"a": "3", "b": ""}
    assert opened(sheet, form.answers()).value("b") == ""


def test_problems_carry_the_words_of_the_sheet(compiled: dict[str, Any]) -> None:
    form = opened(compiled, {"rooms": "30", "member": [{"_id": "m-1"}]})
    assert form.problems() == [
        {"ref": "rooms", "kind": "constraint", "text": "Chỉ 30 thôi"},
        {"ref": "name@m-1", "kind": "required", "text": "Cần tên"},
    ]


def test_it_takes_the_phone_s_facts_and_its_time(compiled: dict[str, Any]) -> None:
    now = datetime(2026, 10, 23, 1, 30, tzinfo=timezone(timedelta(0)))
    form = opened(compiled, prefill={"username": "rasoat"}, now=now)
    assert (form.value("who"), form.value("begun")) == ("rasoat", "2026-10-23T08:30:00.000+07:00")


def test_text_is_normalised(compiled: dict[str, Any]) -> None:
    form = opened(compiled)
    form.set("told", "Hoa\u0300")
    assert form.value("told") == "Hoà"


def test_an_answer_of_another_form_is_refused(compiled: dict[str, Any]) -> None:
    with pytest.raises(AnswersProblem) as raised:
        opened(compiled, {"member": [{"nickname": "x"}]})
    assert (raised.value.path, raised.value.code) == ("/data/member[1]/nickname", "unknown")


def test_an_unknown_ref_is_an_error(compiled: dict[str, Any]) -> None:
    with pytest.raises(KeyError):
        opened(compiled).set("nothing", "1")

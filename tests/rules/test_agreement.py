"""Two surveys of one household, question by question."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gnbv.rules.agreement import DIFFERS, ONE_SIDED, SAME, Question, compare, matched, same, wilson
from tests import scoring_cases

FORM = scoring_cases.sheet()
ASKED = [
    Question("member", "present"),
    Question("birth_date", "born", also="birth_year"),
    Question("insurance"),
    Question("walls"),
    Question("floor_area", "number", within=2, share=0.1),
    Question("assets", "set"),
]
texts = st.text("01239.,ab ", max_size=6)


def verdicts(first: dict[str, Any], second: dict[str, Any]) -> dict[str, str]:
    return {line.ref: line.verdict for line in compare(FORM, ASKED, first, second)}


def base(**patch: Any) -> dict[str, Any]:
    return scoring_cases.changed({key.replace("__", "."): value for key, value in patch.items()})


def test_it_finds_nothing_between_a_survey_and_itself() -> None:
    found = compare(FORM, ASKED, base(), base())
    assert {line.verdict for line in found} == {SAME}
    assert [line.ref for line in found[:4]] == ["member@m1", "member@m2", "member@m3", "member@m4"]


def test_it_tells_an_answer_that_differs_from_one_that_is_near_enough() -> None:
    other = base(house__walls="wood", house__floor_area="55", belongings__assets="colour_tv motorbike")
    found = verdicts(base(), other)
    assert (found["walls"], found["floor_area"], found["assets"]) == (DIFFERS, SAME, SAME)
    assert verdicts(base(), base(house__floor_area="50"))["floor_area"] == DIFFERS


def test_it_does_not_count_what_one_side_was_not_asked() -> None:
    line = next(one for one in compare(FORM, ASKED, base(), base(house__walls=None)) if one.key == "walls")
    assert (line.verdict, line.first, line.second) == (ONE_SIDED, "brick", None)


def test_it_knows_a_person_by_id_then_by_name_and_year() -> None:
    other = base()
    people = other["people"]["member"]
    people.reverse()
    for number, one in enumerate(people):
        one["_id"] = f"other-{number}"
    del people[0]["person_id"]
    people[0]["full_name"] = "le van  DUNG"
    assert matched(base(), other) == {"other-0": "m4", "other-1": "m3", "other-2": "m2", "other-3": "m1"}
    people[2]["insurance"] = "expired"
    assert [ref for ref, verdict in verdicts(base(), other).items() if verdict != SAME] == ["insurance@m2"]


def test_it_does_not_take_a_namesake_of_another_year_for_the_same() -> None:
    other = base()
    stranger = other["people"]["member"][3]
    stranger.update(person_id="", birth_date="1999-10-24")
    found = verdicts(base(), other)
    assert (found["member@m4"], found["member@m4~"]) == (DIFFERS, DIFFERS)
    assert "insurance@m4" not in found, "the answers of somebody who stands on one side only are not compared"


def test_it_compares_a_date_of_birth_with_a_year() -> None:
    other = base()
    del other["people"]["member"][0]["birth_date"]
    other["people"]["member"][0]["birth_year"] = "1980"
    line = next(one for one in compare(FORM, ASKED, base(), other) if one.key == "birth_date")
    assert (line.verdict, line.ref, line.second_ref) == (SAME, "birth_date@m1", "birth_year@m1")


def test_it_leaves_what_it_compares_as_it_was() -> None:
    first, second = base(), base(house__walls="wood")
    kept = copy.deepcopy((first, second))
    compare(FORM, ASKED, first, second)
    assert (first, second) == kept


@given(
    st.builds(
        Question,
        st.just("x"),
        st.sampled_from(["exact", "set", "number", "born"]),
        st.floats(0, 9),
        st.floats(0, 1),
    ),
    texts,
    texts,
)
def test_it_does_not_matter_who_was_first(question: Question, one: str, other: str) -> None:
    assert same(question, one, one)
    assert same(question, one, other) == same(question, other, one)


@given(st.data())
def test_it_says_the_same_of_everything_whoever_was_first(data: st.DataObject) -> None:
    walls, roof = st.sampled_from(["brick", "wood", None]), st.sampled_from(["60", "55", "12", None])
    first, second = (base(house__walls=data.draw(walls), house__floor_area=data.draw(roof)) for _ in "ab")
    gone = data.draw(st.integers(0, 3))
    del second["people"]["member"][gone]
    assert verdicts(first, second) == verdicts(second, first)


@given(st.integers(0, 400), st.integers(0, 400))
def test_it_puts_an_interval_around_a_rate(agree: int, more: int) -> None:
    of = agree + more
    low, high = wilson(agree, of)
    assert 0 <= low <= high <= 1
    if of:
        assert low <= agree / of <= high
        assert high - low >= wilson(agree * 4, of * 4)[1] - wilson(agree * 4, of * 4)[0]


@pytest.mark.parametrize(
    ("agree", "of", "low", "high"), [(0, 0, 0, 1), (9, 10, 0.596, 0.982), (50, 50, 0.929, 1)]
)
def test_it_agrees_with_published_intervals(agree: int, of: int, low: float, high: float) -> None:
    assert wilson(agree, of) == pytest.approx((low, high), abs=0.001)

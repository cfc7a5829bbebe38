"""What holds for every household, whatever was answered."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gnbv.rules.classification import classify
from gnbv.rules.form import Instance
from gnbv.rules.scoring import score
from tests import scoring_cases
from tests.scoring_households import random_answers

BOUNDED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ASKED = [
    case
    for case in scoring_cases.CASES
    if case["standard"] == "vn-2022-2025"
    and not any("override" in path or "signed" in path for path in case["patch"])
]


def result_of(answers: dict[str, Any], standard: str = "vn-2022-2025", area: str = "rural") -> dict[str, Any]:
    instance = Instance(scoring_cases.sheet(), answers, today=scoring_cases.TODAY)
    return score(instance, scoring_cases.packs()[standard], area=area)


@BOUNDED
@given(seed=st.integers(0, 2**32), area=st.sampled_from(["rural", "urban"]))
def test_it_adds_up_for_any_answers(seed: int, area: str) -> None:
    result = result_of(random_answers(random.Random(seed)), area=area)
    states = [mark["state"] for mark in result["marks"]]
    lines = scoring_cases.packs()["vn-2022-2025"]["areas"][area]
    assert len(states) == 12
    assert set(states) <= {"deprived", "not", "unknown"}
    assert result["b2_known"] == 10 * states.count("deprived")
    assert (result["b2"] is None) == ("unknown" in states)
    assert (
        (result["b1"]["points"] is None) == ("b1" in result["missing"]) == (result["b1"]["source"] == "none")
    )
    if result["paper"] is None:
        assert result["illustrative"]
        assert result["class"] == classify(
            result["b1"]["points"], result["b2"], b1_max=lines["b1_max"], b2_min=lines["b2_min"]
        )
    for mark in result["marks"]:
        assert mark["because"]
        assert all(reason["vi"].strip() and reason["en"].strip() for reason in mark["because"])


@BOUNDED
@given(seed=st.integers(0, 2**32))
def test_it_does_not_hang_on_the_order_of_the_members(seed: int) -> None:
    chance = random.Random(seed)
    answers = random_answers(chance)
    before = result_of(answers)
    chance.shuffle(answers["people"]["member"])
    after = result_of(answers)
    assert [mark["state"] for mark in after["marks"]] == [mark["state"] for mark in before["marks"]]
    assert after["class"] == before["class"]


@BOUNDED
@given(case=st.sampled_from(ASKED), number=st.integers(0, 10_000))
def test_a_missing_fact_opens_a_mark_and_never_decides_it(case: dict[str, Any], number: int) -> None:
    answers = scoring_cases.changed(case["patch"])
    before = {mark["no"]: mark["state"] for mark in result_of(answers, area=case["area"])["marks"]}
    facts = list(_facts(answers))
    place, key = facts[number % len(facts)]
    del place[key]
    after = {mark["no"]: mark["state"] for mark in result_of(answers, area=case["area"])["marks"]}
    for no, state in after.items():
        assert state in (before[no], "unknown"), (key, no)


def _facts(answers: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Places of answers that are facts of the household. Who counts as a member is asked before all of them."""
    for section in ("house", "utilities", "belongings"):
        yield from ((answers[section], key) for key in answers[section])
    for member in answers["people"]["member"]:
        yield from ((member, key) for key in member if key not in ("_id", "person_id", "stays"))

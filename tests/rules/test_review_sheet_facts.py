"""What the review sheet computes: members, ages, capacity to work, areas, and what is asked only on a condition."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gnbv.rules.form import Instance
from tests import scoring_cases
from tests.scoring_cases import member


def test_someone_who_left_stays_in_the_data_with_the_reason() -> None:
    instance = scoring_cases.instance({**member(4, stays="moved_out"), "last_members": "4"})
    assert instance.value("member_count") == "3"
    assert instance.answers()["people"]["member"][3]["stays"] == "moved_out"
    assert "insurance" not in instance.answers()["people"]["member"][3]
    assert not instance.is_relevant("warn_members")


def test_it_asks_whether_a_threshold_was_reached_only_near_one() -> None:
    def asked(year: int) -> bool:
        patch = member(3, birth_known="year", birth_date=None, birth_year=str(year))
        return scoring_cases.instance(patch).is_relevant("threshold_passed@m3")

    assert [year for year in range(2000, 2027) if asked(year)] == [2008, 2010, 2014, 2020, 2023]


@pytest.mark.parametrize(
    ("born", "age"), [("2010-10-23", "16"), ("2010-10-24", "15"), ("2008-02-29", "18"), ("2026-10-23", "0")]
)
def test_it_computes_the_age_on_the_day_of_review(born: str, age: str) -> None:
    assert scoring_cases.instance(member(3, birth_date=born)).value("age@m3") == age


def test_a_birthday_on_the_29th_of_february_falls_on_the_1st_of_march() -> None:
    answers = scoring_cases.changed(member(3, birth_date="2008-02-29"))
    ages = [
        Instance(scoring_cases.sheet(), answers, today=day).value("age@m3")
        for day in (date(2026, 2, 28), date(2026, 3, 1))
    ]
    assert ages == ["17", "18"]


def test_it_names_the_animal_of_the_birth_year() -> None:
    patch = member(1, birth_known="year", birth_date=None, birth_year="1950", work=None)
    assert scoring_cases.instance(patch).value("birth_animal@m1") == "Dần"


@pytest.mark.parametrize(
    ("patch", "answer"),
    [
        ({}, "no"),
        (
            {**member(1, no_work="illness"), **member(2, no_work="disability"), **member(4, no_work="other")},
            "yes",
        ),
        (
            {**member(1, no_work="illness"), **member(2, no_work="unknown"), **member(4, no_work="other")},
            "unknown",
        ),
    ],
)
def test_it_finds_households_without_capacity_to_work(patch: dict[str, Any], answer: str) -> None:
    assert scoring_cases.instance(patch).value("no_capacity") == answer


def test_it_turns_sao_into_square_metres_by_the_setting_of_the_unit() -> None:
    assert scoring_cases.instance({"sao_m2": "360"}).value("land_annual_m2") == "900"
    assert scoring_cases.instance().value("land_annual_m2") == "1250"


def test_it_asks_for_b1_of_2027_only_when_the_round_does() -> None:
    assert scoring_cases.instance().is_relevant("b1n_source")
    assert not scoring_cases.instance({"round_standards": "vn-2022-2025"}).is_relevant("b1n_source")


def test_pictures_and_telephone_are_asked_only_with_consent() -> None:
    before, after = (
        scoring_cases.instance(),
        scoring_cases.instance(
            {"intro.consent_photo": "yes", "intro.consent_phone": "yes", "intro.consent_location": "yes"}
        ),
    )
    for key in ("house_photo", "phone_number", "location"):
        assert not before.is_relevant(key)
        assert after.is_relevant(key)

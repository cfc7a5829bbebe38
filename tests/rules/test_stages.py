"""Stages of a round: shared between the opening and the official dates, whenever the round opens."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gnbv.rules import stages
from gnbv.rules.stages import StageRule

CALENDAR: dict[str, Any] = yaml.safe_load(
    (Path(stages.__file__).parents[1] / "packs/calendars/qd-24-2021.yaml").read_text("utf-8")
)
ANNUAL, MONTHLY = CALENDAR["kinds"]["annual"], CALENDAR["kinds"]["monthly"]
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@st.composite
def drives(draw: st.DrawFn) -> tuple[list[StageRule], date]:
    """Any stages with official dates in rising order on some of them, and any day of opening."""
    opens = draw(DAYS)
    latest = opens + timedelta(days=draw(st.integers(-60, 10)))
    rules = []
    for number in range(draw(st.integers(1, 9))):
        latest += timedelta(days=draw(st.integers(1, 40)))
        least = draw(st.integers(1, 4))
        usual = draw(st.integers(least, 40))
        rules.append(StageRule(str(number), usual, least, latest if draw(st.booleans()) else None))
    return rules, opens


@given(drives())
def test_no_stage_passes_an_official_date_that_is_ahead(drive: tuple[list[StageRule], date]) -> None:
    rules, opens = drive
    for laid in stages.lay(rules, opens):
        if laid.rule.latest is not None and laid.rule.latest >= opens and not laid.is_missed:
            assert laid.due_on <= laid.rule.latest


@given(drives())
def test_stages_keep_their_order_and_leave_no_day_out(drive: tuple[list[StageRule], date]) -> None:
    rules, opens = drive
    laid = stages.lay(rules, opens)
    assert [one.rule for one in laid] == rules
    assert laid[0].starts_on == opens
    assert all(one.starts_on <= one.due_on for one in laid)
    for before, after in pairwise(laid):
        assert before.due_on <= after.due_on
        assert before.starts_on <= after.starts_on <= before.due_on + timedelta(days=1)


@given(drives())
def test_a_stage_is_short_only_where_the_days_do_not_suffice(drive: tuple[list[StageRule], date]) -> None:
    for one in stages.lay(*drive):
        has = (one.due_on - one.starts_on).days + 1
        assert one.is_short or has >= one.rule.least


@given(st.dates(date(2026, 9, 1), date(2026, 12, 14)))
def test_an_annual_review_ends_on_its_official_day_whenever_it_opens(opens: date) -> None:
    laid = {one.rule.code: one for one in stages.lay(stages.rules_of(ANNUAL, opens), opens)}
    assert laid["recognition"].due_on == date(2026, 12, 14)
    assert laid["report"].due_on == date(2026, 12, 19)
    assert laid["preliminary"].is_missed == (opens > date(2026, 11, 14))


def test_an_annual_review_opened_in_time_has_the_usual_days() -> None:
    laid = stages.lay(stages.rules_of(ANNUAL, date(2026, 9, 1)), date(2026, 9, 1))
    assert [(one.rule.code, one.due_on.isoformat()) for one in laid] == [
        ("list", "2026-09-10"),
        ("survey", "2026-10-31"),
        ("meeting", "2026-11-10"),
        ("preliminary", "2026-11-14"),
        ("posting", "2026-11-24"),
        ("submission", "2026-12-04"),
        ("recognition", "2026-12-14"),
        ("report", "2026-12-19"),
    ]


def test_a_review_opened_late_is_planned_back_from_the_official_dates() -> None:
    opens = date(2026, 10, 23)
    laid = {one.rule.code: one for one in stages.lay(stages.rules_of(ANNUAL, opens), opens)}
    assert laid["preliminary"].due_on == date(2026, 11, 14)
    assert laid["survey"].due_on < date(2026, 11, 10)
    assert not any(one.is_short for one in laid.values())


@given(st.dates(date(2026, 1, 15), date(2027, 12, 28)).filter(lambda day: 15 <= day.day <= 29))
def test_a_regular_review_ends_within_fifteen_days_from_the_fifteenth(opens: date) -> None:
    laid = stages.lay(stages.rules_of(MONTHLY, opens), opens)
    assert laid[-1].due_on == opens.replace(day=15) + timedelta(days=14)


@pytest.mark.parametrize(
    ("came", "answered"),
    [("2026-10-15", "2026-10-29"), ("2026-10-16", "2026-11-29"), ("2026-12-20", "2027-01-29")],
)
def test_a_petition_is_answered_in_the_next_regular_review(came: str, answered: str) -> None:
    rule = CALENDAR["petitions"]["poor"]
    assert stages.answer_by(rule, date.fromisoformat(came)).isoformat() == answered


@given(DAYS)
def test_a_petition_is_answered_within_two_months(came: date) -> None:
    for rule in CALENDAR["petitions"].values():
        assert came <= stages.answer_by(rule, came) <= came + timedelta(days=46)
    assert stages.answer_by({"within_days": 15}, came) == came + timedelta(days=14)


def test_the_phone_counts_the_day_of_answer_as_the_commune_does() -> None:
    vectors = Path(__file__).parent.parent / "parity/vectors/petition-days.json"
    for one in json.loads(vectors.read_text("utf-8")):
        first, within = one["rule"].split()
        rule = {"within_days": int(within)} | ({} if first == "-" else {"from_day": int(first)})
        assert stages.answer_by(rule, date.fromisoformat(one["on"])).isoformat() == one["by"], one

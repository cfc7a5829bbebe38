"""Filters of the queue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.ids import new_id
from gnbv.models import (
    Attachment,
    AttachmentState,
    Basis,
    Flag,
    HouseholdClass,
    LedgerRow,
    Standing,
    Survey,
)
from gnbv.services import queue
from gnbv.services.queue_filters import Filters
from tests.factories import NOW, TENANT, Cast, household
from tests.survey_factory import received_survey


@pytest.fixture
def survey(session: Session, cast: Cast) -> Survey:
    return received_survey(session, cast)


def another(session: Session, cast: Cast, survey: Survey, number: int = 40, **more: Any) -> Survey:
    """A waiting survey of a household of its own in the same round."""
    made = received_survey(session, cast, round_id=survey.round_id, **more)
    made.household_id = household(session, cast.village, number, f"Vi Thị {number}").id
    session.flush()
    return made


def raise_flag(session: Session, survey: Survey, code: str = "two_steps", weight: int = 3) -> Flag:
    row = Flag(
        tenant=TENANT, id=new_id(), survey_id=survey.id, revision_id=survey.revision_id,
        code=code, weight=weight, evidence={}, raised_at=NOW,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def listed(session: Session, cast: Cast, person: Any = None, **filters: str) -> list[Any]:
    actor = cast.actor(person or cast.supervisor)
    return [row.survey.id for row in queue.page(session, actor, Filters.of(filters), 1).rows]


@pytest.mark.parametrize(
    ("filters", "met"),
    [
        ({"text": "40"}, True),
        ({"text": "vi thi"}, True),
        ({"text": "THỊ"}, True),
        ({"text": "17"}, False),
        ({"text": "i thi"}, False),
        ({"text": "%"}, False),
        ({"flag": "any"}, True),
        ({"flag": "two_steps"}, True),
        ({"flag": "at_night"}, False),
        ({"flag": "none"}, False),
        ({"household_class": "near_poor"}, True),
        ({"household_class": "poor"}, False),
        ({"household_class": "none"}, False),
        ({"changed": "yes"}, True),
        ({"photos": "missing"}, True),
        ({"waiting": "5"}, True),
        ({"waiting": "700"}, False),
        ({"status": "returned"}, False),
    ],
)
def test_each_filter_shows_what_it_says(
    session: Session, cast: Cast, survey: Survey, filters: dict[str, str], met: bool
) -> None:
    marked = another(session, cast, survey, household_class=HouseholdClass.NEAR_POOR)
    marked.last_received_at = now() - timedelta(days=6)
    survey.last_received_at = now()
    raise_flag(session, marked)
    session.add(
        Attachment(
            tenant=TENANT,
            survey_id=marked.id,
            question="house_photo",
            sha256="a" * 64,
            size=9,
            content_type="image/jpeg",
            state=AttachmentState.EXPECTED,
            owner_id=cast.collector.id,
        )  # fmt: skip
    )
    session.add(
        LedgerRow(
            tenant=TENANT,
            id=new_id(),
            household_id=marked.household_id,
            year=2025,
            standard="thu",
            household_class=HouseholdClass.POOR,
            standing=Standing.OFFICIAL,
            basis=Basis.IMPORT,
            recorded_at=NOW,
        )  # fmt: skip
    )
    session.flush()
    session.get(type(marked.household), (TENANT, marked.household_id)).search_text = "vi thi 40 | lo van ba"
    session.flush()
    found = listed(session, cast, **filters)
    assert (marked.id in found) is met
    if met:
        assert found == [marked.id]


def test_it_filters_by_village_and_collector(session: Session, cast: Cast, survey: Survey) -> None:
    other = another(session, cast, survey, collector=cast.village_head)
    assert listed(session, cast, collector=str(cast.village_head.id)) == [other.id]
    assert listed(session, cast, unit=str(cast.other_village.id)) == []
    assert set(listed(session, cast, unit=str(cast.village.id))) == {survey.id, other.id}


def test_senseless_filters_fall_back(session: Session, cast: Cast, survey: Survey) -> None:
    given = {
        "unit": "x",
        "collector": "'",
        "status": "no",
        "flag": "?",
        "waiting": "-3",
        "order": "?",
        "changed": "1",
    }
    assert Filters.of(given) == Filters()
    page = queue.page(session, cast.actor(cast.supervisor), Filters.of(given), 99)
    assert (page.number, len(page.rows)) == (1, 1)


def test_a_filter_survives_its_address(session: Session) -> None:
    filters = Filters.of({"flag": "any", "text": "Lò", "waiting": "5", "order": "age"})
    assert Filters.of(filters.as_query()) == filters
    assert Filters().as_query() == {}

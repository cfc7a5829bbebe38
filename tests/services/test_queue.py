"""The queue: order by risk, what is clean, who reads, a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.ids import new_id
from gnbv.models import (
    Flag,
    Survey,
    SurveyStatus,
)
from gnbv.services import quality, queue, readers, survey_flags
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
    survey_flags.weigh(session, survey)
    return row


def listed(session: Session, cast: Cast, person: Any = None, **filters: str) -> list[Any]:
    actor = cast.actor(person or cast.supervisor)
    return [row.survey.id for row in queue.page(session, actor, Filters.of(filters), 1).rows]


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_it_puts_the_heaviest_flags_first_and_an_explained_one_back(
    session: Session, cast: Cast, survey: Survey
) -> None:
    calm, light, heavy = survey, another(session, cast, survey, 41), another(session, cast, survey, 42)
    raise_flag(session, light, "close_to_line", 1)
    flags = [raise_flag(session, heavy), raise_flag(session, heavy, "at_night", 1)]
    assert listed(session, cast) == [heavy.id, light.id, calm.id]
    for flag in flags:
        quality.explain(session, cast.actor(cast.supervisor), heavy, flag.id, "Đã gọi")
    assert (heavy.risk, light.risk, calm.risk) == (0, 1, 0)
    assert listed(session, cast)[0] == light.id


def test_it_puts_two_surveys_of_one_home_before_any_flag(
    session: Session, cast: Cast, survey: Survey
) -> None:
    raise_flag(session, survey)
    rival = received_survey(session, cast, collector=cast.village_head, round_id=survey.round_id, rival=True)
    assert listed(session, cast) == [rival.id, survey.id]


def test_it_puts_the_longest_wait_first_among_equals(session: Session, cast: Cast, survey: Survey) -> None:
    older = another(session, cast, survey)
    older.last_received_at = NOW - timedelta(days=3)
    session.flush()
    assert listed(session, cast) == [older.id, survey.id]


def test_it_shows_nothing_of_another_commune(session: Session, cast: Cast, survey: Survey) -> None:
    page = queue.page(session, cast.actor(cast.far_supervisor), Filters(unit=str(cast.village.id)), 1)
    assert (page.rows, page.waiting, page.collectors) == ([], 0, [cast.stranger])


def test_only_what_has_nothing_to_look_at_is_clean(session: Session, cast: Cast, survey: Survey) -> None:
    flagged, unclassed = (
        another(session, cast, survey, 41),
        another(session, cast, survey, 42, household_class=None),
    )
    own = another(session, cast, survey, 43, collector=cast.supervisor)
    raise_flag(session, flagged)
    rows = queue.page(session, cast.actor(cast.supervisor), Filters(), 1).rows
    assert [row.survey.id for row in rows if row.is_clean] == [survey.id]
    assert {flagged.id, unclassed.id, own.id} < {row.survey.id for row in rows}


def test_it_names_who_else_is_reading_and_sends_nobody_there(
    session: Session, cast: Cast, survey: Survey
) -> None:
    free, mine = another(session, cast, survey, 41), another(session, cast, survey, 42)
    survey.reader_id, survey.reader_since = cast.leader.id, now()
    session.flush()
    actor = cast.actor(cast.supervisor)
    names = {row.survey.id: row.reader for row in queue.page(session, actor, Filters(), 1).rows}
    assert names == {survey.id: cast.leader.name, free.id: "", mine.id: ""}
    assert queue.following(session, actor, mine) == free.id
    survey.reader_since = now() - readers.TURN
    session.flush()
    assert queue.following(session, actor, mine) in (survey.id, free.id)


def test_it_needs_a_fixed_number_of_queries(session: Session, cast: Cast, survey: Survey) -> None:
    def measure() -> int:
        session.expire_all()
        actor = cast.actor(cast.supervisor)
        assert actor.paths()
        with counted(session) as statements:
            page = queue.page(session, actor, Filters.of({"text": "", "flag": ""}), 1)
            assert all(row.survey.household.head_name and row.village and row.collector for row in page.rows)
        return len(statements)

    few = measure()
    for number in range(60, 72):
        raise_flag(session, another(session, cast, survey, number))
    assert measure() == few
    assert survey.status is SurveyStatus.RECEIVED

"""Where a round stands, by village."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from gnbv.models import Progress, Round, Survey
from gnbv.services import boards, decisions, exports, queue
from tests.factories import NOW, TENANT, Cast
from tests.survey_factory import received_survey


@pytest.fixture
def survey(session: Session, cast: Cast) -> Survey:
    return received_survey(session, cast)


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements sent to the database inside the block."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            seen.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def _round(session: Session, survey: Survey) -> Round:
    return session.get_one(Round, (TENANT, survey.round_id))


def test_it_counts_each_village_and_proposes_classes_after_approval(
    session: Session, cast: Cast, survey: Survey
) -> None:
    leader = cast.actor(cast.leader)
    before = {row.unit.name: row for row in boards.board(session, leader, _round(session, survey))}
    assert (before["Thôn 1"].listed, before["Thôn 1"].assigned, before["Thôn 1"].received) == (1, 1, 1)
    assert (before["Thôn 2"].listed, before["Thôn 2"].left) == (1, 1)
    decisions.approve(session, cast.actor(cast.supervisor), survey, survey.revision_id)
    session.flush()
    after = {row.unit.name: row for row in boards.board(session, leader, _round(session, survey))}
    assert (after["Thôn 1"].received, after["Thôn 1"].approved) == (0, 1)
    assert after["Thôn 1"].classes == {"thu": {"poor": 1}}


def test_a_draft_on_a_phone_counts_as_in_progress_until_its_survey_arrives(
    session: Session, cast: Cast, survey: Survey
) -> None:
    for household, collector in (
        (cast.household, cast.collector),
        (cast.others_household, cast.other_collector),
    ):
        session.add(
            Progress(
                tenant=TENANT,
                round_id=survey.round_id,
                household_id=household.id,
                user_id=collector.id,
                section=3,
                sections=7,
                at=NOW,
            )
        )
    session.flush()
    rows = {
        row.unit.name: row for row in boards.board(session, cast.actor(cast.leader), _round(session, survey))
    }
    assert (rows["Thôn 1"].in_progress, rows["Thôn 2"].in_progress) == (0, 1)


def test_the_total_is_the_sum_of_the_villages(session: Session, cast: Cast, survey: Survey) -> None:
    rows = boards.board(session, cast.actor(cast.leader), _round(session, survey))
    whole = boards.total(rows, cast.commune)
    assert (whole.listed, whole.received, whole.left) == (2, 1, 1)


def test_somebody_of_another_commune_sees_no_village(session: Session, cast: Cast, survey: Survey) -> None:
    assert boards.board(session, cast.actor(cast.far_supervisor), _round(session, survey)) == []


def test_the_board_and_the_queue_need_a_fixed_number_of_queries(
    session: Session, cast: Cast, survey: Survey
) -> None:
    actor = cast.actor(cast.supervisor)
    round_ = _round(session, survey)
    session.flush()

    def measure() -> tuple[int, int]:
        session.expire_all()
        with counted(session) as board_statements:
            boards.board(session, actor, round_)
        session.expire_all()
        with counted(session) as queue_statements:
            page = queue.page(session, actor, unit_id=None, status="received", order="need", number=1)
            assert all(row.survey.household.head_name for row in page.rows)
        return len(board_statements), len(queue_statements)

    few = measure()
    for _ in range(12):
        received_survey(session, cast, collector=cast.village_head, round_id=survey.round_id, rival=True)
    assert measure() == few


def test_the_queue_puts_what_needs_a_look_first_and_says_why(
    session: Session, cast: Cast, survey: Survey
) -> None:
    rival = received_survey(session, cast, collector=cast.village_head, round_id=survey.round_id, rival=True)
    page = queue.page(
        session, cast.actor(cast.supervisor), unit_id=None, status="received", order="need", number=1
    )
    assert [row.survey.id for row in page.rows] == [rival.id, survey.id]
    assert page.rows[0].flags == [queue.Flag.RIVAL]
    assert (page.waiting, page.total) == (2, 2)


def test_the_queue_shows_nothing_of_another_commune(session: Session, cast: Cast, survey: Survey) -> None:
    page = queue.page(
        session,
        cast.actor(cast.far_supervisor),
        unit_id=cast.village.id,
        status="received",
        order="need",
        number=1,
    )
    assert (page.rows, page.waiting) == ([], 0)


def test_a_page_number_or_filter_that_does_not_exist_falls_back(
    session: Session, cast: Cast, survey: Survey
) -> None:
    page = queue.page(
        session, cast.actor(cast.supervisor), unit_id=None, status="no such", order="?", number=99
    )
    assert (page.number, page.status, page.order, len(page.rows)) == (1, "received", "need", 1)


def test_the_csv_names_each_listed_household_and_keeps_formulas_as_text(
    session: Session, cast: Cast, survey: Survey
) -> None:
    cast.household.head_name = "=HYPERLINK(1)"
    session.flush()
    rows = exports.round_rows(session, cast.actor(cast.leader), _round(session, survey))
    text = "".join(exports.as_csv(rows))
    table = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert table[0] == list(exports.HEADER)
    assert [line[3] for line in table[1:]] == ["'=HYPERLINK(1)", "Đỗ Thị Khác"]
    assert table[1][7:10] == ["thu", "120", "30"]
    assert "MINH HỌA" in table[1][11]
    assert table[1][10] == "", "a class is named only after a person approved the sheet"

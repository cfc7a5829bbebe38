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
from gnbv.permissions import Actor
from gnbv.services import boards, decisions, exports, queue
from gnbv.services.queue_filters import Filters
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


def _villages(session: Session, person: Actor, survey: Survey) -> dict[str, boards.Line]:
    return {line.name: line for line in boards.board(session, person, _round(session, survey)).villages}


def test_it_counts_each_village_and_proposes_classes_after_approval(
    session: Session, cast: Cast, survey: Survey
) -> None:
    leader = cast.actor(cast.leader)
    first, other = _villages(session, leader, survey).values()
    assert (first.counts["listed"], first.counts["assigned"], first.counts["received"]) == (1, 1, 1)
    assert (other.name, other.counts["listed"], other.counts["left"]) == ("Thôn 2", 1, 1)
    decisions.approve(session, cast.actor(cast.supervisor), survey, survey.revision_id)
    session.flush()
    after = _villages(session, leader, survey)["Thôn 1"]
    assert (after.counts["received"], after.counts["approved"]) == (0, 1)
    assert after.classes.of == {"thu": {"poor": 1}}


def test_a_draft_on_a_phone_counts_as_a_draft_until_its_survey_arrives(
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
    rows = _villages(session, cast.actor(cast.leader), survey)
    assert (rows["Thôn 1"].counts["draft"], rows["Thôn 2"].counts["draft"]) == (0, 1)


def test_a_survey_of_a_household_outside_the_list_is_counted_apart(
    session: Session, cast: Cast, survey: Survey
) -> None:
    survey.household_id = cast.unlisted.id
    session.flush()
    found = boards.board(session, cast.actor(cast.leader), _round(session, survey))
    assert (found.outside, found.total.counts["received"], found.total.counts["left"]) == (1, 0, 2)


def test_somebody_of_another_commune_sees_no_village(session: Session, cast: Cast, survey: Survey) -> None:
    found = boards.board(session, cast.actor(cast.far_supervisor), _round(session, survey))
    assert (found.villages, found.collectors, found.outside) == ([], [], 0)
    assert set(found.total.counts.values()) == {0}


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
            page = queue.page(session, actor, Filters(), 1)
            assert all(row.survey.household.head_name for row in page.rows)
        return len(board_statements), len(queue_statements)

    few = measure()
    for _ in range(12):
        received_survey(session, cast, collector=cast.village_head, round_id=survey.round_id, rival=True)
    assert measure() == few


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

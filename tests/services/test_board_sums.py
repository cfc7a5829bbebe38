"""Random rounds: totals are the sum of the villages and of the collectors, and each figure opens as many households."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import (
    Assignment,
    Attachment,
    AttachmentState,
    Household,
    ListReason,
    Progress,
    Purpose,
    Round,
    RoundHousehold,
    Survey,
    SurveyStatus,
    Visit,
)
from gnbv.rules.progress import COUNTS, Stage
from gnbv.services import board_lists, boards
from tests import factories
from tests.factories import NOW, TENANT, Cast
from tests.services.test_boards import counted
from tests.survey_factory import form_version


def random_round(session: Session, cast: Cast, seed: int, homes: int = 40) -> Round:
    """A round whose households are in random states, with everything that may lie about them."""
    draw = Random(seed)
    round_ = factories.open_round(session, cast, form_version(session).id, [])
    people = (cast.collector, cast.other_collector, cast.village_head)
    for number in range(100, 100 + homes):
        village = draw.choice((cast.village, cast.other_village))
        home = factories.household(session, village, number, f"Chủ hộ {number}")
        concluded = {"kind": "refused", "decided_on": "2026-10-20"} if draw.random() < 0.2 else None
        named = {"tenant": TENANT, "round_id": round_.id, "household_id": home.id}
        session.add(
            RoundHousehold(
                **named, unit_id=village.id, reason=ListReason.POOR, added_at=NOW, conclusion=concluded
            )
        )
        for _ in range(draw.randrange(3)):
            closed = NOW if draw.random() < 0.4 else None
            session.add(
                Assignment(
                    **named,
                    user_id=draw.choice(people).id,
                    purpose=draw.choice((Purpose.MAIN, Purpose.MAIN, Purpose.BACK_CHECK)),
                    assigned_at=NOW - timedelta(days=draw.randrange(30)),
                    closed_at=closed,
                )
            )
        for _ in range(draw.choice((0, 0, 1, 3))):
            at = NOW - timedelta(days=draw.randrange(20))
            session.add(Visit(**named, user_id=cast.collector.id, at=at, outcome="nobody_home"))
        for person in draw.sample(people, draw.choice((0, 0, 1, 2))):
            at = NOW - timedelta(days=draw.randrange(20))
            session.add(Progress(**named, user_id=person.id, section=2, sections=9, at=at))
        surveys(session, draw, round_, home, cast)
    session.flush()
    return round_


def surveys(session: Session, draw: Random, round_: Round, home: Household, cast: Cast) -> None:
    decided = False
    for _ in range(draw.choice((0, 0, 1, 1, 2))):
        status = draw.choice(list(SurveyStatus))
        if status in (SurveyStatus.APPROVED, SurveyStatus.RECOGNISED):
            status = SurveyStatus.HELD if decided else status
            decided = True
        at = NOW - timedelta(days=draw.randrange(20))
        survey = Survey(
            tenant=TENANT, id=new_id(), household_id=home.id, round_id=round_.id, unit_id=home.unit_id,
            collector_id=cast.collector.id, purpose=draw.choice((Purpose.MAIN, Purpose.MAIN, Purpose.BACK_CHECK)),
            status=status, is_rival=draw.random() < 0.3, revision_count=1, first_received_at=at, last_received_at=at,
        )  # fmt: skip
        session.add(survey)
        session.flush()
        for question in range(draw.randrange(3)):
            session.add(
                Attachment(
                    tenant=TENANT,
                    survey_id=survey.id,
                    question=f"q{question}",
                    sha256=f"{draw.getrandbits(256):064x}",
                    size=1,
                    content_type="image/jpeg",
                    state=draw.choice(list(AttachmentState)),
                    owner_id=cast.collector.id,
                )  # fmt: skip
            )


@pytest.mark.parametrize("seed", range(6))
def test_villages_and_collectors_add_up_and_each_figure_opens_as_many_households(
    session: Session, cast: Cast, seed: int
) -> None:
    round_ = random_round(session, cast, seed)
    actor = cast.actor(cast.leader)
    board = boards.board(session, actor, round_)
    total = board.total.counts
    assert total["listed"] == 42
    assert sum(total[stage.value] for stage in Stage) == total["listed"]
    assert total["assigned"] + total["unassigned"] == total["listed"]
    assert board.total.forecast.left == total["left"] == total["todo"] + total["draft"]
    for name in COUNTS:
        assert sum(line.counts[name] for line in board.villages) == total[name], name
        assert sum(line.counts[name] for line in board.collectors) == total[name], name

    def listed(state: str, **chosen: str) -> int:
        met: set[object] = set()
        number, pages = 1, 1
        while number <= pages:
            page = board_lists.page(session, actor, round_, state=state, number=number, **chosen)
            met |= {home.household_id for home in page.rows}
            number, pages = number + 1, page.pages
        assert page.total == len(met)
        return len(met)

    names = [name for name in COUNTS if total[name]]
    assert {"visited", "photos", "unseen", "concluded", "returned", "draft"} <= set(names)
    for name in names:
        assert listed(name) == total[name], name
        for line in board.villages:
            assert listed(name, village=str(line.key)) == line.counts[name], (name, line.name)
        for line in board.collectors:
            assert listed(name, collector=str(line.key or "none")) == line.counts[name], (name, line.name)


def test_the_list_puts_first_what_somebody_must_do_and_follows_no_wrong_filter(
    session: Session, cast: Cast
) -> None:
    round_ = random_round(session, cast, 1, homes=60)
    actor = cast.actor(cast.leader)
    page = board_lists.page(session, actor, round_, state="no such", number=99)
    assert (page.state, page.total, page.number, page.pages, len(page.rows)) == ("listed", 62, 2, 2, 12)
    first = board_lists.page(session, actor, round_)
    order = [list(Stage).index(home.stage) for home in first.rows]
    assert order == sorted(order)
    assert board_lists.page(session, actor, round_, village=str(cast.far_village.id)).total == 0
    assert board_lists.page(session, actor, round_, village="x", collector="y").total == 0
    assert board_lists.page(session, cast.actor(cast.far_supervisor), round_).total == 0


def test_the_board_and_its_lists_need_a_fixed_number_of_queries(session: Session, cast: Cast) -> None:
    actor = cast.actor(cast.leader)

    def measure(round_: Round) -> tuple[int, int]:
        with counted(session) as board:
            boards.board(session, actor, round_)
        with counted(session) as page:
            board_lists.page(session, actor, round_)
        return len(board), len(page)

    few = random_round(session, cast, 3, homes=4)
    many = random_round(session, cast, 4, homes=50)
    session.flush()
    assert measure(few) == measure(many)

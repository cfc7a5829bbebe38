"""What the page of assignments knows: drafts on phones, loads, and an even share for each."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from gnbv.models import (
    Progress,
    Role,
    Round,
    User,
)
from gnbv.services import assignment_board, collector_loads
from tests import factories
from tests.factories import NOW, TENANT, Cast
from tests.survey_factory import form_version


@pytest.fixture
def round_(session: Session, cast: Cast) -> Round:
    return factories.open_round(session, cast, form_version(session).id, ["thu"])


@pytest.fixture
def second(session: Session, cast: Cast) -> User:
    """Another collector of the same village."""
    return factories.user(session, "ba", Role.COLLECTOR, cast.village, name="Quàng Thị Ba")


def test_it_shows_the_draft_on_the_first_phone(session: Session, cast: Cast, round_: Round) -> None:
    session.add(
        Progress(
            tenant=TENANT, round_id=round_.id, household_id=cast.household.id, user_id=cast.collector.id,
            section=3, sections=9, at=NOW,
        )
    )  # fmt: skip
    session.flush()
    actor = cast.actor(cast.coordinator)
    (home,) = assignment_board.homes(session, actor, round_, unit_id=cast.village.id)
    ((user, progress),) = home.drafts
    assert (user.name, progress.section, progress.sections) == ("Lê Thị Thu", 3, 9)
    people = assignment_board.collectors(session, actor, round_)
    assert [user.name for user in people] == ["Lê Thị Thu", "Trịnh Văn Trưởng", "Đỗ Văn Hai"]
    by_name = {load.user.name: load for load in collector_loads.loads(session, round_, people, factories.DAY)}
    assert (by_name["Lê Thị Thu"].assigned, by_name["Lê Thị Thu"].draft) == (1, 1)


def test_it_shares_out_only_where_people_survey(
    session: Session, cast: Cast, round_: Round, second: User
) -> None:
    for number in range(30, 36):
        home = factories.household(session, cast.village, number, f"Hộ {number}")
        factories.assign(session, round_, home, cast.collector).closed_at = NOW
    session.flush()
    actor = cast.actor(cast.coordinator)
    rows = [row for row in assignment_board.homes(session, actor, round_) if row.is_free]
    found = assignment_board.balance(
        session, actor, round_, rows, [second, cast.collector, cast.other_collector]
    )
    assert found.left == [] and len(rows) == 6
    # The collector has one already.
    assert {key: len(part) for key, part in found.given.items()} == {
        str(second.id): 4,
        str(cast.collector.id): 2,
        str(cast.other_collector.id): 0,
    }
    # All of the village shared out anew: what the collector has is in it and does not count twice.
    village = assignment_board.homes(session, actor, round_, unit_id=cast.village.id)
    again = assignment_board.balance(session, actor, round_, village, [second, cast.collector])
    assert sorted(len(part) for part in again.given.values()) == [3, 4]

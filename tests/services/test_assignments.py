"""Who surveys whom: given, taken over without loss, taken away, and never somebody's own home."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.models import (
    Assignment,
    Change,
    Event,
    InboxRow,
    Membership,
    Purpose,
    Role,
    Round,
    RoundStatus,
    User,
)
from gnbv.services import assignments
from tests import factories
from tests.factories import Cast
from tests.survey_factory import form_version, received_survey


@pytest.fixture
def round_(session: Session, cast: Cast) -> Round:
    return factories.open_round(session, cast, form_version(session).id, ["thu"])


@pytest.fixture
def second(session: Session, cast: Cast) -> User:
    """Another collector of the same village."""
    return factories.user(session, "ba", Role.COLLECTOR, cast.village, name="Quàng Thị Ba")


def _rows(session: Session, cast: Cast, purpose: Purpose = Purpose.MAIN) -> list[Assignment]:
    query = select(Assignment).where(
        Assignment.household_id == cast.household.id, Assignment.purpose == purpose
    )
    return list(session.scalars(query.order_by(Assignment.assigned_at)))


def test_it_takes_a_household_over_and_keeps_the_closed_row(
    session: Session, cast: Cast, round_: Round, second: User
) -> None:
    actor = cast.actor(cast.coordinator)
    (given,) = assignments.assign(session, actor, round_, [cast.household.id], second.id)
    old, new = _rows(session, cast)
    assert (old.user_id, old.close_reason, new.user_id, new.closed_at) == (
        cast.collector.id,
        "taken_over",
        second.id,
        None,
    )
    assert given is new and new.due_on == round_.village_deadline
    actions = list(session.scalars(select(Event.action).where(Event.subject_id == cast.household.id)))
    assert actions == ["assignment.taken_over", "assignment.given"]
    told = session.scalars(select(Change).where(Change.subject_id == cast.household.id)).all()
    assert {(row.kind, row.unit_id, row.user_id) for row in told} == {("household", cast.village.id, None)}
    assert [row.kind for row in session.scalars(select(InboxRow).where(InboxRow.user_id == second.id))] == [
        "assigned"
    ]


def test_it_changes_nothing_when_asked_again(
    session: Session, cast: Cast, round_: Round, second: User
) -> None:
    actor = cast.actor(cast.leader)
    first = assignments.assign(session, actor, round_, [cast.household.id], second.id)
    again = assignments.assign(session, actor, round_, [cast.household.id], second.id)
    assert first == again and len(_rows(session, cast)) == 2
    told = session.execute(select(InboxRow.user_id, InboxRow.kind)).all()
    assert sorted(told, key=str) == sorted(
        [(cast.collector.id, "taken_over"), (second.id, "assigned")], key=str
    )


def test_it_writes_a_new_day_for_who_has_it(session: Session, cast: Cast, round_: Round) -> None:
    (row,) = assignments.assign(
        session,
        cast.actor(cast.supervisor),
        round_,
        [cast.household.id],
        cast.collector.id,
        due_on=factories.DAY,
    )
    assert row.due_on == factories.DAY and len(_rows(session, cast)) == 1


def test_it_takes_away_with_a_reason(session: Session, cast: Cast, round_: Round) -> None:
    actor = cast.actor(cast.coordinator)
    with pytest.raises(Invalid):
        assignments.take_away(session, actor, round_, [cast.household.id], " ")
    assert assignments.take_away(session, actor, round_, [cast.household.id], "nghỉ ốm") == 1
    assert assignments.take_away(session, actor, round_, [cast.household.id], "nghỉ ốm") == 0
    (row,) = _rows(session, cast)
    assert row.close_reason == "taken_away" and row.closed_at is not None
    event = session.scalars(select(Event).where(Event.action == "assignment.taken_away")).one()
    assert event.details["reason"] == "nghỉ ốm"


def test_it_refuses_who_may_not(session: Session, cast: Cast, round_: Round) -> None:
    ids = [cast.household.id]
    with pytest.raises(NotPermitted):
        assignments.assign(session, cast.actor(cast.observer), round_, ids, cast.village_head.id)
    with pytest.raises(NotFound):
        assignments.assign(session, cast.actor(cast.far_supervisor), round_, ids, cast.stranger.id)
    with pytest.raises(NotFound):  # not on the round's list
        assignments.assign(
            session, cast.actor(cast.leader), round_, [cast.far_household.id], cast.collector.id
        )
    with pytest.raises(NotFound):  # a person of another commune
        assignments.assign(session, cast.actor(cast.leader), round_, ids, cast.stranger.id)


@pytest.mark.parametrize("who", ["other_collector", "cadre", "supervisor"])
def test_it_refuses_people_who_do_not_survey_there(
    session: Session, cast: Cast, round_: Round, who: str
) -> None:
    with pytest.raises(Invalid) as refused:
        assignments.assign(
            session, cast.actor(cast.leader), round_, [cast.household.id], getattr(cast, who).id
        )
    assert refused.value.code == "cannot_survey" and "017" in refused.value.vi
    assert [row.user_id for row in _rows(session, cast)] == [cast.collector.id]


def test_it_gives_nobody_their_own_home(session: Session, cast: Cast, round_: Round, second: User) -> None:
    child = session.scalars(select(Membership).where(Membership.household_id == cast.household.id)).all()[-1]
    second.person_id = child.person_id
    child.valid_to = factories.DAY  # moved out, still family
    session.flush()
    with pytest.raises(Invalid) as refused:
        assignments.assign(session, cast.actor(cast.leader), round_, [cast.household.id], second.id)
    assert refused.value.code == "own_home" and "Quàng Thị Ba" in refused.value.vi


def test_it_refuses_when_the_round_is_closed_or_a_survey_is_there(
    session: Session, cast: Cast, round_: Round, second: User
) -> None:
    actor, ids = cast.actor(cast.leader), [cast.household.id]
    received_survey(session, cast, round_id=round_.id)
    with pytest.raises(Invalid) as refused:
        assignments.assign(session, actor, round_, ids, second.id)
    assert refused.value.code == "has_survey"
    round_.status = RoundStatus.CLOSED
    with pytest.raises(Conflict):
        assignments.assign(session, actor, round_, ids, second.id)


def test_nobody_checks_their_own_survey_and_no_checker_makes_the_main_one(
    session: Session, cast: Cast, round_: Round, second: User
) -> None:
    actor, ids = cast.actor(cast.supervisor), [cast.household.id]
    with pytest.raises(Invalid) as refused:
        assignments.assign(session, actor, round_, ids, cast.collector.id, purpose=Purpose.BACK_CHECK)
    assert refused.value.code == "own_check"
    assignments.assign(session, actor, round_, ids, second.id, purpose=Purpose.BACK_CHECK)
    assert _rows(session, cast)[0].closed_at is None  # the main one stays with its collector
    with pytest.raises(Invalid) as other:
        assignments.assign(session, actor, round_, ids, second.id)
    assert other.value.code == "was_checker"

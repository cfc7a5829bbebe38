"""However changes are confirmed and taken back: everybody lives in one open home at most, nobody is lost or copied, and
start − out + in is what stands at the end, village by village and class by class (domain rules, part 4)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import GnbvError
from gnbv.ids import new_id
from gnbv.models import (
    Basis,
    ChangeKind,
    ChangeState,
    Household,
    HouseholdChange,
    HouseholdClass,
    LedgerRow,
    Membership,
    Standing,
)
from gnbv.services import household_changes, household_movements
from gnbv.services.change_effects import class_of
from tests import factories
from tests.change_play import choices, proposed
from tests.factories import TENANT, Cast
from tests.survey_factory import form_version

ON = date(2026, 10, 1)
# What is met first is tried most.
KINDS = [ChangeKind.SPLIT, ChangeKind.MERGED, ChangeKind.HEAD_CHANGED, *ChangeKind]
KINDS.remove(ChangeKind.UNREGISTERED)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["confirm", "undo", "confirm", "refuse"]), st.sampled_from(KINDS), st.integers(0, 50)
    ),
    min_size=4,
    max_size=14,
)
Stock = Counter[tuple[UUID, HouseholdClass, str]]


def _stock(session: Session) -> Stock:
    """Homes and people by village and class, as the register says."""
    found: Stock = Counter()
    for home in session.scalars(select(Household).where(Household.closed_on.is_(None), Household.code != "")):
        stands = class_of(session, home)
        if stands is None:
            continue
        people = session.scalars(
            select(Membership.id).where(Membership.household_id == home.id, Membership.valid_to.is_(None))
        ).all()
        found[home.unit_id, stands, "homes"] += 1
        found[home.unit_id, stands, "people"] += len(people)
    return +found


def _counted(session: Session, start: Stock, cast: Cast) -> Stock:
    end = Counter(start)
    for one in household_movements.movements(session, TENANT, [cast.commune.path], 2026):
        end[one.unit_id, one.household_class, "homes"] += one.in_households - one.out_households
        end[one.unit_id, one.household_class, "people"] += one.in_people - one.out_people
    assert all(count >= 0 for count in end.values())
    return +end


# Making an example smaller would take minutes; the acts are few and readable as they are.
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=ACTS)
def test_people_stay_in_one_home_and_the_figures_add_up(
    session: Session, cast: Cast, acts: list[Any]
) -> None:
    outer = session.begin_nested()
    try:
        _play(session, cast, acts)
    finally:
        outer.rollback()
        session.expire_all()


def _play(session: Session, cast: Cast, acts: list[Any]) -> None:
    round_ = factories.open_round(session, cast, form_version(session).id, ["thu"])
    for home, stands in (
        (cast.household, HouseholdClass.POOR),
        (cast.others_household, HouseholdClass.NEAR_POOR),
        (cast.unlisted, HouseholdClass.POOR),
    ):
        row = LedgerRow(
            tenant=TENANT, id=new_id(), household_id=home.id, year=2025, standard="thu", household_class=stands,
            standing=Standing.OFFICIAL, basis=Basis.IMPORT, recorded_at=factories.NOW,
        )  # fmt: skip
        session.add(row)
    actor, start = cast.actor(cast.supervisor), _stock(session)
    everybody = set(session.scalars(select(Membership.person_id)))
    made: list[HouseholdChange] = []
    for act, kind, pick in acts:
        change = (
            made[pick % len(made)]
            if act != "confirm" and made
            else proposed(session, cast, round_, kind, pick)
        )
        if change is None:
            continue
        if change not in made:
            made.append(change)
        try:
            with session.begin_nested():
                if act == "undo":
                    household_changes.undo(session, actor, change, "Nhầm")
                elif act == "refuse":
                    household_changes.refuse(session, actor, change, "Không đúng")
                else:
                    household_changes.confirm(session, actor, change, choices(session, cast, change, pick))
        except GnbvError:
            pass  # it does not fit any more, and has changed nothing
        open_ = session.execute(
            select(Membership.person_id, Household.closed_on)
            .join(Household, Household.id == Membership.household_id)
            .where(Membership.valid_to.is_(None))
        ).all()
        assert max(Counter(row.person_id for row in open_).values()) == 1
        assert all(row.closed_on is None for row in open_)
        assert _counted(session, start, cast) == _stock(session)
    for change in sorted(made, key=lambda one: one.decided_at or now(), reverse=True):
        if change.state is ChangeState.CONFIRMED:
            household_changes.undo(session, actor, change, "Trả lại")
    assert _stock(session) == start
    assert {
        row.person_id for row in session.scalars(select(Membership).where(Membership.valid_to.is_(None)))
    } == everybody

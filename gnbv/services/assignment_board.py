"""What somebody sees who gives households to collectors: who may have what, who has it, what a change would touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Assignment,
    Grant,
    Household,
    Progress,
    Purpose,
    Round,
    RoundHousehold,
    Survey,
    SurveyStatus,
    Trace,
    Unit,
    User,
)
from gnbv.permissions import ASSIGNING_ROLES, SURVEY_ROLES, Actor, actor_for
from gnbv.rules import balancing
from gnbv.services import access, assignment_bars, assignments, collector_loads


@dataclass
class Home:
    """A listed household with who has it and what is known of work on it."""

    row: RoundHousehold
    household: Household
    village: Unit
    given: Assignment | None = None
    survey: SurveyStatus | None = None
    drafts: list[tuple[User, Progress]] = field(default_factory=list)

    @property
    def is_free(self) -> bool:
        """Nobody has it, no survey of it came, and it was not concluded."""
        return self.given is None and self.survey is None and not self.row.conclusion


@dataclass(frozen=True)
class Village:
    unit: Unit
    listed: int
    free: int


def collectors(session: Session, actor: Actor, round_: Round) -> list[User]:
    """People who survey today somewhere in the round and in the actor's units, by name."""
    above = {UUID(part) for path in [round_.unit.path] for part in path.strip("/").split("/")}
    inside = Unit.within(round_.tenant, [round_.unit.path]).with_only_columns(Unit.id)
    mine = actor.paths(ASSIGNING_ROLES)
    grants = session.scalars(
        select(Grant).where(
            Grant.tenant == actor.tenant,
            Grant.role.in_(SURVEY_ROLES),
            Grant.unit_id.in_(inside) | Grant.unit_id.in_(above),
            Grant.valid_from <= actor.today,
            Grant.valid_to.is_(None) | (Grant.valid_to >= actor.today),
        )
    )
    ids = {
        grant.user_id
        for grant in grants
        if any(grant.unit.path.startswith(path) or path.startswith(grant.unit.path) for path in mine)
    }
    found = select(User).where(User.tenant == actor.tenant, User.id.in_(ids), User.is_active)
    return list(session.scalars(found.order_by(User.name, User.id)))


def homes(
    session: Session, actor: Actor, round_: Round, *, unit_id: UUID | None = None, user_id: UUID | None = None
) -> list[Home]:
    """The listed households in the actor's units, by village and number; of one village, or those that one person
    has. Four queries."""
    in_scope = access.units_in_scope(actor, ASSIGNING_ROLES).with_only_columns(Unit.id)
    query = assignments.on_list(round_).where(Household.unit_id.in_(in_scope))
    if unit_id is not None:
        query = query.where(Household.unit_id == unit_id)
    found = {row.Household.id: Home(*row) for row in session.execute(query)}
    here = (round_.tenant, round_.id)
    open_rows = select(Assignment).where(
        Assignment.tenant == here[0],
        Assignment.round_id == here[1],
        Assignment.purpose == Purpose.MAIN,
        Assignment.closed_at.is_(None),
    )
    for row in session.scalars(open_rows):
        if row.household_id in found:
            found[row.household_id].given = row
    surveys = select(Survey.household_id, Survey.status).where(
        Survey.tenant == here[0],
        Survey.round_id == here[1],
        Survey.purpose == Purpose.MAIN,
        Survey.is_rival.is_(False),
        Survey.status != SurveyStatus.WITHDRAWN,
    )
    for home_id, status in session.execute(surveys):
        if home_id in found:
            found[home_id].survey = status
    _drafts(session, here, found)
    if user_id is not None:
        return [home for home in found.values() if home.given and home.given.user_id == user_id]
    return list(found.values())


def names(session: Session, rows: Sequence[Home]) -> dict[UUID, str]:
    """The names of those who have these households."""
    ids = {row.given.user_id for row in rows if row.given}
    if not ids:
        return {}
    found = select(User.id, User.name).where(User.tenant == rows[0].household.tenant, User.id.in_(ids))
    return dict(session.execute(found).tuples().all())


def villages(rows: Sequence[Home]) -> list[Village]:
    """How many of each village are listed and free, in the order of the rows."""
    units = {row.village.id: row.village for row in rows}
    return [
        Village(
            unit,
            sum(row.village.id == unit.id for row in rows),
            sum(row.village.id == unit.id and row.is_free for row in rows),
        )
        for unit in units.values()
    ]


def balance(
    session: Session,
    actor: Actor,
    round_: Round,
    rows: Sequence[Home],
    users: Sequence[User],
    *,
    near: bool = False,
    purpose: Purpose = Purpose.MAIN,
) -> balancing.Shares:
    """Who would get which of these households, evenly with what each has already; ``near`` by where earlier surveys
    were done. Nothing is written. Keys are ids as text."""
    where = positions(session, round_.tenant, [row.household.id for row in rows]) if near else {}
    bars = assignment_bars.of(session, round_, [row.household for row in rows], users, purpose)
    has = {
        load.user.id: load.assigned - load.sent
        for load in collector_loads.loads(session, round_, users, actor.today)
    }
    paths = {row.village.id: row.village.path for row in rows}
    carriers = []
    for user in users:
        acts = actor_for(user, actor.today)
        able = frozenset(str(key) for key, path in paths.items() if acts.holds(SURVEY_ROLES, path))
        barred = frozenset(str(home_id) for user_id, home_id in bars if user_id == user.id)
        # What is being shared out anew does not count as somebody's already.
        moving = sum(row.given is not None and row.given.user_id == user.id for row in rows)
        load = max(0, has[user.id] - moving)
        carriers.append(balancing.Carrier(str(user.id), able, load, barred))
    places = [
        balancing.Home(str(row.household.id), str(row.village.id), where.get(row.household.id))
        for row in rows
    ]
    return balancing.share(places, carriers, near=near)


def positions(session: Session, tenant: int, ids: Sequence[UUID]) -> dict[UUID, balancing.Point]:
    """Where the newest survey of each household was done, of any round."""
    rows = session.execute(
        select(Trace.household_id, Trace.lat, Trace.lon)
        .where(Trace.tenant == tenant, Trace.household_id.in_(ids), Trace.lat.is_not(None))
        .order_by(Trace.id)
    )
    return {row.household_id: (row.lat, row.lon) for row in rows if row.lat is not None}


def _drafts(session: Session, here: tuple[int, UUID], found: dict[UUID, Home]) -> None:
    """Who has begun a sheet of a household and has not sent it."""
    sent = select(Survey.id).where(
        Survey.tenant == Progress.tenant,
        Survey.round_id == Progress.round_id,
        Survey.household_id == Progress.household_id,
        Survey.collector_id == Progress.user_id,
    )
    # The draft of a back-check is not one of the main sheet.
    checks = select(Assignment.id).where(
        Assignment.tenant == Progress.tenant,
        Assignment.round_id == Progress.round_id,
        Assignment.household_id == Progress.household_id,
        Assignment.user_id == Progress.user_id,
        Assignment.purpose == Purpose.BACK_CHECK,
    )
    rows = session.execute(
        select(Progress, User)
        .join(User, (User.tenant == Progress.tenant) & (User.id == Progress.user_id))
        .where(Progress.tenant == here[0], Progress.round_id == here[1], ~sent.exists(), ~checks.exists())
    )
    for progress, user in rows:
        if progress.household_id in found:
            found[progress.household_id].drafts.append((user, progress))

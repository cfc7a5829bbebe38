"""How much each collector of a round has, and how fast it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.clock import civil_day
from gnbv.models import Assignment, Progress, Purpose, Round, Survey, SurveyStatus, User, Visit

APPROVED = (SurveyStatus.APPROVED, SurveyStatus.RECOGNISED)


@dataclass
class Load:
    """One collector's work in the round, in households. ``pace``: surveys a day since the round opened."""

    user: User
    assigned: int = 0
    back_checks: int = 0
    visited: int = 0
    draft: int = 0
    sent: int = 0
    approved: int = 0
    pace: float = 0.0


def loads(session: Session, round_: Round, users: Sequence[User], today: date) -> list[Load]:
    """One row a person, in the order given. Five queries."""
    found = {user.id: Load(user) for user in users}
    here = (round_.tenant, round_.id)
    given = (
        select(Assignment.user_id, Assignment.purpose, func.count())
        .where(
            Assignment.tenant == here[0],
            Assignment.round_id == here[1],
            Assignment.closed_at.is_(None),
            Assignment.user_id.in_(found),
        )
        .group_by(Assignment.user_id, Assignment.purpose)
    )
    for user_id, purpose, count in session.execute(given):
        if purpose is Purpose.MAIN:
            found[user_id].assigned = count
        else:
            found[user_id].back_checks += count
    sent = select(Survey.collector_id, Survey.household_id, Survey.status).where(
        Survey.tenant == here[0],
        Survey.round_id == here[1],
        Survey.purpose == Purpose.MAIN,
        Survey.status != SurveyStatus.WITHDRAWN,
        Survey.collector_id.in_(found),
    )
    at_commune: set[tuple[UUID, UUID]] = set()
    for user_id, home_id, status in session.execute(sent):
        at_commune.add((user_id, home_id))
        found[user_id].sent += 1
        found[user_id].approved += status in APPROVED
    visited = _pairs(session, Visit, here, found)
    drafts = _pairs(session, Progress, here, found)
    for user_id, load in found.items():
        load.visited = len({home for user, home in visited | at_commune if user == user_id})
        load.draft = len({home for user, home in drafts - at_commune if user == user_id})
        load.pace = load.sent / days_open(round_, today)
    return list(found.values())


def days_open(round_: Round, today: date) -> int:
    """Days since the round opened, today included; at least one."""
    opened = civil_day(round_.opened_at) if round_.opened_at else round_.opens_on
    return max(1, (today - max(opened, round_.opens_on)).days + 1)


def _pairs(
    session: Session, model: type[Visit] | type[Progress], here: tuple[int, UUID], users: dict[UUID, Load]
) -> set[tuple[UUID, UUID]]:
    rows = session.execute(
        select(model.user_id, model.household_id).where(
            model.tenant == here[0], model.round_id == here[1], model.user_id.in_(users)
        )
    )
    return {(row.user_id, row.household_id) for row in rows}

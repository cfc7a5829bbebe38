"""The course of one household through a round, for whoever decides how to go on with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Assignment,
    Household,
    Progress,
    Purpose,
    Round,
    RoundHousehold,
    Survey,
    SurveyStatus,
    User,
    Visit,
)
from gnbv.permissions import READING_ROLES, Actor, can_assign_in
from gnbv.services import access, assignment_bars, conclusions


@dataclass(frozen=True)
class Course:
    """``visits`` newest first with who went; ``may_act``: whether the reader may conclude this household."""

    household: Household
    row: RoundHousehold
    assignments: list[tuple[Assignment, User]]
    visits: list[tuple[Visit, User]]
    drafts: list[tuple[Progress, User]]
    survey: Survey | None
    empty: int
    may_act: bool

    @property
    def decided_on(self) -> date | None:
        """The day of the conclusion that stands."""
        return date.fromisoformat(self.row.conclusion["decided_on"]) if self.row.conclusion else None

    @property
    def visits_left(self) -> int:
        """Empty visits still needed before somebody may conclude."""
        return max(0, conclusions.EMPTY_VISITS - self.empty)


def course(session: Session, actor: Actor, round_: Round, household_id: UUID) -> Course:
    """Raises ``NotFound`` outside the actor's units or the list, ``NotPermitted`` without a role that reads there."""
    household = access.get_household(session, actor, household_id)
    access.require_in_scope(session, actor, household, READING_ROLES)
    row = conclusions.listed(session, actor, round_, household_id)
    here = (round_.tenant, round_.id, household.id)
    assignments = session.execute(
        select(Assignment, User)
        .join(User, (User.tenant == Assignment.tenant) & (User.id == Assignment.user_id))
        .where(
            Assignment.tenant == here[0], Assignment.round_id == here[1], Assignment.household_id == here[2]
        )
        .order_by(Assignment.assigned_at.desc(), Assignment.id.desc())
    )
    visits = session.execute(
        select(Visit, User)
        .join(User, (User.tenant == Visit.tenant) & (User.id == Visit.user_id))
        .where(Visit.tenant == here[0], Visit.round_id == here[1], Visit.household_id == here[2])
        .order_by(Visit.at.desc(), Visit.id)
    )
    drafts = session.execute(
        select(Progress, User)
        .join(User, (User.tenant == Progress.tenant) & (User.id == Progress.user_id))
        .where(Progress.tenant == here[0], Progress.round_id == here[1], Progress.household_id == here[2])
        .order_by(Progress.at.desc())
    )
    survey = session.scalars(
        select(Survey)
        .where(
            Survey.tenant == here[0],
            Survey.round_id == here[1],
            Survey.household_id == here[2],
            Survey.purpose == Purpose.MAIN,
            Survey.status != SurveyStatus.WITHDRAWN,
        )
        .order_by(Survey.is_rival, Survey.first_received_at)
    ).first()
    user = session.get_one(User, (actor.tenant, actor.user_id))
    may_act = can_assign_in(actor, access.get_unit_of(session, household).path)
    return Course(
        household=household,
        row=row,
        assignments=[(one, who) for one, who in assignments],
        visits=[(one, who) for one, who in visits],
        drafts=[] if survey else [(one, who) for one, who in drafts],
        survey=survey,
        empty=conclusions.empty_visits(session, round_, household.id),
        may_act=may_act and not assignment_bars.is_family(session, user, household),
    )

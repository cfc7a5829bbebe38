"""The households of a round with all that the board counts: seven queries, whatever the size of the round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.clock import civil_day
from gnbv.models import (
    Assignment,
    Attachment,
    AttachmentState,
    Household,
    Progress,
    Purpose,
    Round,
    RoundHousehold,
    Survey,
    SurveyStatus,
    Unit,
    Visit,
)
from gnbv.permissions import BOARD_ROLES, Actor
from gnbv.rules.progress import Signs, Stage, counting, counts_of, is_unseen
from gnbv.services import access


@dataclass(frozen=True, slots=True)
class Home:
    """A listed household. ``counts``: the figures that count it. ``survey_id``: the survey that counts. ``done_on``:
    the day its first sheet came or the board concluded; ``signed_at``: the newest visit, draft or sheet."""

    household_id: UUID
    number: int
    head_name: str
    unit_id: UUID
    user_id: UUID | None
    stage: Stage
    counts: frozenset[str]
    visits: int
    draft: tuple[int, int] | None
    survey_id: UUID | None
    done_on: date | None
    signed_at: datetime | None
    conclusion: dict[str, Any] | None


@dataclass
class _Found:
    """What the queries told of one household."""

    surveys: list[tuple[UUID, str, datetime, datetime]]
    user_id: UUID | None = None
    visits: int = 0
    draft: tuple[int, int] | None = None
    signed_at: datetime | None = None
    photos_missing: bool = False

    def sign(self, at: datetime) -> None:
        self.signed_at = at if self.signed_at is None else max(at, self.signed_at)


def homes(session: Session, actor: Actor, round_: Round, unseen_days: int) -> list[Home]:
    """The listed households inside the actor's units, in no order. Drafts of a household whose sheet has come are not
    drafts any more; of several open assignments the newest counts."""
    in_scope = access.units_in_scope(actor, BOARD_ROLES).with_only_columns(Unit.id)
    of_round = (RoundHousehold.tenant == actor.tenant, RoundHousehold.round_id == round_.id)
    listed = session.execute(
        select(
            RoundHousehold.household_id,
            RoundHousehold.unit_id,
            RoundHousehold.conclusion,
            Household.number,
            Household.head_name,
        )
        .join(
            Household,
            (Household.tenant == RoundHousehold.tenant) & (Household.id == RoundHousehold.household_id),
        )
        .where(*of_round, RoundHousehold.unit_id.in_(in_scope))
    ).all()
    found: dict[UUID, _Found] = {row.household_id: _Found([]) for row in listed}
    _gather(session, round_, found)
    return [_home(row, found[row.household_id], actor.today, round_.opens_on, unseen_days) for row in listed]


def _gather(session: Session, round_: Round, found: dict[UUID, _Found]) -> None:
    def of(model: Any) -> tuple[Any, Any]:
        return model.tenant == round_.tenant, model.round_id == round_.id

    main = (Assignment.closed_at.is_(None), Assignment.purpose == Purpose.MAIN)
    for home, user_id in session.execute(
        select(Assignment.household_id, Assignment.user_id)
        .where(*of(Assignment), *main)
        .order_by(Assignment.assigned_at, Assignment.id)
    ):
        if home in found:
            found[home].user_id = user_id
    for home, count, at in session.execute(
        select(Visit.household_id, func.count(), func.max(Visit.at))
        .where(*of(Visit))
        .group_by(Visit.household_id)
    ):
        if home in found:
            found[home].visits = count
            found[home].sign(at)
    for home, section, sections, at in session.execute(
        select(Progress.household_id, Progress.section, Progress.sections, Progress.at)
        .where(*of(Progress))
        .order_by(Progress.at)
    ):
        if home in found:
            found[home].draft = (section, sections)
            found[home].sign(at)
    surveys = (Survey.purpose == Purpose.MAIN, Survey.status != SurveyStatus.WITHDRAWN)
    for home, survey_id, status, first, last in session.execute(
        select(
            Survey.household_id,
            Survey.id,
            Survey.status,
            Survey.first_received_at,
            Survey.last_received_at,
        )
        .where(*of(Survey), *surveys)
        .order_by(Survey.first_received_at, Survey.id)
    ):
        if home in found:
            found[home].surveys.append((survey_id, status.value, first, last))
            found[home].sign(last)
    for home in session.scalars(
        select(Survey.household_id)
        .join(Attachment, (Attachment.tenant == Survey.tenant) & (Attachment.survey_id == Survey.id))
        .where(*of(Survey), *surveys, Attachment.state != AttachmentState.STORED)
        .distinct()
    ):
        if home in found:
            found[home].photos_missing = True


def _home(row: Any, told: _Found, today: date, since: date, unseen_days: int) -> Home:
    status = counting([state for _id, state, _first, _last in told.surveys])
    signs = Signs(
        status=status,
        has_draft=told.draft is not None,
        is_concluded=row.conclusion is not None,
        is_assigned=told.user_id is not None,
        visits=told.visits,
        photos_missing=told.photos_missing,
        last_sign=civil_day(told.signed_at) if told.signed_at else None,
    )
    done_on = civil_day(told.surveys[0][2]) if told.surveys else _concluded_on(row.conclusion)
    return Home(
        household_id=row.household_id,
        number=row.number,
        head_name=row.head_name,
        unit_id=row.unit_id,
        user_id=told.user_id,
        stage=signs.stage,
        counts=counts_of(signs, is_unseen(signs, today, since, unseen_days)),
        visits=told.visits,
        draft=told.draft if signs.stage is Stage.DRAFT else None,
        survey_id=next((id_ for id_, state, _first, _last in told.surveys if state == status), None),
        done_on=done_on,
        signed_at=told.signed_at,
        conclusion=row.conclusion,
    )


def _concluded_on(conclusion: dict[str, Any] | None) -> date | None:
    try:
        return date.fromisoformat((conclusion or {})["decided_on"])
    except (KeyError, TypeError, ValueError):
        return None

"""The households of a round as one query: what is known of each, folded into a number that ``rules/progress`` reads.

The database folds and counts; what a combination of signs means stays a rule. So a board of thousands of households
is a few hundred rows of Python, and a list is filtered where the rows lie.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, case, func, literal, select

from gnbv.clock import VIETNAM
from gnbv.models import (
    Assignment,
    Attachment,
    AttachmentState,
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
from gnbv.rules.progress import COUNTING, Signs, Stage, counts_of
from gnbv.services import access

DRAFT, CONCLUDED, ASSIGNED, VISITED, PHOTOS, QUIET = (1 << place for place in range(6))
STATUS = 1 << 6
NO_SURVEY = len(COUNTING)
MAIN = (Survey.purpose == Purpose.MAIN, Survey.status != SurveyStatus.WITHDRAWN)


@cache
def signs_of(folded: int) -> Signs:
    """What a folded number says."""
    place = folded // STATUS
    return Signs(
        status=COUNTING[place] if place < NO_SURVEY else None,
        has_draft=bool(folded & DRAFT),
        is_concluded=bool(folded & CONCLUDED),
        is_assigned=bool(folded & ASSIGNED),
        is_visited=bool(folded & VISITED),
        photos_missing=bool(folded & PHOTOS),
        is_quiet=bool(folded & QUIET),
    )


@cache
def figures_of(folded: int) -> frozenset[str]:
    """The figures that count a household with these signs."""
    return counts_of(signs_of(folded))


@lru_cache(maxsize=64)
def counted_in(figure: str) -> frozenset[int]:
    """Every folded number that the figure counts."""
    return frozenset(one for one in _ALL if figure in figures_of(one))


def stage_order(folded: ColumnElement[int]) -> ColumnElement[int]:
    """The place of a household's stage in the order of need, in the database."""
    places = list(Stage)
    return case({one: places.index(signs_of(one).stage) for one in _ALL}, value=folded)


def homes(actor: Actor, round_: Round, unseen_days: int, since: date) -> Select[Any]:
    """One row a listed household inside the actor's units: ``household_id``, ``unit_id``, ``user_id`` (of several open
    assignments the newest), ``folded``, ``signed_at`` (newest visit, draft or sheet) and ``is_recent``: its first sheet
    came, or the board concluded, after the day ``since``."""
    visits, drafts, surveys = _visits(round_), _drafts(round_), _surveys(round_)
    given, photos = _assigned(round_), _photos(round_)
    listed = RoundHousehold
    signed_at = _latest(visits.c.at, drafts.c.at, surveys.c.last_at)
    concluded_on = listed.conclusion["decided_on"].as_string()
    is_concluded = concluded_on.is_not(None)
    quiet_from = _begin(actor.today - timedelta(days=unseen_days - 1))
    # Without any sign the days count from the opening.
    never = literal(QUIET if (actor.today - round_.opens_on).days >= unseen_days else 0)
    folded = (
        func.coalesce(surveys.c.place, NO_SURVEY) * STATUS
        + case((signed_at.is_(None), never), (signed_at < quiet_from, QUIET), else_=0)
        + case((photos.c.household_id.is_not(None), PHOTOS), else_=0)
        + case((visits.c.household_id.is_not(None), VISITED), else_=0)
        + case((given.c.household_id.is_not(None), ASSIGNED), else_=0)
        + case((is_concluded, CONCLUDED), else_=0)
        + case((drafts.c.household_id.is_not(None), DRAFT), else_=0)
    )
    is_recent = case(
        (surveys.c.first_at.is_not(None), surveys.c.first_at >= _begin(since + timedelta(days=1))),
        (is_concluded, concluded_on > since.isoformat()),
        else_=False,
    )
    source: FromClause = listed.__table__
    for part in (given, visits, drafts, surveys, photos):
        source = source.outerjoin(part, part.c.household_id == listed.household_id)
    in_scope = access.units_in_scope(actor, BOARD_ROLES).with_only_columns(Unit.id)
    return (
        select(
            listed.household_id,
            listed.unit_id,
            given.c.user_id,
            folded.label("folded"),
            signed_at.label("signed_at"),
            is_recent.label("is_recent"),
        )
        .select_from(source)
        .where(listed.tenant == round_.tenant, listed.round_id == round_.id, listed.unit_id.in_(in_scope))
    )


def _assigned(round_: Round) -> Any:
    newest = func.row_number().over(
        partition_by=Assignment.household_id, order_by=(Assignment.assigned_at.desc(), Assignment.id.desc())
    )
    open_ = (
        select(Assignment.household_id, Assignment.user_id, newest.label("place"))
        .where(*_of(Assignment, round_), Assignment.closed_at.is_(None), Assignment.purpose == Purpose.MAIN)
        .subquery()
    )
    return select(open_.c.household_id, open_.c.user_id).where(open_.c.place == 1).subquery("given")


def _visits(round_: Round) -> Any:
    return (
        select(Visit.household_id, func.max(Visit.at).label("at"))
        .where(*_of(Visit, round_))
        .group_by(Visit.household_id)
        .subquery("visits")
    )


def _drafts(round_: Round) -> Any:
    return (
        select(Progress.household_id, func.max(Progress.at).label("at"))
        .where(*_of(Progress, round_))
        .group_by(Progress.household_id)
        .subquery("drafts")
    )


def _surveys(round_: Round) -> Any:
    places = {SurveyStatus.of(status): place for place, status in enumerate(COUNTING)}
    return (
        select(
            Survey.household_id,
            func.min(case(places, value=Survey.status, else_=NO_SURVEY)).label("place"),
            func.min(Survey.first_received_at).label("first_at"),
            func.max(Survey.last_received_at).label("last_at"),
        )
        .where(*_of(Survey, round_), *MAIN)
        .group_by(Survey.household_id)
        .subquery("surveys")
    )


def _photos(round_: Round) -> Any:
    return (
        select(Survey.household_id)
        .join(Attachment, (Attachment.tenant == Survey.tenant) & (Attachment.survey_id == Survey.id))
        .where(*_of(Survey, round_), *MAIN, Attachment.state != AttachmentState.STORED)
        .distinct()
        .subquery("photos")
    )


def _of(model: Any, round_: Round) -> tuple[Any, Any]:
    return model.tenant == round_.tenant, model.round_id == round_.id


def _latest(*at: Any) -> Any:
    """The latest of instants that may lack; ``NULL`` when all do."""
    latest = at[0]
    for other in at[1:]:
        latest = case((latest.is_(None), other), (other > latest, other), else_=latest)
    return latest


def _begin(day: date) -> datetime:
    """The instant at which a civil day begins in Viet Nam."""
    return datetime.combine(day, time(), tzinfo=VIETNAM)


_ALL = range((NO_SURVEY + 1) * STATUS)

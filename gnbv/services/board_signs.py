"""The households of a round as one query: what is known of each, folded into a number that ``rules/progress`` reads.

The database folds and counts; what a combination of signs means stays a rule. So a board of thousands of households
is a few hundred rows of Python, and a list is filtered where the rows lie.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Subquery, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, join

from gnbv.clock import VIETNAM
from gnbv.db import UtcDateTime
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


def asked(session: Session, actor: Actor, round_: Round, unseen_days: int, since: date) -> dict[str, Any]:
    """The values of :data:`HOMES` for the actor's units: one query. ``unseen_days`` without a sign make a home quiet; its
    first sheet, or the board's conclusion, after the day ``since`` is recent."""
    in_scope = access.units_in_scope(actor, BOARD_ROLES).with_only_columns(Unit.id)
    return {
        "tenant": round_.tenant,
        "round": round_.id,
        "units": list(session.scalars(in_scope)),
        "quiet_from": _begin(actor.today - timedelta(days=unseen_days - 1)),
        # Without any sign the days count from the opening.
        "never": QUIET if (actor.today - round_.opens_on).days >= unseen_days else 0,
        "recent_from": _begin(since + timedelta(days=1)),
        "since": since.isoformat(),
    }


def _homes() -> Subquery:
    given, visits, drafts, surveys = aliased(Assignment), _visits(), _drafts(), _surveys()
    listed = RoundHousehold
    signs = (visits.c.at, drafts.c.at, surveys.c.last_at)
    concluded_on = listed.conclusion["decided_on"].as_string()
    is_concluded = concluded_on.is_not(None)
    quiet_from, never = bindparam("quiet_from", type_=UtcDateTime), bindparam("never", type_=Integer)
    is_quiet = case(
        (or_(*(at >= quiet_from for at in signs)), 0),
        (and_(*(at.is_(None) for at in signs)), never),
        else_=QUIET,
    )
    folded = (
        func.coalesce(surveys.c.place, NO_SURVEY) * STATUS
        + is_quiet
        + case((surveys.c.photos == 1, PHOTOS), else_=0)
        + case((visits.c.household_id.is_not(None), VISITED), else_=0)
        + case((given.user_id.is_not(None), ASSIGNED), else_=0)
        + case((is_concluded, CONCLUDED), else_=0)
        + case((drafts.c.household_id.is_not(None), DRAFT), else_=0)
    )
    recent_from = bindparam("recent_from", type_=UtcDateTime)
    is_recent = case(
        (surveys.c.first_at.is_not(None), surveys.c.first_at >= recent_from),
        (is_concluded, concluded_on > bindparam("since")),
        else_=False,
    )
    source = join(listed, given, _is_given(given), isouter=True)
    for part in (visits, drafts, surveys):
        source = source.outerjoin(part, part.c.household_id == listed.household_id)
    return (
        select(
            listed.household_id,
            listed.unit_id,
            given.user_id,
            folded.label("folded"),
            _latest(*signs).label("signed_at"),
            is_recent.label("is_recent"),
        )
        .select_from(source)
        .where(*_of(listed), listed.unit_id.in_(bindparam("units", expanding=True)))
        .subquery("homes")
    )


def _is_given(given: Any) -> ColumnElement[bool]:
    """Whether an assignment is the open one that counts for its listed household: the newest. Asked of an index, one
    household at a time: a database that numbers them all first has no index to join by."""
    newer = aliased(Assignment)

    def is_open(one: Any) -> tuple[ColumnElement[bool], ...]:
        return (*_of(one), one.closed_at.is_(None), one.purpose == Purpose.MAIN)

    later = exists().where(
        *is_open(newer),
        newer.household_id == given.household_id,
        or_(
            newer.assigned_at > given.assigned_at,
            (newer.assigned_at == given.assigned_at) & (newer.id > given.id),
        ),
    )
    return and_(given.household_id == RoundHousehold.household_id, *is_open(given), ~later)


def _visits() -> Any:
    return (
        select(Visit.household_id, func.max(Visit.at).label("at"))
        .where(*_of(Visit))
        .group_by(Visit.household_id)
        .subquery("visits")
    )


def _drafts() -> Any:
    return (
        select(Progress.household_id, func.max(Progress.at).label("at"))
        .where(*_of(Progress))
        .group_by(Progress.household_id)
        .subquery("drafts")
    )


def _surveys() -> Any:
    places = {SurveyStatus.of(status): place for place, status in enumerate(COUNTING)}
    on_the_way = exists().where(
        Attachment.tenant == Survey.tenant,
        Attachment.survey_id == Survey.id,
        Attachment.state != AttachmentState.STORED,
    )
    return (
        select(
            Survey.household_id,
            func.min(case(places, value=Survey.status, else_=NO_SURVEY)).label("place"),
            func.min(Survey.first_received_at).label("first_at"),
            func.max(Survey.last_received_at).label("last_at"),
            func.max(case((on_the_way, 1), else_=0)).label("photos"),
        )
        .where(*_of(Survey), *MAIN)
        .group_by(Survey.household_id)
        .subquery("surveys")
    )


def _of(model: Any) -> tuple[Any, Any]:
    return model.tenant == bindparam("tenant"), model.round_id == bindparam("round")


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
# One row a listed household: ``household_id``, ``unit_id``, ``user_id`` (of several open assignments the newest),
# ``folded``, ``signed_at`` (newest visit, draft or sheet) and ``is_recent``. Written once: making such a statement costs
# more than a small round takes to answer it.
HOMES = _homes()
# How many there are of each village, collector and combination of signs.
GROUPED = (HOMES.c.unit_id, HOMES.c.user_id, HOMES.c.folded, HOMES.c.is_recent)
GROUPS = select(*GROUPED, func.count()).group_by(*GROUPED)

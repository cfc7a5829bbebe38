"""Where a round stands, by village and by collector: a constant number of queries, whatever the size. Every figure is
the length of a list of households, made of the same rows (``board_homes``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import Purpose, Round, RoundHousehold, Survey, SurveyStatus, Unit, User
from gnbv.permissions import BOARD_ROLES, Actor
from gnbv.rules.forecast import Forecast, forecast, window
from gnbv.rules.progress import COUNTS, LEFT
from gnbv.services import access, board_classes, board_homes
from gnbv.services.board_classes import Classes, standard_names
from gnbv.services.board_homes import Home

__all__ = ["Board", "Line", "board", "standard_names"]
UNSEEN_DAYS = 7


@dataclass
class Line:
    """The figures of a village, a collector (``key``) or all; ``key`` is ``None`` for all and for what nobody has."""

    key: UUID | None
    name: str
    counts: dict[str, int]
    forecast: Forecast
    classes: Classes = field(default_factory=Classes)


@dataclass
class Board:
    """``by_end``: all of it against the last day of the round, where the villages have an earlier one (``due``).
    ``outside``: surveys of households that are not on the list; ``days``: those the pace is counted over."""

    total: Line
    by_end: Forecast
    villages: list[Line]
    collectors: list[Line]
    due: date
    days: int
    outside: int


def board(session: Session, actor: Actor, round_: Round, unseen_days: int = UNSEEN_DAYS) -> Board:
    """The villages with listed households inside the actor's units and the collectors of these households, by name;
    last of the collectors what is assigned to nobody. Each of the two lists adds up to the total."""
    homes = board_homes.homes(session, actor, round_, unseen_days)
    days, due = window(actor.today, round_.opens_on), round_.village_deadline or round_.closes_on

    def line(key: UUID | None, name: str, mine: Iterable[Home]) -> Line:
        mine = list(mine)
        return Line(key, name, _counts(mine), _forecast(mine, actor.today, days, due))

    def lines(names: dict[UUID, str], key_of: Callable[[Home], UUID | None]) -> list[Line]:
        groups: dict[UUID | None, list[Home]] = {}
        for home in homes:
            groups.setdefault(key_of(home), []).append(home)
        ordered = sorted(groups, key=lambda key: (key is None, names.get(key, "") if key else "", str(key)))
        return [line(key, names.get(key, "") if key else "", groups[key]) for key in ordered]

    classes = board_classes.by_village(session, actor, round_)
    whole = line(None, round_.unit.name, homes)
    whole.classes = board_classes.total(classes)
    villages = lines(unit_names(session, actor, {home.unit_id for home in homes}), lambda home: home.unit_id)
    for village in villages:
        assert village.key is not None  # every listed household has a village
        village.classes = classes.get(village.key, Classes())
    return Board(
        total=whole,
        by_end=_forecast(homes, actor.today, days, round_.closes_on),
        villages=villages,
        collectors=lines(
            user_names(session, actor, {home.user_id for home in homes}), lambda home: home.user_id
        ),
        due=due,
        days=days,
        outside=_outside(session, actor, round_),
    )


def unit_names(session: Session, actor: Actor, ids: set[UUID]) -> dict[UUID, str]:
    """The names of units, by id."""
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.tenant == actor.tenant, Unit.id.in_(ids)))
    return {id_: name for id_, name in rows}  # noqa: C416 (rows are not tuples)


def user_names(session: Session, actor: Actor, ids: set[UUID | None]) -> dict[UUID, str]:
    """The names of people, by id."""
    rows = session.execute(select(User.id, User.name).where(User.tenant == actor.tenant, User.id.in_(ids)))
    return {id_: name for id_, name in rows}  # noqa: C416 (rows are not tuples)


def _counts(homes: list[Home]) -> dict[str, int]:
    counts = dict.fromkeys(COUNTS, 0)
    for home in homes:
        for name in home.counts:
            counts[name] += 1
    return counts


def _forecast(homes: list[Home], today: date, days: int, due: date) -> Forecast:
    since = today - timedelta(days=days)
    done = sum(home.done_on is not None and home.done_on > since for home in homes)
    return forecast(sum(home.stage in LEFT for home in homes), done, days, today, due)


def _outside(session: Session, actor: Actor, round_: Round) -> int:
    listed = select(RoundHousehold.household_id).where(
        RoundHousehold.tenant == actor.tenant, RoundHousehold.round_id == round_.id
    )
    query = access.surveys_in_scope(actor, BOARD_ROLES).where(
        Survey.round_id == round_.id,
        Survey.purpose == Purpose.MAIN,
        Survey.status != SurveyStatus.WITHDRAWN,
        Survey.household_id.not_in(listed),
    )
    return session.scalar(query.with_only_columns(func.count())) or 0

"""Where a round stands, by village and by collector: a constant number of queries, whatever the size. Every figure is
the length of a list of households, counted from the same rows (``board_signs``)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import Purpose, Round, RoundHousehold, Survey, SurveyStatus, Unit, User
from gnbv.permissions import BOARD_ROLES, Actor
from gnbv.rules.forecast import Forecast, forecast, window
from gnbv.rules.progress import COUNTS
from gnbv.services import access, board_classes, board_signs
from gnbv.services.board_classes import Classes, standard_names

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
class Tally:
    """Households of one kind, counted: ``counts`` by figure, ``done`` those done in the days the pace is counted over."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    done: int = 0

    def add(self, folded: int, count: int, done: int) -> None:
        for name in board_signs.figures_of(folded):
            self.counts[name] += count
        self.done += done

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            {name: self.counts[name] + other.counts[name] for name in COUNTS}, self.done + other.done
        )

    def forecast(self, today: date, days: int, due: date) -> Forecast:
        return forecast(self.counts["left"], self.done, days, today, due)


@dataclass
class Board:
    """``by_end``: all of it against the last day of the round, where the villages have an earlier one (``due``).
    ``outside``: surveys of households that are not on the list; ``days``: those the pace is counted over; ``cells``: the
    figures of each village and collector together."""

    total: Line
    by_end: Forecast
    villages: list[Line]
    collectors: list[Line]
    due: date
    days: int
    outside: int
    cells: dict[tuple[UUID, UUID | None], Tally]

    @property
    def late(self) -> list[Line]:
        """The villages that will not be done in time, the latest first."""
        late = [line for line in self.villages if line.forecast.late_days]
        return sorted(late, key=lambda line: (-line.forecast.late_days, -line.counts["left"], line.name))

    def people(self, unit_id: UUID) -> int:
        """How many collectors still have a home to do in a village."""
        return sum(
            tally.counts["left"] > 0
            for (village, user_id), tally in self.cells.items()
            if village == unit_id and user_id is not None
        )


def board(session: Session, actor: Actor, round_: Round, unseen_days: int = UNSEEN_DAYS) -> Board:
    """The villages with listed households inside the actor's units and the collectors of these households, by name;
    last of the collectors what is assigned to nobody. Each of the two lists adds up to the total."""
    days, due = window(actor.today, round_.opens_on), round_.village_deadline or round_.closes_on
    asked = board_signs.asked(session, actor, round_, unseen_days, actor.today - timedelta(days=days))
    cells: dict[tuple[UUID, UUID | None], Tally] = {}
    for unit_id, user_id, folded, is_recent, count in session.execute(board_signs.GROUPS, asked):
        cells.setdefault((unit_id, user_id), Tally()).add(folded, count, count if is_recent else 0)

    def line(key: UUID | None, name: str, mine: Iterable[Tally]) -> Line:
        tally = sum(mine, Tally())
        return Line(key, name, tally.counts, tally.forecast(actor.today, days, due))

    def lines(names: dict[UUID, str], place: int) -> list[Line]:
        keys = {cell[place] for cell in cells}
        ordered = sorted(keys, key=lambda key: (key is None, names.get(key, "") if key else "", str(key)))
        return [
            line(
                key,
                names.get(key, "") if key else "",
                (one for cell, one in cells.items() if cell[place] == key),
            )
            for key in ordered
        ]

    classes = board_classes.by_village(session, actor, round_)
    whole = line(None, round_.unit.name, cells.values())
    whole.classes = board_classes.total(classes)
    villages = lines(unit_names(session, actor, {unit_id for unit_id, _ in cells}), 0)
    for village in villages:
        assert village.key is not None  # every listed household has a village
        village.classes = classes.get(village.key, Classes())
    return Board(
        total=whole,
        by_end=sum(cells.values(), Tally()).forecast(actor.today, days, round_.closes_on),
        villages=villages,
        collectors=lines(user_names(session, actor, {user_id for _, user_id in cells}), 1),
        due=due,
        days=days,
        outside=_outside(session, actor, round_),
        cells=cells,
    )


def unit_names(session: Session, actor: Actor, ids: set[UUID]) -> dict[UUID, str]:
    """The names of units, by id."""
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.tenant == actor.tenant, Unit.id.in_(ids)))
    return {id_: name for id_, name in rows}  # noqa: C416 (rows are not tuples)


def user_names(session: Session, actor: Actor, ids: set[UUID | None]) -> dict[UUID, str]:
    """The names of people, by id."""
    rows = session.execute(select(User.id, User.name).where(User.tenant == actor.tenant, User.id.in_(ids)))
    return {id_: name for id_, name in rows}  # noqa: C416 (rows are not tuples)


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

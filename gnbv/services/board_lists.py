"""The households behind a figure of the board, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Subquery, bindparam, func, select
from sqlalchemy.orm import Session

from gnbv.models import Household, Round, Unit
from gnbv.permissions import Actor
from gnbv.rules.progress import COUNTS
from gnbv.services import board_homes, board_signs, boards, paged
from gnbv.services.board_homes import Home
from gnbv.services.paged import place

PAGE_ROWS = 50
NOBODY = "none"


_HOMES = board_signs.HOMES.c
_OF_HOME = (Household.tenant == bindparam("tenant")) & (Household.id == _HOMES.household_id)
_OF_UNIT = (Unit.tenant == bindparam("tenant")) & (Unit.id == _HOMES.unit_id)
_THERE = select(_HOMES.unit_id, _HOMES.user_id).distinct()
_COUNT = select(func.count()).select_from(board_signs.HOMES)
_ROWS = (
    select(board_signs.HOMES, func.count().over().label("total"))
    .join(Household, _OF_HOME)
    .join(Unit, _OF_UNIT)
    .order_by(board_signs.stage_order(_HOMES.folded), Unit.name, Household.number, _HOMES.household_id)
)


@dataclass(frozen=True)
class HomeList:
    """``total`` households, of which ``rows`` are page ``number``; the filters as they were understood (``state`` is a
    figure's name, ``collector`` a person's id, ``none`` or empty), and what there is to choose from."""

    rows: list[Home]
    total: int
    number: int
    pages: int
    state: str
    village: str
    collector: str
    villages: dict[UUID, str]
    collectors: dict[UUID, str]


def page(
    session: Session,
    actor: Actor,
    round_: Round,
    *,
    village: str = "",
    collector: str = "",
    state: str = "listed",
    number: int = 1,
    unseen_days: int = boards.UNSEEN_DAYS,
) -> HomeList:
    """Those who need somebody first, then by village and number. An unknown state shows all; a village or person that
    is not on the board shows nothing. The number of queries is fixed."""
    asked = board_signs.asked(session, actor, round_, unseen_days, actor.today)
    homes = board_signs.HOMES
    there = session.execute(_THERE, asked).all()
    state = state if state in COUNTS else "listed"
    query = _chosen(_ROWS, homes, state, village, collector)
    number = paged.asked(number)
    rows, total = _found(session, query, asked, number)
    if not rows and number > 1:
        total = session.scalar(_chosen(_COUNT, homes, state, village, collector), asked) or 0
        rows, total = _found(session, query, asked, place(total, number, PAGE_ROWS)[0])
    number, pages = place(total, number, PAGE_ROWS)
    return HomeList(
        rows=board_homes.homes(session, round_, rows),
        total=total,
        number=number,
        pages=pages,
        state=state,
        village=village,
        collector=collector,
        villages=boards.unit_names(session, actor, {row.unit_id for row in there}),
        collectors=boards.user_names(session, actor, {row.user_id for row in there}),
    )


def _found(session: Session, query: Select[Any], asked: dict[str, Any], number: int) -> tuple[list[Any], int]:
    """The rows of a page and how many there are in all, in one look."""
    rows = session.execute(query.offset((number - 1) * PAGE_ROWS).limit(PAGE_ROWS), asked).all()
    return list(rows), rows[0].total if rows else 0


def _chosen(query: Select[Any], homes: Subquery, state: str, village: str, collector: str) -> Select[Any]:
    if state != "listed":
        query = query.where(homes.c.folded.in_(board_signs.counted_in(state)))
    if village:
        query = query.where(homes.c.unit_id == _uuid(village))
    if collector == NOBODY:
        query = query.where(homes.c.user_id.is_(None))
    elif collector:
        query = query.where(homes.c.user_id == _uuid(collector))
    return query


def _uuid(text: str) -> UUID:
    """What is no id is nobody's."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)

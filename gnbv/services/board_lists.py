"""The households behind a figure of the board, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Subquery, func, select
from sqlalchemy.orm import Session

from gnbv.models import Household, Round, Unit
from gnbv.permissions import Actor
from gnbv.rules.progress import COUNTS
from gnbv.services import board_homes, board_signs, boards
from gnbv.services.board_homes import Home

PAGE_ROWS = 50
NOBODY = "none"


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
    everything = board_signs.homes(actor, round_, unseen_days, actor.today).subquery()
    there = session.execute(select(everything.c.unit_id, everything.c.user_id).distinct()).all()
    state = state if state in COUNTS else "listed"
    query = _chosen(select(everything), everything, state, village, collector)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PAGE_ROWS))
    number = min(max(1, number), pages)
    of_home = (Household.tenant == round_.tenant) & (Household.id == everything.c.household_id)
    of_unit = (Unit.tenant == round_.tenant) & (Unit.id == everything.c.unit_id)
    rows = session.execute(
        query.join(Household, of_home)
        .join(Unit, of_unit)
        .order_by(
            board_signs.stage_order(everything.c.folded),
            Unit.name,
            Household.number,
            everything.c.household_id,
        )
        .offset((number - 1) * PAGE_ROWS)
        .limit(PAGE_ROWS)
    ).all()
    return HomeList(
        rows=board_homes.homes(session, round_, list(rows)),
        total=total,
        number=number,
        pages=pages,
        state=state,
        village=village,
        collector=collector,
        villages=boards.unit_names(session, actor, {row.unit_id for row in there}),
        collectors=boards.user_names(session, actor, {row.user_id for row in there}),
    )


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

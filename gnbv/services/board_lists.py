"""The households behind a figure of the board, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.models import Round
from gnbv.permissions import Actor
from gnbv.rules.progress import COUNTS, Stage
from gnbv.services import board_homes, boards
from gnbv.services.board_homes import Home

PAGE_ROWS = 50
NOBODY = "none"
ORDER = {stage: place for place, stage in enumerate(Stage)}


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
    is not on the board shows nothing."""
    everything = board_homes.homes(session, actor, round_, unseen_days)
    state = state if state in COUNTS else "listed"
    villages = boards.unit_names(session, actor, {home.unit_id for home in everything})
    chosen = [
        home
        for home in everything
        if state in home.counts
        and (not village or str(home.unit_id) == village)
        and (not collector or (str(home.user_id) if home.user_id else NOBODY) == collector)
    ]
    chosen.sort(key=lambda home: (ORDER[home.stage], villages[home.unit_id], home.number, home.household_id))
    pages = max(1, -(-len(chosen) // PAGE_ROWS))
    number = min(max(1, number), pages)
    return HomeList(
        rows=chosen[(number - 1) * PAGE_ROWS : number * PAGE_ROWS],
        total=len(chosen),
        number=number,
        pages=pages,
        state=state,
        village=village,
        collector=collector,
        villages=villages,
        collectors=boards.user_names(session, actor, {home.user_id for home in everything}),
    )

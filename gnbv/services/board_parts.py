"""One village or one collector of the board, with the collectors there or the villages of that person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from gnbv.errors import NotFound
from gnbv.services.boards import Board, Line, Tally

VILLAGE, COLLECTOR = "village", "collector"


@dataclass(frozen=True)
class Part:
    """``line`` is what is looked at, ``by`` says what it is; ``others`` are the lines that cross it and add up to it."""

    by: str
    line: Line
    others: list[Line]


def of_village(board: Board, unit_id: UUID, today: date) -> Part:
    """Raises ``NotFound`` for a village that is not on the board."""
    line = _line(board.villages, unit_id)
    mine = {user_id: tally for (village, user_id), tally in board.cells.items() if village == unit_id}
    return Part(VILLAGE, line, _crossing(board, board.collectors, mine, today))


def of_collector(board: Board, user_id: UUID, today: date) -> Part:
    """Raises ``NotFound`` for a person who has no household on the board."""
    line = _line(board.collectors, user_id)
    mine = {village: tally for (village, person), tally in board.cells.items() if person == user_id}
    return Part(COLLECTOR, line, _crossing(board, board.villages, mine, today))


def _line(lines: list[Line], key: UUID) -> Line:
    found = next((line for line in lines if line.key == key), None)
    if found is None:
        raise NotFound()
    return found


def _crossing(board: Board, lines: list[Line], mine: dict[Any, Tally], today: date) -> list[Line]:
    return [
        Line(line.key, line.name, tally.counts, tally.forecast(today, board.days, board.due))
        for line in lines
        if (tally := mine.get(line.key)) is not None
    ]

"""A long list a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

Row = TypeVar("Row")
MOST_PAGES = 1_000_000  # a number beyond what a database counts in is a page that does not exist


@dataclass(frozen=True)
class Paged(Generic[Row]):
    """``total`` rows, of which ``rows`` are page ``number`` of ``pages``."""

    rows: list[Row]
    total: int
    number: int
    pages: int


def asked(number: int) -> int:
    """The page that an address names, as a number that can be asked for."""
    return min(max(1, number), MOST_PAGES)


def place(total: int, number: int, size: int) -> tuple[int, int]:
    """The page that is shown, and how many there are; one that does not exist is the nearest one."""
    pages = max(1, -(-total // size))
    return min(max(1, number), pages), pages


def scalars(session: Session, query: Select[Any], wanted: int, size: int) -> Paged[Any]:
    """The ``wanted`` page of an ordered query's first column: two queries."""
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number, pages = place(total, wanted, size)
    rows = session.scalars(query.offset((number - 1) * size).limit(size)).all()
    return Paged(list(rows), total, number, pages)

"""A long list a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

Row = TypeVar("Row")


@dataclass(frozen=True)
class Paged(Generic[Row]):
    """``total`` rows, of which ``rows`` are page ``number`` of ``pages``."""

    rows: list[Row]
    total: int
    number: int
    pages: int


def place(total: int, asked: int, size: int) -> tuple[int, int]:
    """The page that is shown, and how many there are; one that does not exist is the nearest one."""
    pages = max(1, -(-total // size))
    return min(max(1, asked), pages), pages


def scalars(session: Session, query: Select[Any], asked: int, size: int) -> Paged[Any]:
    """The ``asked`` page of an ordered query's first column: two queries."""
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number, pages = place(total, asked, size)
    rows = session.scalars(query.offset((number - 1) * size).limit(size)).all()
    return Paged(list(rows), total, number, pages)

"""Finding a household as people name it: by its number, its code, or the start of a name, tone marks aside."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, func, or_
from sqlalchemy.orm import Session, joinedload

from gnbv.models import Household
from gnbv.permissions import COUNTER_ROLES, Actor
from gnbv.rules.names import fold
from gnbv.services import access

MOST_ROWS = 40


def at_counter(session: Session, actor: Actor, text: str) -> tuple[list[Household], bool]:
    """Open households for which the actor stands at the counter, heads of that name first, and whether there are more.
    Nothing for an empty text. One query."""
    wanted = tidy(text)
    if not wanted:
        return [], False
    query = access.households_in_scope(actor, COUNTER_ROLES).where(Household.closed_on.is_(None))
    found = session.scalars(ordered(query, wanted).limit(MOST_ROWS + 1)).all()
    return list(found[:MOST_ROWS]), len(found) > MOST_ROWS


def tidy(text: str) -> str:
    return " ".join(text.replace("\0", "").split())[:100]


def ordered(query: Select[tuple[Household]], text: str) -> Select[tuple[Household]]:
    """``query`` of households narrowed to those named by ``text``, with their units. A head of that name stands before
    a home where somebody else has it."""
    return (
        query.where(named(text))
        .options(joinedload(Household.unit))
        .order_by(Household.search_text.startswith(fold(text), autoescape=True).desc(), Household.number)
        .order_by(Household.code)
    )


def named(text: str) -> ColumnElement[bool]:
    """The condition for ``text``, which is tidy."""
    if text.isascii() and text.isdigit() and len(text) < 7:
        return or_(Household.number == int(text), Household.code == text)
    words = fold(text)
    return or_(
        func.lower(Household.code) == text.lower(),
        Household.search_text.startswith(words, autoescape=True),
        Household.search_text.contains(f" {words}", autoescape=True),
    )

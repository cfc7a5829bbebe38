"""What the ledger says of households, year by year: the class at the start of a year, those before it, and this year's."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from gnbv.models import LedgerRow, Standing
from gnbv.services.official_table_places import raw


@dataclass(slots=True)
class Course:
    """``before``: class at the start; ``earlier``: classes of the years before the last one with a class; ``last``: the
    row that stands this year, proposed or official; ``result``: behind it, or behind the row whose place it took."""

    before: str = ""
    earlier: frozenset[str] = frozenset()
    last: Any = None
    result: Hashable = None


def of(
    session: Session, tenant: int, within: Select[tuple[Any]], year: int, standard: str
) -> dict[Hashable, Course]:
    """By household. Official rows alone make the past, the last one recorded of a year; a year without a row keeps the
    class of the year before it; where the standard has none in a year, the one that held then counts (domain rules,
    part 2). Two statements."""
    found: dict[Hashable, Course] = {}
    history: dict[Hashable, dict[int, tuple[str, str]]] = {}
    for household, of_year, of_standard, household_class in _past(session, tenant, within, year):
        years = history.setdefault(household, {})
        there = years.get(of_year)
        if there is None or of_standard == standard or there[0] != standard:
            years[of_year] = (of_standard, household_class)
    for household, years in history.items():
        last = max(years)
        earlier = (
            frozenset([one for at, (_, one) in years.items() if at < last]) if len(years) > 1 else frozenset()
        )
        found[household] = Course(years[last][1], earlier)
    rows = _this_year(session, tenant, within, year, standard)
    superseded = {row.supersedes for row in rows}
    by_id = {row.id: row for row in rows}
    for row in rows:
        if row.id in superseded or row.standing == Standing.WITHDRAWN.value:
            continue
        course = found.get(row.household)
        if course is None:
            course = found[row.household] = Course()
        course.last = row
        behind = row
        while behind is not None and behind.result is None:
            behind = by_id.get(behind.supersedes)
        course.result = behind.result if behind is not None else None
    return found


def _past(session: Session, tenant: int, within: Select[tuple[Any]], year: int) -> Iterable[Any]:
    superseded = select(LedgerRow.supersedes_id).where(
        LedgerRow.tenant == tenant, LedgerRow.supersedes_id.is_not(None), LedgerRow.household_id.in_(within)
    )
    return session.execute(
        select(
            raw(LedgerRow.household_id), LedgerRow.year, LedgerRow.standard, raw(LedgerRow.household_class)
        )
        .where(
            LedgerRow.tenant == tenant,
            LedgerRow.year < year,
            LedgerRow.standing == Standing.OFFICIAL,
            LedgerRow.household_id.in_(within),
            LedgerRow.id.not_in(superseded),
        )
        .order_by(LedgerRow.year, LedgerRow.recorded_at)
    )


def _this_year(
    session: Session, tenant: int, within: Select[tuple[Any]], year: int, standard: str
) -> list[Any]:
    return list(
        session.execute(
            select(
                raw(LedgerRow.id).label("id"),
                raw(LedgerRow.household_id).label("household"),
                raw(LedgerRow.household_class).label("household_class"),
                raw(LedgerRow.standing).label("standing"),
                LedgerRow.is_illustrative,
                raw(LedgerRow.supersedes_id).label("supersedes"),
                raw(LedgerRow.result_id).label("result"),
            )
            .where(
                LedgerRow.tenant == tenant,
                LedgerRow.year == year,
                LedgerRow.standard == standard,
                LedgerRow.household_id.in_(within),
            )
            .order_by(LedgerRow.recorded_at)
        )
    )

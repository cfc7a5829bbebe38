"""The class in which a household stands today: the newest official row of the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from gnbv.models import HouseholdClass, LedgerRow, Standing

# Where two standards of one year differ, the household keeps the class that asks for more: nobody is left out.
_FIRST = (HouseholdClass.POOR, HouseholdClass.NEAR_POOR, HouseholdClass.AVERAGE, HouseholdClass.NOT_POOR)


def today(
    session: Session, tenant: int, households: Iterable[UUID] | Select[tuple[UUID]]
) -> dict[UUID, tuple[HouseholdClass, int, bool]]:
    """Class, its year and whether it is illustrative, of each of ``households`` that has an official row."""
    wanted = households if isinstance(households, Select) else list(households)
    later = aliased(LedgerRow)
    rows = session.execute(
        select(
            LedgerRow.household_id,
            LedgerRow.year,
            LedgerRow.standard,
            LedgerRow.household_class,
            LedgerRow.is_illustrative,
        )
        .where(
            LedgerRow.tenant == tenant,
            LedgerRow.standing == Standing.OFFICIAL,
            LedgerRow.household_id.in_(wanted),
            ~select(later.id)
            .where(
                later.tenant == tenant,
                later.supersedes_id == LedgerRow.id,
                later.standing == Standing.OFFICIAL,
            )
            .exists(),
        )
        .order_by(LedgerRow.year, LedgerRow.recorded_at)
    ).all()
    newest: dict[UUID, dict[str, tuple[HouseholdClass, int, bool]]] = {}
    years: dict[UUID, int] = {}
    for row in rows:
        if years.get(row.household_id) != row.year:
            years[row.household_id] = row.year
            newest[row.household_id] = {}
        newest[row.household_id][row.standard] = (row.household_class, row.year, row.is_illustrative)
    return {
        household: min(by_standard.values(), key=lambda one: _FIRST.index(one[0]))
        for household, by_standard in newest.items()
    }

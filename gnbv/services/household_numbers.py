"""The number by which a village knows a home, and its code. Both belong to a unit between two days."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import Household, HouseholdNumber, Unit


def free(session: Session, village: Unit) -> int:
    """The next number of the village: no home has or ever had it. The village's row is locked, so that two homes made
    at once get two numbers."""
    session.scalar(
        select(Unit.id).where(Unit.tenant == village.tenant, Unit.id == village.id).with_for_update()
    )
    highest = [
        session.scalar(
            select(func.max(model.number)).where(model.tenant == village.tenant, model.unit_id == village.id)
        )
        for model in (Household, HouseholdNumber)
    ]
    return max(number or 0 for number in highest) + 1


def is_free(session: Session, village: Unit, number: int, home: Household) -> bool:
    """Whether no other home of the village has this number or had it."""
    others = [
        select(Household.id).where(
            Household.tenant == village.tenant, Household.unit_id == village.id, Household.number == number,
            Household.id != home.id,
        ),
        select(HouseholdNumber.id).where(
            HouseholdNumber.tenant == village.tenant, HouseholdNumber.unit_id == village.id,
            HouseholdNumber.number == number, HouseholdNumber.household_id != home.id,
        ),
    ]  # fmt: skip
    return all(session.scalar(query.limit(1)) is None for query in others)


def code(session: Session, village: Unit, number: int) -> str:
    """A code made as the village's others are: their longest common beginning with the number behind it; a village
    without homes gives its own code."""
    known = session.scalars(
        select(Household.code).where(
            Household.tenant == village.tenant, Household.unit_id == village.id, Household.code != ""
        )
    ).all()
    ends = {one[:-3] for one in known if one[-3:].isdecimal()}
    stem = ends.pop() if len(ends) == 1 else f"{village.code}-"
    made = f"{stem}{number:03d}"
    taken = set(
        session.scalars(
            select(Household.code).where(Household.tenant == village.tenant, Household.code.startswith(made))
        )
    )
    return next(
        name for name in (made, *(f"{made}.{n}" for n in range(2, len(taken) + 3))) if name not in taken
    )[:60]

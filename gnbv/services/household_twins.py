"""Households that a new one may be: the same citizen number, or a head of the same name and year of birth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from gnbv.models import Household, Membership, Person, Unit
from gnbv.rules.names import fold
from gnbv.services import sealing

MOST = 20


@dataclass(frozen=True)
class Twin:
    """A household of the commune that has a person like one of the new home's. ``by_number``: by the citizen number,
    else by name and year of birth of the head."""

    household: Household
    village: Unit
    person: Person
    by_number: bool


def twins(
    session: Session, commune: Unit, head_name: str, head_year: int | None, citizen_numbers: Iterable[str]
) -> list[Twin]:
    """Open households of ``commune`` with a member of one of these citizen numbers, or a head of this name (without
    tone marks) and year. Surer ones first, at most 20; one query."""
    hashes = {sealing.look_up_hash(number) for number in citizen_numbers if number}
    name = fold(head_name)
    same_head = (Person.search_name == name) & (Household.head_id == Person.id)
    if head_year is not None:
        same_head &= or_(Person.birth_year == head_year, Person.birth_year.is_(None))
    wanted: list[ColumnElement[bool]] = [Person.citizen_number_hash.in_(hashes)] if hashes else []
    if name:
        wanted.append(same_head)
    if not wanted:
        return []
    below = Unit.within(commune.tenant, [commune.path]).with_only_columns(Unit.id)
    rows = session.execute(
        select(Household, Unit, Person)
        .join(Membership, (Membership.tenant == Household.tenant) & (Membership.household_id == Household.id))
        .join(Person, (Person.tenant == Membership.tenant) & (Person.id == Membership.person_id))
        .join(Unit, (Unit.tenant == Household.tenant) & (Unit.id == Household.unit_id))
        .where(
            Household.tenant == commune.tenant,
            Household.unit_id.in_(below),
            Household.closed_on.is_(None),
            Membership.valid_to.is_(None),
            or_(*wanted),
        )
        .order_by(Unit.name, Household.number, Membership.position)
        .limit(MOST)
    ).tuples()
    found = [
        Twin(home, village, person, person.citizen_number_hash in hashes) for home, village, person in rows
    ]
    return sorted(found, key=lambda twin: not twin.by_number)

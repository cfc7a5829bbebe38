"""Households that a phone made and nobody has confirmed: what was proposed of them, and who is said to live there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from gnbv.models import MADE_ON_PHONE, ChangeState, HouseholdChange, Person


class Dweller(NamedTuple):
    """A person who is said to live in a household that is not confirmed yet."""

    person: Person
    relation: str


def home_of(change: HouseholdChange) -> UUID:
    """The household that the phone made."""
    return change.other_id or change.household_id


def proposal_of(session: Session, tenant: int, home_id: UUID) -> HouseholdChange | None:
    """The newest change that made this household; ``None`` for one of the register."""
    return _proposals(session, tenant, [home_id]).get(home_id)


def newcomers(session: Session, tenant: int, home_id: UUID) -> set[UUID]:
    """Whom any telling of this household wrote down for the first time."""
    rows = session.scalars(
        select(HouseholdChange).where(
            HouseholdChange.tenant == tenant,
            HouseholdChange.kind.in_(MADE_ON_PHONE),
            or_(HouseholdChange.other_id == home_id, HouseholdChange.household_id == home_id),
        )
    )
    return {
        UUID(one["person_id"])
        for row in rows
        if home_of(row) == home_id
        for one in row.details.get("members") or []
        if not one["is_moved"]
    }


def told(session: Session, tenant: int, home_ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """What a kit says of households that wait for a word: why they were made, and from which one."""
    return {
        home_id: {"pending": True, "why": change.kind.value, "from": change.details.get("from")}
        for home_id, change in _proposals(session, tenant, list(home_ids)).items()
        if change.state is ChangeState.PROPOSED
    }


def members(session: Session, tenant: int, home_ids: Iterable[UUID]) -> dict[UUID, list[Dweller]]:
    """Who is said to live in these households, in the order of the phone. Two queries; households of the register give
    nothing."""
    found = {
        home_id: change
        for home_id, change in _proposals(session, tenant, list(home_ids)).items()
        if change.state is ChangeState.PROPOSED
    }
    told: dict[UUID, list[dict[str, Any]]] = {
        home_id: change.details.get("members") or [] for home_id, change in found.items()
    }
    wanted = {UUID(one["person_id"]) for lines in told.values() for one in lines}
    if not wanted:
        return {}
    people = {
        row.id: row
        for row in session.scalars(select(Person).where(Person.tenant == tenant, Person.id.in_(wanted)))
    }
    return {
        home_id: [
            Dweller(people[UUID(one["person_id"])], one["relation"])
            for one in lines
            if UUID(one["person_id"]) in people
        ]
        for home_id, lines in told.items()
    }


def _proposals(session: Session, tenant: int, home_ids: list[UUID]) -> dict[UUID, HouseholdChange]:
    if not home_ids:
        return {}
    rows = session.scalars(
        select(HouseholdChange)
        .where(
            HouseholdChange.tenant == tenant,
            HouseholdChange.kind.in_(MADE_ON_PHONE),
            or_(HouseholdChange.other_id.in_(home_ids), HouseholdChange.household_id.in_(home_ids)),
        )
        .order_by(HouseholdChange.proposed_at, HouseholdChange.id)
    )
    return {home_of(row): row for row in rows if row.details and home_of(row) in set(home_ids)}

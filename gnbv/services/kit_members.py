"""The people of households in a kit: whole for those to be surveyed, names alone for those to be back-checked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Membership, Person
from gnbv.services import pending_homes, sealing
from gnbv.services.kit_scope import Scope


def whole(session: Session, scope: Scope, opened: list[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Columns, not objects: a kit may carry fifteen thousand persons."""
    rows = session.execute(
        select(
            Membership.household_id,
            Membership.relation,
            Person.id,
            Person.name,
            Person.sex,
            Person.birth_date,
            Person.birth_year,
            Person.ethnicity,
            Person.facts,
            Person.citizen_number_sealed,
        )
        .join(Person, (Person.tenant == Membership.tenant) & (Person.id == Membership.person_id))
        .where(
            Membership.tenant == scope.actor.tenant,
            Membership.household_id.in_(opened),
            Membership.valid_to.is_(None),
        )
        .order_by(Membership.household_id, Membership.position, Membership.id)
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        birth = row.birth_date.isoformat() if row.birth_date else str(row.birth_year or "")
        found.setdefault(row.household_id, []).append(
            {
                **row.facts,
                "person": str(row.id),
                "name": row.name,
                "sex": row.sex or "",
                "birth": birth,
                "relation": row.relation,
                "ethnicity": row.ethnicity or "",
                "citizen_id": _citizen_number(row.id, row.citizen_number_sealed),
            }
        )
    return found


def pending(session: Session, scope: Scope, opened: list[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Of households that are not confirmed yet: the people they are said to have, with the ids that they have."""
    told = pending_homes.members(session, scope.actor.tenant, opened) if opened else {}
    return {
        home_id: [
            {
                **one.person.facts,
                "person": str(one.person.id),
                "name": one.person.name,
                "sex": one.person.sex or "",
                "birth": one.person.birth_date.isoformat()
                if one.person.birth_date
                else str(one.person.birth_year or ""),
                "relation": one.relation,
                "ethnicity": one.person.ethnicity or "",
                "citizen_id": _citizen_number(one.person.id, one.person.citizen_number_sealed),
            }
            for one in dwellers
        ]
        for home_id, dwellers in told.items()
    }


def names(session: Session, scope: Scope, checked: list[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Who lives there, by name: the id is what both interviews are compared by."""
    if not checked:
        return {}
    rows = session.execute(
        select(Membership.household_id, Person.id, Person.name)
        .join(Person, (Person.tenant == Membership.tenant) & (Person.id == Membership.person_id))
        .where(
            Membership.tenant == scope.actor.tenant,
            Membership.household_id.in_(checked),
            Membership.valid_to.is_(None),
        )
        .order_by(Membership.household_id, Membership.position, Membership.id)
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row.household_id, []).append({"person": str(row.id), "name": row.name})
    return found


def _citizen_number(person: UUID, sealed: bytes | None) -> str:
    """Carried for assigned households only, so that nobody has to spell twelve digits again."""
    if sealed is None:
        return ""
    return sealing.unseal(f"person/{person}/citizen_number", sealed).decode()

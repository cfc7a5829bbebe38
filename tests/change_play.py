"""Changes of households by chance: any home, any kind, written as a sheet or a phone would have told them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.ids import new_id
from gnbv.models import (
    ChangeKind,
    ChangeState,
    Household,
    HouseholdChange,
    Membership,
    Person,
    Round,
    Unit,
)
from gnbv.services.change_effects import Choices
from tests.factories import TENANT, Cast

ON = date(2026, 10, 1)


def proposed(
    session: Session, cast: Cast, round_: Round, kind: ChangeKind, pick: int
) -> HouseholdChange | None:
    """A change of that kind that waits; ``None`` when everybody has left."""
    homes = session.scalars(
        select(Household)
        .where(Household.closed_on.is_(None), Household.code != "", Household.unit_id != cast.far_village.id)
        .order_by(Household.code, Household.id)
    ).all()
    if not homes:
        return None  # everybody has left
    home = homes[pick % len(homes)]
    people = [
        str(row.person_id)
        for row in session.scalars(
            select(Membership)
            .where(Membership.household_id == home.id, Membership.valid_to.is_(None))
            .order_by(Membership.position, Membership.id)
        )
    ]
    details: dict[str, Any] = {}
    other_id = None
    if kind is ChangeKind.HEAD_CHANGED:
        details = {"why": ("died", "moved", "agreed")[pick % 3], "head": people[-1] if people else None}
    if kind is ChangeKind.SPLIT and pick % 2:
        people = people[pick % max(1, len(people)) :]
        other_id = _made(session, home, people, details)
    change = HouseholdChange(
        tenant=TENANT, id=new_id(), household_id=home.id, round_id=round_.id, unit_id=home.unit_id, kind=kind, on=ON,
        other_id=other_id, people=people, details=details, state=ChangeState.PROPOSED,
        proposed_by=cast.collector.id, proposed_at=now(),
    )  # fmt: skip
    session.add(change)
    session.flush()
    return change


def _made(session: Session, home: Household, people: list[str], details: dict[str, Any]) -> UUID:
    """A household of a phone: these people and one that nobody had written down."""
    new = Household(
        tenant=TENANT, id=new_id(), unit_id=home.unit_id, number=900, code="", head_name="Mới", facts={},
        opened_on=ON, created_at=now(), source="split",
    )  # fmt: skip
    born = Person(
        tenant=TENANT, id=new_id(), name="Người mới", search_name="nguoi moi", facts={}, created_at=now(), source="phone"
    )  # fmt: skip
    session.add_all([new, born])
    session.flush()
    details["item"] = str(new_id())
    details["members"] = [
        {"person_id": id_, "relation": "head" if id_ == str(born.id) else "other"}
        for id_ in [*people, str(born.id)]
    ]
    return new.id


def choices(session: Session, cast: Cast, change: HouseholdChange, pick: int) -> Choices:
    """What somebody might choose who confirms it; not always what fits."""
    here = session.get_one(Household, (TENANT, change.household_id)).unit_id
    village = cast.other_village if here == cast.village.id else cast.village
    others = session.scalars(
        select(Household)
        .where(Household.closed_on.is_(None), Household.code != "", Household.id != change.household_id)
        .where(Household.unit_id.in_([cast.village.id, cast.other_village.id]))
        .order_by(Household.code, Household.id)
    ).all()
    return Choices(
        on=ON,
        village=session.get_one(Unit, (TENANT, village.id))
        if change.kind is ChangeKind.MOVED_VILLAGE
        else None,
        other=others[pick % len(others)] if change.kind is ChangeKind.MERGED and others else None,
        head=UUID(change.details["head"]) if change.details.get("head") else None,
        people=tuple(UUID(id_) for id_ in change.people[:1]),
        died=pick % 2 == 0,
    )

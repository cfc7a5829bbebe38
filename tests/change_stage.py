"""Changes of households told by a sheet and looked at afterwards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import ChangeState, Household, HouseholdChange, Membership, Round
from gnbv.services import household_movements
from tests.factories import TENANT, Cast
from tests.new_household import closing
from tests.phone import Phone


def change_of(session: Session) -> HouseholdChange:
    """The only one that no later telling replaced."""
    session.expire_all()
    query = select(HouseholdChange).where(HouseholdChange.state != ChangeState.SUPERSEDED)
    return session.scalars(query).one()


def told(session: Session, thu: Phone, cast: Cast, round_: Round, kind: str, **more: Any) -> HouseholdChange:
    """A closing sheet of ``household``, accepted."""
    answer = thu.send(closing(cast, round_, kind, **more))[0]
    assert answer["outcome"] == "accepted", answer
    return change_of(session)


def home_of(session: Session, home_id: UUID | str) -> Household:
    return session.get_one(Household, (TENANT, UUID(str(home_id))), populate_existing=True)


def people(session: Session, home_id: UUID | str) -> list[tuple[str, str]]:
    """Name and relation of who lives there, in order."""
    rows = session.scalars(
        select(Membership)
        .where(Membership.household_id == UUID(str(home_id)), Membership.valid_to.is_(None))
        .order_by(Membership.position)
    )
    return [(row.person.name, row.relation) for row in rows]


def moved(session: Session, cast: Cast) -> list[tuple[int, int, int, int]]:
    """Out and in, households and people, of the commune's villages."""
    found = household_movements.movements(session, TENANT, [cast.commune.path], 2026)
    return sorted((one.out_households, one.out_people, one.in_households, one.in_people) for one in found)

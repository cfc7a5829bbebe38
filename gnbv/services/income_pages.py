"""The list of the average living standard of a round: each request with its income sheet and what was concluded."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Household, IncomeSheet, Petition, PetitionKind, PetitionState, Round
from gnbv.services import packs, recognition_cover, standard_uses


@dataclass(frozen=True)
class Request:
    """One request on the list. ``sheet``: its income sheet under the standard looked at; ``decided``: its decision."""

    petition: Petition
    household: Household
    sheet: IncomeSheet | None
    decided: str


def standards(session: Session, round_: Round) -> list[str]:
    """The round's standards that say the average living standard, those that serve lists first."""
    uses = standard_uses.of(round_).recognition
    ordered = [*uses, *(one for one in round_.standards if one not in uses)]
    return [key for key in ordered if _says(session, round_.tenant, key)]


def requests(session: Session, round_: Round, standard: str) -> list[Request]:
    """The requests by number. Three statements."""
    sheets = {
        row.petition_id: row
        for row in session.scalars(
            select(IncomeSheet).where(
                IncomeSheet.tenant == round_.tenant,
                IncomeSheet.round_id == round_.id,
                IncomeSheet.standard == standard,
            )
        )
    }
    decided = recognition_cover.households(session, round_, standard)
    rows = session.execute(
        select(Petition, Household)
        .join(Household, (Household.tenant == Petition.tenant) & (Household.id == Petition.household_id))
        .where(
            Petition.tenant == round_.tenant,
            Petition.round_id == round_.id,
            Petition.kind == PetitionKind.AVERAGE,
            Petition.state == PetitionState.LISTED,
        )
        .order_by(Petition.year, Petition.number)
    )
    return [
        Request(petition, home, sheets.get(petition.id), decided.get(home.id, "")) for petition, home in rows
    ]


def ready(found: list[Request]) -> int:
    """How many are concluded and stand in no decision yet."""
    return sum(1 for one in found if one.sheet is not None and one.sheet.verdict and not one.decided)


def homes(found: list[Request]) -> list[UUID]:
    return [one.household.id for one in found]


def _says(session: Session, tenant: int, key: str) -> bool:
    lines = packs.get(session, tenant, key).data.get("lines") or {}
    return any((area or {}).get("average") is not None for area in lines.values())

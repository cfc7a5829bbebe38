"""One line of a round's list: the household's reason, its petition and its note."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.ids import new_id
from gnbv.models import ListReason, Petition, PetitionKind, Round, RoundHousehold

AVERAGE_NOTE = "Đề nghị xác định mức sống trung bình: xét bằng phiếu thu nhập riêng, không xét bằng B1 và B2."


@dataclass(frozen=True)
class Line:
    """Why a household is on the list."""

    reason: ListReason
    petition: Petition | None = None
    note: str | None = None


def get(session: Session, round_: Round, household_id: UUID) -> RoundHousehold | None:
    return session.scalar(
        select(RoundHousehold).where(
            RoundHousehold.tenant == round_.tenant,
            RoundHousehold.round_id == round_.id,
            RoundHousehold.household_id == household_id,
        )
    )


def petition_line(petition: Petition) -> Line:
    """A request for the average living standard keeps a reason and a note of its own."""
    if petition.kind is PetitionKind.AVERAGE:
        return Line(ListReason.AVERAGE, petition, AVERAGE_NOTE)
    return Line(ListReason.PETITION, petition)


def put(
    session: Session, round_: Round, home: UUID, unit_id: UUID, line: Line, row: RoundHousehold | None
) -> RoundHousehold:
    """Write ``line`` for the household of the village ``unit_id``, into ``row`` when it has one."""
    if row is None:
        row = RoundHousehold(
            tenant=round_.tenant,
            id=new_id(),
            round_id=round_.id,
            household_id=home,
            unit_id=unit_id,
            added_at=now(),
        )
        session.add(row)
    row.reason, row.note = line.reason, line.note
    if line.petition is not None:
        row.petition_number = f"{line.petition.number}/{line.petition.year}"
        row.petition_on = line.petition.received_on
    return row


def joined(first: str | None, second: str | None) -> str | None:
    """Two notes as one, without saying anything twice."""
    return " ".join(dict.fromkeys(part for part in (first, second) if part)) or None

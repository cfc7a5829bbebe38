"""Petitions taken in at the door: they come from the phone of a collector or village head, later, by the same act as at
the counter; the kit brings back their number and day of answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.errors import NotFound
from gnbv.models import Household, Outcome, Petition, PetitionKind, PetitionState, Screening, Unit, UnitKind
from gnbv.permissions import SURVEY_ROLES, Actor, can_take_petition_in
from gnbv.services import access, causes, petition_bars, petitions, rows, sync_schema
from gnbv.services.petitions import PHONE, Asked
from gnbv.services.sync_items import Answer, Item

# For whoever takes it up at the office: who is of the family leaves the quick screening to others.
FAMILY_NOTE = "Người nhận giấy là người nhà của hộ nên kết quả Phiếu A gửi kèm chưa được ghi: {screening}."


def receive(session: Session, actor: Actor, item: Item) -> Answer:
    """Take in the petition that the item's subject names; of somebody who surveyed there once it is held for a person.

    The household, or for a home without one the village, must lie in the actor's units. Raises as
    ``petitions.take_in``, ``NotFound`` for a place elsewhere, ``NotPermitted`` inside without the right.
    """
    payload = item.payload
    home, village = _place(session, actor, payload["household"], payload.get("village"))
    if _has_moved(session, actor, village):
        return Answer(Outcome.HELD, causes.MOVED_WORK, keep_body=True)
    if not actor.reaches(village.path):
        raise NotFound()
    asked = Asked(
        PetitionKind.of(payload["kind"]),
        sync_schema.day(payload["received_on"]),
        home,
        payload["applicant"],
        _where(payload.get("place") or (home.place if home else ""), village),
        payload.get("note") or "",
    )
    row = petitions.take_in(session, actor, item.subject, village, asked, channel=PHONE)
    if payload.get("paper_a"):
        _screen(session, actor, row, home, payload["paper_a"])
    number = {"number": f"{row.number}/{row.year}", "answer_by": row.answer_by.isoformat()}
    return Answer(Outcome.ACCEPTED, server={"petition": str(row.id), **number})


def village_of(session: Session, tenant: int, payload: Mapping[str, Any]) -> Unit | None:
    """The village that a petition names, itself or by its household; nothing when neither is known here."""
    if payload.get("village"):
        return rows.by_key(session, Unit, tenant, UUID(payload["village"]))
    named = payload.get("household")
    home = rows.by_key(session, Household, tenant, UUID(named)) if named else None
    return rows.by_key(session, Unit, tenant, home.unit_id) if home else None


def _place(
    session: Session, actor: Actor, household: str | None, village: str | None
) -> tuple[Household | None, Unit]:
    """Also where the actor may not go any more: what was done there may have waited on the phone. A home made on the
    phone that the commune does not have yet, or has elsewhere, is taken by the village that goes along."""
    unit = village_of(session, actor.tenant, {"household": household, "village": village})
    if unit is None or unit.kind is not UnitKind.VILLAGE:
        raise NotFound()
    home = rows.by_key(session, Household, actor.tenant, UUID(household)) if household else None
    return home if home is not None and home.unit_id == unit.id else None, unit


def _has_moved(session: Session, actor: Actor, village: Unit) -> bool:
    commune = village.parent.path if village.parent else village.path
    if can_take_petition_in(actor, commune, village.path):
        return False
    return access.ever_held_over(session, actor, village.path, SURVEY_ROLES)


def _where(place: str, village: Unit) -> str:
    return ", ".join(part for part in (" ".join(place.split()), village.name) if part)


def _screen(
    session: Session, actor: Actor, row: Petition, home: Household | None, said: dict[str, str]
) -> None:
    """Phiếu A came along on paper; nobody screens their own family."""
    screening = Screening.of(said["screening"])
    if row.state is not PetitionState.RECEIVED or row.screening is not Screening.NONE:
        return
    if petition_bars.is_of_family(session, actor, home):
        words = FAMILY_NOTE.format(screening=screening.label)
        if words not in row.note:
            row.note = " ".join(part for part in (row.note, words) if part)
        return
    petitions.screen(session, actor, row, screening, said.get("note") or "")

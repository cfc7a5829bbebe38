"""What a kept item is about: the household, and whether it lies where the person who settles it may act."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import NotFound, NotPermitted
from gnbv.models import Household, Occurrence, Survey, SyncItem, Unit
from gnbv.permissions import DECIDING_ROLES, SETTLING_ROLES, Actor
from gnbv.services import access, meeting_items, petition_items, posting_items, sealing
from gnbv.services.sync_items import Item


def require(session: Session, actor: Actor, row: SyncItem, item: Item) -> None:
    """What it is about lies in the actor's units, too: somebody who moved has work in two communes. Raises ``NotFound``
    elsewhere, ``NotPermitted`` without the right there."""
    roles = DECIDING_ROLES if row.kind == "survey" else SETTLING_ROLES
    unit = _unit(session, row, item)
    if unit is None or not actor.reaches(unit.path):
        raise NotFound()
    if not actor.holds(roles, unit.path):
        raise NotPermitted()


def is_elsewhere(session: Session, actor: Actor, row: SyncItem, item: Item) -> bool:
    """Whether it is about a place where the actor settles nothing: somebody there has to look."""
    roles = DECIDING_ROLES if row.kind == "survey" else SETTLING_ROLES
    unit = _unit(session, row, item)
    return unit is not None and not actor.holds(roles, unit.path)


def household(session: Session, row: SyncItem, item: Item) -> Household | None:
    """The household that it names; nothing for a tick, and for a home that the register does not know."""
    if row.kind in ("completion", "meeting", "posting_act"):
        return None
    named = (
        item.payload.get("household") if row.kind in ("survey", "petition", "complaint") else str(row.subject)
    )
    if row.kind == "household":
        named = item.payload.get("from") or named
    if row.kind == "message":
        survey = session.get(Survey, (row.tenant, row.subject))
        named = str(survey.household_id) if survey else None
    try:
        return session.get(Household, (row.tenant, UUID(str(named))))
    except ValueError:
        return None


def _unit(session: Session, row: SyncItem, item: Item) -> Unit | None:
    if row.kind == "completion":
        turn = session.get(Occurrence, (row.tenant, row.subject))
        return session.get(Unit, (row.tenant, turn.unit_id)) if turn else None
    if row.kind == "household":
        return session.get(Unit, (row.tenant, UUID(item.payload["unit"])))
    if row.kind == "meeting":
        return meeting_items.village_of(session, row.tenant, row.subject)
    if row.kind == "posting_act":
        return posting_items.village_of(session, row.tenant, row.subject)
    if row.kind == "complaint":
        return posting_items.village_of(session, row.tenant, UUID(item.payload["posting"]))
    if row.kind == "petition":
        return petition_items.village_of(session, row.tenant, item.payload)
    home = household(session, row, item)
    if home is None and row.kind == "survey":
        return _unit_of_new_home(session, row, item)
    return access.get_unit_of(session, home) if home else None


def _unit_of_new_home(session: Session, row: SyncItem, item: Item) -> Unit | None:
    """The village of a household that the same person's phone made, whose own item is kept, too."""
    kept = session.scalars(
        select(SyncItem).where(
            SyncItem.tenant == row.tenant,
            SyncItem.user_id == row.user_id,
            SyncItem.kind == "household",
            SyncItem.subject == UUID(item.payload["household"]),
            SyncItem.body_sealed.is_not(None),
        )
    ).first()
    if kept is None or kept.body_sealed is None:
        return None
    body = sealing.unseal_document(f"item/{kept.id}", kept.body_sealed)
    return session.get(Unit, (row.tenant, UUID(body["payload"]["unit"])))

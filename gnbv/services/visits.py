"""Visits logged on the phone, and openings of a household outside the list."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.models import Outcome, Visit
from gnbv.permissions import SURVEY_ROLES, Actor
from gnbv.services import access, events, reads, sync_schema
from gnbv.services.sync_items import Answer, Item


def receive(session: Session, actor: Actor, item: Item) -> Answer:
    """Log a visit. Raises ``NotFound`` outside the actor's units, ``NotPermitted`` inside without the right."""
    household = access.get_household(session, actor, item.subject)
    access.require_in_scope(session, actor, household, SURVEY_ROLES)
    payload = item.payload
    round_ = access.get_round_of(session, UUID(payload["round"]), household)
    session.add(
        Visit(
            tenant=actor.tenant,
            id=item.id,
            round_id=round_.id,
            household_id=household.id,
            user_id=actor.user_id,
            at=sync_schema.instant(payload["at"]),
            outcome=payload["outcome"],
            note=payload.get("note"),
            next_on=sync_schema.day(payload["next"]) if payload.get("next") else None,
        )
    )
    events.record(
        session, actor, "visit.logged", "household", household.id,
        unit_id=household.unit_id, phone_at=item.made_at, utc_offset=item.utc_offset,
        outcome=payload["outcome"],
    )  # fmt: skip
    return Answer(Outcome.ACCEPTED)


def receive_access(session: Session, actor: Actor, item: Item) -> Answer:
    """Log that a household was opened on the phone, with the reason given there."""
    household = access.get_household(session, actor, item.subject)
    reads.log(
        db.engines["reads"],
        actor,
        [household.id],
        "phone",
        reason=item.payload.get("purpose"),
        phone_at=sync_schema.instant(item.payload["at"]),
    )
    return Answer(Outcome.ACCEPTED)

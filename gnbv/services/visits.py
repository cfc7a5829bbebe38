"""Visits logged on the phone, and openings of a household outside the list."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.models import Household, Outcome, Visit
from gnbv.permissions import SURVEY_ROLES, Actor
from gnbv.services import access, causes, events, reads, rows, sync_schema
from gnbv.services.sync_items import Answer, Item


def receive(session: Session, actor: Actor, item: Item) -> Answer:
    """Log a visit; of somebody who surveyed there once it is held for a person. Raises ``NotFound`` outside the
    actor's units, ``NotPermitted`` inside without the right."""
    if access.has_moved_away(session, actor, item.subject):
        return Answer(Outcome.HELD, causes.MOVED_WORK, keep_body=True)
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
    # Whoever has the household, or gets it after this person, learns of the visit and of the appointment.
    events.changed(session, actor.tenant, "household", household.id, unit_id=household.unit_id)
    return Answer(Outcome.ACCEPTED)


def receive_access(session: Session, actor: Actor, item: Item) -> Answer:
    """Log that a household was opened on the phone, with the reason given there.

    A phone holds households only for those who survey there: of anybody else it is refused, ``NotFound`` outside
    the actor's units, ``NotPermitted`` inside. Who surveyed there once is still believed: the opening may have
    waited on the phone while its owner moved.
    """
    household = rows.by_key(session, Household, actor.tenant, item.subject)
    if household is None or not access.ever_held(session, actor, household, SURVEY_ROLES):
        access.require_in_scope(
            session, actor, access.get_household(session, actor, item.subject), SURVEY_ROLES
        )
        assert household is not None  # found just now
    reads.log(
        db.engines["reads"],
        actor,
        [household.id],
        "phone",
        reason=item.payload.get("purpose"),
        phone_at=sync_schema.instant(item.payload["at"]),
    )
    return Answer(Outcome.ACCEPTED)

"""How far a draft on a phone is. No answers: boards learn of drafts, nobody reads them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gnbv.models import Outcome, Progress, RoundStatus
from gnbv.permissions import SURVEY_ROLES, Actor
from gnbv.services import access, sync_schema
from gnbv.services.sync_items import Answer, Item

_KNOWN = select(Progress).where(
    Progress.tenant == bindparam("tenant"),
    Progress.round_id == bindparam("round"),
    Progress.household_id == bindparam("household"),
    Progress.user_id == bindparam("user"),
)


def receive(session: Session, actor: Actor, item: Item) -> Answer:
    """Keep the newest progress of this household by this person, while the round is open. An older one changes
    nothing and is accepted all the same. Raises ``NotFound`` outside the actor's units, ``NotPermitted`` inside
    without a role that surveys."""
    household = access.get_household(session, actor, item.subject)
    access.require_in_scope(session, actor, household, SURVEY_ROLES)
    round_ = access.get_round_of(session, UUID(item.payload["round"]), household)
    if round_.status is not RoundStatus.OPEN:
        return Answer(Outcome.ACCEPTED)
    at = sync_schema.instant(item.payload["at"])
    named = {"tenant": actor.tenant, "round": round_.id, "household": household.id, "user": actor.user_id}
    row = session.scalar(_KNOWN, named)
    if row is None:
        row = Progress(
            tenant=actor.tenant, round_id=round_.id, household_id=household.id, user_id=actor.user_id, at=at
        )
        session.add(row)
    elif row.at > at:
        return Answer(Outcome.ACCEPTED)
    row.section, row.sections, row.at = item.payload["section"], item.payload["sections"], at
    session.flush()  # the same progress sent by two requests at once must show in this savepoint
    return Answer(Outcome.ACCEPTED)

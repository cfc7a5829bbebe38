"""How far a draft on a phone is. No answers: boards learn of drafts, nobody reads them."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.models import Outcome, Progress, RoundStatus
from gnbv.permissions import SURVEY_ROLES, Actor
from gnbv.services import access, events, sync_schema
from gnbv.services.sync_items import Answer, Item

_KNOWN = select(Progress).where(
    Progress.tenant == bindparam("tenant"),
    Progress.round_id == bindparam("round"),
    Progress.household_id == bindparam("household"),
    Progress.user_id == bindparam("user"),
)


def receive(session: Session, actor: Actor, item: Item) -> Answer:
    """Keep the newest progress of this household by this person, while the round is open. An older one changes
    nothing and is accepted all the same, as does that of somebody who surveys there no more: its survey will be
    looked at, the draft counts for nobody. Raises ``NotFound`` outside the actor's units, ``NotPermitted`` inside
    without a role that surveys."""
    if access.has_moved_away(session, actor, item.subject):
        return Answer(Outcome.ACCEPTED)
    household = access.get_household(session, actor, item.subject)
    access.require_in_scope(session, actor, household, SURVEY_ROLES)
    round_ = access.get_round_of(session, UUID(item.payload["round"]), household)
    if round_.status is not RoundStatus.OPEN:
        return Answer(Outcome.ACCEPTED)
    # By the right time: what a clock of the future wrote must not stand above all that comes.
    told = sync_schema.instant(item.payload["at"])
    with suppress(OverflowError):  # a clock at the end of the calendar cannot be put right
        told -= timedelta(seconds=item.skew_seconds or 0)
    at = min(told, now())
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
    events.in_line(session, actor.tenant)
    events.next_number(session, actor.tenant, "progress")  # an open board looks again
    session.flush()  # the same progress sent by two requests at once must show in this savepoint
    return Answer(Outcome.ACCEPTED)

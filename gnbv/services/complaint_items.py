"""Complaints taken in at the door: they come from the phone of the village head, later, by the same act as at the counter;
the kit brings back their number and the last day of the answer."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.errors import NotFound
from gnbv.models import Household, Outcome, Posting
from gnbv.permissions import MEETING_ROLES, SURVEY_ROLES, Actor
from gnbv.services import access, causes, complaints, rows, sync_schema
from gnbv.services.complaints import PHONE, Told
from gnbv.services.sync_items import Answer, Item

TAKING_ROLES = MEETING_ROLES | SURVEY_ROLES


def receive(session: Session, actor: Actor, item: Item) -> Answer:
    """Take in the complaint that the item's subject names; of somebody who worked in the village once it is held for a
    person. A household that is none of the village's is left to whoever reads it: the words say which home is meant.

    Raises ``NotFound`` for a posting elsewhere, and as ``complaints.take_in``.
    """
    payload = item.payload
    posting = rows.by_key(session, Posting, actor.tenant, UUID(payload["posting"]))
    if posting is None:
        raise NotFound()
    path = posting.review.unit.path
    if not actor.holds(TAKING_ROLES, path) and access.ever_held_over(session, actor, path, TAKING_ROLES):
        return Answer(Outcome.HELD, causes.MOVED_WORK, keep_body=True)
    if not actor.reaches(path):
        raise NotFound()
    told = Told(
        complainant=payload["complainant"],
        text=payload["text"],
        received_on=sync_schema.day(payload["received_on"]),
        contact=payload.get("contact") or "",
        about=payload.get("about") or "",
        household_id=_home(session, posting, payload["household"]),
    )
    row = complaints.take_in(session, actor, item.subject, posting, told, channel=PHONE)
    number = {"number": complaints.number(row), "due_on": row.due_on.isoformat()}
    return Answer(Outcome.ACCEPTED, server={"complaint": str(row.id), **number})


def _home(session: Session, posting: Posting, household: str | None) -> UUID | None:
    home = rows.by_key(session, Household, posting.tenant, UUID(household)) if household else None
    return home.id if home is not None and home.unit_id == posting.review.unit_id else None

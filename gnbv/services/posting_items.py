"""Acts on a posted list done in the village, on a phone: put up, read out, taken down, nobody complained."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.errors import NotFound
from gnbv.models import Outcome, Posting, Unit
from gnbv.permissions import MEETING_ROLES, Actor
from gnbv.services import access, causes, postings, rows, sync_schema
from gnbv.services.sync_items import Answer, Item


def receive(session: Session, actor: Actor, item: Item) -> Answer:
    """Do the act that the item tells, by the service that also serves the pages; its refusals are the item's answer. Of
    somebody who held such posts in the village once it is held for a person.

    Raises as ``postings.put_up``, ``take_down``, ``broadcast`` and ``confirm_quiet``.
    """
    posting = rows.by_key(session, Posting, actor.tenant, item.subject)
    if posting is None:
        raise NotFound()
    path = posting.review.unit.path
    if not actor.holds(MEETING_ROLES, path) and access.ever_held_over(session, actor, path, MEETING_ROLES):
        return Answer(Outcome.HELD, causes.MOVED_WORK, keep_body=True)
    posting = postings.get(session, actor, item.subject, MEETING_ROLES, lock=True)
    at = sync_schema.instant(item.payload["at"])
    place = item.payload.get("place") or ""
    match item.payload["act"]:
        case "up":
            postings.put_up(session, actor, posting, place, at)
        case "down":
            postings.take_down(session, actor, posting, place, at)
        case "broadcast":
            postings.broadcast(session, actor, posting, at, item.payload.get("by") or "")
        case _:
            postings.confirm_quiet(session, actor, posting)
    return Answer(Outcome.ACCEPTED, server={"posting": str(posting.id), "state": posting.state.value})


def village_of(session: Session, tenant: int, posting_id: UUID) -> Unit | None:
    """The village of a posting; nothing for one that is not known here."""
    posting = rows.by_key(session, Posting, tenant, posting_id)
    return posting.review.unit if posting else None

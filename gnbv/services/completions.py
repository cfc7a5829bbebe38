"""A tick on the phone: the occurrence of a task is done, or the tick is taken back."""

from __future__ import annotations

from sqlalchemy.orm import Session

from gnbv.models import Outcome
from gnbv.permissions import Actor
from gnbv.services import causes, sync_schema, tasks
from gnbv.services.sync_items import Answer, Item


def receive(session: Session, actor: Actor, item: Item) -> Answer:
    """Hand a completion to the service that also serves the pages; its errors are the item's answer. Of somebody who
    ticked tasks there once and does so no more it is held for a person."""
    if tasks.has_moved_away(session, actor, item.subject):
        return Answer(Outcome.HELD, causes.MOVED_WORK, keep_body=True)
    tasks.complete(
        session,
        actor,
        item.subject,
        completion_id=item.id,
        done_on=sync_schema.day(item.payload["done_on"]),
        note=item.payload["note"],
        is_undo=item.payload["undo"],
        made_at=item.made_at,
    )
    return Answer(Outcome.ACCEPTED)

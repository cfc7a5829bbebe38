"""A tick of a task that came under an id that another tick has: what is recorded, and what came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from gnbv.errors import NotFound
from gnbv.models import Occurrence, SyncItem, User
from gnbv.services import conflicts, sync_schema


@dataclass
class Ticks:
    """Everything the page of such a conflict shows."""

    item: SyncItem
    occurrence: Occurrence
    sender: str
    is_undo: bool
    done_on: date
    note: str
    clock_off: int | None


def compare(session: Session, row: SyncItem) -> Ticks:
    """Both words about one turn of a task; the actor may settle it. Raises ``NotFound`` without its content."""
    item = conflicts.kept_item(row)
    if item is None:
        raise NotFound()
    return Ticks(
        row,
        session.get_one(Occurrence, (row.tenant, row.subject)),
        session.get_one(User, (row.tenant, row.user_id)).name,
        item.payload["undo"],
        sync_schema.day(item.payload["done_on"]),
        item.payload["note"],
        conflicts.clock_off(row),
    )

"""The log of reads: who opened which household, written before the answer leaves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine, insert

from gnbv.clock import now
from gnbv.ids import new_id
from gnbv.models import HouseholdRead
from gnbv.permissions import Actor


def log(
    engine: Engine,
    actor: Actor,
    household_ids: Iterable[UUID],
    place: str,
    *,
    reason: str | None = None,
    phone_at: datetime | None = None,
) -> int:
    """Append one row a household in one short transaction of its own; returns how many.

    ``place`` says where it was read: ``survey``, ``kit``, ``phone``, ``print``, ``export``.
    """
    at = now()
    rows = [
        {
            "id": new_id(),
            "tenant": actor.tenant,
            "at": at,
            "user_id": actor.user_id,
            "household_id": household_id,
            "place": place,
            "reason": reason,
            "phone_at": phone_at,
        }
        for household_id in household_ids
    ]
    if rows:
        with engine.begin() as connection:
            connection.execute(insert(HouseholdRead), rows)
    return len(rows)

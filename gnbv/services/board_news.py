"""Whether anything has happened since an open board was drawn: told by the tenant's numbers, without counting a home."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Counter, Round
from gnbv.permissions import Actor

# Each act that a board can show raises one of them in its own transaction.
NUMBERS = ("event", "change", "progress")


def mark(session: Session, actor: Actor, round_: Round, *shown: object) -> str:
    """A short text that is another one after any act in the tenant, on another day, for other rights, or where the page
    is ``shown`` in another way: one query. Asked before the board is read, it is never newer than what is read."""
    rows = session.execute(
        select(Counter.name, Counter.value).where(Counter.tenant == actor.tenant, Counter.name.in_(NUMBERS))
    )
    told = (
        sorted((row.name, row.value) for row in rows),
        actor.today,
        sorted((grant.role.value, str(grant.unit_id)) for grant in actor.grants),
        str(round_.id),
        shown,
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]

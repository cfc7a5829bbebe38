"""The person behind something that a supervisor takes in later: with the roles they have or had where the supervisor
works, because their account may be closed or moved by now and the supervisor's word stands for it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from gnbv.models import SyncItem, User
from gnbv.permissions import SETTLING_ROLES, Actor, actor_for


def sender_of(session: Session, actor: Actor, row: SyncItem) -> Actor:
    """Who handed ``row`` in, as an actor in the units where ``actor`` settles such things."""
    user = session.get_one(User, (row.tenant, row.user_id))
    mine = actor.paths(SETTLING_ROLES)
    grants = tuple(
        grant
        for grant in user.grants
        if any(grant.unit.path.startswith(path) or path.startswith(grant.unit.path) for path in mine)
    )
    sender = actor_for(user, actor.today, device_id=row.device_id, by_deposit=row.by_deposit)
    return replace(sender, grants=grants, roles=frozenset(grant.role for grant in grants))

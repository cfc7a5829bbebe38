"""Whose work a request hands in, on phones that several people share."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, request
from flask_login import current_user

from gnbv import clock
from gnbv.db import db
from gnbv.errors import Unauthenticated
from gnbv.permissions import Actor, actor_for
from gnbv.services import devices, sync_schema


def sender(device_id: UUID, deposit: str | None) -> tuple[Actor, bool]:
    """Whose work this is: the session's when the device is theirs, else the deposit token's owner.

    The second value says whether the token is late (revoked, account closed). Raises ``Unauthenticated``: on a
    shared phone one person's session never hands in another's work.
    """
    tenant = current_app.config["TENANT"]
    today = clock.today()
    if current_user.is_authenticated:
        user = current_user.row.user
        if devices.owned(db.session(), tenant, device_id, user.id) is None:
            raise Unauthenticated()
        return actor_for(user, today, device_id=device_id), False
    token = devices.find_deposit(db.session(), tenant, deposit, device_id) if deposit else None
    if token is None:
        raise Unauthenticated()
    return actor_for(token.user, today, device_id=device_id, by_deposit=True), devices.is_late(token)


def on_own_device(actor: Actor) -> Actor:
    """The actor, when the request names no device or one of theirs. Raises ``Unauthenticated`` for another's."""
    named = request.headers.get("X-Gnbv-Device")
    if named and devices.owned(db.session(), actor.tenant, sync_schema.as_uuid(named), actor.user_id) is None:
        raise Unauthenticated()
    return actor

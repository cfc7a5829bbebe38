"""Who an OpenRosa program works for: Basic, or the key in its address."""

from __future__ import annotations

from flask import current_app, g, request

from gnbv import clock
from gnbv.db import begin_reading, begin_writing, db, transaction
from gnbv.errors import Unauthenticated
from gnbv.models import User
from gnbv.permissions import Actor, actor_for
from gnbv.services import openrosa_access, sign_in


def sender(token: str | None) -> Actor:
    """Who the program works for. Raises ``Unauthenticated``, ``TooMany`` after many wrong passwords."""
    tenant = current_app.config["TENANT"]
    if token is not None:
        user = openrosa_access.user_of_address(db.session(), tenant, token)
    else:
        given = request.authorization
        if given is None or given.type != "basic" or not given.username or given.password is None:
            raise Unauthenticated()
        user = openrosa_access.user_known(db.session(), tenant, given.username, given.password)
        user = user or _verified(tenant, given.username, given.password)
    if user is None:
        raise Unauthenticated()
    actor = actor_for(user, clock.today())
    g.openrosa_locale = actor.locale
    return actor


def _verified(tenant: int, username: str, password: str) -> User:
    """The account's own password, in a transaction of its own: a wrong one is counted although the request fails."""
    db.session.rollback()
    begin_writing()
    try:
        with transaction() as session:
            try:
                return openrosa_access.verify(session, tenant, username, password, request.remote_addr or "")
            except sign_in.WrongPassword:
                session.commit()
                raise
    finally:
        begin_reading()

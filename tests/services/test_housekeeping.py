"""What the worker clears away."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv import clock
from gnbv.ids import new_id
from gnbv.models import SessionRow, SignInFailure
from gnbv.places import storage
from gnbv.services import housekeeping
from tests.factories import NOW, TENANT, Cast

LIFETIME = timedelta(days=45)


def _session(session: Session, cast: Cast, days_ago: int) -> SessionRow:
    row = SessionRow(
        tenant=TENANT,
        id=new_id(),
        user_id=cast.collector.id,
        token_hash=new_id().hex,
        created_at=NOW - timedelta(days=days_ago),
        last_seen_at=NOW - timedelta(days=days_ago),
    )
    session.add(row)
    session.flush()
    return row


def test_it_ends_unused_sessions_and_leaves_the_others(session: Session, cast: Cast) -> None:
    old, fresh = _session(session, cast, 46), _session(session, cast, 44)
    assert housekeeping.run(session, NOW, LIFETIME)["sessions"] == 1
    session.expire_all()
    assert old.revoked_at == NOW
    assert fresh.revoked_at is None


def test_it_forgets_old_failures_only(session: Session, cast: Cast) -> None:
    for subject, days in (("name:a", 3), ("name:b", 1)):
        session.add(
            SignInFailure(tenant=TENANT, subject=subject, count=4, last_at=NOW - timedelta(days=days))
        )
    session.flush()
    assert housekeeping.run(session, NOW, LIFETIME)["failures"] == 1
    assert session.scalars(select(SignInFailure.subject)).all() == ["name:b"]


def test_running_again_finds_nothing_left(session: Session, cast: Cast) -> None:
    _session(session, cast, 50)
    housekeeping.run(session, NOW, LIFETIME)
    assert housekeeping.run(session, NOW, LIFETIME) == {"sessions": 0, "failures": 0, "copies": 0, "parts": 0}


def test_it_forgets_pieces_of_photos_that_nobody_went_on_with(app: Flask, session: Session) -> None:
    old, new = new_id(), new_id()
    for part in (old, new):
        storage().append(part, 0, b"x")
    os.utime(Path(app.config["INSTANCE"]) / "attachments" / "parts" / str(old), (0, 0))
    assert housekeeping.run(session, clock.now(), LIFETIME)["parts"] == 1
    assert (storage().received(old), storage().received(new)) == (0, 1)

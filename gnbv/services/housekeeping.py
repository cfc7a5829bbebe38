"""What time itself makes due: ended sessions and old failures at the door are cleared away, and second copies that a phone let go
30 days ago. Nothing of people's work is the last of its kind there."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from gnbv.models import SessionRow, SignInFailure
from gnbv.places import storage
from gnbv.services import copies

FAILURES_KEPT = timedelta(days=2)
COPIES_KEPT = timedelta(days=30)
PARTS_KEPT = timedelta(days=60)
SILENT_PHONES_KEPT = timedelta(days=180)


def run(session: Session, at: datetime, session_lifetime: timedelta) -> dict[str, int]:
    """End sessions unused for ``session_lifetime`` and forget failed sign-ins after two days; returns the counts.

    Parts of photos that were broken off go after 60 days: their phones still have them, and begin anew.
    Second copies go 30 days after their phone let them go, and 180 days after it was last heard of.
    """
    ended = session.execute(
        update(SessionRow)
        .where(SessionRow.revoked_at.is_(None), SessionRow.last_seen_at < at - session_lifetime)
        .values(revoked_at=at)
        .execution_options(synchronize_session=False)
    )
    forgotten = session.execute(
        delete(SignInFailure)
        .where(SignInFailure.last_at < at - FAILURES_KEPT)
        .execution_options(synchronize_session=False)
    )
    removed = copies.remove_before(session, at - COPIES_KEPT, at - SILENT_PHONES_KEPT)
    parts = storage().forget_parts((at - PARTS_KEPT).timestamp())
    return {"sessions": ended.rowcount, "failures": forgotten.rowcount, "copies": removed, "parts": parts}  # type: ignore[attr-defined]

"""What time itself makes due: ended sessions and old failures at the door are cleared away. Nothing of people's work."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from gnbv.models import SessionRow, SignInFailure

FAILURES_KEPT = timedelta(days=2)


def run(session: Session, at: datetime, session_lifetime: timedelta) -> dict[str, int]:
    """End sessions unused for ``session_lifetime`` and forget failed sign-ins after two days; returns the counts."""
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
    return {"sessions": ended.rowcount, "failures": forgotten.rowcount}  # type: ignore[attr-defined]

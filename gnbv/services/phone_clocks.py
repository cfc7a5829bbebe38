"""How far a phone's clock is from the server's. It is noted and shown, never trusted: no order comes from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from gnbv.errors import Invalid
from gnbv.models import Revision, SyncItem
from gnbv.services import sync_schema

WRONG_FROM_SECONDS = 5 * 60  # the same as on the phone (offline/clock.js)
MOST_SECONDS = 2**31 - 1  # what the column holds: 68 years


@dataclass(frozen=True)
class ClockTold:
    """What a batch says of the clock it was sent by. ``None``: a phone of before, which says nothing."""

    skew_seconds: int | None = None
    jumps: int | None = None


def told(batch: dict[str, Any], at: datetime) -> ClockTold:
    """Read from the body of a batch that arrived ``at``: ``sent_at`` is the phone's clock when it sent. A time that
    cannot be read is no reason to refuse work: the clock is then unknown."""
    jumps = batch.get("clock", {}).get("jumps")
    try:
        sent = sync_schema.instant(batch["sent_at"])
    except (KeyError, Invalid):
        return ClockTold(None, jumps)
    skew = round((sent - at).total_seconds())
    return ClockTold(max(-MOST_SECONDS, min(MOST_SECONDS, skew)), jumps)


def is_wrong(skew_seconds: int | None) -> bool:
    """Whether the clock is so far off that people should know."""
    return skew_seconds is not None and abs(skew_seconds) > WRONG_FROM_SECONDS


def off_at(session: Session, revision: Revision) -> int | None:
    """How far the phone's clock was off (seconds) when it sent ``revision``; ``None`` when it was right or is unknown."""
    item = session.get(SyncItem, (revision.tenant, revision.id))
    return item.skew_seconds if item is not None and is_wrong(item.skew_seconds) else None

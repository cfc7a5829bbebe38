"""When a submission was made, as far as it says: OpenRosa's metadata, or the questions start, end and today."""

from __future__ import annotations

from datetime import UTC, datetime

VIETNAM_MINUTES = 420


def instant(text: str | None) -> datetime | None:
    """An instant with its zone; ``None`` for anything else."""
    try:
        found = datetime.fromisoformat((text or "").strip().replace("Z", "+00:00"))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo is not None and 1970 < found.year < 9999 else None


def offset(text: str | None) -> int:
    """Minutes east of UTC that the phone's clock shows, Viet Nam's when it does not say."""
    try:
        away = datetime.fromisoformat((text or "").strip()).utcoffset()
    except ValueError:
        away = None
    return int(away.total_seconds()) // 60 if away is not None else VIETNAM_MINUTES


def day(stamps: dict[str, str]) -> str | None:
    """The civil day of the visit, as ISO text."""
    for name in ("today", "end", "start"):
        try:
            return datetime.fromisoformat(stamps.get(name, "")[:10]).date().isoformat()
        except ValueError:
            continue
    return None


def text(moment: datetime) -> str:
    """An instant as the sync protocol writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"

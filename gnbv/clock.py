"""The time of day. Rules never call this: they take time as an argument."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The civil day in Viet Nam; ``GNBV_TODAY`` (demo and tests) replaces it."""
    return fixed_day() or now().astimezone(VIETNAM).date()


def fixed_day() -> date | None:
    """The day of ``GNBV_TODAY``, which travels in the kit and replaces the phone's date too."""
    fixed = current_app.config.get("TODAY")
    return fixed if isinstance(fixed, date) else None


def local(instant: datetime) -> datetime:
    """``instant`` (aware) in Viet Nam's time; as it is at the end of the calendar, where a phone's clock may stand."""
    try:
        return instant.astimezone(VIETNAM)
    except OverflowError:
        return instant


def civil_day(instant: datetime) -> date:
    """The day in Viet Nam on which ``instant`` (aware) lies."""
    return local(instant).date()

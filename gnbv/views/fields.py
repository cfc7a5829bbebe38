"""What a plain form sends, read as days, ids and numbers. Everything unreadable is ``Invalid`` in words."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from flask import request

from gnbv import clock
from gnbv.errors import Invalid
from gnbv.models.labelled import Labelled

Choice = TypeVar("Choice", bound=Labelled)


def text(name: str) -> str:
    """What was typed, without NUL, at most 4,000 characters."""
    return request.form.get(name, "").replace("\0", "").strip()[:4000]


def day(name: str) -> date | None:
    """The day in ISO form; nothing when it is empty."""
    given = text(name)
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as error:
        raise _unreadable() from error


def needed_day(name: str) -> date:
    found = day(name)
    if found is None:
        raise _unreadable()
    return found


def instant(on: str, time: str) -> datetime:
    """The day of the field ``on`` at the time (``HH:MM``) of the field ``time``, in Viet Nam."""
    try:
        return datetime.fromisoformat(f"{needed_day(on).isoformat()}T{text(time)}").replace(
            tzinfo=clock.VIETNAM
        )
    except ValueError as error:
        raise _unreadable() from error


def uuid(name: str) -> UUID:
    try:
        return UUID(text(name))
    except ValueError as error:
        raise _unreadable() from error


def uuids(name: str) -> list[UUID]:
    """All values of a group of boxes."""
    try:
        return [UUID(value) for value in request.form.getlist(name)]
    except ValueError as error:
        raise _unreadable() from error


def number(name: str) -> int:
    """A whole number of at most nine digits."""
    given = text(name)
    if not given.isdecimal() or len(given) > 9:
        raise _unreadable()
    return int(given)


def one_of(kind: type[Choice], key: str) -> Choice:
    """The member of ``kind`` that was chosen."""
    try:
        return kind.of(key)
    except ValueError as error:
        raise _unreadable() from error


def _unreadable() -> Invalid:
    return Invalid(
        "form_incomplete",
        "Có ô chưa điền hoặc điền chưa đúng. Chưa có gì thay đổi. Quay lại, điền đủ rồi bấm lại.",
        "A field is empty or not readable. Nothing was changed. Go back, complete it and try again.",
    )

"""What the page of assignments sends: households, people, the kind of work, the day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import request

from gnbv.errors import Invalid
from gnbv.models import Purpose

PURPOSES = (Purpose.MAIN, Purpose.BACK_CHECK)


def given() -> dict[UUID, list[UUID]]:
    """``{person: households}`` of the fields ``give``."""
    found: dict[UUID, list[UUID]] = {}
    for pair in request.form.getlist("give"):
        home, _colon, user = pair.partition(":")
        found.setdefault(uuid(user), []).append(uuid(home))
    return found


def ids(name: str) -> list[UUID]:
    return [uuid(text) for text in request.form.getlist(name)]


def uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise _unreadable() from error


def purpose() -> Purpose:
    asked = request.form.get("purpose") or Purpose.MAIN.value
    if asked not in {one.value for one in PURPOSES}:
        raise _unreadable()
    return Purpose.of(asked)


def due() -> date | None:
    text = request.form.get("due_on", "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise _unreadable() from error


def _unreadable() -> Invalid:
    return Invalid(
        "assignment_unreadable",
        "Ngày hạn, hộ hoặc người được chọn không đọc được. Phân công vẫn như cũ. Tải lại trang rồi chọn lại.",
        "The day, a household or a person could not be read. Nothing was changed. Reload the page and choose again.",
    )

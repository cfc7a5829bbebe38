"""Days that a unit adds to the calendar of the State: a local holiday, or a day off that is worked instead."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Invalid, NotFound, NotPermitted
from gnbv.ids import new_id
from gnbv.models import LocalDay, Unit
from gnbv.permissions import DAY_ROLES, FILE_ROLES, Actor
from gnbv.services import access, events, working_days

MOST_AHEAD = timedelta(days=800)


def find_unit(session: Session, actor: Actor, unit_id: UUID, *, to_change: bool = False) -> Unit:
    """A unit whose days are read, or changed. ``NotFound`` outside the actor's units, ``NotPermitted`` inside without
    the right."""
    unit = access.get_unit(session, actor, unit_id)
    if not actor.holds(DAY_ROLES if to_change else FILE_ROLES | DAY_ROLES, unit.path):
        raise NotPermitted()
    return unit


def of_year(session: Session, unit: Unit, year: int) -> list[LocalDay]:
    """The unit's own days of a year, in order."""
    query = select(LocalDay).where(
        LocalDay.tenant == unit.tenant,
        LocalDay.unit_id == unit.id,
        LocalDay.on >= date(year, 1, 1),
        LocalDay.on <= date(year, 12, 31),
    )
    return list(session.scalars(query.order_by(LocalDay.on)))


def holidays(session: Session, unit: Unit, year: int, locale: str) -> list[tuple[date, str]]:
    """Days off of a year that are no ordinary weekend, with their names."""
    days = working_days.of_unit(session, unit)
    first = date(year, 1, 1)
    every = (first + timedelta(days=ahead) for ahead in range((date(year + 1, 1, 1) - first).days))
    return [(day, name) for day in every if (name := days.holiday(day, locale)) and not days.is_working(day)]


def add(
    session: Session, actor: Actor, unit: Unit, on: date, name: str, source: str, *, is_working: bool
) -> LocalDay:
    """Write a day down; the same day again replaces what it said, the same words change nothing.

    Raises ``Invalid`` without a name or a source (the decision that names the day), for a day more than two years off,
    and for a day that is so anyway (a working day said to be worked).
    """
    words, origin = " ".join(name.split())[:200], " ".join(source.split())[:300]
    if not words or not origin:
        raise _invalid("Chưa ghi tên ngày hoặc văn bản quy định", "The day's name or the document is missing")
    if abs(on - actor.today) > MOST_AHEAD:
        raise _invalid("Ngày này cách nay hơn hai năm", "The day is more than two years off")
    row = session.scalar(
        select(LocalDay)
        .where(LocalDay.tenant == unit.tenant, LocalDay.unit_id == unit.id, LocalDay.on == on)
        .with_for_update()
    )
    if row is not None and (row.name, row.source, row.is_working) == (words, origin, is_working):
        return row
    if row is None:
        if working_days.is_working(session, unit, on) is is_working:
            raise _invalid(
                "Ngày này vốn đã là ngày làm việc" if is_working else "Ngày này vốn đã là ngày nghỉ",
                "It is a working day anyway" if is_working else "It is a day off anyway",
            )
        row = LocalDay(tenant=unit.tenant, id=new_id(), unit_id=unit.id, on=on)
        session.add(row)
    row.name, row.source, row.is_working = words, origin, is_working
    row.recorded_by, row.recorded_at = actor.user_id, now()
    events.record(
        session, actor, "unit.day_kept", "unit", unit.id, unit_id=unit.id, on=on.isoformat(), name=words,
        is_working=is_working,
    )  # fmt: skip
    session.flush()
    return row


def remove(session: Session, actor: Actor, unit: Unit, day_id: UUID) -> None:
    """Take a day back; the event keeps what it was. Raises ``NotFound`` for another unit's; a second time does nothing."""
    row = session.get(LocalDay, (actor.tenant, day_id))
    if row is None:
        return
    if row.unit_id != unit.id:
        raise NotFound()
    events.record(
        session, actor, "unit.day_dropped", "unit", unit.id, unit_id=unit.id, on=row.on.isoformat(), name=row.name,
        is_working=row.is_working,
    )  # fmt: skip
    session.delete(row)


def _invalid(vi: str, en: str) -> Invalid:
    return Invalid(
        "day_incomplete",
        f"{vi}. Chưa ghi gì, các ngày đã có vẫn giữ. Sửa rồi bấm lại.",
        f"{en}. Nothing was written, the days that are there are kept. Correct it and try again.",
    )

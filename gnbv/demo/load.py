"""Loads the whole sample. Loading again changes nothing."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.clock import today as civil_today
from gnbv.demo import households, plans, register, rounds, units, users
from gnbv.demo.published import review_sheet, standards
from gnbv.models import Tenant, Unit, User
from gnbv.services import commune_keys, village_reviews

TENANT = 1
NAME = "Tỉnh Thanh Hoá (dữ liệu mẫu)"


def load(session: Session, today: date | None = None) -> dict[str, User]:
    """Everything of the sample, in the caller's transaction. Answers the users by username.

    ``today`` is the civil day on which the demo is set up; it decides the villages' deadline only.
    """
    day = today or civil_today()
    if session.scalar(select(Tenant).where(Tenant.number == TENANT)) is None:
        session.add(Tenant(number=TENANT, name=NAME, created_at=now()))
        session.flush()
    commune, neighbour = units.load(session, TENANT)
    for unit in (commune, neighbour):
        commune_keys.current(unit.id)
    villages, others = units.villages(session, commune), units.villages(session, neighbour)
    asked = register.load(session, villages, households.register(), "XH", 1)
    asked_there = register.load(session, others, households.neighbour(), "BS", 500_001)
    standards(session, TENANT)
    form = review_sheet(session, TENANT)
    drive, drive_there = (rounds.load(session, unit, form, day) for unit in (commune, neighbour))
    rounds.list_homes(session, drive, villages, asked)
    rounds.list_homes(session, drive_there, others, asked_there)
    plans.load(session, TENANT)
    people = users.load(session, TENANT)

    def collector(village: Unit, place: int) -> User:
        """rasoat has thôn 1–3, but for five homes of thôn 3 that its head visits; rasoat2 has the rest."""
        number = villages.index(village) + 1
        if number == 3 and place <= 5:
            return people["truongthon"]
        return people["rasoat"] if number <= 3 else people["rasoat2"]

    rounds.assign(session, drive, villages, collector, people["daumoi"])
    rounds.assign(
        session, drive_there, others, lambda _village, _place: people["rasoat-khac"], people["quantri2"]
    )
    session.flush()
    for one in (drive, drive_there):
        village_reviews.ensure(session, one)
    return people

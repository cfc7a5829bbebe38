"""Households of the official tables, gathered with a handful of statements whatever their number: the ledger of all
years, where each home stood on the first and the last day, its people then, and what its sheet says."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from gnbv.models import (
    Household,
    HouseholdNumber,
    Standing,
)
from gnbv.rules.tables import AVERAGE, LISTED, Home
from gnbv.services import official_table_courses
from gnbv.services import official_table_facts as facts
from gnbv.services.official_table_changes import Changes
from gnbv.services.official_table_courses import Course
from gnbv.services.official_table_places import Places, raw


@dataclass(frozen=True)
class Period:
    """A year under a standard: the first day, and the last one (today while the year runs). ``pack``: the standard's
    document; its indicators are counted."""

    year: int
    standard: str
    start: date
    end: date
    pack: Mapping[str, Any]

    @classmethod
    def of(cls, year: int, standard: str, today: date, pack: Mapping[str, Any]) -> Period:
        start = date(year, 1, 1)
        return cls(year, standard, start, max(start, min(today, date(year, 12, 31))), pack)


def scope(places: Places, period: Period) -> Select[tuple[Any]]:
    """Households that live inside, or did since the first day."""
    tenant = places.unit.tenant
    left = select(HouseholdNumber.household_id).where(
        HouseholdNumber.tenant == tenant,
        HouseholdNumber.valid_to > period.start,
        places.condition(HouseholdNumber.unit_id),
    )
    return select(Household.id).where(
        Household.tenant == tenant, or_(places.condition(Household.unit_id), Household.id.in_(left))
    )


def gather(session: Session, places: Places, period: Period, changes: Changes) -> list[Home]:
    """Every household with a class in the year or before it, described where it is poor or near-poor at the end."""
    within = scope(places, period)
    courses = official_table_courses.of(session, places.unit.tenant, within, period.year, period.standard)
    homes = [
        home
        for row in _register(session, places, within)
        if (home := _home(places, period, row, courses)) is not None
    ]
    _move(session, places, period, within, homes, changes)
    _origins(homes, changes, courses)
    people = facts.people(session, places.unit.tenant, within, period)
    for home in homes:
        counted = people.get(home.id)
        if counted:
            home.people, home.people_before = counted.now, counted.before
            home.facts = counted.facts
    described = {home.id: home for home in homes if home.now in LISTED and not home.is_gone}
    results = {id_: courses[id_].result for id_ in described if id_ in courses}
    facts.describe(session, places.unit.tenant, within, period, described, results)
    return [home for home in homes if home.was in LISTED or home.now in (*LISTED, AVERAGE) or home.origin]


def _register(session: Session, places: Places, within: Select[tuple[Any]]) -> Any:
    return session.execute(
        select(
            raw(Household.id).label("id"),
            raw(Household.unit_id).label("unit"),
            Household.opened_on,
            Household.closed_on,
        ).where(Household.tenant == places.unit.tenant, Household.id.in_(within), Household.code != "")
    )


def _home(places: Places, period: Period, row: Any, courses: dict[Hashable, Course]) -> Home | None:
    course = courses.get(row.id)
    if course is None and row.opened_on <= period.start:
        return None
    if row.closed_on is not None and row.closed_on < period.start:
        return None
    if course is None and row.opened_on > period.end:
        return None
    course = course or Course()
    before = course.before
    place = places.village(row.unit)
    home = Home(row.id, place, place, was=before, now=before, earlier=course.earlier)
    home.is_gone = row.closed_on is not None and row.closed_on <= period.end
    last = course.last
    if last is not None:
        home.now = last.household_class
        home.is_official = last.standing == Standing.OFFICIAL.value
        home.is_illustrative = bool(last.is_illustrative)
    else:
        home.is_reviewed = False
    return home


def _move(
    session: Session,
    places: Places,
    period: Period,
    within: Select[tuple[Any]],
    homes: list[Home],
    changes: Changes,
) -> None:
    """Where homes stood on both days that had another number since the first."""
    numbers = session.execute(
        select(
            raw(HouseholdNumber.household_id),
            raw(HouseholdNumber.unit_id),
            HouseholdNumber.valid_from,
            HouseholdNumber.valid_to,
        )
        .where(
            HouseholdNumber.tenant == places.unit.tenant,
            HouseholdNumber.valid_to > period.start,
            HouseholdNumber.household_id.in_(within),
        )
        .order_by(HouseholdNumber.valid_from)
    )
    former: dict[Hashable, list[Any]] = {}
    for id_, unit, since, until in numbers:
        former.setdefault(id_, []).append((unit, since, until))
    for home in homes:
        spans = former.get(home.id, [])
        at_end = [unit for unit, since, until in spans if since <= period.end < until]
        at_start = [unit for unit, since, until in spans if since <= period.start < until]
        # A home that came into the register in the year has no number of its first day: where it first was, then.
        if not at_start and home.id in changes.left:
            at_start = [changes.left[home.id]]
        elif not at_start:
            at_start = [unit for unit, _, _ in spans[:1]]
        if at_end:
            home.place = places.village(at_end[0])
        if at_start:
            home.place_before = places.before(at_start[0], home.place)


def _origins(homes: list[Home], changes: Changes, courses: dict[Hashable, Course]) -> None:
    """Homes that split off in the year: the class of their origin at the start, else as the change says."""
    for home in homes:
        if home.was or home.id not in changes.split:
            continue
        origin, then = changes.split[home.id]
        course = courses.get(origin)
        home.origin = course.before if course and course.before else (then or "")
        if not home.is_reviewed and not home.now:
            home.now = home.origin

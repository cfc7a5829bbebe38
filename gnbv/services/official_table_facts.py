"""What the tables say of households beside their class: their people from the register, marks from the results behind the
ledger, causes, capacity and children from the sheets; where there is no sheet, from what the register knew last."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from gnbv.models import Household, LedgerRow, Membership, Person, Result, Revision
from gnbv.rules.tables import Facts, Home
from gnbv.services import survey_figures
from gnbv.services.official_table_places import as_id, raw

if TYPE_CHECKING:
    from gnbv.services.official_table_homes import Period

# Above this many, everybody inside is asked for instead of naming each.
MOST_NAMED = 2000
FIGURES = ("children", "uninsured", "malnourished", "out_of_school")


@dataclass(slots=True)
class Dwellers:
    """The people of a home on the last and on the first day."""

    now: int = 0
    before: int = 0
    facts: Facts = field(default_factory=Facts)


def people(session: Session, tenant: int, within: Select[tuple[Any]], period: Period) -> dict[Any, Dwellers]:
    """Of each household in ``within``. Where the register began after the first day, as many as on the last."""

    def there(on: date) -> Any:
        return and_(Membership.valid_from <= on, or_(Membership.valid_to.is_(None), Membership.valid_to > on))

    def many(*conditions: Any) -> Any:
        return func.sum(case((and_(*conditions), 1), else_=0))

    end, is_head, is_woman = there(period.end), Membership.relation == "head", Person.sex == "female"
    rows = session.execute(
        select(
            raw(Membership.household_id),
            Person.ethnicity,
            many(end),
            many(there(period.start)),
            many(end, is_woman),
            many(end, is_head),
            many(end, is_head, is_woman),
        )
        .join(Person, and_(Person.tenant == Membership.tenant, Person.id == Membership.person_id))
        .where(Membership.tenant == tenant, Membership.household_id.in_(within))
        .group_by(Membership.household_id, Person.ethnicity)
    )
    found: dict[Any, Dwellers] = {}
    for id_, ethnicity, now, before, women, heads, women_heads in rows:
        one = found.get(id_)
        if one is None:
            one = found[id_] = Dwellers()
        one.now += now
        one.before += before
        facts = one.facts
        if now:
            facts.ethnicities[ethnicity or ""] = now
        facts.women += women
        if heads:
            facts.ethnicity = ethnicity or ""
            facts.female_head = bool(women_heads)
    for one in found.values():
        one.before = one.before or one.now
    return found


def describe(
    session: Session,
    tenant: int,
    within: Select[tuple[Any]],
    period: Period,
    homes: Mapping[Any, Home],
    results: Mapping[Any, Hashable],
) -> None:
    """Fill in marks and figures. ``results``: the result behind each home's row of the ledger."""
    of_result = {result: homes[id_] for id_, result in results.items() if result is not None}
    numbers = range(len(period.pack.get("indicators") or ()))
    rows = session.execute(
        select(
            raw(Result.id),
            Revision.figures,
            *(Result.document[("marks", number, "state")].as_string() for number in numbers),
        )
        .join(Revision, and_(Revision.tenant == Result.tenant, Revision.id == Result.revision_id))
        .where(
            Result.tenant == tenant,
            Result.id.in_(
                select(LedgerRow.result_id).where(
                    LedgerRow.tenant == tenant,
                    LedgerRow.year == period.year,
                    LedgerRow.standard == period.standard,
                    LedgerRow.household_id.in_(within),
                )
            ),
        )
    )
    for id_, figures, *states in rows:
        home = of_result.get(id_)
        if home is None:
            continue
        home.facts.marks = tuple(state or "unknown" for state in states) if any(states) else ()
        if figures is not None:
            home.facts.from_sheet = True
            home.facts.no_capacity, home.facts.merit = figures.get("no_capacity"), figures.get("merit")
            causes = figures.get("causes")
            home.facts.causes = None if causes is None else tuple(causes)
            for name in FIGURES:
                setattr(home.facts, name, figures.get(name) or 0)
    _from_register(
        session,
        tenant,
        within,
        period,
        {id_: home for id_, home in homes.items() if not home.facts.from_sheet},
    )


def _from_register(
    session: Session, tenant: int, within: Select[tuple[Any]], period: Period, homes: Mapping[Any, Home]
) -> None:
    """Last known facts of people, in the names of the sheet. What was never asked stays unknown."""
    if not homes:
        return
    named = len(homes) <= MOST_NAMED
    wanted: Any = [as_id(id_) for id_ in homes] if named else within
    rows = session.execute(
        select(raw(Membership.household_id), Person.birth_date, Person.birth_year, Person.sex, Person.facts)
        .join(Person, and_(Person.tenant == Membership.tenant, Person.id == Membership.person_id))
        .where(
            Membership.tenant == tenant,
            Membership.household_id.in_(wanted),
            Membership.valid_from <= period.end,
            or_(Membership.valid_to.is_(None), Membership.valid_to > period.end),
        )
    )
    members: dict[Any, list[dict[str, Any]]] = {}
    for id_, born, year, sex, known in rows:
        if id_ in homes:
            age = age_on(period.end, born, year)
            members.setdefault(id_, []).append(
                {**(known or {}), "age": "" if age is None else age, "sex": sex}
            )
    causes = dict(
        session.execute(
            select(raw(Household.id), Household.facts["causes"].as_string()).where(
                Household.tenant == tenant, Household.id.in_(wanted)
            )
        )
        .tuples()
        .all()
    )
    for id_, home in homes.items():
        living = members.get(id_, [])
        for name, value in survey_figures.children(living).items():
            setattr(home.facts, name, value)
        home.facts.merit = _any(living, "merit", survey_figures.NO_MERIT[1:])
        home.facts.no_capacity = _nobody_able(living, period)
        text = causes.get(id_)
        home.facts.causes = tuple(text.split()) if text else None


def age_on(day: date, born: date | None, year: int | None) -> int | None:
    """Full years on a day; of a year alone the years between."""
    if born is not None:
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return None if year is None else day.year - year


def _any(living: list[dict[str, Any]], key: str, none: tuple[str, ...]) -> bool | None:
    """Whether anybody has it; unknown when nobody was ever asked."""
    said = [one[key] for one in living if one.get(key)]
    return any(value not in none for value in said) if said else None


def _nobody_able(living: list[dict[str, Any]], period: Period) -> bool | None:
    """Nobody of working age is able to work; unknown while that was not asked of somebody of that age."""
    grown = [one for one in living if one["age"] != "" and _of_working_age(one, period)]
    if any(one.get("no_work") == "no" for one in grown):
        return False
    if not living or any(one.get("no_work") in (None, "", "unknown") for one in grown):
        return None
    return True


def _of_working_age(one: Mapping[str, Any], period: Period) -> bool:
    settings = period.pack.get("settings") or {}
    by_year = settings.get(f"work_to_{'female' if one['sex'] == 'female' else 'male'}") or {}
    known = [months for year, months in sorted(by_year.items()) if int(year) <= period.year]
    most = known[-1] if known else next(iter(by_year.values()), 720)
    months: int = one["age"] * 12
    return int(settings.get("work_from_months", 192)) <= months < int(most)

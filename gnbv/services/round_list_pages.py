"""The list of a round to look at: who is on it and why, and who was left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from gnbv.models import (
    Household,
    HouseholdClass,
    ListReason,
    Petition,
    PetitionState,
    Round,
    RoundHousehold,
    Unit,
)
from gnbv.rules.names import fold
from gnbv.services import access, household_classes

PAGE_ROWS = 50


@dataclass
class VillageCounts:
    """How many homes a village has, and how many are on the list by reason."""

    unit: Unit
    homes: int = 0
    by_reason: Counter[ListReason] = field(default_factory=Counter)

    @property
    def listed(self) -> int:
        return sum(self.by_reason.values())

    @property
    def out(self) -> int:
        return max(0, self.homes - self.listed)


@dataclass(frozen=True)
class HomeRow:
    """One household. ``entry`` is empty for one left out; ``off`` says who took it off and why; ``petition`` is its
    newest one that waits or was answered, for one left out."""

    household: Household
    village: Unit
    entry: RoundHousehold | None
    household_class: HouseholdClass | None
    class_year: int | None
    is_illustrative: bool
    off: dict[str, str] | None
    petition: Petition | None = None


@dataclass(frozen=True)
class HomePage:
    rows: list[HomeRow]
    number: int
    pages: int
    total: int


def counts(session: Session, round_: Round) -> list[VillageCounts]:
    """One row a village of the round, by name. Three queries, whatever the size."""
    below = Unit.within(round_.tenant, [access.get_unit_of(session, round_).path])
    homes = select(Household.unit_id, func.count()).where(
        Household.tenant == round_.tenant,
        Household.unit_id.in_(below.with_only_columns(Unit.id)),
        Household.closed_on.is_(None),
    )
    found = {unit.id: VillageCounts(unit) for unit in session.scalars(below.order_by(Unit.name))}
    for unit_id, count in session.execute(homes.group_by(Household.unit_id)):
        found[unit_id].homes = count
    listed = (
        select(RoundHousehold.unit_id, RoundHousehold.reason, func.count())
        .where(RoundHousehold.tenant == round_.tenant, RoundHousehold.round_id == round_.id)
        .group_by(RoundHousehold.unit_id, RoundHousehold.reason)
    )
    for unit_id, reason, count in session.execute(listed):
        if unit_id in found:
            found[unit_id].by_reason[reason] = count
    return [row for row in found.values() if row.homes or row.listed]


def page(
    session: Session, round_: Round, *, out: bool, village: UUID | None, search: str, number: int
) -> HomePage:
    """Households on the list, or with ``out`` those left out, by village and number; ``search`` is a number or a part of
    the head's name without marks."""
    query = _query(session, round_)
    query = query.where(RoundHousehold.id.is_(None) if out else RoundHousehold.id.is_not(None))
    if village is not None:
        query = query.where(Household.unit_id == village)
    wanted = fold(search)
    if wanted.isdigit() and len(wanted) < 10:
        query = query.where(Household.number == int(wanted))
    elif wanted:
        query = query.where(Household.search_text.contains(wanted, autoescape=True))
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    pages = max(1, -(-total // PAGE_ROWS))
    at = min(max(1, number), pages)
    rows = session.execute(query.offset((at - 1) * PAGE_ROWS).limit(PAGE_ROWS)).all()
    return HomePage(_rows(session, round_, [tuple(row) for row in rows]), at, pages, total)


def whole(session: Session, round_: Round) -> list[HomeRow]:
    """Everybody on the list, for print."""
    rows = session.execute(_query(session, round_).where(RoundHousehold.id.is_not(None))).all()
    return _rows(session, round_, [tuple(row) for row in rows])


def taken_off(session: Session, round_: Round) -> list[HomeRow]:
    """Those whom somebody took off, with the reason, for print."""
    off = [UUID(text) for text in round_.settings.get("taken_off", {})]
    query = _query(session, round_).where(RoundHousehold.id.is_(None), Household.id.in_(off))
    return _rows(session, round_, [tuple(row) for row in session.execute(query).all()])


def asking(session: Session, round_: Round) -> int:
    """How many petitions of the round's unit still wait to be put on a list or answered."""
    below = Unit.within(round_.tenant, [access.get_unit_of(session, round_).path]).with_only_columns(Unit.id)
    waiting = select(func.count()).where(
        Petition.tenant == round_.tenant,
        Petition.unit_id.in_(below),
        Petition.state == PetitionState.RECEIVED,
    )
    return session.scalar(waiting.select_from(Petition)) or 0


def _petitions(session: Session, round_: Round, homes: list[UUID]) -> dict[UUID, Petition]:
    rows = session.scalars(
        select(Petition)
        .where(
            Petition.tenant == round_.tenant,
            Petition.household_id.in_(homes),
            Petition.state != PetitionState.LISTED,
        )
        .order_by(Petition.received_on, Petition.number)
    )
    return {row.household_id: row for row in rows if row.household_id is not None}


def _query(session: Session, round_: Round) -> Select[tuple[Household, Unit, RoundHousehold]]:
    below = Unit.within(round_.tenant, [access.get_unit_of(session, round_).path])
    return (
        select(Household, Unit, RoundHousehold)
        .join(Unit, (Unit.tenant == Household.tenant) & (Unit.id == Household.unit_id))
        .outerjoin(
            RoundHousehold,
            (RoundHousehold.tenant == Household.tenant)
            & (RoundHousehold.household_id == Household.id)
            & (RoundHousehold.round_id == round_.id),
        )
        .where(
            Household.tenant == round_.tenant,
            Household.unit_id.in_(below.with_only_columns(Unit.id)),
            Household.closed_on.is_(None) | RoundHousehold.id.is_not(None),
        )
        .order_by(Unit.name, Household.number, Household.id)
    )


def _rows(
    session: Session, round_: Round, rows: list[tuple[Household, Unit, RoundHousehold | None]]
) -> list[HomeRow]:
    classes = household_classes.today(session, round_.tenant, [home.id for home, _, _ in rows])
    off = round_.settings.get("taken_off", {})
    asked = _petitions(session, round_, [home.id for home, _, entry in rows if entry is None])
    made = []
    for home, village, entry in rows:
        known = classes.get(home.id)
        made.append(
            HomeRow(
                home, village, entry,
                known[0] if known else None, known[1] if known else None, bool(known and known[2]),
                off.get(str(home.id)), asked.get(home.id),
            )
        )  # fmt: skip
    return made

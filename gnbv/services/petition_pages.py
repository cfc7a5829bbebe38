"""Petitions to look at: the book of a year, and what the counter should know of a household before it writes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.errors import Invalid, NotFound
from gnbv.models import (
    Household,
    HouseholdClass,
    Petition,
    PetitionState,
    Round,
    RoundHousehold,
    RoundStatus,
    Unit,
    UnitKind,
    User,
)
from gnbv.permissions import COUNTER_ROLES, ROUND_ROLES, Actor
from gnbv.services import access, household_classes

PAGE_ROWS = 50
MOST = 10**9


@dataclass(frozen=True)
class Book:
    rows: list[Petition]
    number: int
    pages: int
    waiting: int
    overdue: int


@dataclass(frozen=True)
class Known:
    """What is known of a household: its class, the rounds whose list it is on, its petitions without an answer."""

    household: Household
    household_class: HouseholdClass | None
    listed: list[tuple[Round, RoundHousehold]]
    petitions: list[Petition]


def book(session: Session, actor: Actor, state: PetitionState | None, number: int) -> Book:
    """One page of the book: what waits first by its day of answer, then the newest."""
    mine = access.petitions_in_scope(actor, COUNTER_ROLES)
    waiting = mine.where(Petition.state == PetitionState.RECEIVED)
    query = mine if state is None else mine.where(Petition.state == state)
    total = _count(session, query)
    pages = max(1, -(-total // PAGE_ROWS))
    at = min(max(1, number), pages)
    order = (Petition.state != PetitionState.RECEIVED, Petition.answer_by, Petition.year, Petition.number)
    if state is not None and state is not PetitionState.RECEIVED:
        order = (Petition.received_on.desc(), Petition.year.desc(), Petition.number.desc())  # type: ignore[assignment]
    rows = session.scalars(query.order_by(*order).offset((at - 1) * PAGE_ROWS).limit(PAGE_ROWS))
    overdue = waiting.where(Petition.answer_by < actor.today)
    return Book(list(rows), at, pages, _count(session, waiting), _count(session, overdue))


def villages(session: Session, actor: Actor) -> list[Unit]:
    """Villages in force for whose commune the actor stands at the counter."""
    units = session.scalars(
        access.units_in_scope(actor, COUNTER_ROLES)
        .where(Unit.kind == UnitKind.VILLAGE, Unit.valid_to.is_(None) | (Unit.valid_to >= actor.today))
        .order_by(Unit.name)
    )
    return [unit for unit in units if unit.parent and actor.holds(COUNTER_ROLES, unit.parent.path)]


def village(session: Session, actor: Actor, village_id: UUID) -> Unit:
    """One of ``villages``. Raises ``NotFound``."""
    for unit in villages(session, actor):
        if unit.id == village_id:
            return unit
    raise NotFound()


def household(session: Session, actor: Actor, unit: Unit, number: int) -> Household:
    """The open household with this number in a village of ``villages``. Raises ``Invalid``."""
    home = session.scalar(
        access.households_in_scope(actor, COUNTER_ROLES).where(
            Household.unit_id == unit.id, Household.number == min(number, MOST), Household.closed_on.is_(None)
        )
    )
    if home is None:
        raise Invalid(
            "no_such_household",
            "Thôn này không có hộ mang số đó. Chưa ghi gì. Xem lại thôn và số hộ, hoặc bỏ trống số và ghi tên người "
            "đề nghị.",
            "There is no household with this number in the village. Nothing was recorded. Check both, or leave the "
            "number empty and write the applicant's name.",
        )
    return home


def receiver(session: Session, petition: Petition) -> str:
    """The name of who took the petition in."""
    user = session.get(User, (petition.tenant, petition.received_by)) if petition.received_by else None
    return user.name if user else ""


def about(session: Session, home: Household, but: UUID | None = None) -> Known:
    """What is known of ``home``; ``but`` leaves one petition out."""
    listed = session.execute(
        select(Round, RoundHousehold)
        .join(RoundHousehold, (RoundHousehold.tenant == Round.tenant) & (RoundHousehold.round_id == Round.id))
        .where(
            Round.tenant == home.tenant,
            Round.status != RoundStatus.CLOSED,
            RoundHousehold.household_id == home.id,
        )
        .order_by(Round.opens_on)
    ).tuples()
    waiting = select(Petition).where(
        Petition.tenant == home.tenant,
        Petition.household_id == home.id,
        Petition.state == PetitionState.RECEIVED,
    )
    classed = household_classes.today(session, home.tenant, [home.id]).get(home.id)
    others = [row for row in session.scalars(waiting.order_by(Petition.received_on)) if row.id != but]
    return Known(home, classed[0] if classed else None, list(listed), others)


def rounds_for(session: Session, actor: Actor, petition: Petition) -> list[Round]:
    """Rounds that the actor runs and that may take the petitioner: planned or open, of the petition's units."""
    above = [UUID(part) for part in petition.unit.path.strip("/").split("/") if part]
    mine = access.units_in_scope(actor, ROUND_ROLES).with_only_columns(Unit.id)
    return list(
        session.scalars(
            select(Round)
            .where(
                Round.tenant == petition.tenant,
                Round.status != RoundStatus.CLOSED,
                Round.unit_id.in_(above),
                Round.unit_id.in_(mine),
            )
            .order_by(Round.opens_on, Round.id)
        )
    )


def _count(session: Session, query: object) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0  # type: ignore[attr-defined]

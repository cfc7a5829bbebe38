"""Where a round stands, village by village: a constant number of queries, whatever the size."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from gnbv.models import (
    Assignment,
    LedgerRow,
    Pack,
    Progress,
    Purpose,
    Round,
    RoundHousehold,
    Standing,
    Survey,
    SurveyStatus,
    Unit,
)
from gnbv.permissions import BOARD_ROLES, Actor
from gnbv.services import access


@dataclass
class VillageRow:
    """Counts of one village. ``classes``: proposed classes by standard, then by class."""

    unit: Unit
    listed: int = 0
    assigned: int = 0
    in_progress: int = 0
    received: int = 0
    held: int = 0
    returned: int = 0
    approved: int = 0
    classes: dict[str, dict[str, int]] = field(default_factory=dict)
    illustrative: int = 0

    @property
    def left(self) -> int:
        """Households of the list without a survey at the commune."""
        return max(0, self.listed - self.received - self.held - self.returned - self.approved)


def board(session: Session, actor: Actor, round_: Round) -> list[VillageRow]:
    """One row a village with listed households inside the actor's units, in the order of their names."""
    in_scope = access.units_in_scope(actor, BOARD_ROLES).with_only_columns(Unit.id)
    tenant = actor.tenant
    listed = _counts(
        session,
        select(RoundHousehold.unit_id, func.count())
        .where(
            RoundHousehold.tenant == tenant,
            RoundHousehold.round_id == round_.id,
            RoundHousehold.unit_id.in_(in_scope),
        )
        .group_by(RoundHousehold.unit_id),
    )
    units = session.scalars(
        select(Unit).where(Unit.tenant == tenant, Unit.id.in_(listed)).order_by(Unit.name)
    )
    rows = {unit.id: VillageRow(unit, listed=listed[unit.id]) for unit in units}
    in_list = (
        (RoundHousehold.tenant == tenant)
        & (RoundHousehold.round_id == round_.id)
        & RoundHousehold.unit_id.in_(in_scope)
    )
    assigned = (
        select(RoundHousehold.unit_id, func.count(func.distinct(Assignment.household_id)))
        .join(
            Assignment,
            (Assignment.tenant == RoundHousehold.tenant)
            & (Assignment.round_id == RoundHousehold.round_id)
            & (Assignment.household_id == RoundHousehold.household_id),
        )
        .where(in_list, Assignment.closed_at.is_(None), Assignment.purpose == Purpose.MAIN)
        .group_by(RoundHousehold.unit_id)
    )
    for unit_id, count in _counts(session, assigned).items():
        rows[unit_id].assigned = count
    surveyed = select(Survey.household_id).where(
        Survey.tenant == tenant, Survey.round_id == round_.id, Survey.purpose == Purpose.MAIN
    )
    drafts = (
        select(RoundHousehold.unit_id, func.count(func.distinct(Progress.household_id)))
        .join(
            Progress,
            (Progress.tenant == RoundHousehold.tenant)
            & (Progress.round_id == RoundHousehold.round_id)
            & (Progress.household_id == RoundHousehold.household_id),
        )
        .where(in_list, Progress.household_id.not_in(surveyed))
        .group_by(RoundHousehold.unit_id)
    )
    for unit_id, count in _counts(session, drafts).items():
        rows[unit_id].in_progress = count
    for unit_id, status, count in session.execute(
        select(Survey.unit_id, Survey.status, func.count(func.distinct(Survey.household_id)))
        .where(
            Survey.tenant == tenant,
            Survey.round_id == round_.id,
            Survey.purpose == Purpose.MAIN,
            Survey.is_rival.is_(False),
            Survey.unit_id.in_(in_scope),
        )
        .group_by(Survey.unit_id, Survey.status)
    ):
        if unit_id in rows:
            _add(rows[unit_id], status, count)
    for unit_id, standard, household_class, count, illustrative in session.execute(
        select(
            Survey.unit_id,
            LedgerRow.standard,
            LedgerRow.household_class,
            func.count(func.distinct(Survey.id)),
            func.sum(case((LedgerRow.is_illustrative, 1), else_=0)),
        )
        .join(
            LedgerRow,
            (LedgerRow.tenant == Survey.tenant)
            & (LedgerRow.household_id == Survey.household_id)
            & (LedgerRow.year == round_.year)
            & (LedgerRow.standing == Standing.PROPOSED),
        )
        .where(
            Survey.tenant == tenant,
            Survey.round_id == round_.id,
            Survey.status == SurveyStatus.APPROVED,
            Survey.purpose == Purpose.MAIN,
            Survey.unit_id.in_(in_scope),
        )
        .group_by(Survey.unit_id, LedgerRow.standard, LedgerRow.household_class)
    ):
        if unit_id in rows:
            rows[unit_id].classes.setdefault(standard, {})[household_class.value] = count
            rows[unit_id].illustrative += illustrative
    return list(rows.values())


def standard_names(session: Session, round_: Round, locale: str = "vi") -> dict[str, str]:
    """The names of the round's standards by key in ``locale``, else in Vietnamese; the newest version of each."""
    packs = session.execute(
        select(Pack.key, Pack.name, Pack.data["name"])
        .where(Pack.tenant == round_.tenant, Pack.key.in_(round_.standards))
        .order_by(Pack.imported_at)
    )
    return {key: (names or {}).get(locale) or name for key, name, names in packs}


def total(rows: list[VillageRow], unit: Unit) -> VillageRow:
    """The sum over ``rows``, under the name of ``unit``."""
    whole = VillageRow(unit)
    for row in rows:
        for name in (
            "listed",
            "assigned",
            "in_progress",
            "received",
            "held",
            "returned",
            "approved",
            "illustrative",
        ):
            setattr(whole, name, getattr(whole, name) + getattr(row, name))
        for standard, classes in row.classes.items():
            sums = whole.classes.setdefault(standard, {})
            for key, count in classes.items():
                sums[key] = sums.get(key, 0) + count
    return whole


def _add(row: VillageRow, status: SurveyStatus, count: int) -> None:
    if status is SurveyStatus.RECEIVED:
        row.received += count
    elif status is SurveyStatus.HELD:
        row.held += count
    elif status is SurveyStatus.RETURNED:
        row.returned += count
    elif status in (SurveyStatus.APPROVED, SurveyStatus.RECOGNISED):
        row.approved += count


def _counts(session: Session, query: object) -> dict[UUID, int]:
    return dict(session.execute(query).all())  # type: ignore[call-overload]

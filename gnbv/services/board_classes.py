"""The classes that approved sheets of a round propose, village by village."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from gnbv.models import LedgerRow, Pack, Purpose, Round, Standing, Survey, SurveyStatus, Unit
from gnbv.permissions import BOARD_ROLES, Actor
from gnbv.services import access, ledger


@dataclass
class Classes:
    """``of``: how many homes by standard, then by class; ``illustrative``: rows that no household may be judged by."""

    of: dict[str, dict[str, int]] = field(default_factory=dict)
    illustrative: int = 0

    def add(self, standard: str, household_class: str, count: int, illustrative: int) -> None:
        counts = self.of.setdefault(standard, {})
        counts[household_class] = counts.get(household_class, 0) + count
        self.illustrative += illustrative


def by_village(session: Session, actor: Actor, round_: Round) -> dict[UUID, Classes]:
    """Proposed classes inside the actor's units: one query."""
    in_scope = access.units_in_scope(actor, BOARD_ROLES).with_only_columns(Unit.id)
    found: dict[UUID, Classes] = {}
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
            & (LedgerRow.standing == Standing.PROPOSED)
            & ledger.stands(),
        )
        .where(
            Survey.tenant == actor.tenant,
            Survey.round_id == round_.id,
            Survey.status == SurveyStatus.APPROVED,
            Survey.purpose == Purpose.MAIN,
            Survey.unit_id.in_(in_scope),
            ledger.stands(),
        )
        .group_by(Survey.unit_id, LedgerRow.standard, LedgerRow.household_class)
    ):
        found.setdefault(unit_id, Classes()).add(standard, household_class.value, count, illustrative)
    return found


def total(villages: dict[UUID, Classes]) -> Classes:
    """The sum of all villages."""
    whole = Classes()
    for classes in villages.values():
        whole.illustrative += classes.illustrative
        for standard, counts in classes.of.items():
            for household_class, count in counts.items():
                whole.add(standard, household_class, count, 0)
    return whole


def standard_names(session: Session, round_: Round, locale: str = "vi") -> dict[str, str]:
    """The names of the round's standards by key in ``locale``, else in Vietnamese; the newest version of each."""
    packs = session.execute(
        select(Pack.key, Pack.name, Pack.data["name"])
        .where(Pack.tenant == round_.tenant, Pack.key.in_(round_.standards))
        .order_by(Pack.imported_at)
    )
    return {key: (names or {}).get(locale) or name for key, name, names in packs}

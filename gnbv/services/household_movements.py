"""Columns 4 and 8 of the tables of movement (T2 poor, T3 near-poor): homes and persons that left a class or came into it
by another way than a review: moved, split, merged, died out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import ChangeState, HouseholdChange, HouseholdClass, Round, Unit


@dataclass
class Movement:
    """One village and class. ``out_…`` is column 4, ``in_…`` column 8; ``changes`` are the acts behind the figures."""

    unit_id: UUID
    household_class: HouseholdClass
    out_households: int = 0
    out_people: int = 0
    in_households: int = 0
    in_people: int = 0
    changes: list[UUID] = field(default_factory=list)


def movements(session: Session, tenant: int, unit_paths: Iterable[str], year: int) -> list[Movement]:
    """What confirmed changes of the rounds of ``year`` moved, by village at or below ``unit_paths`` and class, so that
    start − out + in is the end as far as these changes go. A home that moves inside the commune is out in one village
    and in in the other: the sum of villages is the commune (domain rules, part 4). A part that split off has the class
    of the home it came from until it is reviewed; a home the register never knew has none and is not counted here.
    Two queries."""
    villages = dict(
        session.execute(
            Unit.within(tenant, list(unit_paths)).with_only_columns(Unit.id, Unit.name).order_by(Unit.name)
        )
        .tuples()
        .all()
    )
    rows = session.execute(
        select(HouseholdChange.id, HouseholdChange.effects)
        .join(Round, (Round.tenant == HouseholdChange.tenant) & (Round.id == HouseholdChange.round_id))
        .where(
            HouseholdChange.tenant == tenant,
            HouseholdChange.state == ChangeState.CONFIRMED,
            Round.year == year,
        )
        .order_by(HouseholdChange.decided_at, HouseholdChange.id)
    )
    found: dict[tuple[UUID, HouseholdClass], Movement] = {}
    for id_, effects in rows:
        for line in effects.get("counts") or []:
            unit_id, household_class = UUID(line["unit"]), HouseholdClass.of(line["class"])
            if unit_id not in villages:
                continue
            one = found.setdefault((unit_id, household_class), Movement(unit_id, household_class))
            if line["side"] == "out":
                one.out_households += line["households"]
                one.out_people += line["people"]
            else:
                one.in_households += line["households"]
                one.in_people += line["people"]
            if id_ not in one.changes:
                one.changes.append(id_)
    order = list(HouseholdClass)
    return sorted(found.values(), key=lambda one: (order.index(one.household_class), villages[one.unit_id]))

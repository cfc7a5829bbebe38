"""The changes of a round's households as a list: what waits first, with counts by state and kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from gnbv.models import ChangeKind, ChangeState, HouseholdChange, Round, Survey, Unit
from gnbv.permissions import Actor
from gnbv.services import change_rights

PAGE_ROWS = 50
SHOWN = (ChangeState.PROPOSED, ChangeState.CONFIRMED, ChangeState.REFUSED)


@dataclass(frozen=True)
class ChangePage:
    """One page. ``states`` counts all of the round, ``kinds`` those in the chosen state; ``villages`` are names."""

    rows: list[HouseholdChange]
    states: Counter[ChangeState]
    kinds: Counter[ChangeKind]
    villages: dict[UUID, str]
    state: ChangeState
    kind: ChangeKind | None
    number: int
    pages: int


def page(
    session: Session, actor: Actor, round_: Round, state: ChangeState, kind: ChangeKind | None, number: int
) -> ChangePage:
    """The changes of the round in the actor's units, oldest first while they wait, else the newest word first. What a
    later revision replaced is not shown. Three queries."""
    mine = change_rights.in_scope(actor).where(HouseholdChange.round_id == round_.id)
    counted = session.execute(
        mine.with_only_columns(HouseholdChange.state, HouseholdChange.kind, func.count()).group_by(
            HouseholdChange.state, HouseholdChange.kind
        )
    ).all()
    states: Counter[ChangeState] = Counter()
    kinds: Counter[ChangeKind] = Counter()
    for its_state, its_kind, count in counted:
        states[its_state] += count
        if its_state is state:
            kinds[its_kind] += count
    total = kinds[kind] if kind else states[state]
    pages = max(1, -(-total // PAGE_ROWS))
    number = min(max(1, number), pages)
    query = mine.where(HouseholdChange.state == state)
    if kind is not None:
        query = query.where(HouseholdChange.kind == kind)
    waits = state is ChangeState.PROPOSED
    order = HouseholdChange.proposed_at if waits else HouseholdChange.decided_at.desc()
    rows = list(
        session.scalars(
            query.options(
                joinedload(HouseholdChange.household),
                joinedload(HouseholdChange.other),
                joinedload(HouseholdChange.survey),
                joinedload(HouseholdChange.proposer),
            )
            .order_by(order, HouseholdChange.id)
            .offset((number - 1) * PAGE_ROWS)
            .limit(PAGE_ROWS)
        )
    )
    ids = {row.unit_id for row in rows} | {row.to_unit_id for row in rows if row.to_unit_id}
    return ChangePage(rows, states, kinds, names(session, actor, ids), state, kind, number, pages)


def waiting(session: Session, actor: Actor, round_: Round) -> int:
    """How many of the round wait for a word."""
    query = change_rights.in_scope(actor).where(
        HouseholdChange.round_id == round_.id, HouseholdChange.state == ChangeState.PROPOSED
    )
    return session.scalar(query.with_only_columns(func.count())) or 0


def of_survey(session: Session, survey: Survey) -> list[HouseholdChange]:
    """What this sheet told of its household, and how its household came to be; nothing that was replaced. One query."""
    return list(
        session.scalars(
            select(HouseholdChange)
            .where(
                HouseholdChange.tenant == survey.tenant,
                HouseholdChange.round_id == survey.round_id,
                HouseholdChange.state.in_(SHOWN),
                (HouseholdChange.survey_id == survey.id)
                | (HouseholdChange.other_id == survey.household_id)
                | (HouseholdChange.household_id == survey.household_id),
            )
            .order_by(HouseholdChange.proposed_at, HouseholdChange.id)
        )
    )


def names(session: Session, actor: Actor, ids: set[UUID]) -> dict[UUID, str]:
    """The names of villages, by id."""
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.tenant == actor.tenant, Unit.id.in_(ids)))
    return dict(rows.tuples().all())

"""The rows of a signed decision, written in bulk: a thousand households cost a few statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import (
    Basis,
    Decision,
    DecisionKind,
    HouseholdClass,
    LedgerRow,
    Membership,
    Purpose,
    Recognition,
    RecognitionRow,
    Standing,
    Survey,
    SurveyStatus,
)
from gnbv.permissions import Actor
from gnbv.rules.recognition import REFUSED
from gnbv.services import bulk_events
from gnbv.services.bulk_events import Fact, Told
from gnbv.services.recognition_lists import AVERAGE, Line


def hold_surveys(session: Session, row: Recognition) -> None:
    """Let no sheet of the villages be decided or opened again until the decision is written. Before the actor gets in line:
    whoever decides a sheet has it first, too, and then waits for the line."""
    session.execute(
        select(Survey.id)
        .where(
            Survey.tenant == row.tenant,
            Survey.round_id == row.round_id,
            Survey.unit_id.in_([UUID(village) for village in row.villages]),
        )
        .order_by(Survey.id)
        .with_for_update()
    ).all()


def recognise_surveys(session: Session, actor: Actor, row: Recognition) -> list[Survey]:
    """Every approved sheet of the decision's villages is recognised, with a decision row that says so; returns them. A
    second decision over the same villages (another standard) finds none left."""
    surveys = list(
        session.scalars(
            select(Survey).where(
                Survey.tenant == row.tenant,
                Survey.round_id == row.round_id,
                Survey.unit_id.in_([UUID(village) for village in row.villages]),
                Survey.status == SurveyStatus.APPROVED,
                Survey.purpose.in_([Purpose.MAIN, Purpose.RECHECK]),
                Survey.is_rival.is_(False),
            )
        )
    )
    note = f"Quyết định số {row.number}"
    _insert(
        session, Decision,
        [
            {
                "tenant": row.tenant, "id": new_id(), "survey_id": one.id, "revision_id": one.revision_id,
                "actor_id": actor.user_id, "kind": DecisionKind.RECOGNITION, "note": note, "decided_at": row.signed_at,
            }
            for one in surveys
        ],
    )  # fmt: skip
    for one in surveys:
        one.status = SurveyStatus.RECOGNISED
    session.flush()
    return surveys


def write(
    session: Session,
    actor: Actor,
    row: Recognition,
    found: Sequence[Line],
    surveys: Sequence[Survey],
    changed: set[UUID],
) -> None:
    """Official rows of the ledger, the frozen lists, events, and what phones have to fetch. ``changed``: households whose
    register the decision changed beyond their class."""
    ledger = _ledger(session, row, found)
    counts = _people(session, row.tenant, [line.household_id for line in found])
    _insert(
        session, RecognitionRow,
        [
            {
                "tenant": row.tenant, "id": new_id(), "recognition_id": row.id, "household_id": line.household_id,
                "unit_id": line.home.line.unit_id, "number": number, "head_name": line.home.household.head_name,
                "before": line.before, "after": line.after if row.kind != AVERAGE or AVERAGE not in line.lists
                else HouseholdClass.AVERAGE, "lists": line.lists,
                "member_count": counts.get(line.household_id, 0), "reason": line.reason,
                "ledger_id": ledger.get(line.household_id), "petition_id": line.petition.id if line.petition else None,
            }
            for number, line in enumerate(found, 1)
        ],
    )  # fmt: skip
    facts = [
        Fact(
            "recognition.signed", "recognition", row.id, row.unit_id,
            {"number": row.number, "standard": row.standard, "of": row.kind, "households": len(found)},
        ),
        *(
            Fact(
                "household.recognised", "household", line.household_id, line.home.household.unit_id,
                {"recognition": str(row.id), "standard": row.standard, "to": line.after.value, "lists": line.lists},
            )
            for line in found
        ),
    ]  # fmt: skip
    bulk_events.record(session, actor, facts)
    units = {line.household_id: line.home.household.unit_id for line in found}
    bulk_events.changed(
        session, row.tenant,
        [
            *(Told("household", id_, units.get(id_)) for id_ in dict.fromkeys([*units, *changed])),
            *(Told("survey", one.id, one.unit_id, one.collector_id) for one in surveys),
        ],
    )  # fmt: skip


def _ledger(session: Session, row: Recognition, found: Sequence[Line]) -> dict[UUID, UUID]:
    """One official row a household, in the place of the proposed one. A refused request for the average living standard
    changes no class, and one whose class is official already gets no second row."""
    made: list[dict[str, Any]] = []
    there: dict[UUID, UUID] = {}
    standing = {
        id_: (kind, household_class)
        for id_, kind, household_class in session.execute(
            select(LedgerRow.id, LedgerRow.standing, LedgerRow.household_class).where(
                LedgerRow.tenant == row.tenant, LedgerRow.id.in_([line.proposal.ledger_id for line in found])
            )
        )
    }
    for line in found:
        if row.kind == AVERAGE and REFUSED in line.lists:
            continue
        if standing.get(line.proposal.ledger_id) == (Standing.OFFICIAL, line.after):
            there[line.household_id] = line.proposal.ledger_id
            continue
        made.append(
            {
                "tenant": row.tenant, "id": new_id(), "household_id": line.household_id, "round_id": row.round_id,
                "year": row.year, "standard": row.standard, "household_class": line.after,
                "standing": Standing.OFFICIAL, "basis": Basis.RECOGNITION, "is_illustrative": False,
                "result_id": line.proposal.result_id, "decision_id": row.id, "source": f"Quyết định số {row.number}",
                "recorded_at": row.signed_at, "supersedes_id": line.proposal.ledger_id,
            }
        )  # fmt: skip
    _insert(session, LedgerRow, made)
    return there | {one["household_id"]: one["id"] for one in made}


def _people(session: Session, tenant: int, homes: list[UUID]) -> dict[UUID, int]:
    rows = session.execute(
        select(Membership.household_id, func.count())
        .where(Membership.tenant == tenant, Membership.household_id.in_(homes), Membership.valid_to.is_(None))
        .group_by(Membership.household_id)
    )
    return dict(rows.tuples().all())


def _insert(session: Session, model: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(model.__table__), rows)

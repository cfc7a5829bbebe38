"""Rows of the ledger that approval proposes and re-opening takes back. Nothing is deleted: a row is superseded.

Only recognition writes official rows (QĐ 24/2021/QĐ-TTg, step 6).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from gnbv.clock import now
from gnbv.ids import new_id
from gnbv.models import (
    Basis,
    Decision,
    HouseholdClass,
    LedgerRow,
    Result,
    Round,
    Standing,
    Survey,
)


def stands() -> ColumnElement[bool]:
    """The condition that no later row of the household supersedes this one. Uses the household's index."""
    later = aliased(LedgerRow)
    return ~exists().where(
        later.tenant == LedgerRow.tenant,
        later.household_id == LedgerRow.household_id,
        later.supersedes_id == LedgerRow.id,
    )


def propose(session: Session, survey: Survey, results: list[Result], decision: Decision, year: int) -> None:
    """One proposed row for each result with a class; it supersedes what was withdrawn under the same standard."""
    withdrawn = {row.standard: row.id for row in _standing(session, survey, year, Standing.WITHDRAWN)}
    for result in results:
        assert result.household_class is not None
        session.add(
            LedgerRow(
                tenant=survey.tenant,
                id=new_id(),
                household_id=survey.household_id,
                round_id=survey.round_id,
                year=year,
                standard=result.standard,
                household_class=result.household_class,
                standing=Standing.PROPOSED,
                basis=Basis.APPROVAL,
                is_illustrative=result.is_illustrative,
                result_id=result.id,
                decision_id=decision.id,
                recorded_at=decision.decided_at,
                supersedes_id=withdrawn.get(result.standard),
            )
        )


def withdraw(session: Session, survey: Survey, year: int, decision: Decision) -> int:
    """Supersede what approvals of this survey proposed; returns how many rows were withdrawn."""
    of_survey = select(Result.id).where(Result.tenant == survey.tenant, Result.survey_id == survey.id)
    mine = set(session.scalars(of_survey))
    rows = [row for row in _standing(session, survey, year, Standing.PROPOSED) if row.result_id in mine]
    for row in rows:
        session.add(
            LedgerRow(
                tenant=row.tenant,
                id=new_id(),
                household_id=row.household_id,
                round_id=row.round_id,
                year=row.year,
                standard=row.standard,
                household_class=row.household_class,
                standing=Standing.WITHDRAWN,
                basis=Basis.REOPENING,
                is_illustrative=row.is_illustrative,
                result_id=row.result_id,
                decision_id=decision.id,
                recorded_at=now(),
                supersedes_id=row.id,
            )
        )
    return len(rows)


def proposed(session: Session, round_: Round, household_id: UUID, standard: str) -> LedgerRow | None:
    """The row that a round proposes for a household under a standard, as it stands."""
    return session.scalar(
        select(LedgerRow)
        .where(
            LedgerRow.tenant == round_.tenant,
            LedgerRow.household_id == household_id,
            LedgerRow.round_id == round_.id,
            LedgerRow.standard == standard,
            LedgerRow.standing == Standing.PROPOSED,
            stands(),
        )
        .order_by(LedgerRow.recorded_at.desc())
        .limit(1)
    )


def redetermine(
    session: Session,
    round_: Round,
    household_id: UUID,
    standard: str,
    household_class: HouseholdClass,
    basis: Basis,
    supersedes: LedgerRow | None,
    *,
    decision_id: UUID,
    result_id: UUID | None,
    is_illustrative: bool,
    at: datetime,
) -> LedgerRow:
    """A proposed row by another act than an approval, in the place of ``supersedes``."""
    row = LedgerRow(
        tenant=round_.tenant,
        id=new_id(),
        household_id=household_id,
        round_id=round_.id,
        year=round_.year,
        standard=standard,
        household_class=household_class,
        standing=Standing.PROPOSED,
        basis=basis,
        is_illustrative=is_illustrative,
        result_id=result_id,
        decision_id=decision_id,
        recorded_at=at,
        supersedes_id=supersedes.id if supersedes else None,
    )
    session.add(row)
    session.flush()
    return row


def _standing(session: Session, survey: Survey, year: int, standing: Standing) -> list[LedgerRow]:
    return list(
        session.scalars(
            select(LedgerRow)
            .where(
                LedgerRow.tenant == survey.tenant,
                LedgerRow.household_id == survey.household_id,
                LedgerRow.year == year,
                LedgerRow.standing == standing,
                stands(),
            )
            .order_by(LedgerRow.recorded_at)
        )
    )

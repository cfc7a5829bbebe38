"""Several main surveys of one household in one round: a person chooses the one that counts, the others are withdrawn
with the reason. Nothing is deleted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict
from gnbv.models import (
    Decision,
    DecisionKind,
    Outcome,
    Purpose,
    Survey,
    SurveyStatus,
    SyncItem,
)
from gnbv.permissions import Actor
from gnbv.services import causes, decisions, events, typists

DECIDED = (SurveyStatus.APPROVED, SurveyStatus.RECOGNISED)


def others(session: Session, survey: Survey) -> list[Survey]:
    """The household's other main surveys of the round that were not withdrawn, oldest first, locked."""
    if survey.purpose is not Purpose.MAIN:
        return []
    return list(
        session.scalars(
            select(Survey)
            .where(
                Survey.tenant == survey.tenant,
                Survey.round_id == survey.round_id,
                Survey.household_id == survey.household_id,
                Survey.purpose == Purpose.MAIN,
                Survey.id != survey.id,
                Survey.status != SurveyStatus.WITHDRAWN,
            )
            .order_by(Survey.first_received_at, Survey.id)
            .with_for_update()
        )
    )


def choose(
    session: Session, actor: Actor, survey: Survey, rivals: list[Survey], reason: str
) -> Decision | None:
    """Make ``survey`` the one that counts and withdraw ``rivals``; the right was checked. A held one is taken in to
    wait for approval; any other keeps its state, and no decision is written. Raises ``Conflict`` when one of the
    rivals is approved."""
    if any(rival.status in DECIDED for rival in rivals):
        raise Conflict(
            "rival_decided",
            "Hộ này đã có một phiếu khác được duyệt trong đợt. Cả hai phiếu vẫn giữ. Muốn bỏ phiếu này thì rút phiếu.",
            "Another survey of this household was approved in this round. Both are kept. "
            "Withdraw this one if it is not needed.",
        )
    for rival in rivals:
        rival.is_rival = True
        settle(session, rival, Outcome.HELD, causes.other_chosen(reason), also_accepted=True)
        decisions.write_decision(
            session, actor, rival, DecisionKind.WITHDRAWAL, SurveyStatus.WITHDRAWN, reason
        )
    survey.is_rival = False
    settle(session, survey, Outcome.ACCEPTED, causes.chosen(reason) if rivals else None)
    if survey.status is not SurveyStatus.HELD:
        return None
    return decisions.write_decision(
        session, actor, survey, DecisionKind.RELEASE, SurveyStatus.RECEIVED, reason
    )


def settle(
    session: Session,
    survey: Survey,
    outcome: Outcome,
    cause: dict[str, Any] | None,
    *,
    also_accepted: bool = False,
) -> None:
    """Tell the phone by receipts what became of the revisions of this survey that waited; with ``also_accepted`` of
    the newest one too when it had been accepted, because its phone believes that nothing is left to say."""
    rows = session.scalars(
        select(SyncItem).where(
            SyncItem.tenant == survey.tenant,
            SyncItem.subject == survey.id,
            # Of a sheet that was typed from paper the item is the typist's.
            (SyncItem.user_id == survey.collector_id) | SyncItem.id.in_(typists.revisions(survey)),
            SyncItem.body_sealed.is_(None),
        )
    ).all()
    for row in rows:
        waits = row.outcome in (Outcome.HELD, Outcome.CONFLICT) and row.settled_at is None
        if waits or (also_accepted and row.id == survey.revision_id):
            row.outcome, row.cause, row.settled_at = outcome, cause, now()
            events.changed(session, survey.tenant, "receipt", row.id, user_id=row.user_id)

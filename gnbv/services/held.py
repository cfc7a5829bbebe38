"""What a supervisor does with a survey that is held: unassigned, late, from a moved account, or a second one of a
household. It is taken in to wait for approval like any other, or withdrawn. Nothing is deleted either way.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotPermitted
from gnbv.models import Decision, DecisionKind, Outcome, Purpose, Survey, SurveyStatus, SyncItem
from gnbv.permissions import Actor
from gnbv.services import causes, deciding, decisions, events

DECIDED = (SurveyStatus.APPROVED, SurveyStatus.RECOGNISED)


def take_in(session: Session, actor: Actor, survey: Survey, revision_id: UUID, note: str = "") -> Decision:
    """Let a held survey wait for approval. Of two surveys of one household the one taken in becomes the main one and
    the other is withdrawn.

    ``revision_id`` is what the supervisor was reading. Raises ``NotPermitted``, ``Conflict`` when the survey is not
    held, a newer revision came, or the household's other survey is already approved.
    """
    _require_held(session, actor, survey, revision_id)
    for other in _others(session, survey):
        if other.status in DECIDED:
            raise Conflict(
                "rival_decided",
                "Hộ này đã có một phiếu khác được duyệt trong đợt. Cả hai phiếu vẫn giữ. Muốn bỏ phiếu này thì rút phiếu.",
                "Another survey of this household was approved in this round. Both are kept. "
                "Withdraw this one if it is not needed.",
            )
        other.is_rival = True
        decisions.write_decision(
            session, actor, other, DecisionKind.WITHDRAWAL, SurveyStatus.WITHDRAWN, f"{survey.id}"
        )
    survey.is_rival = False
    _settle(session, survey, Outcome.ACCEPTED, None)
    return decisions.write_decision(session, actor, survey, DecisionKind.RELEASE, SurveyStatus.RECEIVED, note)


def withdraw(session: Session, actor: Actor, survey: Survey, revision_id: UUID, note: str) -> Decision:
    """Put a held survey aside, with the reason that its collector will read. It stays readable.

    Raises ``NotPermitted``, ``Conflict`` when it is not held or a newer revision came, ``Invalid`` without a reason.
    """
    _require_held(session, actor, survey, revision_id)
    if not note.strip():
        raise Invalid(
            "reason_missing",
            "Chưa ghi lý do nên chưa rút phiếu. Phiếu vẫn được giữ. Ghi lý do rồi bấm Rút phiếu.",
            "There is no reason yet, so the survey was not withdrawn. It is still kept. Give a reason, then withdraw.",
        )
    _settle(session, survey, Outcome.HELD, causes.withdrawn(note.strip()))
    return decisions.write_decision(
        session, actor, survey, DecisionKind.WITHDRAWAL, SurveyStatus.WITHDRAWN, note
    )


def _require_held(session: Session, actor: Actor, survey: Survey, revision_id: UUID) -> None:
    if not deciding.may_decide(session, actor, survey):
        raise NotPermitted()
    if survey.status is not SurveyStatus.HELD or survey.revision_id != revision_id:
        raise Conflict(
            "not_held",
            "Phiếu này vừa đổi trạng thái hoặc có bản mới hơn. Chưa có gì thay đổi. Tải lại trang để xem.",
            "This survey has just changed its state or has a newer revision. Nothing was changed. Reload the page.",
        )


def _others(session: Session, survey: Survey) -> list[Survey]:
    """The household's other main surveys of the round that are not held or put aside themselves."""
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
                Survey.status.not_in((SurveyStatus.WITHDRAWN, SurveyStatus.HELD)),
            )
            .with_for_update()
        )
    )


def _settle(session: Session, survey: Survey, outcome: Outcome, cause: dict[str, Any] | None) -> None:
    """Tell the phone by receipts what became of the revisions of this survey that waited."""
    waiting = session.scalars(
        select(SyncItem).where(
            SyncItem.tenant == survey.tenant,
            SyncItem.subject == survey.id,
            SyncItem.user_id == survey.collector_id,
            SyncItem.outcome.in_((Outcome.HELD, Outcome.CONFLICT)),
            SyncItem.settled_at.is_(None),
            SyncItem.body_sealed.is_(None),
        )
    ).all()
    for row in waiting:
        row.outcome, row.cause, row.settled_at = outcome, cause, now()
        events.changed(session, survey.tenant, "receipt", row.id, user_id=row.user_id)

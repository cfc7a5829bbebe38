"""A supervisor asks that one household be interviewed anew by somebody else. Who goes there is assigned elsewhere."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict
from gnbv.ids import new_id
from gnbv.models import BackCheck, DecisionKind, Purpose, Survey, SurveyStatus
from gnbv.permissions import Actor
from gnbv.services import deciding, decisions

# Why a row stands in the sample: a person asked for it. Drawn ones name their draw.
ASKED = "asked"
OPEN = (SurveyStatus.RECEIVED, SurveyStatus.RETURNED, SurveyStatus.APPROVED)


def asked(session: Session, survey: Survey) -> BackCheck | None:
    """The back-check of this survey, asked for or drawn."""
    return session.scalar(
        select(BackCheck).where(BackCheck.tenant == survey.tenant, BackCheck.survey_id == survey.id)
    )


def ask(session: Session, actor: Actor, survey: Survey, reason: str) -> BackCheck:
    """Put this survey's household among those to interview anew; the survey's own state stays.

    Raises ``NotPermitted`` (also for one's own or a relative's sheet), ``Invalid`` without a reason, ``Conflict`` when
    it was asked or drawn before, and for a survey that is held, withdrawn, recognised or itself a back-check.
    """
    deciding.require_right(session, actor, survey)
    words = deciding.require_reason(reason)
    if survey.purpose is not Purpose.MAIN or survey.status not in OPEN:
        raise Conflict(
            "no_back_check",
            f"Phiếu này đang là “{survey.status.label}” nên không yêu cầu phúc tra được. Chưa có gì thay đổi. "
            "Tải lại trang để xem.",
            f"This survey is “{survey.status.value}”, so no back-check can be asked for. Nothing was changed. "
            "Reload the page.",
        )
    if asked(session, survey) is not None:
        raise Conflict(
            "back_check_asked",
            "Hộ này đã ở trong danh sách phúc tra. Chưa có gì thay đổi. Đầu mối của đợt phân công người đi.",
            "This household is already to be interviewed anew. Nothing was changed. "
            "The round's coordinator assigns somebody.",
        )
    row = BackCheck(
        tenant=survey.tenant,
        id=new_id(),
        round_id=survey.round_id,
        survey_id=survey.id,
        seed="",
        reason=ASKED,
        drawn_at=now(),
        drawn_by=actor.user_id,
    )
    session.add(row)
    decisions.write_decision(session, actor, survey, DecisionKind.BACK_CHECK, survey.status, words)
    return row

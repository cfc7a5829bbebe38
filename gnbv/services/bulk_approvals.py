"""Approving many surveys at once: only those on which nothing is left to look at. Each stands for itself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, GnbvError, Invalid, NotPermitted
from gnbv.models import Result, Survey
from gnbv.permissions import DECIDING_ROLES, Actor
from gnbv.services import access, decisions, quality

MOST = 100


@dataclass
class Line:
    """What became of one survey; ``refusal`` is ``None`` when it was approved."""

    survey: Survey
    refusal: GnbvError | None = None


def approve(session: Session, actor: Actor, wanted: list[tuple[UUID, UUID]]) -> list[Line]:
    """Approve the (survey, revision that was listed) pairs of ``wanted``, each in a savepoint of its own.

    A survey with a flag, without a class, with photos missing, one's own, or changed meanwhile is refused in its line
    and the others go on; the refused stand first. Raises ``NotPermitted`` without a deciding role, ``NotFound`` when one lies outside the
    actor's units, ``Invalid`` for none or more than ``MOST``.
    """
    if not actor.has(DECIDING_ROLES):
        raise NotPermitted()
    if not wanted or len(wanted) > MOST:
        raise Invalid(
            "nothing_selected",
            f"Chưa chọn phiếu nào, hoặc chọn quá {MOST} phiếu, nên chưa duyệt. Các phiếu vẫn chờ duyệt. "
            "Đánh dấu các phiếu cần duyệt rồi bấm lại.",
            f"No survey was ticked, or more than {MOST}, so none was approved. They still wait. "
            "Tick the surveys to approve, then press again.",
        )
    pairs = dict(wanted)
    surveys = [access.get_survey(session, actor, survey_id) for survey_id in sorted(pairs)]
    flags = quality.flags_of(session, actor.tenant, list(pairs.values()))
    lines = []
    for survey in surveys:
        line = Line(survey)
        try:
            with session.begin_nested():
                _require_clean(session, survey, bool(flags.get(pairs[survey.id])))
                decisions.approve(session, actor, survey, pairs[survey.id])
        except GnbvError as error:
            line.refusal = error
        lines.append(line)
    return sorted(lines, key=lambda line: line.refusal is None)


def _require_clean(session: Session, survey: Survey, flagged: bool) -> None:
    if flagged or survey.is_rival:
        raise Conflict(
            "has_flags",
            "Phiếu có điểm cần xem nên không duyệt cùng lúc với phiếu khác. Phiếu vẫn chờ duyệt. Mở phiếu để đọc.",
            "There is something to look at, so it is not approved together with others. It still waits. Open it.",
        )
    classed = session.scalar(
        select(Result.id).where(
            Result.tenant == survey.tenant,
            Result.revision_id == survey.revision_id,
            Result.household_class.is_not(None),
        )
    )
    if classed is None:
        raise Conflict(
            "no_class",
            "Phiếu chưa có xếp loại nên không duyệt cùng lúc với phiếu khác. Phiếu vẫn chờ duyệt. Mở phiếu để đọc.",
            "The sheet has no class, so it is not approved together with others. It still waits. Open it.",
        )

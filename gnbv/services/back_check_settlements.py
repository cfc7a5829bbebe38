"""What a supervisor does about a difference between a survey and its back-check: keep the first answer, take the second
one as a correction, or ask the collector; and the end of a back-check."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, NotFound
from gnbv.models import BackCheck, DecisionKind, Round, SurveyStatus
from gnbv.models.labelled import Labelled
from gnbv.permissions import Actor
from gnbv.rules.agreement import DIFFERS
from gnbv.services import (
    back_check_results,
    comments,
    corrections,
    deciding,
    decisions,
    events,
)
from gnbv.services.back_check_results import Pair, Shown


class How(Labelled):
    KEPT = "kept", "Giữ câu trả lời đầu"
    TAKEN = "taken", "Lấy câu trả lời phúc tra"
    ASKED = "asked", "Hỏi lại người rà soát"


def settle(
    session: Session, actor: Actor, round_: Round, pair: Pair, ref: str, how: How, words: str
) -> BackCheck:
    """Settle the difference at ``ref``. ``KEPT`` writes the reason only; ``TAKEN`` corrects the survey by the back-check's
    answer with the reason (``corrections.correct``); ``ASKED`` writes a remark for the collector, which goes with
    :func:`give_back`. The same again changes nothing; until an answer was taken, another way may be chosen.

    Raises ``NotPermitted`` (also for one's own or a relative's sheet, and to whoever made the back-check), ``NotFound``
    for what does not differ, ``Invalid`` without words, ``Conflict`` as corrections and remarks do.
    """
    _require_right(session, actor, pair)
    line = _difference(session, round_, pair, ref)
    done = (line.settled or {}).get("how")
    if done == how.value:
        return pair.check
    if done == How.TAKEN.value:
        raise Conflict(
            "difference_settled",
            "Câu này đã sửa theo bản phúc tra. Bản sửa vẫn giữ. Muốn sửa nữa thì mở phiếu rồi sửa tại xã.",
            "This answer was already corrected by the back-check. The correction is kept. Correct it on the survey's page.",
        )
    reason = deciding.require_reason(words)
    survey = pair.first
    if how is How.TAKEN:
        if not line.can_take:
            raise NotFound()
        corrections.correct(
            session, actor, survey, deciding.current_revision(survey), ref, line.line.second or "", reason
        )
    elif how is How.ASKED:
        if not line.ask_at:
            raise NotFound()
        question, _, instance = line.ask_at.partition("@")
        comments.write(session, actor, survey, question, instance or None, reason)
    entry = {
        "how": how.value,
        "by": str(actor.user_id),
        "name": actor.name,
        "at": now().isoformat(),
        "why": reason,
    }
    _write(session, pair.check, ref, entry)
    events.record(
        session, actor, f"back_check.{how.value}", "survey", survey.id, unit_id=survey.unit_id, question=ref
    )
    return pair.check


def give_back(session: Session, actor: Actor, pair: Pair, revision_id: UUID) -> None:
    """Return the survey with the remarks that were written (``decisions.send_back``). Raises as that."""
    _require_right(session, actor, pair)
    decisions.send_back(session, actor, pair.first, revision_id)


def finish(session: Session, actor: Actor, round_: Round, pair: Pair) -> BackCheck:
    """The back-check is read: its sheet counts as approved, so that the phone that made it lets it go. A second time
    changes nothing. Raises ``NotPermitted``, ``Conflict`` while a difference is open or nothing has come."""
    _require_right(session, actor, pair)
    if pair.second is None or not pair.check.agreement.get("second"):
        raise Conflict(
            "nothing_compared",
            "Chưa có phiếu phúc tra của hộ này nên chưa kết thúc được. Chưa có gì thay đổi. Chờ phiếu gửi về.",
            "No back-check of this household has come, so it was not finished. Nothing was changed. Wait for it.",
        )
    if pair.second.status is SurveyStatus.APPROVED:
        return pair.check
    left = [one for one in back_check_results.shown(session, round_, pair) if one.is_open]
    if left:
        raise Conflict(
            "differences_open",
            f"Còn {len(left)} câu khác nhau chưa xử lý nên chưa kết thúc. Những câu đã xử lý vẫn giữ. Xử lý nốt rồi bấm lại.",
            f"{len(left)} differences are still open, so it was not finished. What was settled is kept. Settle the rest.",
        )
    deciding.require_waiting(session, actor, pair.second)
    decisions.write_decision(session, actor, pair.second, DecisionKind.APPROVAL, SurveyStatus.APPROVED, "")
    return pair.check


def may_settle(session: Session, actor: Actor, pair: Pair) -> bool:
    """Whether the actor may settle differences of this household."""
    made = pair.second is not None and pair.second.collector_id == actor.user_id
    return not made and deciding.may_decide(session, actor, pair.first)


def settled_at(entry: dict[str, Any]) -> datetime:
    """When an entry of ``settled`` was written."""
    return datetime.fromisoformat(entry["at"])


def _require_right(session: Session, actor: Actor, pair: Pair) -> None:
    deciding.require_right(session, actor, pair.first)
    if pair.second is not None:
        deciding.require_right(session, actor, pair.second)


def _difference(session: Session, round_: Round, pair: Pair, ref: str) -> Shown:
    for one in back_check_results.shown(session, round_, pair):
        if one.line.ref == ref and one.line.verdict == DIFFERS:
            return one
    raise NotFound()


def _write(session: Session, check: BackCheck, ref: str, entry: dict[str, Any]) -> None:
    # Beside what somebody else settled at the same moment.
    session.refresh(check, ["agreement"], with_for_update=True)
    settled = {**check.agreement.get("settled", {}), ref: entry}
    check.agreement = {**check.agreement, "settled": settled}

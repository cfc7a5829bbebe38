"""Steps of a village's procedure: to the next stage, back with a reason, and the history of both.

``village_reviews`` finds the review; whoever calls checked the right for the act.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv import clock
from gnbv.errors import Conflict, Invalid
from gnbv.ids import new_id
from gnbv.models import Posting, PostingState, Round, Unit, User, VillageReview, VillageStage, VillageStep
from gnbv.permissions import Actor
from gnbv.rules import procedure
from gnbv.rules.procedure import Procedure
from gnbv.services import events, procedures, working_days
from gnbv.services import village_review_words as words
from gnbv.services.village_review_gaps import gaps

ORDER = tuple(VillageStage)
# After the decision a mistake is mended by another decision.
_DECIDED = (VillageStage.RECOGNITION, VillageStage.CERTIFICATES)


def next_stage(session: Session, review: VillageReview) -> VillageStage | None:
    """The stage that follows in this kind of round; nothing after the last."""
    road = procedures.require(session, _round(session, review))
    return _after(road, review.stage)


def reach(
    session: Session,
    actor: Actor | None,
    review: VillageReview,
    to: VillageStage,
    *,
    on: date | None = None,
    reason: str = "",
) -> VillageStep | None:
    """Take the village to its next stage, by a person or by an act of another service (``actor`` nobody: the worker).
    The caller found the review with the right for its act. There already: nothing changes, ``None``.

    ``on``: the civil day of the act. ``reason``: why it goes on although a sheet waits for approval. Raises ``Conflict``
    for a closed round, a stage that is passed, not next, or left out; ``Invalid`` for a day off, a day to come, or with
    every gap named (``details["gaps"]``).
    """
    if review.stage is to:
        return None
    round_ = _round(session, review)
    road = procedures.require(session, round_)
    words.require_running(round_, to)
    following = _after(road, review.stage)
    if to is not following:
        raise words.out_of_order(review.stage, to, following, road)
    today = actor.today if actor is not None else clock.today()
    day = on or today
    if day > today:
        raise words.day_to_come(day)
    held_on = road.rule(to.value).held_on
    if held_on != procedure.ANY:
        unit = session.get_one(Unit, (review.tenant, review.unit_id))
        working_days.require(session, unit, day, weekend=held_on == procedure.NO_HOLIDAY)
    missing = gaps(session, review, to)
    if missing and not (reason.strip() and all(gap.is_waivable for gap in missing)):
        raise words.missing(to, missing)
    told = [{"code": gap.code, "vi": gap.vi, "en": gap.en} for gap in missing]
    return _step(session, actor, review, to, day, reason=reason.strip()[:4000], missing=told)


def step_back(
    session: Session, actor: Actor, review: VillageReview, to: VillageStage, reason: str
) -> VillageStep | None:
    """Take the village back to an earlier stage, with a reason that stays in its history. There already: ``None``.

    Raises ``Invalid`` without a reason, ``Conflict`` for a closed round, a stage ahead or left out, once the decision
    is signed, and while a list is up.
    """
    if review.stage is to:
        return None
    round_ = _round(session, review)
    words.require_running(round_, to)
    if ORDER.index(to) > ORDER.index(review.stage) or not procedures.require(session, round_).has(to.value):
        raise words.not_behind(review.stage, to)
    if review.stage in _DECIDED:
        raise words.decided()
    if not reason.strip():
        raise Invalid(
            "no_reason",
            "Chưa ghi lý do lùi bước. Thôn vẫn ở bước cũ, không mất gì. Ghi lý do rồi bấm lại.",
            "The reason for going back is missing. The village stays where it is, nothing is lost. Write the reason.",
        )
    up = select(Posting.id).where(
        Posting.tenant == review.tenant, Posting.review_id == review.id, Posting.state == PostingState.UP
    )
    if ORDER.index(to) < ORDER.index(VillageStage.POSTING) and session.scalar(up.limit(1)) is not None:
        raise Conflict(
            "posting_up",
            "Danh sách của thôn đang treo nên chưa lùi bước được. Chưa có gì thay đổi. Gỡ danh sách trước, rồi lùi bước.",
            "The village's list is up, so it does not go back yet. Nothing was changed. Take the list down first.",
        )
    return _step(session, actor, review, to, actor.today, reason=reason.strip()[:4000], is_back=True)


def steps(session: Session, review: VillageReview) -> list[VillageStep]:
    """The village's history, the newest first."""
    query = select(VillageStep).where(VillageStep.tenant == review.tenant, VillageStep.review_id == review.id)
    return list(session.scalars(query.order_by(VillageStep.number.desc())))


def names(session: Session, rows: Sequence[VillageStep]) -> dict[UUID, str]:
    """Who took these steps, by id."""
    if not rows:
        return {}
    ids = {row.actor_id for row in rows if row.actor_id is not None}
    found = session.execute(select(User.id, User.name).where(User.tenant == rows[0].tenant, User.id.in_(ids)))
    return dict(found.tuples().all())


def _after(road: Procedure, stage: VillageStage) -> VillageStage | None:
    code = road.after(stage.value, procedures.ORDER)
    return next((one for one in ORDER if one.value == code), None)


def _round(session: Session, review: VillageReview) -> Round:
    return session.get_one(Round, (review.tenant, review.round_id))


def _step(
    session: Session,
    actor: Actor | None,
    review: VillageReview,
    to: VillageStage,
    on: date,
    *,
    reason: str,
    is_back: bool = False,
    missing: list[dict[str, str]] | None = None,
) -> VillageStep:
    latest = select(func.max(VillageStep.number)).where(
        VillageStep.tenant == review.tenant, VillageStep.review_id == review.id
    )
    row = VillageStep(
        tenant=review.tenant, id=new_id(), review_id=review.id, number=(session.scalar(latest) or 0) + 1,
        from_stage=review.stage, to_stage=to, on=on, is_back=is_back, reason=reason,
        details={"missing": missing} if missing else {}, actor_id=actor.user_id if actor else None,
        recorded_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    events.record(
        session, actor, "village.stepped_back" if is_back else "village.stepped", "village_review", review.id,
        tenant=review.tenant, unit_id=review.unit_id, round=str(review.round_id), was=review.stage.value, to=to.value,
        reason=reason,
    )  # fmt: skip
    review.stage, review.since = to, on
    session.flush()
    events.changed(session, review.tenant, "village_review", review.id, unit_id=review.unit_id)
    return row

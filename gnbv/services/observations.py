"""What the observer (Mặt trận) does with a village's file: a sample of one's own, recommendations with a day of answer.

QĐ 24/2021/QĐ-TTg: the Front supervises; it decides nothing.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.ids import new_id
from gnbv.models import (
    ObserverSample,
    Recommendation,
    Round,
    RoundHousehold,
    Survey,
    SurveyStatus,
    Unit,
    VillageReview,
)
from gnbv.permissions import CONCLUDING_ROLES, FILE_ROLES, OBSERVING_ROLES, Actor
from gnbv.rules import sampling
from gnbv.services import access, events, observation_news

MOST_SEED = 2**31
MOST_DAYS = 60
_HERE = (SurveyStatus.APPROVED, SurveyStatus.RECOGNISED)


def sample_of(session: Session, actor: Actor, review: VillageReview) -> ObserverSample | None:
    """The sample that the actor drew from this village."""
    return session.scalar(
        select(ObserverSample).where(
            ObserverSample.tenant == review.tenant,
            ObserverSample.review_id == review.id,
            ObserverSample.user_id == actor.user_id,
        )
    )


def draw(
    session: Session, actor: Actor, review: VillageReview, size: int, seed: int | None = None
) -> ObserverSample:
    """Draw ``size`` homes of the file for the actor: those whose SHA-256 of ``seed/household`` is smallest, so anybody
    draws the same again. Drawn already: a larger size adds to it with the same seed, the same size changes nothing.

    Raises ``NotPermitted`` for who is no observer there, ``Invalid`` for a size or seed out of range and without decided
    sheets, ``Conflict`` for a smaller size or another seed: one could draw until the sample pleases.
    """
    _require(session, actor, review)
    homes = [str(home) for home in _homes(session, review)]
    there = sample_of(session, actor, review)
    if there is not None and (size < there.size or seed not in (None, there.seed)):
        raise Conflict(
            "sample_drawn",
            f"Mẫu của thôn này đã rút {there.size} hộ với số gốc {there.seed}. Mẫu vẫn giữ. Chỉ rút thêm được, với số gốc đó.",
            f"{there.size} homes were drawn with seed {there.seed}. The sample is kept. More can be drawn with that seed.",
        )
    if not homes:
        raise _invalid("Thôn chưa có phiếu nào đã duyệt để rút mẫu", "There is no decided sheet to draw from")
    if not 1 <= size <= len(homes) or not 0 <= (seed or 0) < MOST_SEED:
        raise _invalid(f"Số hộ phải từ 1 đến {len(homes)}", f"The number of homes is 1 to {len(homes)}")
    if there is None:
        there = ObserverSample(
            tenant=review.tenant, id=new_id(), review_id=review.id, user_id=actor.user_id,
            seed=secrets.randbelow(MOST_SEED) if seed is None else seed, size=0, households=[], drawn_at=now(),
        )  # fmt: skip
        session.add(there)
    elif there.size == size:
        return there
    rest = sorted(set(homes) - set(there.households), key=lambda home: sampling.place(there.seed, home))
    there.households = [*there.households, *rest[: size - len(there.households)]]
    there.size, there.drawn_at = size, now()
    events.record(
        session, actor, "observer.drew", "village_review", review.id, unit_id=review.unit_id, size=size, seed=there.seed
    )  # fmt: skip
    session.flush()
    return there


def recommend(
    session: Session,
    actor: Actor,
    review: VillageReview,
    recommendation_id: UUID,
    text: str,
    answer_by: date,
    household_id: UUID | None = None,
) -> Recommendation:
    """Write a recommendation on the village's file, or on one home of it; who answers is told. The same id with the same
    words again is the same one.

    Raises ``NotPermitted`` for who is no observer there, ``NotFound`` for a home that is not on the list, ``Invalid``
    without text and for a day that is not within the next 60, ``Conflict`` when the id stands for other words.
    """
    village = _require(session, actor, review)
    words = text.strip()[:4000]
    there = session.get(Recommendation, (actor.tenant, recommendation_id))
    if there is not None:
        if (there.review_id, there.text, there.author_id) != (review.id, words, actor.user_id):
            raise _stands()
        return there
    if not words:
        raise _invalid("Chưa ghi nội dung kiến nghị", "The recommendation has no text")
    if not actor.today < answer_by <= actor.today + timedelta(days=MOST_DAYS):
        raise _invalid(
            f"Hạn trả lời phải sau hôm nay, trong vòng {MOST_DAYS} ngày",
            f"The day of answer is after today and within {MOST_DAYS} days",
        )
    if household_id is not None and household_id not in _listed(session, review):
        raise NotFound()
    row = Recommendation(
        tenant=actor.tenant, id=recommendation_id, review_id=review.id, household_id=household_id,
        author_id=actor.user_id, text=words, answer_by=answer_by, written_at=now(),
    )  # fmt: skip
    session.add(row)
    events.record(
        session, actor, "recommendation.written", "recommendation", row.id, unit_id=review.unit_id,
        answer_by=answer_by.isoformat(),
    )  # fmt: skip
    session.flush()
    observation_news.written(session, actor, row, review, village)
    return row


def answer(
    session: Session, actor: Actor, row: Recommendation, text: str, number: str = ""
) -> Recommendation:
    """Answer a recommendation in writing; its author is told. The same answer again changes nothing.

    Raises ``NotPermitted`` for who does not answer for the board there or wrote it, ``Invalid`` without text, ``Conflict``
    when another answer stands.
    """
    review = session.get_one(VillageReview, (row.tenant, row.review_id))
    village = session.get_one(Unit, (row.tenant, review.unit_id))
    if not actor.holds(CONCLUDING_ROLES, village.path) or actor.user_id == row.author_id:
        raise NotPermitted()
    words = text.strip()[:4000]
    if row.answered_at is not None:
        if row.answer != words:
            raise _stands()
        return row
    if not words:
        raise _invalid("Chưa ghi nội dung trả lời", "The answer has no text")
    row.answer, row.answer_number = words, " ".join(number.split())[:100]
    row.answered_by, row.answered_at = actor.user_id, now()
    events.record(session, actor, "recommendation.answered", "recommendation", row.id, unit_id=review.unit_id)
    session.flush()
    observation_news.answered(session, actor, row, review, village)
    return row


def get(session: Session, actor: Actor, recommendation_id: UUID, *, lock: bool = False) -> Recommendation:
    """A recommendation by its id. ``NotFound`` outside the actor's units."""
    query = in_scope(actor).where(Recommendation.id == recommendation_id)
    found = session.scalar(query.with_for_update(of=Recommendation) if lock else query)
    if found is None:
        raise NotFound()
    return found


def in_scope(actor: Actor) -> Select[tuple[Recommendation]]:
    """Recommendations on villages in which the actor reads the file."""
    villages = access.units_in_scope(actor, FILE_ROLES).with_only_columns(Unit.id)
    return (
        select(Recommendation)
        .join(
            VillageReview,
            (VillageReview.tenant == Recommendation.tenant) & (VillageReview.id == Recommendation.review_id),
        )
        .where(Recommendation.tenant == actor.tenant, VillageReview.unit_id.in_(villages))
    )


def index(session: Session, actor: Actor, round_id: UUID | None = None) -> list[Recommendation]:
    """Those in scope, of one round or all: what waits first by its day, then the newest."""
    query = in_scope(actor)
    if round_id is not None:
        query = query.where(VillageReview.round_id == round_id)
    order = (Recommendation.answered_at.is_not(None), Recommendation.answer_by, Recommendation.written_at)
    return list(session.scalars(query.order_by(*order).limit(200)))


def _require(session: Session, actor: Actor, review: VillageReview) -> Unit:
    village = session.get_one(Unit, (review.tenant, review.unit_id))
    if not actor.holds(OBSERVING_ROLES, village.path):
        raise NotPermitted()
    return village


def _listed(session: Session, review: VillageReview) -> set[UUID]:
    query = select(RoundHousehold.household_id).where(
        RoundHousehold.tenant == review.tenant, RoundHousehold.round_id == review.round_id,
        RoundHousehold.unit_id == review.unit_id,
    )  # fmt: skip
    return set(session.scalars(query))


def _homes(session: Session, review: VillageReview) -> set[UUID]:
    round_ = session.get_one(Round, (review.tenant, review.round_id))
    query = select(Survey.household_id).where(
        Survey.tenant == round_.tenant, Survey.round_id == round_.id, Survey.unit_id == review.unit_id,
        Survey.status.in_(_HERE),
    )  # fmt: skip
    return set(session.scalars(query)) & _listed(session, review)


def _stands() -> Conflict:
    return Conflict(
        "recommendation_stands",
        "Kiến nghị này đã ghi với nội dung khác. Nội dung đã ghi vẫn giữ. Tải lại trang để xem.",
        "This recommendation was recorded with other words. Those are kept. Reload the page to see them.",
    )


def _invalid(vi: str, en: str) -> Invalid:
    return Invalid(
        "observation_incomplete",
        f"{vi}. Chưa ghi gì thêm, những gì đã có vẫn giữ. Sửa rồi bấm lại.",
        f"{en}. Nothing was written, what is there is kept. Correct it and try again.",
    )

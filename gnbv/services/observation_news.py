"""Who hears of a recommendation and of its answer."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Grant, Recommendation, Unit, User, VillageReview
from gnbv.permissions import CONCLUDING_ROLES, Actor
from gnbv.services import inbox


def written(
    session: Session, actor: Actor, row: Recommendation, review: VillageReview, village: Unit
) -> None:
    """Tell those who answer for the board over the village."""
    above = [UUID(part) for part in village.path.strip("/").split("/")]
    people = session.scalars(
        select(Grant.user_id)
        .join(User, (User.tenant == Grant.tenant) & (User.id == Grant.user_id))
        .where(
            Grant.tenant == row.tenant, Grant.unit_id.in_(above), Grant.role.in_(list(CONCLUDING_ROLES)),
            Grant.valid_from <= actor.today, Grant.valid_to.is_(None) | (Grant.valid_to >= actor.today),
            User.is_active,
        )
    )  # fmt: skip
    day = f"{row.answer_by.day}/{row.answer_by.month}/{row.answer_by.year}"
    for user_id in sorted(set(people) - {actor.user_id}):
        inbox.tell(
            session, row.tenant, user_id, "recommendation", "village_review", review.id,
            by=actor.name, village=village.name, day=day, **_where(review),
        )  # fmt: skip


def answered(
    session: Session, actor: Actor, row: Recommendation, review: VillageReview, village: Unit
) -> None:
    """Tell the author."""
    inbox.tell(
        session, row.tenant, row.author_id, "recommendation_answered", "village_review", review.id,
        by=actor.name, village=village.name, **_where(review),
    )  # fmt: skip


def _where(review: VillageReview) -> dict[str, str]:
    """What the address of the file names. ``round`` in words is not needed there."""
    return {"round_id": str(review.round_id), "unit_id": str(review.unit_id)}

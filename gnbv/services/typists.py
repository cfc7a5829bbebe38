"""Who typed a survey from paper: it is their own sheet as much as that of the one who asked."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from gnbv.models import Origin, Revision, Survey
from gnbv.permissions import Actor


def typed(tenant: int) -> Select[tuple[UUID]]:
    """Ids of surveys of which a revision was typed from paper."""
    return select(Revision.survey_id).where(Revision.tenant == tenant, Revision.origin == Origin.PAPER)


def revisions(survey: Survey) -> Select[tuple[UUID]]:
    """Ids of the revisions of this survey that were typed from paper."""
    return typed(survey.tenant).where(Revision.survey_id == survey.id).with_only_columns(Revision.id)


def of(session: Session, tenant: int, survey_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """``{survey: who typed it}`` of those that came on paper; one query."""
    rows = session.execute(
        typed(tenant)
        .where(Revision.survey_id.in_(survey_ids))
        .with_only_columns(Revision.survey_id, Revision.author_id)
    )
    found: dict[UUID, set[UUID]] = {}
    for survey_id, author_id in rows:
        found.setdefault(survey_id, set()).add(author_id)
    return found


def is_by(actor: Actor) -> ColumnElement[bool]:
    """For a query of surveys: whether the actor typed it."""
    return (
        typed(actor.tenant)
        .where(Revision.survey_id == Survey.id, Revision.author_id == actor.user_id)
        .exists()
    )


def has_typed(session: Session, actor: Actor, survey: Survey) -> bool:
    """Whether the actor typed this survey, or a correction of it."""
    return session.scalar(revisions(survey).where(Revision.author_id == actor.user_id).limit(1)) is not None

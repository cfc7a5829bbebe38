"""Flags when the office makes a revision: what was seen at arrival is still true of how the answers were taken."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Flag, Survey

# The office's own revision has no result of a phone to differ from.
OF_PHONE = "differs"


def carry(session: Session, survey: Survey, base_id: UUID, revision_id: UUID) -> int:
    """Copy the flags of ``base_id``, with what people said of them, to the office's revision made on it; returns how
    many. No check runs anew: pace, place and hour are those of the visit."""
    rows = session.scalars(
        select(Flag).where(Flag.tenant == survey.tenant, Flag.revision_id == base_id, Flag.code != OF_PHONE)
    ).all()
    survey.risk = sum(row.weight for row in rows if row.explained_at is None)
    session.add_all(
        Flag(
            tenant=row.tenant,
            id=new_id(),
            survey_id=survey.id,
            revision_id=revision_id,
            code=row.code,
            weight=row.weight,
            evidence=row.evidence,
            raised_at=row.raised_at,
            explained_at=row.explained_at,
            explained_by=row.explained_by,
            explanation=row.explanation,
        )
        for row in rows
    )
    return len(rows)


def weigh(session: Session, survey: Survey) -> None:
    """Sum anew what ``Survey.risk`` keeps: the weights of the current revision's flags that nobody has explained."""
    session.flush()
    survey.risk = (
        session.scalar(
            select(func.sum(Flag.weight)).where(
                Flag.tenant == survey.tenant,
                Flag.revision_id == survey.revision_id,
                Flag.explained_at.is_(None),
            )
        )
        or 0
    )

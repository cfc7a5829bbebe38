"""What signed decisions of a round cover already: whole villages, or single households of the average living standard."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Recognition, RecognitionRow, RecognitionState, Round
from gnbv.services.recognition_lists import AVERAGE, REVIEW


def villages(session: Session, round_: Round, standard: str) -> dict[UUID, Recognition]:
    """The villages that a signed decision covers under the standard."""
    rows = session.scalars(
        select(Recognition).where(
            Recognition.tenant == round_.tenant,
            Recognition.round_id == round_.id,
            Recognition.standard == standard,
            Recognition.kind == REVIEW,
            Recognition.state == RecognitionState.SIGNED,
        )
    )
    return {UUID(village): row for row in rows for village in row.villages}


def households(session: Session, round_: Round, standard: str) -> dict[UUID, str]:
    """Households of the average list that a signed decision covers, with its number."""
    rows = session.execute(
        select(RecognitionRow.household_id, Recognition.number)
        .join(
            Recognition,
            (Recognition.tenant == RecognitionRow.tenant) & (Recognition.id == RecognitionRow.recognition_id),
        )
        .where(
            RecognitionRow.tenant == round_.tenant,
            Recognition.round_id == round_.id,
            Recognition.standard == standard,
            Recognition.kind == AVERAGE,
            Recognition.state == RecognitionState.SIGNED,
        )
    )
    return dict(rows.tuples().all())

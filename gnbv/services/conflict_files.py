"""Photos of both copies of a conflict: each by its own hash, because both may stand at the same question."""

from __future__ import annotations

from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import NotFound
from gnbv.models import Attachment, AttachmentState, Survey, SyncItem
from gnbv.places import storage


def open_file(session: Session, row: SyncItem, sha256: str) -> tuple[Attachment, BinaryIO]:
    """A stored file of the survey, or of another one of the same household and round. The actor may decide the
    conflict. Raises ``NotFound``."""
    survey = session.get(Survey, (row.tenant, row.subject))
    ids = [row.subject]
    if survey is not None:
        same_home = select(Survey.id).where(
            Survey.tenant == row.tenant,
            Survey.household_id == survey.household_id,
            Survey.round_id == survey.round_id,
        )
        ids += session.scalars(same_home)
    file = session.scalar(
        select(Attachment)
        .where(
            Attachment.tenant == row.tenant,
            Attachment.survey_id.in_(ids),
            Attachment.sha256 == sha256,
            Attachment.state == AttachmentState.STORED,
        )
        .limit(1)
    )
    if file is None:
        raise NotFound()
    return file, storage().open(file.tenant, file.sha256)

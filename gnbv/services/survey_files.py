"""Which photos a survey promises, and which of them have not arrived."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gnbv.models import Attachment, AttachmentState
from gnbv.permissions import Actor

_FILES = (
    select(Attachment)
    .where(Attachment.tenant == bindparam("tenant"), Attachment.survey_id == bindparam("survey"))
    .order_by(Attachment.question, Attachment.sha256)
)


def expect(session: Session, actor: Actor, survey_id: UUID, promised: list[dict[str, Any]]) -> None:
    """Note the files that a revision names. Those that came before their survey are left as they are."""
    if not promised:
        return
    known = {(row.question, row.sha256) for row in _of(session, actor.tenant, survey_id)}
    for file in promised:
        name = (file["ref"], file["sha256"])
        if name not in known:
            known.add(name)
            session.add(
                Attachment(
                    tenant=actor.tenant,
                    survey_id=survey_id,
                    question=file["ref"],
                    sha256=file["sha256"],
                    size=file["size"],
                    content_type=file["type"],
                    state=AttachmentState.EXPECTED,
                    owner_id=actor.user_id,
                )
            )


def missing(session: Session, tenant: int, survey_id: UUID) -> list[dict[str, str]]:
    """``[{ref, sha256}]`` of the files that are not stored: the phone deletes a photo only when it is not here."""
    return [
        {"ref": row.question, "sha256": row.sha256}
        for row in _of(session, tenant, survey_id)
        if row.state is not AttachmentState.STORED
    ]


def _of(session: Session, tenant: int, survey_id: UUID) -> list[Attachment]:
    return list(session.scalars(_FILES, {"tenant": tenant, "survey": survey_id}))

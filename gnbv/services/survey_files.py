"""Which photos a survey promises, and which of them have not arrived."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from gnbv.errors import NotFound
from gnbv.models import Attachment, AttachmentState, Revision, Survey
from gnbv.permissions import Actor
from gnbv.places import storage
from gnbv.services import attachments, sealing

_FILES = (
    select(Attachment)
    .where(Attachment.tenant == bindparam("tenant"), Attachment.survey_id == bindparam("survey"))
    .order_by(Attachment.question, Attachment.sha256)
)


@dataclass(frozen=True)
class Photos:
    """Of ``total`` files that a survey promises, those at the refs ``missing`` are not stored yet."""

    total: int
    missing: tuple[str, ...]

    @property
    def here(self) -> int:
        return self.total - len(self.missing)


def expect(session: Session, actor: Actor, survey_id: UUID, promised: list[dict[str, Any]]) -> None:
    """Note the files that the newest revision names. Those that came before their survey are left as they are; what
    an earlier revision promised and this one no longer names is not waited for (it is still taken when it comes)."""
    wanted = {(file["ref"], file["sha256"]): file for file in promised}
    known = _of(session, actor.tenant, survey_id)
    dropped = [row.id for row in known if (row.question, row.sha256) not in wanted]
    if dropped:
        # Asked again by the database: it may have become stored in this moment.
        session.execute(
            delete(Attachment).where(
                Attachment.tenant == actor.tenant,
                Attachment.id.in_(dropped),
                Attachment.state != AttachmentState.STORED,
            )
        )
    for name in wanted.keys() - {(row.question, row.sha256) for row in known}:
        file = wanted[name]
        session.add(
            Attachment(
                tenant=actor.tenant,
                survey_id=survey_id,
                question=file["ref"],
                sha256=file["sha256"],
                size=file["size"],
                content_type=attachments.safe_type(file["type"]),
                state=AttachmentState.EXPECTED,
                owner_id=actor.user_id,
            )
        )


def photos(session: Session, survey: Survey, promised: list[dict[str, Any]]) -> Photos:
    """How many of the files that a revision's document names are here."""
    here = {
        (row.question, row.sha256)
        for row in _of(session, survey.tenant, survey.id)
        if row.state is AttachmentState.STORED
    }
    wanted = {(file["ref"], file["sha256"]) for file in promised}
    return Photos(len(wanted), tuple(sorted(ref for ref, _sha256 in wanted - here)))


def waited_for(session: Session, tenant: int, survey_ids: Collection[UUID]) -> dict[UUID, Photos]:
    """The same for many surveys without opening them: of each question the newest promise counts. Surveys that wait
    for nothing are left out."""
    questions: dict[UUID, dict[str, bool]] = {}
    rows = session.execute(
        select(Attachment.survey_id, Attachment.question, Attachment.state).where(
            Attachment.tenant == tenant, Attachment.survey_id.in_(survey_ids)
        )
    )
    for survey_id, question, state in rows:
        of_survey = questions.setdefault(survey_id, {})
        of_survey[question] = of_survey.get(question, True) and state is AttachmentState.STORED
    return {
        survey_id: Photos(len(found), tuple(sorted(ref for ref, is_here in found.items() if not is_here)))
        for survey_id, found in questions.items()
        if not all(found.values())
    }


def missing(session: Session, tenant: int, survey_id: UUID) -> list[dict[str, str]]:
    """``[{ref, sha256}]`` of the files that are not stored: the phone deletes a photo only when it is not here."""
    return [
        {"ref": row.question, "sha256": row.sha256}
        for row in _of(session, tenant, survey_id)
        if row.state is not AttachmentState.STORED
    ]


def open_file(session: Session, survey: Survey, ref: str) -> tuple[Attachment, BinaryIO]:
    """The stored file at a question of a survey that the caller may read: the one that its current revision names, else
    the newest. A copy that met another one has photos here, too. Raises ``NotFound``."""
    rows = session.scalars(
        select(Attachment)
        .where(
            Attachment.tenant == survey.tenant,
            Attachment.survey_id == survey.id,
            Attachment.question == ref,
            Attachment.state == AttachmentState.STORED,
        )
        .order_by(Attachment.stored_at.desc())
    ).all()
    named = _named(session, survey, ref) if len(rows) > 1 else set()
    row = next((one for one in rows if one.sha256 in named), next(iter(rows), None))
    if row is None:
        raise NotFound()
    return row, storage().open(row.tenant, row.sha256)


def _named(session: Session, survey: Survey, ref: str) -> set[str]:
    revision = session.get(Revision, (survey.tenant, survey.revision_id))
    if revision is None:
        return set()
    document = sealing.unseal_document(f"revision/{revision.id}", revision.answers_sealed)
    return {file["sha256"] for file in document.get("attachments") or [] if file["ref"] == ref}


def _of(session: Session, tenant: int, survey_id: UUID) -> list[Attachment]:
    return list(session.scalars(_FILES, {"tenant": tenant, "survey": survey_id}))

"""Photos and signatures of a survey, piece by piece: the phone deletes its copy only on our word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotFound, TooLarge
from gnbv.models import Attachment, AttachmentState, Survey
from gnbv.permissions import Actor
from gnbv.places import storage
from gnbv.services import events

REF = re.compile(r"[^/@\s]{1,200}(@[0-9A-Za-z-]{1,59})?", re.ASCII)
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
CONTENT_TYPE = re.compile(
    r"(image/(jpeg|png|webp)|audio/[\w.+-]+|video/(mp4|3gpp|quicktime|webm)|application/pdf|text/csv)",
    re.ASCII,
)


@dataclass(frozen=True)
class Piece:
    """Bytes ``start`` up to the end of ``content`` of a file of ``total`` bytes."""

    start: int
    total: int
    content: bytes


def find(session: Session, actor: Actor, survey_id: UUID, ref: str, sha256: str) -> Attachment:
    """One of the actor's own files. Raises ``NotFound`` for another's and for one never heard of."""
    _require_names(ref, sha256)
    row = _find(session, actor, survey_id, ref, sha256)
    if row is None or row.owner_id != actor.user_id:
        raise NotFound()
    return row


def receive(
    session: Session,
    actor: Actor,
    survey_id: UUID,
    ref: str,
    sha256: str,
    piece: Piece,
    content_type: str,
    *,
    limit: int,
) -> Attachment:
    """Take a piece of a file. It may arrive before its survey; only the survey's collector may hand it in.

    The row says ``stored`` only when size and hash agree and the file is on disk. Raises ``Conflict`` (with
    ``offset``) when the piece does not continue what is here, ``Invalid`` when the hash does not fit (the part is
    dropped, ``offset`` 0), ``TooLarge`` over ``limit`` bytes, ``NotFound`` for another person's survey.
    """
    _require_names(ref, sha256)
    if piece.total > limit or piece.start + len(piece.content) > piece.total:
        raise _too_large(limit)
    if not CONTENT_TYPE.fullmatch(content_type):
        raise Invalid(
            "file_type",
            "Loại tệp này chưa nhận được. Ảnh vẫn giữ trên máy. Chụp lại ảnh rồi gửi.",
            "This kind of file is not accepted. It is kept on the phone. Take the photo again and send it.",
        )
    owner = session.scalar(
        select(Survey.collector_id).where(Survey.tenant == actor.tenant, Survey.id == survey_id)
    )
    if owner is not None and owner != actor.user_id:
        raise NotFound()
    row = _find(session, actor, survey_id, ref, sha256)
    if row is not None and row.owner_id != actor.user_id:
        raise NotFound()
    if row is None:
        row = Attachment(
            tenant=actor.tenant,
            survey_id=survey_id,
            question=ref,
            sha256=sha256,
            size=piece.total,
            content_type=content_type,
            state=AttachmentState.EXPECTED,
            received=0,
            owner_id=actor.user_id,
        )
        session.add(row)
        session.flush()  # the part on disk is named by the row's id
    if row.state is AttachmentState.STORED:
        return row
    return _write(session, actor, row, piece)


def open_file(session: Session, survey: Survey, ref: str) -> tuple[Attachment, BinaryIO]:
    """The newest stored file at a question of a survey that the caller may read. Raises ``NotFound``."""
    row = session.scalar(
        select(Attachment)
        .where(
            Attachment.tenant == survey.tenant,
            Attachment.survey_id == survey.id,
            Attachment.question == ref,
            Attachment.state == AttachmentState.STORED,
        )
        .order_by(Attachment.stored_at.desc())
        .limit(1)
    )
    if row is None:
        raise NotFound()
    return row, storage().open(row.tenant, row.sha256)


def _write(session: Session, actor: Actor, row: Attachment, piece: Piece) -> Attachment:
    store = storage()
    here = min(store.received(row.id), row.received)
    if piece.start > here:
        raise _does_not_continue(here)
    row.size = piece.total
    row.received = store.append(row.id, piece.start, piece.content)
    row.state = AttachmentState.PARTIAL
    if row.received < row.size:
        return row
    if not store.complete(row.id, row.tenant, row.sha256):
        raise Invalid(
            "file_hash",
            "Ảnh nhận được không khớp với mã kiểm tra. Ảnh vẫn giữ trên máy. Máy sẽ gửi lại từ đầu.",
            "The photo that arrived does not fit its check code. It is kept on the phone. Send it again.",
            offset=0,
        )
    _store(session, actor, row)
    return row


def _store(session: Session, actor: Actor, row: Attachment) -> None:
    row.state, row.received, row.stored_at = AttachmentState.STORED, row.size, now()
    events.record(session, actor, "attachment.stored", "survey", row.survey_id, question=row.question)


def _find(session: Session, actor: Actor, survey_id: UUID, ref: str, sha256: str) -> Attachment | None:
    return session.scalar(
        select(Attachment)
        .where(
            Attachment.tenant == actor.tenant,
            Attachment.survey_id == survey_id,
            Attachment.question == ref,
            Attachment.sha256 == sha256,
        )
        .with_for_update()
    )


def _require_names(ref: str, sha256: str) -> None:
    if not REF.fullmatch(ref) or not SHA256.fullmatch(sha256):
        raise NotFound()


def _does_not_continue(offset: int) -> Conflict:
    return Conflict(
        "offset",
        "Phần ảnh này không nối tiếp phần xã đã có. Ảnh vẫn giữ trên máy. Máy sẽ gửi tiếp từ đúng chỗ.",
        "This piece does not continue what the commune has. It is kept on the phone. Send it again from the place given.",
        offset=offset,
    )


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        "file_too_large",
        f"Tệp lớn quá {limit // 1024 // 1024} MB nên chưa nhận. Tệp vẫn giữ trên máy. Chụp lại ảnh rồi gửi.",
        f"The file is over {limit // 1024 // 1024} MB and was not taken. It is kept on the phone. "
        "Take the photo again and send it.",
    )

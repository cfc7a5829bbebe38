"""Photos and signatures of a survey, piece by piece: the phone deletes its copy only on our word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotFound, TooLarge
from gnbv.models import Attachment, AttachmentState
from gnbv.permissions import Actor
from gnbv.places import storage
from gnbv.services import attachment_subjects, events
from gnbv.services.sealed_files import GROWTH, Sealing, open_key, open_sealed

__all__ = ["Piece", "find", "offset", "open_sealed", "receive", "safe_type", "take_whole"]
REF = re.compile(r"[^/@\s]{1,200}(@[0-9A-Za-z-]{1,59})?", re.ASCII)
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
CONTENT_TYPE = re.compile(
    r"(image/(jpeg|png|webp)|audio/[\w.+-]{1,80}|video/(mp4|3gpp|quicktime|webm)|application/pdf|text/csv)",
    re.ASCII,
)

UNKNOWN_TYPE = "application/octet-stream"
# The first bytes of what is shown as a picture or opened as a paper; sound and film have too many kinds.
STARTS = {
    "image/jpeg": re.compile(rb"\xff\xd8"),
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "application/pdf": re.compile(rb"%PDF-"),
}


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
    sealing: Sealing | None = None,
) -> Attachment:
    """Take a piece of a file. It may arrive before its survey; only the survey's collector may hand it in
    (``attachment_subjects`` for other subjects).

    With ``sealing`` the piece is one of the sealed box, which is ``GROWTH`` bytes longer than the file. The row says
    ``stored`` only when size and hash agree and the file is on disk. Raises ``Conflict`` (with ``offset``) when the
    piece does not continue what is here, ``Invalid`` when hash or seal do not fit (the part is dropped, ``offset`` 0)
    and for an empty file, ``TooLarge`` over ``limit`` bytes of the file, ``NotFound`` for another person's.
    """
    _require_names(ref, sha256)
    size = piece.total - (GROWTH if sealing else 0)
    if size > limit or piece.start + len(piece.content) > piece.total:
        raise _too_large(limit)
    if size <= 0:
        raise _empty()
    if not CONTENT_TYPE.fullmatch(content_type):
        raise Invalid(
            "file_type",
            "Loại tệp này chưa nhận được. Ảnh vẫn giữ trên máy. Chụp lại ảnh rồi gửi.",
            "This kind of file is not accepted. It is kept on the phone. Take the photo again and send it.",
        )
    attachment_subjects.require(session, actor, survey_id, ref)
    row = _find(session, actor, survey_id, ref, sha256) or _begin(
        session, actor, survey_id, ref, sha256, size, content_type
    )
    if row.owner_id != actor.user_id:
        raise NotFound()
    if row.state is AttachmentState.STORED:
        return row
    row.size = size
    whole = _take_sealed(row, piece, sealing) if sealing else _take_plain(row, piece)
    if not whole:
        row.state = AttachmentState.PARTIAL
        return row
    if not storage().complete(row.id, row.tenant, row.sha256):
        raise _wrong_hash()
    _store(session, actor, row, content_type)
    return row


def take_whole(
    session: Session,
    actor: Actor,
    survey_id: UUID,
    ref: str,
    sha256: str,
    content_type: str,
    content: bytes,
    *,
    limit: int,
) -> Attachment:
    """A file that came in one piece, not over the wire (a hand-over file). Raises as ``receive`` does."""
    piece = Piece(0, len(content), content)
    return receive(session, actor, survey_id, ref, sha256, piece, content_type, limit=limit)


def offset(row: Attachment, sealing: Sealing | None) -> int:
    """How many bytes need not be sent again: all of them when the file is stored."""
    if row.state is AttachmentState.STORED:
        return row.size + (GROWTH if sealing else 0)
    return storage().received(sealing.part(row.id)) if sealing else row.received


def _begin(
    session: Session, actor: Actor, survey_id: UUID, ref: str, sha256: str, size: int, content_type: str
) -> Attachment:
    row = Attachment(
        tenant=actor.tenant,
        survey_id=survey_id,
        question=ref,
        sha256=sha256,
        size=size,
        content_type=content_type,
        state=AttachmentState.EXPECTED,
        received=0,
        owner_id=actor.user_id,
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()  # the part on disk is named by the row's id
        return row
    except IntegrityError:
        # The page and its worker, or the survey that names it, in this very moment.
        known = _find(session, actor, survey_id, ref, sha256)
        if known is None:
            raise
        return known


def _take_plain(row: Attachment, piece: Piece) -> bool:
    """Whether the part now holds all of the file."""
    here = min(storage().received(row.id), row.received)
    row.received = _append(row.id, here, piece)
    return row.received == row.size


def _take_sealed(row: Attachment, piece: Piece, sealing: Sealing) -> bool:
    """The last piece of a box is never written: it is opened with those before it, and the file takes its place."""
    store, part = storage(), sealing.part(row.id)
    name = f"{row.survey_id}/{row.question}/{row.sha256}"
    if piece.start + len(piece.content) < piece.total:
        open_key(name, sealing.wire)  # what will not open is refused before it has cost its bytes
        _append(part, store.received(part), piece)
        return False
    here = store.received(part)
    if piece.start > here:
        raise _does_not_continue(here)
    box = store.read(part)[: piece.start] + piece.content
    store.discard(part)
    plain = open_sealed(name, sealing.wire, sealing.box_iv, box)
    store.append(row.id, 0, plain)
    return True


def _append(part: UUID, here: int, piece: Piece) -> int:
    """The part's new length. What is here already is not written again: a late repeat takes nothing away."""
    if piece.start > here:
        raise _does_not_continue(here)
    end = piece.start + len(piece.content)
    is_whole = end == piece.total and piece.start == 0
    if is_whole:
        return storage().append(part, 0, piece.content)
    if end <= here:
        return here
    return storage().append(part, here, piece.content[here - piece.start :])


def safe_type(content_type: str) -> str:
    """The type when it is one that is taken, else that of bytes nobody knows. A survey may promise any text."""
    return content_type if CONTENT_TYPE.fullmatch(content_type) else UNKNOWN_TYPE


def _store(session: Session, actor: Actor, row: Attachment, content_type: str) -> None:
    start = STARTS.get(content_type)
    with storage().open(row.tenant, row.sha256) as file:
        fits = start is None or start.match(file.read(16)) is not None
    row.content_type = content_type if fits else UNKNOWN_TYPE
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


def _wrong_hash() -> Invalid:
    return Invalid(
        "file_hash",
        "Ảnh nhận được không khớp với mã kiểm tra. Ảnh vẫn giữ trên máy. Máy sẽ gửi lại từ đầu.",
        "The photo that arrived does not fit its check code. It is kept on the phone. Send it again.",
        offset=0,
    )


def _empty() -> Invalid:
    return Invalid(
        "file_empty",
        "Tệp này rỗng nên xã không nhận. Các câu trả lời của phiếu không bị ảnh hưởng. Chụp lại ảnh rồi gửi.",
        "This file is empty and was not taken. The survey's answers are not affected. Take the photo again and send it.",
    )


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        "file_too_large",
        f"Tệp lớn quá {limit // 1024 // 1024} MB nên chưa nhận. Tệp vẫn giữ trên máy. Chụp lại ảnh rồi gửi.",
        f"The file is over {limit // 1024 // 1024} MB and was not taken. It is kept on the phone. "
        "Take the photo again and send it.",
    )

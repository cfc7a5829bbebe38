"""Where the bytes of a phone's second copy lie, and how they come and go."""

from __future__ import annotations

import hashlib

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotFound
from gnbv.models import CopyKind, PhoneCopy
from gnbv.places import copy_storage
from gnbv.services.attachments import Piece


def replace(row: PhoneCopy, piece: Piece) -> None:
    """Keep the whole content of a draft or item in its row. Raises ``Invalid`` when the hash does not fit."""
    if len(piece.content) != piece.total or hashlib.sha256(piece.content).hexdigest() != row.wished_sha256:
        raise damaged()
    row.body = piece.content
    _kept(row)


def write(session: Session, row: PhoneCopy, piece: Piece) -> None:
    """Keep a piece of a photo; the last one makes it whole. Raises ``Conflict`` with ``offset``, ``Invalid``."""
    store = copy_storage()
    if row.id is None:
        session.flush()  # the part is named by the row's id
    here = min(store.received(row.id), row.received)
    if piece.start > here:
        raise Conflict(
            "offset",
            "Phần này không nối tiếp phần đã có. Việc trên máy vẫn nguyên. Máy sẽ gửi tiếp từ đúng chỗ.",
            "This piece does not continue what is here. Work on the phone is safe. Send it again from the place given.",
            offset=here,
        )
    if piece.start + len(piece.content) < here:  # repeated: what is here is not cut back
        return
    row.received = store.append(row.id, piece.start, piece.content)
    if row.received < row.wished_size:
        return
    before = row.sha256
    if not store.complete(row.id, row.tenant, row.wished_sha256):
        row.received = 0
        raise damaged()
    _kept(row)
    if before is not None:
        _forget(session, row.tenant, before)


def begin_anew(row: PhoneCopy) -> None:
    """What had come of an earlier state is of no use for the next one."""
    if row.kind is CopyKind.FILE and row.received and row.id is not None:
        copy_storage().discard(row.id)
    row.received = 0


def read(row: PhoneCopy) -> bytes:
    """The bytes that are kept. Raises ``NotFound`` when there are none."""
    if row.sha256 is None:
        raise NotFound()
    if row.kind is not CopyKind.FILE:
        return row.body or b""
    try:
        with copy_storage().open(row.tenant, row.sha256) as file:
            return file.read()
    except FileNotFoundError as error:
        raise NotFound() from error


def drop(session: Session, row: PhoneCopy) -> None:
    """Forget the bytes of a row that is about to go."""
    if row.kind is CopyKind.FILE:
        copy_storage().discard(row.id)
        if row.sha256 is not None:
            kept, row.sha256 = row.sha256, None
            _forget(session, row.tenant, kept)


def damaged() -> Invalid:
    return Invalid(
        "copy_hash",
        "Bản dự phòng nhận được không khớp với mã kiểm tra. Việc trên máy vẫn nguyên. Máy sẽ gửi lại từ đầu.",
        "The copy that arrived does not fit its check code. Work on the phone is safe. Send it again.",
        offset=0,
    )


def _kept(row: PhoneCopy) -> None:
    row.sha256, row.size, row.received, row.stored_at = row.wished_sha256, row.wished_size, 0, now()


def _forget(session: Session, tenant: int, sha256: str) -> None:
    """Delete a photo's bytes, unless another phone's copy is the very same."""
    session.flush()
    same = (PhoneCopy.tenant == tenant, PhoneCopy.kind == CopyKind.FILE, PhoneCopy.sha256 == sha256)
    if not session.scalar(select(func.count()).select_from(PhoneCopy).where(*same)):
        copy_storage().remove(tenant, sha256)

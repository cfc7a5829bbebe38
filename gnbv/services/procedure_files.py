"""Photos and scans of a village's procedure: the signed page of a meeting, a posting put up, a complaint's paper. They
stand with the id of what they belong to, as those do that phones send."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Invalid, NotFound, TooLarge
from gnbv.ids import new_id
from gnbv.models import Attachment, AttachmentState
from gnbv.permissions import Actor
from gnbv.places import largest_file, storage
from gnbv.services import events
from gnbv.services.attachments import STARTS

MOST_FILES = 12
_NAME = re.compile(r"[a-z][a-z_]{0,59}")


def store(session: Session, actor: Actor, subject_id: UUID, name: str, file: bytes | BinaryIO) -> Attachment:
    """Keep a picture or PDF of the subject, which the caller found in scope and with the right. ``name`` says what it
    shows (``signed_page``); the second of the same name is ``signed_page2``. The same bytes again are the same file.

    Raises ``Invalid`` for what is neither picture nor PDF by its first bytes and for too many, ``TooLarge`` over the
    limit of attachments.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} names no file of the procedure")
    limit = largest_file()
    content = file if isinstance(file, bytes) else file.read(limit + 1)
    kind = next((known for known, start in STARTS.items() if start.match(content)), None)
    if kind is None:
        raise _no_picture()
    if len(content) > limit:
        raise _too_large(limit)
    sha256 = hashlib.sha256(content).hexdigest()
    here = [row for row in _rows(session, actor.tenant, [subject_id]) if _is_named(row, name)]
    same = next((row for row in here if row.sha256 == sha256), None)
    if same is not None and same.state is AttachmentState.STORED:
        return same
    if len(here) >= MOST_FILES:
        raise _too_many()
    row = same or Attachment(
        tenant=actor.tenant,
        id=new_id(),
        survey_id=subject_id,
        question=name if not here else f"{name}{len(here) + 1}",
        sha256=sha256,
        owner_id=actor.user_id,
    )
    row.size = row.received = len(content)
    row.content_type, row.state, row.stored_at = kind, AttachmentState.STORED, now()
    place = storage()
    place.append(row.id, 0, content)
    if not place.complete(row.id, row.tenant, sha256):
        raise RuntimeError(f"file {sha256} was not written as it came")
    session.add(row)
    events.record(session, actor, "attachment.stored", "procedure", subject_id, question=row.question)
    session.flush()  # whoever closes on it asks whether it is here
    return row


def of(session: Session, tenant: int, subject_ids: Iterable[UUID]) -> dict[UUID, list[Attachment]]:
    """The files that are here whole, by subject, in the order in which they came: one query."""
    found: dict[UUID, list[Attachment]] = {}
    for row in _rows(session, tenant, subject_ids):
        # A phone may call anything a picture: what is none by its first bytes proves nothing.
        if row.state is AttachmentState.STORED and row.content_type in STARTS:
            found.setdefault(row.survey_id, []).append(row)
    return found


def open_file(session: Session, tenant: int, subject_id: UUID, sha256: str) -> tuple[Attachment, BinaryIO]:
    """One file of a subject that the caller found in scope. Raises ``NotFound``."""
    row = next(
        (one for one in of(session, tenant, [subject_id]).get(subject_id, ()) if one.sha256 == sha256), None
    )
    if row is None:
        raise NotFound()
    return row, storage().open(row.tenant, row.sha256)


def _rows(session: Session, tenant: int, subject_ids: Iterable[UUID]) -> list[Attachment]:
    return list(
        session.scalars(
            select(Attachment)
            .where(Attachment.tenant == tenant, Attachment.survey_id.in_(list(subject_ids)))
            .order_by(Attachment.stored_at, Attachment.question)
        )
    )


def _is_named(row: Attachment, name: str) -> bool:
    return row.question.rstrip("0123456789") == name


def _no_picture() -> Invalid:
    return Invalid(
        "file_type",
        "Tệp này không phải ảnh (JPEG, PNG, WebP) hay PDF nên chưa nhận. Những gì đã ghi vẫn giữ. Chụp hoặc quét lại rồi chọn "
        "tệp khác.",
        "This file is no picture (JPEG, PNG, WebP) and no PDF, so it was not taken. What was written is safe. Photograph or "
        "scan it again and choose another file.",
    )


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        "file_too_large",
        f"Tệp lớn quá {limit // 1024 // 1024} MB nên chưa nhận. Những gì đã ghi vẫn giữ. Chụp hoặc quét ở độ nét thấp hơn.",
        f"The file is over {limit // 1024 // 1024} MB and was not taken. What was written is safe. Use a lower resolution.",
    )


def _too_many() -> Invalid:
    return Invalid(
        "too_many_files",
        f"Ở đây chỉ kèm được {MOST_FILES} ảnh. Các ảnh đã có vẫn giữ. Gộp các trang thành một tệp PDF rồi thêm.",
        f"{MOST_FILES} files at most are kept here. Those that came are safe. Join pages to one PDF file.",
    )

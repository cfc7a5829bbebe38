"""Scans of a sheet of paper: kept with the files of its survey from the moment they are chosen, before it is handed in."""

from __future__ import annotations

import hashlib
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Invalid, NotFound, TooLarge
from gnbv.ids import new_id
from gnbv.models import Attachment, AttachmentState, PaperDraft, Survey
from gnbv.permissions import Actor
from gnbv.places import storage
from gnbv.services import events
from gnbv.services.attachments import STARTS
from gnbv.services.compiled import Sheet
from gnbv.services.paper_answers import SCAN_REF, Document, Reader
from gnbv.services.paper_places import Entry
from gnbv.services.rows import by_key

MOST_SCANS = 12


def add(
    session: Session,
    actor: Actor,
    draft: PaperDraft,
    sheet: Sheet,
    document: Document,
    content: bytes,
    limit: int,
) -> None:
    """Keep one more page; the same page twice is one. The first scan answers the photo questions that must be answered.

    Raises ``Invalid`` for what is no picture and no PDF, and for too many; ``TooLarge`` over ``limit`` bytes.
    """
    kind = next((name for name, start in STARTS.items() if start.match(content)), None)
    if kind is None:
        raise Invalid(
            "scan_type",
            "Tệp này không phải ảnh (JPEG, PNG, WebP) hay PDF nên chưa nhận. Phần đã gõ vẫn giữ. Quét lại rồi chọn tệp khác.",
            "This file is no picture (JPEG, PNG, WebP) and no PDF, so it was not taken. What was typed is safe. "
            "Scan again and choose another file.",
        )
    if len(content) > limit:
        raise TooLarge(
            "scan_too_large",
            f"Bản quét lớn quá {limit // 1024 // 1024} MB nên chưa nhận. Phần đã gõ vẫn giữ. Quét lại ở độ nét thấp hơn.",
            f"The scan is over {limit // 1024 // 1024} MB and was not taken. What was typed is safe. "
            "Scan again at a lower resolution.",
        )
    sha256 = hashlib.sha256(content).hexdigest()
    if any(scan["sha256"] == sha256 for scan in document["scans"]):
        return
    if len(document["scans"]) >= MOST_SCANS:
        raise Invalid(
            "too_many_scans",
            f"Một tờ chỉ kèm được {MOST_SCANS} bản quét. Các bản đã có vẫn giữ. Bỏ bớt một bản rồi thêm lại.",
            f"A sheet takes {MOST_SCANS} scans at most. Those here are kept. Remove one, then add again.",
        )
    document["scans"].append({"sha256": sha256, "size": len(content), "type": kind})
    _store(session, actor, draft, SCAN_REF.format(len(document["scans"])), document["scans"][-1], content)
    _answer_photos(sheet, document)


def remove(session: Session, actor: Actor, draft: PaperDraft, document: Document, sha256: str) -> None:
    """Take a page off this sheet; questions that it answered are open again. A no-op for one that is not there."""
    places = [place for place, scan in enumerate(document["scans"], 1) if scan["sha256"] == sha256]
    if not places:
        return
    (place,) = places
    photos = {
        ref: text
        for ref, text in document["fields"].items()
        if text.isascii() and text.isdigit() and ref in _photo_refs(document)
    }
    del document["scans"][place - 1]
    for ref, text in photos.items():
        number = int(text)
        document["fields"][ref] = "" if number == place else str(number - (number > place))
    forget(session, draft, sha256)
    events.record(session, actor, "paper.scan_removed", "household", draft.household_id)


def forget(session: Session, draft: PaperDraft, sha256: str | None = None) -> None:
    """Let go of one scan, or of all, that no survey has; what was handed in once stays."""
    if by_key(session, Survey, draft.tenant, draft.survey_id) is None:
        for row in _rows(session, draft, sha256):
            session.delete(row)


def open_file(
    session: Session, entry: Entry, draft: PaperDraft | None, sha256: str
) -> tuple[Attachment, BinaryIO]:
    """One of the sheet's own scans: of the draft, or of the typed survey that nobody corrects yet. Raises ``NotFound``."""
    owner = draft.survey_id if draft else entry.survey.id if entry.survey else None
    row = session.scalar(
        select(Attachment)
        .where(
            Attachment.tenant == entry.round.tenant,
            Attachment.survey_id == owner,
            Attachment.sha256 == sha256,
            Attachment.state == AttachmentState.STORED,
        )
        .order_by(Attachment.question)
        .limit(1)
    )
    if row is None:
        raise NotFound()
    return row, storage().open(row.tenant, row.sha256)


def place_all(session: Session, actor: Actor, draft: PaperDraft, promised: list[dict[str, object]]) -> None:
    """Every file that the answers name stands at its own question: the bytes are here already."""
    known = {(row.question, row.sha256) for row in _rows(session, draft)}
    stored = {row.sha256: row for row in _rows(session, draft) if row.state is AttachmentState.STORED}
    for file in promised:
        ref, sha256 = str(file["ref"]), str(file["sha256"])
        if (ref, sha256) not in known and sha256 in stored:
            session.add(_row(session, actor, draft, ref, stored[sha256]))
    session.flush()  # the survey asks which of its files are here


def _answer_photos(sheet: Sheet, document: Document) -> None:
    """A question for a picture that must be answered is answered by the paper itself, until somebody says otherwise."""
    reader = Reader(sheet.compiled)
    document["photos"] = sorted(key for key, node in reader.by_key.items() if node["type"] == "binary")
    for key in document["photos"]:
        node = reader.by_key[key]
        is_needed = node.get("required") is True and node.get("repeat", -1) < 0
        if is_needed and not document["fields"].get(key):
            document["fields"][key] = "1"


def _photo_refs(document: Document) -> set[str]:
    keys = set(document.get("photos") or ())
    return {ref for ref in document["fields"] if ref.partition("@")[0] in keys}


def _rows(session: Session, draft: PaperDraft, sha256: str | None = None) -> list[Attachment]:
    query = select(Attachment).where(
        Attachment.tenant == draft.tenant, Attachment.survey_id == draft.survey_id
    )
    if sha256 is not None:
        query = query.where(Attachment.sha256 == sha256)
    return list(session.scalars(query.order_by(Attachment.question)))


def _store(
    session: Session, actor: Actor, draft: PaperDraft, ref: str, scan: dict[str, object], content: bytes
) -> None:
    sha256 = str(scan["sha256"])
    here = _rows(session, draft, sha256)
    if any(row.state is AttachmentState.STORED for row in here):
        return
    row = Attachment(
        tenant=draft.tenant,
        id=new_id(),
        survey_id=draft.survey_id,
        question=ref,
        sha256=sha256,
        size=len(content),
        content_type=str(scan["type"]),
        state=AttachmentState.STORED,
        received=len(content),
        owner_id=_owner(session, actor, draft),
        stored_at=now(),
    )
    store = storage()
    store.append(row.id, 0, content)
    if not store.complete(row.id, row.tenant, sha256):
        raise RuntimeError(f"scan {sha256} was not written as it came")
    session.add(row)
    events.record(session, actor, "attachment.stored", "survey", draft.survey_id, question=ref)


def _row(session: Session, actor: Actor, draft: PaperDraft, ref: str, like: Attachment) -> Attachment:
    return Attachment(
        tenant=draft.tenant,
        id=new_id(),
        survey_id=draft.survey_id,
        question=ref,
        sha256=like.sha256,
        size=like.size,
        content_type=like.content_type,
        state=AttachmentState.STORED,
        received=like.size,
        owner_id=_owner(session, actor, draft),
        stored_at=now(),
    )


def _owner(session: Session, actor: Actor, draft: PaperDraft) -> UUID:
    """Files of a survey belong to its collector: the phone of the one who asked may name them in a correction."""
    survey = by_key(session, Survey, draft.tenant, draft.survey_id)
    return survey.collector_id if survey is not None else actor.user_id

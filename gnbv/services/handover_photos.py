"""A photo of a hand-over file: its key is opened with the commune's, then its box; it is kept like any other."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gnbv.errors import GnbvError, NotFound
from gnbv.models import AttachmentState
from gnbv.permissions import Actor
from gnbv.services import attachments, sealed_files, sync_schema

STORED = "stored"
KNOWN = "known"
REJECTED = "rejected"
TRIES = 3
TEXTS = ("survey", "ref", "sha256", "type")


def take(
    session: Session, actor: Actor, file: dict[str, Any], *, limit: int
) -> tuple[str, dict[str, Any] | None]:
    """Keep one photo under its owner's name: ``stored``, ``known`` (it was here) or ``rejected`` with the cause.
    The caller commits."""
    for _attempt in range(TRIES):
        try:
            with session.begin_nested():
                return _keep(session, actor, file, limit), None
        except GnbvError as error:
            return REJECTED, error.as_cause()
        except IntegrityError:
            continue  # the phone itself sent it in this moment: look again
    return REJECTED, None


def _keep(session: Session, actor: Actor, file: dict[str, Any], limit: int) -> str:
    if not all(isinstance(file.get(name), str) and file[name].isprintable() for name in TEXTS):
        raise sync_schema.malformed("file", "a name is missing or cannot be written")
    survey = sync_schema.as_uuid(file["survey"])
    if _is_here(session, actor, survey, file):
        return KNOWN
    content = _opened(file)
    attachments.take_whole(
        session, actor, survey, file["ref"], file["sha256"], file["type"], content, limit=limit
    )
    return STORED


def _is_here(session: Session, actor: Actor, survey: UUID, file: dict[str, Any]) -> bool:
    try:
        row = attachments.find(session, actor, survey, file["ref"], file["sha256"])
    except NotFound:
        return False
    return row.state is AttachmentState.STORED


def _opened(file: dict[str, Any]) -> bytes:
    """The photo. Its key is bound to survey, question and content: no photo passes for another."""
    sealed = file.get("sealed")
    if not isinstance(sealed, dict):
        raise sync_schema.malformed("file/sealed", "missing")
    place = f"{file['survey']}/{file['ref']}/{file['sha256']}"
    box_iv, box = _bytes(sealed.get("box"), "sealed/box"), _bytes(file.get("bytes"), "bytes")
    return sealed_files.open_sealed(place, sealed, box_iv, box)


def _bytes(text: Any, place: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (TypeError, ValueError) as error:
        raise sync_schema.malformed(f"file/{place}", "not base64url") from error

"""Whether what a phone was promised stands in the commune's database, bit for bit and in order."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from gnbv.models import Attachment, AttachmentState, Revision, SyncItem
from gnbv.places import storage
from gnbv.services import sealing
from gnbv.services.canonical import digest
from tests.factories import TENANT


def is_bit_for_bit(session: Session, owed: dict[str, Any], row: SyncItem) -> None:
    """The row of an item holds what its person finished."""
    if row.body_sealed is not None:  # it waits for a person, whole
        body = sealing.unseal_document(f"item/{row.id}", row.body_sealed)
        assert digest(body["payload"]) == owed["content"]
        return
    if owed["kind"] != "survey":
        assert row.sha256 == owed["sha256"]
        return
    revision = session.scalars(
        select(Revision).where(Revision.id == row.id).options(undefer(Revision.answers_sealed))
    ).one()
    assert revision.sha256 == row.sha256
    document = sealing.unseal_document(f"revision/{revision.id}", revision.answers_sealed)
    assert digest(document) == owed["document"]


def has_photos(session: Session, owed: dict[str, Any], *, may_wait: bool = False) -> int:
    """How many photos of an item are here, each with its hash; only those still on the phone may be missing."""
    here = 0
    for file in owed["files"]:
        row = session.scalar(
            select(Attachment).where(
                Attachment.survey_id == UUID(owed["survey"]),
                Attachment.question == file["ref"],
                Attachment.sha256 == file["sha256"],
            )
        )
        if row is None or row.state is not AttachmentState.STORED:
            assert may_wait, file
            continue
        with storage().open(TENANT, row.sha256) as photo:
            assert hashlib.sha256(photo.read()).hexdigest() == file["sha256"]
        here += 1
    return here


def is_in_order(session: Session) -> None:
    """Each revision stands on the one before it, whatever order they came in."""
    before: dict[UUID, UUID | None] = {}
    for row in session.scalars(select(Revision).order_by(Revision.survey_id, Revision.number)):
        assert row.base_id == before.get(row.survey_id), (row.survey_id, row.number)
        before[row.survey_id] = row.id

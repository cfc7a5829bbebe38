"""The inbox of a kit: the newest rows of the person, each as one sentence in both languages, to be read offline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import InboxRow
from gnbv.services import inbox, inbox_words, sync_schema
from gnbv.services.kit_scope import Scope

Entry = tuple[str, str, dict[str, Any]]


def ids(session: Session, scope: Scope) -> list[UUID]:
    """The newest rows, as many as a phone carries: one query."""
    return inbox.newest(session, scope.actor)


def entries(session: Session, scope: Scope, wanted: list[UUID]) -> Iterator[Entry]:
    """The person's own rows among ``wanted`` that a phone carries; two queries."""
    if not wanted:
        return
    carried = set(ids(session, scope)) & set(wanted)
    rows = session.scalars(
        select(InboxRow).where(InboxRow.tenant == scope.actor.tenant, InboxRow.id.in_(carried))
    )
    for row in rows:
        yield "inbox", str(row.id), {
            "id": str(row.id),
            "kind": row.kind,
            "at": sync_schema.instant_text(row.at),
            "read": row.read_at is not None,
            "about": row.subject_kind,
            "household": row.details.get("household"),
            "vi": inbox_words.sentence(row, "vi"),
            "en": inbox_words.sentence(row, "en"),
        }  # fmt: skip

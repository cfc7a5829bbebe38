"""Handing a typed sheet in: the same act as the phone's, with the typist beside the one who asked."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.errors import Invalid
from gnbv.models import Origin, Outcome, PaperDraft
from gnbv.permissions import Actor
from gnbv.services import (
    events,
    paper_answers,
    paper_drafts,
    paper_problems,
    paper_scans,
    sync,
)
from gnbv.services.canonical import digest
from gnbv.services.office_revisions import UTC_OFFSET
from gnbv.services.paper_answers import Reader
from gnbv.services.paper_drafts import Typing
from gnbv.services.sync_items import Answer, Item


def hand_in(session: Session, actor: Actor, typing: Typing, turn: UUID, seen: int) -> Answer:
    """Make the typed sheet a revision of its survey and forget the draft.

    Accepted, held or in conflict as a phone's survey would be; nothing is overwritten. Raises ``Invalid`` with
    ``problems`` (a count) while something stands against it, ``Conflict`` when somebody else types this sheet.
    """
    draft = paper_drafts.begin(session, actor, typing.entry, turn, seen)
    open_ = paper_problems.find(session, actor, typing, actor.locale)
    if open_:
        raise Invalid(
            "paper_incomplete",
            f"Còn {len(open_)} chỗ chưa đúng nên chưa gửi. Phần đã gõ vẫn giữ. Sửa các chỗ được nêu rồi gửi lại.",
            f"{len(open_)} places are not right yet, so it was not handed in. What was typed is safe. "
            "Correct them and send again.",
            problems=len(open_),
        )
    item = _item(session, actor, typing, draft)
    paper_scans.place_all(session, actor, draft, item.payload["attachments"])
    answer = sync.take(session, actor, item)
    if answer.outcome is Outcome.REJECTED and answer.error is not None:
        raise answer.error
    events.record(
        session, actor, paper_drafts.HANDED_IN, "household", typing.entry.household.id,
        unit_id=typing.entry.unit.id, survey=str(draft.survey_id), revision=str(item.id), turn=str(turn),
        outcome=answer.outcome.value,
    )  # fmt: skip
    session.delete(draft)
    return answer


def _item(session: Session, actor: Actor, typing: Typing, draft: PaperDraft) -> Item:
    document, sheet = typing.document, typing.sheet
    reader = Reader(sheet.compiled)
    today = paper_answers.written_day(document)
    assert today is not None  # there is no problem
    answers = paper_answers.instance(reader, document, today).answers()
    collector = paper_problems.collector_of(session, typing)
    name = collector.name if collector else str(document["paper"]["name"]).strip()
    payload: dict[str, Any] = {
        "round": str(typing.entry.round.id),
        "household": str(typing.entry.household.id),
        "assignment": None,
        "purpose": "main",
        "form": sheet.form,
        "version": sheet.version,
        "answers": answers,
        "meta": _meta(actor, today, name),
        "results": [],
        "replies": _replies(document["replies"]),
        "attachments": reader.attachments(document, answers),
        "paper": {"collector": str(collector.id) if collector else None},
    }
    content = {
        "kind": "survey",
        "subject": str(draft.survey_id),
        "base": str(draft.base_id) if draft.base_id else None,
        # When it was last typed at: the same for a repeat, so that it stays one.
        "made_at": draft.saved_at.isoformat(),
        "utc_offset": UTC_OFFSET,
        "payload": payload,
    }
    return Item(
        id=draft.revision_id,
        kind="survey",
        subject=draft.survey_id,
        base=draft.base_id,
        made_at=draft.saved_at,
        utc_offset=UTC_OFFSET,
        sha256=digest(content),
        payload=payload,
        origin=Origin.PAPER,
    )


def _meta(actor: Actor, today: date, collector_name: str) -> dict[str, Any]:
    """No times of asking: those of typing say nothing of the interview."""
    return {
        "today": today.isoformat(),
        "source": "paper",
        "later": [],
        "notes": {},
        "paper": {"collector_name": collector_name, "typed_by": actor.name},
    }


def _replies(given: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    return [
        {"comment": comment, "kind": reply["kind"], "reason": reply.get("reason") or None}
        for comment, reply in given.items()
        if reply.get("kind")
    ]

"""A sheet that is being typed: kept at each field, by one person at a time, until it is handed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.ids import new_id
from gnbv.models import Event, PaperDraft
from gnbv.permissions import Actor
from gnbv.services import (
    events,
    paper_answers,
    paper_places,
    paper_refusals,
    paper_scans,
    paper_starts,
    sealing,
)
from gnbv.services.compiled import Sheet
from gnbv.services.paper_answers import Document, Reader
from gnbv.services.paper_places import Entry

MOST_CHARACTERS = 4000
MOST_ROWS = 100
ABOUT = ("on", "collector", "name")
HANDED_IN = "paper.handed_in"
REPLY_KINDS = ("", "fixed", "kept")


@dataclass
class Typing:
    """What the page shows: the draft when there is one, else what typing would begin from."""

    entry: Entry
    sheet: Sheet
    document: Document
    draft: PaperDraft | None


@dataclass(frozen=True)
class Patch:
    """What came from the page: only what changed, or all of it. ``rows`` are whole lists of ids; ``base`` the same as the
    page last knew them, so that rows of somebody who typed meanwhile stay."""

    turn: UUID
    seen: int
    fields: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[str]] = field(default_factory=dict)
    paper: dict[str, str] = field(default_factory=dict)
    replies: dict[str, dict[str, str]] = field(default_factory=dict)
    base: dict[str, list[str]] = field(default_factory=dict)


def get(session: Session, entry: Entry, *, lock: bool = False) -> PaperDraft | None:
    query = select(PaperDraft).where(
        PaperDraft.tenant == entry.round.tenant,
        PaperDraft.round_id == entry.round.id,
        PaperDraft.household_id == entry.household.id,
    )
    return session.scalar(query.with_for_update() if lock else query)


def open_(session: Session, entry: Entry) -> Typing:
    """The sheet as it stands; writes nothing. The caller has logged the read."""
    draft = get(session, entry)
    sheet = paper_places.sheet_of(session, entry, draft.form_version_id if draft else None)
    document = document_of(draft) if draft else paper_starts.document(session, entry, sheet)
    return Typing(entry, sheet, document, draft)


def document_of(draft: PaperDraft) -> Document:
    return sealing.unseal_document(f"paper/{draft.id}", draft.document_sealed)


def save(session: Session, actor: Actor, entry: Entry, patch: Patch) -> PaperDraft:
    """Keep what was typed. The first save makes the draft.

    Raises ``Conflict`` when somebody else types this sheet, or the same person on a page opened later, and when the
    survey was decided; ``Invalid`` for a field that the sheet does not have or a text that is too long.
    """
    draft = _open_for(session, actor, entry, patch.turn, patch.seen)
    document = document_of(draft)
    sheet = paper_places.sheet_of(session, entry, draft.form_version_id)
    _merge(Reader(sheet.compiled), document, patch)
    return write(actor, draft, document, patch.turn)


def begin(session: Session, actor: Actor, entry: Entry, turn: UUID, seen: int) -> PaperDraft:
    """The draft for an act that needs one although nothing was typed yet (a scan). Raises as ``save`` does."""
    return _open_for(session, actor, entry, turn, seen)


def write(actor: Actor, draft: PaperDraft, document: Document, turn: UUID | None) -> PaperDraft:
    draft.document_sealed = sealing.seal_document(f"paper/{draft.id}", document)
    draft.editor_id, draft.turn = actor.user_id, turn
    draft.version += 1
    draft.answered = sum(1 for text in document["fields"].values() if text)
    draft.saved_at = now()
    return draft


def take_turn(session: Session, actor: Actor, entry: Entry) -> int:
    """Go on with what another person, or another page, has typed; returns what the next save has to have seen. What was
    typed stays; that page is told at its next save. Nothing happens without a draft."""
    draft = get(session, entry, lock=True)
    if draft is None:
        return 0
    if draft.editor_id != actor.user_id:
        events.record(
            session, actor, "paper.taken_over", "household", entry.household.id, unit_id=entry.unit.id,
            of=str(draft.editor_id),
        )  # fmt: skip
    draft.editor_id, draft.turn = actor.user_id, None
    draft.version += 1
    return draft.version


def drop(session: Session, actor: Actor, entry: Entry) -> None:
    """Forget what was typed, and scans that no survey has. Nothing happens without a draft. Raises ``Conflict`` when
    somebody else types it by now."""
    draft = get(session, entry, lock=True)
    if draft is None:
        return
    if is_anothers(actor, draft):
        raise paper_refusals.taken(session, draft, is_own=False)
    events.record(
        session, actor, "paper.dropped", "household", entry.household.id, unit_id=entry.unit.id,
        answered=draft.answered,
    )  # fmt: skip
    paper_scans.forget(session, draft)
    session.delete(draft)


def was_handed_in(session: Session, entry: Entry, turn: UUID) -> bool:
    """Whether this very page has handed its sheet in: a button pressed twice sends once."""
    told = session.scalars(
        select(Event).where(
            Event.tenant == entry.round.tenant,
            Event.subject_kind == "household",
            Event.subject_id == entry.household.id,
            Event.action == HANDED_IN,
        )
    )
    return any(row.details.get("turn") == str(turn) for row in told)


def is_anothers(actor: Actor, draft: PaperDraft | None) -> bool:
    return draft is not None and draft.editor_id != actor.user_id


def _open_for(session: Session, actor: Actor, entry: Entry, turn: UUID, seen: int) -> PaperDraft:
    if entry.is_decided:
        raise paper_refusals.decided()
    draft = get(session, entry, lock=True)
    if draft is None:
        if was_handed_in(session, entry, turn):
            raise paper_refusals.handed_in()
        return _begin(session, actor, entry)
    is_mine = draft.turn == turn or (draft.editor_id == actor.user_id and draft.version == seen)
    if not is_mine:
        raise paper_refusals.taken(session, draft, is_own=draft.editor_id == actor.user_id)
    return draft


def _begin(session: Session, actor: Actor, entry: Entry) -> PaperDraft:
    sheet = paper_places.sheet_of(session, entry)
    survey = entry.survey
    draft = PaperDraft(
        tenant=entry.round.tenant,
        id=new_id(),
        round_id=entry.round.id,
        household_id=entry.household.id,
        form_version_id=sheet.id,
        survey_id=survey.id if survey else new_id(),
        revision_id=new_id(),
        base_id=survey.revision_id if survey else None,
        editor_id=actor.user_id,
        version=0,
        answered=0,
        started_at=now(),
        saved_at=now(),
        document_sealed=b"",
    )
    document = paper_starts.document(session, entry, sheet)
    draft.document_sealed = sealing.seal_document(f"paper/{draft.id}", document)
    session.add(draft)
    session.flush()  # a twin begun in this moment fails here, before anything of it was kept
    return draft


def _merge(reader: Reader, document: Document, patch: Patch) -> None:
    for key, ids in patch.rows.items():
        node = reader.by_key.get(key)
        if node is None or node["kind"] != "repeat" or len(ids) > MOST_ROWS or len(set(ids)) < len(ids):
            raise paper_refusals.unreadable()
        if not all(paper_answers.is_row_id(one) for one in ids):
            raise paper_refusals.unreadable()
        document["rows"][key] = _rows(document["rows"].get(key, []), ids, patch.base.get(key))
        if len(document["rows"][key]) > MOST_ROWS:
            raise paper_refusals.unreadable()
    known = {one for ids in document["rows"].values() for one in ids}
    for ref, text in patch.fields.items():
        key, _at, row = ref.partition("@")
        node = reader.by_key.get(key)
        if node is None or not reader.is_typed(node):
            raise paper_refusals.unreadable()
        if row and row not in known:
            continue  # of a row that was taken out while this was on its way
        _require_short(text)
        document["fields"][ref] = text
    document["fields"] = {
        ref: text
        for ref, text in document["fields"].items()
        if "@" not in ref or ref.partition("@")[2] in known
    }
    for name, text in patch.paper.items():
        if name not in ABOUT:
            raise paper_refusals.unreadable()
        _require_short(text)
        document["paper"][name] = text
    for comment, reply in patch.replies.items():
        _merge_reply(document["replies"].setdefault(comment[:36], {"kind": "", "reason": ""}), reply)


def _rows(here: list[str], ids: list[str], base: list[str] | None) -> list[str]:
    """What the page added and took out, done to what stands here by now."""
    if base is None:
        return ids
    stay = [one for one in ids if one not in base or one in here]
    return stay + [one for one in here if one not in base and one not in ids]


def _merge_reply(kept: dict[str, Any], reply: dict[str, str]) -> None:
    if not reply.keys() <= {"kind", "reason"} or reply.get("kind", "") not in REPLY_KINDS:
        raise paper_refusals.unreadable()
    _require_short(reply.get("reason", ""))
    kept.update(reply)


def _require_short(text: str) -> None:
    if len(text) > MOST_CHARACTERS or "\0" in text:
        raise paper_refusals.too_long()

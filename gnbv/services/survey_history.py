"""Who did what to a survey, and what changed between its revisions, question by question."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, undefer

from gnbv.models import Decision, DecisionKind, Flag, FormVersion, Origin, Revision, Survey, User
from gnbv.models.labelled import Labelled
from gnbv.rules import merging
from gnbv.services import quality, survey_words, surveys
from gnbv.services.survey_words import AnswerRow, Correction


class Act(Labelled):
    """What is no decision, in words; decisions bring their own."""

    SENT = "sent", "Gửi phiếu"
    SENT_AGAIN = "sent_again", "Gửi bản sửa"
    OFFICE = "office", "Sửa tại xã"
    PAPER = "paper", "Nhập từ phiếu giấy"
    EXPLAINED = "explained", "Đã xem dấu hiệu"


@dataclass(frozen=True)
class Change:
    """One question before and after; ``after`` is empty when the answer was taken away."""

    ref: str
    label: str
    who: str
    before: str
    after: str


@dataclass
class Entry:
    """One act. ``number`` is the revision's, ``note`` what the person wrote about it. ``unread``: a correction that was
    finished before the return that it seems to answer, by the phone's clock: its author had not read that yet."""

    at: datetime
    who: str
    act: Labelled
    note: str = ""
    number: int | None = None
    changes: list[Change] = field(default_factory=list)
    unread: bool = False


def entries(session: Session, survey: Survey, locale: str = "vi") -> list[Entry]:
    """The whole history, oldest first. Three queries, and one more for the sheets of earlier revisions; answers are
    opened only when there is more than one revision. The caller has logged the read."""
    revisions = session.scalars(
        select(Revision)
        .where(Revision.tenant == survey.tenant, Revision.survey_id == survey.id)
        .options(undefer(Revision.answers_sealed), joinedload(Revision.author))
        .order_by(Revision.number)
    ).all()
    found = [_sent(revision) for revision in revisions]
    if len(revisions) > 1:
        for entry, changes in zip(found[1:], _all_changes(session, list(revisions), locale), strict=True):
            entry.changes = changes
    decisions = session.scalars(
        select(Decision)
        .where(Decision.tenant == survey.tenant, Decision.survey_id == survey.id)
        .options(joinedload(Decision.actor))
    ).all()
    returned = [row.decided_at for row in decisions if row.kind is DecisionKind.RETURN]
    for entry, revision in zip(found, revisions, strict=True):
        last = max((at for at in returned if at < revision.received_at), default=None)
        entry.unread = entry.act is Act.SENT_AGAIN and last is not None and revision.made_at < last
    # A correction is told by its revision, with what it changed.
    found += [
        Entry(row.decided_at, row.actor.name, row.kind, row.note)
        for row in decisions
        if row.kind is not DecisionKind.CORRECTION
    ]
    explained: dict[tuple[str, datetime], Entry] = {}
    for flag, name in session.execute(
        select(Flag, User.name)
        .join(User, (User.tenant == Flag.tenant) & (User.id == Flag.explained_by))
        .where(Flag.tenant == survey.tenant, Flag.survey_id == survey.id, Flag.explained_at.is_not(None))
    ):
        words = f"{quality.words(flag, locale)} {flag.explanation}"
        # The office's revision carries the same words along.
        explained[flag.code, flag.explained_at] = Entry(flag.explained_at, name, Act.EXPLAINED, words)
    return sorted([*found, *explained.values()], key=lambda entry: entry.at)


def corrections(history: list[Entry]) -> dict[str, Correction]:
    """What the office changed of the collector's newest answers, by ref. A later revision of the phone ends it."""
    found: dict[str, Correction] = {}
    collector = ""
    for entry in history:
        if entry.act in (Act.SENT, Act.SENT_AGAIN, Act.PAPER):
            collector, found = entry.who, {}
        elif entry.act is Act.OFFICE:
            for change in entry.changes:
                known = found.get(change.ref)
                before = known.before if known else change.before
                found[change.ref] = Correction(before, collector, entry.who, entry.note)
    return found


def _sent(revision: Revision) -> Entry:
    act = Act.SENT if revision.number == 1 else Act.SENT_AGAIN
    if revision.origin is Origin.OFFICE:
        act = Act.OFFICE
    elif revision.origin is Origin.PAPER:
        act = Act.PAPER
    note = str((revision.notes or {}).get("reason") or "")
    return Entry(revision.received_at, revision.author.name, act, note, revision.number)


def _all_changes(session: Session, revisions: list[Revision], locale: str) -> list[list[Change]]:
    """What each revision but the first changed of the one before it."""
    tenant = revisions[0].tenant
    forms: dict[UUID, dict[str, Any]] = {
        row.id: row.compiled
        for row in session.scalars(
            select(FormVersion).where(
                FormVersion.tenant == tenant,
                FormVersion.id.in_({revision.form_version_id for revision in revisions}),
            )
        )
    }
    documents = [surveys.document_of(session, revision) for revision in revisions]
    words = []
    for revision, document in zip(revisions, documents, strict=True):
        today = date.fromisoformat(str(document.get("meta", {}).get("today") or revision.made_on))
        sections = survey_words.sections(forms[revision.form_version_id], document["answers"], today, locale)
        words.append({row.ref: row for section in sections for row in section.rows})
    return [
        _changes(
            forms[revisions[place].form_version_id],
            (documents[place - 1]["answers"], words[place - 1]),
            (documents[place]["answers"], words[place]),
        )
        for place in range(1, len(revisions))
    ]


def _changes(
    form: dict[str, Any],
    old: tuple[dict[str, Any], dict[str, AnswerRow]],
    new: tuple[dict[str, Any], dict[str, AnswerRow]],
) -> list[Change]:
    before, renamed = merging.aligned(form, new[0], old[0])
    was = {_renamed(ref, renamed): row for ref, row in old[1].items()}
    found = []
    for one in merging.differences(form, new[0], before, None):
        here, there = new[1].get(one.ref), was.get(one.ref)
        shown = here or there
        if shown is not None:
            found.append(
                Change(
                    one.ref,
                    shown.label,
                    shown.who,
                    there.text if there else "",
                    here.text if here else "",
                )
            )
            continue
        key, _, instance = one.ref.partition("@")
        if instance:  # a person who stands in one of both only
            name = merging.name_of(new[0] if one.here else before, instance)
            found.append(Change(one.ref, "", name, name if one.came else "", name if one.here else ""))
    return found


def _renamed(ref: str, renamed: dict[str, str]) -> str:
    key, _, instance = ref.partition("@")
    return f"{key}@{renamed.get(instance, instance)}" if instance else ref

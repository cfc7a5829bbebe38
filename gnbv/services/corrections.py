"""A supervisor corrects one answer with a reason: a revision of the office on the current one. The collector's own
answer stays in the collector's revision, and the page says who wrote what."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Invalid, NotFound
from gnbv.models import Comment, DecisionKind, Revision, Survey
from gnbv.permissions import Actor
from gnbv.rules import merging
from gnbv.services import compiled, deciding, decisions, office_revisions, readers, survey_words, surveys

REASON_MAX_CHARACTERS = 500


@dataclass(frozen=True)
class OpenAnswer:
    """One answer as the form to correct it shows it. ``choices`` is empty for an answer that is typed."""

    ref: str
    revision_id: UUID
    label: str
    who: str
    type: str
    value: str
    text: str
    choices: list[tuple[str, str]]


def open_answer(session: Session, survey: Survey, ref: str, locale: str = "vi") -> OpenAnswer:
    """The current answer at ``ref``; the caller has logged the read. Raises ``NotFound`` for what cannot be corrected
    here."""
    revision = session.get_one(Revision, (survey.tenant, deciding.current_revision(survey)))
    (sheet,) = compiled.sheets_by_id(session, survey.tenant, {revision.form_version_id})
    document = surveys.document_of(session, revision)
    value = merging.cells(sheet.compiled, document["answers"]).get(ref)
    today = date.fromisoformat(str(document.get("meta", {}).get("today") or revision.made_on))
    writer = survey_words.writer(sheet.compiled, document["answers"], today, locale)
    rows = (row for section in writer.sections(document["answers"]) for row in section.rows)
    row = next((row for row in rows if row.ref == ref), None)
    node = next((node for node in sheet.compiled["nodes"] if row and node["key"] == row.key), None)
    if row is None or node is None or value is None or not row.can_correct:
        raise NotFound()
    return OpenAnswer(
        ref, revision.id, row.label, row.who, node["type"], value, row.text, writer.choices(row.key)
    )


def correct(
    session: Session,
    actor: Actor,
    survey: Survey,
    revision_id: UUID,
    ref: str,
    value: str,
    reason: str,
) -> Revision:
    """Write ``value`` (XForm text, several choices joined by a space) at ``ref`` as a revision of the office.

    Raises ``NotPermitted``, ``Conflict`` (not waiting, newer revision, somebody else reads it), ``NotFound`` for a
    question that has no answer here, ``Invalid`` without a reason, for the same answer, and for what the sheet refuses.
    """
    deciding.require_waiting(session, actor, survey)
    deciding.require_same(survey, revision_id)
    readers.require_turn(session, actor, survey)
    words = deciding.require_reason(reason)[:REASON_MAX_CHARACTERS]
    base = session.get_one(Revision, (survey.tenant, revision_id))
    (sheet,) = compiled.sheets_by_id(session, survey.tenant, {base.form_version_id})
    document = surveys.document_of(session, base)
    before = merging.cells(sheet.compiled, document["answers"]).get(ref)
    node = next((node for node in sheet.compiled["nodes"] if node["key"] == ref.partition("@")[0]), None)
    if before is None or node is None or not survey_words.is_correctable(node):
        raise NotFound()
    typed = _typed(sheet.compiled, node, value)
    if typed == before:
        raise Invalid(
            "nothing_changed",
            "Câu trả lời vẫn như cũ nên chưa ghi gì. Phiếu vẫn giữ nguyên. Chọn câu trả lời khác rồi ghi.",
            "The answer is the same, so nothing was written. The survey stays as it is. Choose another answer.",
        )
    answers = merging.with_answer(sheet.compiled, document["answers"], ref, typed)
    try:
        revision = office_revisions.write(session, actor, survey, {**document, "answers": answers}, words)
    except Invalid as error:
        raise _refused(error) from error
    for comment in _unsent(session, survey, revision_id):
        comment.revision_id = revision.id
    decisions.write_decision(session, actor, survey, DecisionKind.CORRECTION, survey.status, words)
    return revision


def _typed(form: dict[str, Any], node: dict[str, Any], value: str) -> str:
    """What was typed as the text that the sheet keeps. Raises ``Invalid``."""
    text = unicodedata.normalize("NFC", value).strip()
    if node["type"] in ("select1", "select"):
        known = {choice["value"] for choice in form["lists"].get(node.get("choices") or "", [])}
        picked = text.split()
        if not picked or not known.issuperset(picked) or (node["type"] == "select1" and len(picked) > 1):
            raise _unreadable()
        return " ".join(dict.fromkeys(picked))
    if node["type"] in ("int", "decimal"):
        text = text.replace(",", ".") if node["type"] == "decimal" else text
        digits = text.removeprefix("-").replace(".", "", 1 if node["type"] == "decimal" else 0)
        if not (digits.isascii() and digits.isdigit()):
            raise _unreadable()
    if not text or len(text) > 2000:
        raise _unreadable()
    return text


def _unsent(session: Session, survey: Survey, revision_id: UUID) -> list[Comment]:
    """Remarks that nobody sent yet go along to the new revision."""
    return list(
        session.scalars(
            select(Comment).where(
                Comment.tenant == survey.tenant,
                Comment.survey_id == survey.id,
                Comment.revision_id == revision_id,
                Comment.decision_id.is_(None),
            )
        )
    )


def _unreadable() -> Invalid:
    return Invalid(
        "answer_unreadable",
        "Câu trả lời còn trống hoặc không đúng kiểu của câu hỏi nên chưa ghi. Phiếu vẫn giữ nguyên. Điền lại rồi ghi.",
        "The answer is empty or not of the question's kind, so it was not written. The survey stays as it is. "
        "Fill it in again.",
    )


def _refused(error: Invalid) -> Invalid:
    """The sheet's refusal in words for a correction: some answers open or close others."""
    if error.code != "answers_invalid":
        return error
    vi = error.vi.partition(": ")[2].partition(". Các bản vẫn giữ nguyên")[0]
    en = error.en.partition(": ")[2].partition(". All copies are kept")[0]
    return Invalid(
        "correction_refused",
        f"Sửa như vậy thì phiếu còn câu chưa đúng: {vi}. Phiếu vẫn giữ nguyên. "
        "Chọn câu trả lời khác, hoặc trả lại để người rà soát hỏi thêm.",
        f"With this correction some answers are not right: {en}. The survey stays as it is. "
        "Choose another answer, or return it so that the collector asks.",
        **error.details,
    )

"""A revision of the office made out of two copies of one survey, answer by answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.errors import Invalid, NotFound
from gnbv.models import Outcome, Revision
from gnbv.permissions import Actor
from gnbv.rules import merging
from gnbv.services import causes, compiled, conflict_rules, instance_ids, office_revisions, surveys


def pick(
    session: Session,
    actor: Actor,
    item_id: UUID,
    seen: UUID | None,
    choices: Mapping[str, str],
    reason: str,
) -> Revision:
    """Make a revision of the office out of both copies: ``choices`` names for a ref the side (``here``, ``came``) it
    comes from; what is not named stays. Raises as ``conflict_acts.take``; ``Invalid`` when nothing of what came was
    chosen (then the copy here is simply kept) and when an answer that both sides changed has no choice."""
    row = conflict_rules.open_row(session, actor, item_id)
    words = conflict_rules.words_of(reason)
    survey = conflict_rules.survey_of(session, row)
    conflict_rules.require_right(session, actor, row, survey)
    conflict_rules.require_seen(survey, seen)
    item = conflict_rules.came(row)
    if survey is None or not conflict_rules.is_same_home(survey, row.user_id, item):
        raise NotFound()
    here = conflict_rules.revision_here(session, survey)
    assert here is not None  # a survey has a revision
    (sheet,) = compiled.sheets_by_id(session, survey.tenant, {here.form_version_id})
    document = surveys.document_of(session, here)
    answers = instance_ids.given(item.payload["answers"], item.id)
    theirs, renamed = merging.aligned(sheet.compiled, document["answers"], answers)
    base = session.get(Revision, (survey.tenant, item.base)) if item.base else None
    before = surveys.document_of(session, base)["answers"] if base is not None else None
    if before is not None:
        before, _ = merging.aligned(sheet.compiled, document["answers"], before)
    found = merging.differences(sheet.compiled, document["answers"], theirs, before)
    unsure = [one for one in found if (before is None or not one.changed_by) and one.ref not in choices]
    if unsure:
        raise _unsure(len(unsure))
    wanted = {one.ref for one in found if choices.get(one.ref) == "came"}
    if not wanted:
        raise Invalid(
            "nothing_picked",
            "Chưa lấy câu nào từ bản mới gửi. Hai bản vẫn giữ nguyên. Chọn ít nhất một câu, hoặc bấm Giữ bản xã đang có.",
            "No answer of the copy that came was picked. Both copies are kept. Pick one, or keep the commune's copy.",
        )
    made = {
        "answers": merging.merged(sheet.compiled, document["answers"], theirs, wanted),
        "meta": document["meta"],
        "attachments": _files(document, item.payload, renamed, wanted),
    }
    revision = office_revisions.write(session, actor, survey, made, words)
    conflict_rules.settle(
        session, actor, row, Outcome.ACCEPTED, causes.joined_here(revision.number, len(wanted), words)
    )
    return revision


def _files(
    here: dict[str, Any], came: dict[str, Any], renamed: dict[str, str], wanted: Collection[str]
) -> list[dict[str, Any]]:
    def taken(ref: str) -> bool:
        instance = ref.partition("@")[2]
        return ref in wanted or bool(instance) and any(one.endswith(f"@{instance}") for one in alone)

    # Whole instances that were picked bring (or lose) their photos.
    alone = [one for one in wanted if "@" in one]
    mine = [file for file in here.get("attachments") or [] if file["ref"] not in wanted]
    theirs = []
    for file in came.get("attachments") or []:
        key, _, instance = file["ref"].partition("@")
        ref = f"{key}@{renamed.get(instance, instance)}" if instance else key
        if taken(ref):
            theirs.append({**file, "ref": ref})
    known = {(file["ref"], file["sha256"]) for file in mine}
    return mine + [file for file in theirs if (file["ref"], file["sha256"]) not in known]


def _unsure(count: int) -> Invalid:
    return Invalid(
        "choice_missing",
        f"Còn {count} câu mà hai bản đều đổi chưa chọn. Hai bản vẫn giữ nguyên. Chọn một bên ở từng câu rồi bấm lại.",
        f"{count} answers that both copies changed are not chosen yet. Both copies are kept. Choose a side for each.",
    )

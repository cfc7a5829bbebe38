"""What moving a received survey to another version of its sheet would keep, change and leave behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from gnbv.models import FormVersion, Revision, Round, Survey
from gnbv.rules.draft_migration import migrate
from gnbv.services import surveys


@dataclass(frozen=True)
class Move:
    """``report`` as in ``rules/draft_migration.py``."""

    old: FormVersion
    new: FormVersion
    report: dict[str, Any]


def preview(session: Session, survey: Survey) -> Move | None:
    """The same list as the phone shows when the collector moves a returned survey; ``None`` when the survey is on the
    version that its round uses now. The caller has checked the right and logged the read."""
    revision = session.get_one(Revision, (survey.tenant, survey.revision_id))
    round_ = session.get_one(Round, (survey.tenant, survey.round_id))
    if revision.form_version_id == round_.form_version_id:
        return None
    old = session.get_one(FormVersion, (survey.tenant, revision.form_version_id))
    new = session.get_one(FormVersion, (survey.tenant, round_.form_version_id))
    if old.form_id != new.form_id:
        return None
    document = surveys.document_of(session, revision)
    made = migrate(document["answers"], document.get("meta", {}), old.compiled, new.compiled)
    return Move(old, new, made["report"])


def left_behind(meta: dict[str, Any]) -> list[dict[str, str]]:
    """What earlier moves left beside the answers, as far as it can be read; a phone wrote it."""
    lines = meta.get("left_behind")
    parts = ("form", "version", "ref", "label", "value", "reason")
    return [
        {part: str(line.get(part, ""))[:1000] for part in parts}
        for line in (lines if isinstance(lines, list) else [])
        if isinstance(line, dict)
    ]

"""Who would change class under another version of a standard. Nothing is written: an old result never changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import NotPermitted
from gnbv.models import Household, Pack, Result, Revision, Role, Survey, SurveyStatus, Unit
from gnbv.permissions import READING_ROLES, Actor, can_keep_packs
from gnbv.rules.form import Instance
from gnbv.rules.packs import PackRefused
from gnbv.rules.scoring import score
from gnbv.services import access, compiled, packs, surveys

COUNTED = (SurveyStatus.RECEIVED, SurveyStatus.APPROVED, SurveyStatus.RECOGNISED)
MOST_AT_ONCE = 200
OPEN = "open"


@dataclass(frozen=True)
class Changed:
    """A household that would change class; ``before`` and ``after``: poor, near_poor, not_poor or open."""

    survey: Survey
    household: Household
    village: str
    before: str
    after: str


@dataclass
class Preview:
    """``counts``: (before, after) → surveys. ``rows``: only what the actor may read. ``next``: where to go on."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    rows: list[Changed] = field(default_factory=list)
    failed: int = 0
    next: UUID | None = None

    @property
    def seen(self) -> int:
        return sum(self.counts.values())

    @property
    def changed(self) -> int:
        return sum(count for (before, after), count in self.counts.items() if before != after)


def preview(session: Session, actor: Actor, pack: Pack, after: UUID | None = None) -> Preview:
    """At most ``MOST_AT_ONCE`` surveys of the actor's units after ``after``, scored by ``pack`` as if its B1 table were
    confirmed. The caller logs the reads of ``rows``. Raises ``NotPermitted``."""
    if not can_keep_packs(actor):
        raise NotPermitted()
    wanted = access.surveys_in_scope(actor, READING_ROLES | {Role.ADMINISTRATOR}).where(
        Survey.status.in_(COUNTED), Survey.is_rival.is_(False), Survey.revision_id.is_not(None)
    )
    if after is not None:
        wanted = wanted.where(Survey.id > after)
    rows = list(session.scalars(wanted.order_by(Survey.id).limit(MOST_AT_ONCE + 1)))
    found = Preview(next=rows[MOST_AT_ONCE - 1].id if len(rows) > MOST_AT_ONCE else None)
    kept = _Kept(session, pack, rows[:MOST_AT_ONCE])
    readable = set(session.scalars(access.units_in_scope(actor, READING_ROLES).with_only_columns(Unit.id)))
    for survey in rows[:MOST_AT_ONCE]:
        assert survey.revision_id is not None  # asked for above
        revision = kept.revisions[survey.revision_id]
        if revision.outcome:
            continue  # a household that is not there has no class
        before = kept.before.get(revision.id, OPEN)
        now = kept.after(survey, revision)
        if now is None:
            found.failed += 1
            continue
        found.counts[before, now] += 1
        if before != now and survey.unit_id in readable:
            household = session.get_one(Household, (survey.tenant, survey.household_id))
            found.rows.append(Changed(survey, household, kept.units[survey.unit_id].name, before, now))
    return found


class _Kept:
    """What many surveys share, loaded in a constant number of queries."""

    def __init__(self, session: Session, pack: Pack, rows: list[Survey]) -> None:
        self.session = session
        self.pack = pack
        tenant, ids = pack.tenant, [row.revision_id for row in rows]
        self.revisions = {
            row.id: row
            for row in session.scalars(
                select(Revision).where(Revision.tenant == tenant, Revision.id.in_(ids))
            )
        }
        self.before = {
            row.revision_id: str(row.household_class or OPEN)
            for row in session.scalars(
                select(Result)
                .where(Result.tenant == tenant, Result.revision_id.in_(ids), Result.standard == pack.key)
                .order_by(Result.computed_at)
            )
        }
        self.units = {
            row.id: row
            for row in session.scalars(
                select(Unit).where(Unit.tenant == tenant, Unit.id.in_({row.unit_id for row in rows}))
            )
        }
        versions = {row.form_version_id for row in self.revisions.values()}
        self.sheets = {row.id: row.compiled for row in compiled.sheets_by_id(session, tenant, versions)}
        self.packs = {key: self._pack(sheet) for key, sheet in self.sheets.items()}

    def _pack(self, sheet: dict[str, Any]) -> dict[str, Any] | None:
        try:
            made = packs.compiled(self.session, self.pack, sheet)
        except PackRefused:
            return None
        b1 = {**made["components"]["b1"], "confirmed": True}
        return {**made, "components": {**made["components"], "b1": b1}}

    def after(self, survey: Survey, revision: Revision) -> str | None:
        """The class under the pack; None when the sheet of the survey cannot feed it."""
        pack = self.packs.get(revision.form_version_id)
        if pack is None:
            return None
        document = surveys.document_of(self.session, revision)
        day = date.fromisoformat(str(document["meta"]["today"]))
        sheet = Instance(self.sheets[revision.form_version_id], document["answers"], today=day)
        area = self.units[survey.unit_id].area_or_default.value
        return str(score(sheet, pack, area=area)["class"] or OPEN)

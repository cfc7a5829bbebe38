"""A survey as a person reads it: sections, answers in words, last year beside them, remarks where they belong."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Comment, Flag, FormVersion, Household, Person, Result, Revision, Survey
from gnbv.permissions import Actor
from gnbv.rules.form import Instance
from gnbv.services import (
    comments,
    packs,
    paper_answers,
    phone_clocks,
    quality,
    register_comparison,
    survey_files,
    survey_history,
    surveys,
)
from gnbv.services.register_comparison import RegisterLine
from gnbv.services.survey_files import Photos
from gnbv.services.survey_history import Entry
from gnbv.services.survey_words import AnswerRow, Section, Writer


@dataclass
class Reading:
    """Everything the reading page shows."""

    survey: Survey
    revision: Revision
    household: Household
    sections: list[Section]
    results: list[Result]
    meta: dict[str, Any]
    drafts: list[Comment]
    photos: Photos
    # standard → indicator's code → its name by language
    indicators: dict[str, dict[str, dict[str, str]]]
    # seconds that the phone's clock was off when it sent this; None when it was right
    clock_off: int | None = None
    flags: list[Flag] = field(default_factory=list)
    history: list[Entry] = field(default_factory=list)
    register: list[RegisterLine] = field(default_factory=list)
    # files of the paper that this was typed from
    scans: list[dict[str, Any]] = field(default_factory=list)

    def row(self, ref: str) -> AnswerRow | None:
        return next((row for section in self.sections for row in section.rows if row.ref == ref), None)

    @property
    def typed(self) -> list[Entry]:
        """Each time that it was typed from paper; empty for a survey that never was."""
        return [entry for entry in self.history if entry.act is survey_history.Act.PAPER]

    @property
    def changed_count(self) -> int:
        return sum(row.changed for section in self.sections for row in section.rows)

    @property
    def same_count(self) -> int:
        return sum(row.same for section in self.sections for row in section.rows)


def read(session: Session, actor: Actor, survey: Survey, locale: str = "vi") -> Reading:
    """The current revision of a survey the actor may read; the caller has logged the read."""
    revision = session.get_one(Revision, (survey.tenant, survey.revision_id))
    version = session.get_one(FormVersion, (survey.tenant, revision.form_version_id))
    document = surveys.document_of(session, revision)
    household = session.get_one(Household, (survey.tenant, survey.household_id))
    made_on = str(document.get("meta", {}).get("today") or revision.made_on)
    instance = Instance(version.compiled, document["answers"], today=date.fromisoformat(made_on))
    writer = Writer(version.compiled, locale, _last_year(session, household), instance)
    sections = writer.sections(document["answers"])
    stem = paper_answers.SCAN_REF.format("")
    drafts = comments.unsent(session, actor, survey)
    sent = session.scalars(
        select(Comment)
        .where(
            Comment.tenant == survey.tenant, Comment.survey_id == survey.id, Comment.decision_id.is_not(None)
        )
        .order_by(Comment.written_at)
    ).all()
    results = session.scalars(
        select(Result)
        .where(Result.tenant == survey.tenant, Result.revision_id == revision.id)
        .order_by(Result.standard)
    ).all()
    reading = Reading(
        survey=survey,
        revision=revision,
        household=household,
        sections=sections,
        results=list(results),
        meta=document.get("meta", {}),
        drafts=drafts,
        photos=survey_files.photos(session, survey, document.get("attachments") or []),
        indicators={result.standard: _indicator_names(session, result) for result in results},
        clock_off=phone_clocks.off_at(session, revision),
        flags=quality.flags_of(session, survey.tenant, [revision.id]).get(revision.id, []),
        history=survey_history.entries(session, survey, locale),
        register=register_comparison.lines(session, survey, revision, writer, document["answers"]),
        scans=[file for file in document.get("attachments") or [] if file["ref"].startswith(stem)],
    )
    for remark in sent:
        if row := reading.row(_ref(remark)):
            row.comments.append(remark)
    for ref, correction in survey_history.corrections(reading.history).items():
        if row := reading.row(ref):
            row.correction = correction
    for remark in drafts:
        if row := reading.row(_ref(remark)):
            row.draft = remark
    return reading


def _ref(remark: Comment) -> str:
    return f"{remark.question}@{remark.instance_id}" if remark.instance_id else remark.question


def _indicator_names(session: Session, result: Result) -> dict[str, dict[str, str]]:
    """Names as in the pack that the result was computed by: the result itself keeps codes only."""
    pack = packs.get(session, result.tenant, result.standard, result.pack_version)
    return {indicator["code"]: indicator["name"] for indicator in pack.data["indicators"]}


def _last_year(session: Session, household: Household) -> dict[str, dict[str, str]]:
    """Last facts by person id (``""`` for the household), each a dictionary of question key to value."""
    people = session.scalars(
        select(Person).where(
            Person.tenant == household.tenant,
            Person.id.in_([membership.person_id for membership in household.memberships]),
        )
    )
    facts: dict[str, dict[str, str]] = {"": dict(household.facts)}
    for person in people:
        facts[str(person.id)] = dict(person.facts)
    return facts

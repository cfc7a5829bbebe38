"""Two copies of one survey as a person compares them: who, when, which phone, what each answer says, what each
scores. What differs stands apart from what is the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import GnbvError
from gnbv.models import Device, Household, Result, Revision, Survey, SyncItem, User
from gnbv.permissions import Actor
from gnbv.services import (
    assigned_tables,
    compiled,
    conflict_kinds,
    conflict_lines,
    conflicts,
    instance_ids,
    office_revisions,
    rivals,
    survey_results,
    survey_words,
    surveys,
)
from gnbv.services.conflict_kinds import Kind
from gnbv.services.conflict_lines import Line, Score, Side


@dataclass
class Comparison:
    """Everything the page of one conflict shows. ``base`` is the copy both were made on, when it is known."""

    item: SyncItem
    kind: Kind
    household: Household | None
    here: Side | None
    came: Side
    base: Side | None
    differing: list[Line]
    same: list[Line]
    rivals: list[Side] = field(default_factory=list)


def compare(session: Session, actor: Actor, row: SyncItem, locale: str = "vi") -> Comparison:
    """Both copies of a conflict of surveys that the actor may decide; the caller has logged the read."""
    survey = session.get(Survey, (row.tenant, row.subject))
    item = conflicts.kept_item(row)
    current = _revision(session, survey.tenant, survey.revision_id) if survey else None
    kind = conflict_kinds.kind_of(row, current)
    if item is None:  # a rival: it was stored as a survey of its own
        assert survey is not None and current is not None
        came = _stored(session, survey, current, locale)
        others = [
            _stored(session, other, revision, locale)
            for other in _rivals(session, survey, settled=row.settled_at is not None)
            if (revision := _revision(session, other.tenant, other.revision_id)) is not None
        ]
        here = next((side for side in others if side.survey and not side.survey.is_rival), None)
        here = here or next(iter(others), None)
        return _laid_out(session, row, kind, survey, here, came, None, [*others, came])
    stored = _stored(session, survey, current, locale) if survey and current else None
    payload = item.payload
    came = Side(
        survey,
        _name(session, row.tenant, row.user_id),
        _phone(session, row.tenant, row.device_id),
        row.made_at,
        row.received_at,
        item.origin,
        None,
        conflicts.clock_off(row),
        {**payload, "answers": instance_ids.given(payload["answers"], item.id)},
        compiled.sheet(session, row.tenant, payload["form"], payload["version"]),
    )
    _read(came, locale)
    if survey is not None:
        _score(session, came, survey)
    before = _revision(session, row.tenant, item.base) if item.base else None
    base = _stored(session, survey, before, locale) if survey and before else None
    return _laid_out(session, row, kind, survey, stored, came, base, [])


def _laid_out(
    session: Session,
    row: SyncItem,
    kind: Kind,
    survey: Survey | None,
    here: Side | None,
    came: Side,
    base: Side | None,
    others: list[Side],
) -> Comparison:
    home = session.get_one(Household, (row.tenant, survey.household_id)) if survey else None
    differing, same = conflict_lines.laid_out(here, came, base) if here else ([], [])
    return Comparison(row, kind, home, here, came, base, differing, same, others)


def _stored(session: Session, survey: Survey, revision: Revision, locale: str) -> Side:
    """A copy that is a revision here, with its stored results."""
    (sheet,) = compiled.sheets_by_id(session, survey.tenant, {revision.form_version_id})
    item = session.get(SyncItem, (survey.tenant, revision.id))
    side = Side(
        survey,
        revision.author.name,
        _phone(session, survey.tenant, revision.device_id),
        revision.made_at,
        revision.received_at,
        revision.origin,
        revision.number,
        conflicts.clock_off(item) if item else None,
        surveys.document_of(session, revision),
        sheet,
    )
    results = session.scalars(
        select(Result)
        .where(Result.tenant == survey.tenant, Result.revision_id == revision.id)
        .order_by(Result.standard)
    )
    side.scores = [
        Score(
            one.standard,
            one.household_class.value if one.household_class else "",
            one.b1,
            one.b2,
            one.is_illustrative,
        )
        for one in results
    ]
    _read(side, locale)
    return side


def _read(side: Side, locale: str) -> None:
    if side.sheet is None:
        return
    today = date.fromisoformat(str(side.document["meta"]["today"]))
    found = survey_words.sections(side.sheet.compiled, side.answers, today, locale)
    side.words = {row.ref: row for section in found for row in section.rows}


def _score(session: Session, side: Side, survey: Survey) -> None:
    """What a copy that was not taken would score; a copy that the sheet refuses says why."""
    place = office_revisions.place_of(session, survey)
    if side.sheet is None or place.round is None:
        return
    try:
        bound = assigned_tables.bound(session, side.sheet, place.household, place.round)
        instance = office_revisions.run(bound, side.document)
    except GnbvError as error:
        side.refusal = error
        return
    for one in survey_results.documents(session, survey.tenant, instance, place, side.sheet):
        named = Score(
            one["standard"], one["class"] or "", one["b1"]["points"], one["b2"], one["illustrative"]
        )
        side.scores.append(named)


def _rivals(session: Session, survey: Survey, *, settled: bool) -> list[Survey]:
    if not settled:
        return rivals.others(session, survey)
    same_home = select(Survey).where(
        Survey.tenant == survey.tenant,
        Survey.round_id == survey.round_id,
        Survey.household_id == survey.household_id,
        Survey.purpose == survey.purpose,
        Survey.id != survey.id,
    )
    return list(session.scalars(same_home.order_by(Survey.first_received_at, Survey.id)))


def _revision(session: Session, tenant: int, revision_id: UUID | None) -> Revision | None:
    return session.get(Revision, (tenant, revision_id)) if revision_id else None


def _name(session: Session, tenant: int, user_id: UUID) -> str:
    return session.get_one(User, (tenant, user_id)).name


def _phone(session: Session, tenant: int, device_id: UUID | None) -> str:
    device = session.get(Device, (tenant, device_id)) if device_id else None
    return device.label if device else ""

"""A revision that the office makes itself: on the current one, with a reason, checked by the sheet and scored like any
other. It never overwrites: the revision it stands on stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from gnbv.clock import civil_day, now
from gnbv.errors import Conflict, Invalid
from gnbv.ids import new_id
from gnbv.models import Household, Origin, Revision, Round, Survey, SurveyStatus
from gnbv.permissions import Actor
from gnbv.rules.form import Instance
from gnbv.services import (
    access,
    assigned_tables,
    compiled,
    events,
    rows,
    sealing,
    survey_checks,
    survey_files,
    survey_flags,
    survey_projections,
    survey_results,
)
from gnbv.services.canonical import digest
from gnbv.services.compiled import Sheet
from gnbv.services.survey_checks import Place

UTC_OFFSET = 420  # minutes: the office stands in Viet Nam
OPEN = (SurveyStatus.RECEIVED, SurveyStatus.RETURNED, SurveyStatus.HELD)


def write(session: Session, actor: Actor, survey: Survey, document: dict[str, Any], reason: str) -> Revision:
    """Store ``document`` (answers, meta, attachments) as the survey's next revision by ``actor``, on the sheet of the
    current one; the right was checked. A returned survey waits for a decision again.

    Raises ``Invalid`` naming the questions that the sheet refuses, ``Conflict`` for a survey that was decided.
    """
    if survey.status not in OPEN or survey.revision_id is None:
        raise decided(survey)
    base = session.get_one(Revision, (survey.tenant, survey.revision_id))
    (sheet,) = compiled.sheets_by_id(session, survey.tenant, {base.form_version_id})
    place = place_of(session, survey)
    assert place.round is not None
    instance = run(assigned_tables.bound(session, sheet, place.household, place.round), document)
    kept = {**document, "answers": instance.answers()}
    at = now()
    survey.revision_count += 1
    revision = Revision(
        tenant=survey.tenant,
        id=new_id(),
        survey_id=survey.id,
        number=survey.revision_count,
        base_id=base.id,
        author_id=actor.user_id,
        origin=Origin.OFFICE,
        form_version_id=sheet.id,
        made_at=at,
        utc_offset=UTC_OFFSET,
        made_on=civil_day(at),
        received_at=at,
        sha256=digest(kept),
        answers_sealed=b"",
    )
    revision.answers_sealed = sealing.seal_document(f"revision/{revision.id}", kept)
    survey_projections.fill(revision, instance, kept)
    revision.notes = {**revision.notes, "reason": reason}
    session.add(revision)
    session.flush()  # results and proposals point to the revision
    survey_results.compute(session, survey, revision, instance, place, sheet, [])
    survey_projections.record(session, actor, survey, revision, instance)
    survey_flags.carry(session, survey, base.id, revision.id)
    # A photo that is still on its way comes from the collector's phone.
    owner = replace(actor, user_id=survey.collector_id)
    survey_files.expect(session, owner, survey.id, kept.get("attachments") or [])
    survey.revision_id = revision.id
    survey.last_received_at = at
    if survey.status is SurveyStatus.RETURNED:
        survey.status = SurveyStatus.RECEIVED
    events.record(
        session, actor, "survey.office_revision", "survey", survey.id,
        unit_id=survey.unit_id, revision=str(revision.id), number=revision.number,
    )  # fmt: skip
    events.changed(
        session, survey.tenant, "survey", survey.id, unit_id=survey.unit_id, user_id=survey.collector_id
    )
    return revision


def run(sheet: Sheet, document: dict[str, Any]) -> Instance:
    """The answers in the sheet's own rules. Raises ``Invalid`` in words for the office: the sheet's are for the phone
    on which the survey still lies."""
    try:
        return survey_checks.run(sheet, document)
    except Invalid as error:
        raise Invalid(
            error.code,
            f"{error.vi.partition('. Phiếu vẫn giữ trên máy')[0]}. Các bản vẫn giữ nguyên. Chọn lại các câu này.",
            f"{error.en.partition('. The survey is kept')[0].partition('. It is kept')[0]}. All copies are kept. "
            "Choose these answers again.",
            **error.details,
        ) from error


def place_of(session: Session, survey: Survey) -> Place:
    """The household, round and area of a survey that is here."""
    household = session.get_one(Household, (survey.tenant, survey.household_id))
    unit = access.get_unit_of(session, household)
    round_ = rows.by_key(session, Round, survey.tenant, survey.round_id)
    return Place(household, unit.area_or_default, round_, survey.assignment_id, None)


def decided(survey: Survey) -> Conflict:
    """The words for a survey whose answers can no longer be changed."""
    return Conflict(
        "already_decided",
        f"Phiếu này đang là “{survey.status.label}” nên không sửa câu trả lời được nữa. Cả hai bản vẫn giữ nguyên. "
        "Chỉ còn cách giữ bản xã đang có.",
        f"This survey is “{survey.status.value}”, so its answers cannot be changed any more. Both copies are kept. "
        "All that can be done is to keep the commune's copy.",
    )

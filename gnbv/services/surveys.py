"""Receiving surveys: a revision is taken once, checked, scored again, and never changed afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, NotFound
from gnbv.models import Origin, Outcome, Purpose, Revision, Survey, SurveyStatus
from gnbv.permissions import Actor
from gnbv.services import (
    assigned_tables,
    causes,
    events,
    inbox,
    instance_ids,
    paper_places,
    quality,
    reassignments,
    rows,
    sealing,
    survey_checks,
    survey_files,
    survey_projections,
    survey_replies,
    survey_results,
    sync_schema,
)
from gnbv.services.survey_checks import Place
from gnbv.services.sync_items import Answer, Item

DECIDED = (SurveyStatus.APPROVED, SurveyStatus.RECOGNISED, SurveyStatus.WITHDRAWN)
# Asked for every survey that arrives: made once.
_LOCKED = (
    select(Survey)
    .where(Survey.tenant == bindparam("tenant"), Survey.id == bindparam("survey"))
    .with_for_update()
)
_RIVAL = (
    select(Survey.id)
    .where(
        Survey.tenant == bindparam("tenant"),
        Survey.round_id == bindparam("round"),
        Survey.household_id == bindparam("household"),
        Survey.purpose == Purpose.MAIN,
        Survey.status != SurveyStatus.WITHDRAWN,
        Survey.is_rival.is_(False),
        Survey.id != bindparam("survey"),
    )
    .limit(1)
)


def receive(session: Session, actor: Actor, item: Item) -> Answer:
    """Take one revision. ``item`` was checked against the protocol.

    Accepted; held (unassigned, moved account, closed round, unknown sheet or round, base or a household made on the
    phone not here yet); a rival survey of the household is stored and answered as conflict. Raises ``NotFound`` outside the actor's units,
    ``NotPermitted`` inside without the right, ``Invalid`` for answers that the sheet refuses and comments left
    without a reply, ``Conflict`` when the base is not the current revision or the survey is decided.
    """
    payload = {**item.payload, "answers": instance_ids.given(item.payload["answers"], item.id)}
    item = replace(item, payload=payload)
    find_place = paper_places.find_place if item.origin is Origin.PAPER else survey_checks.find_place
    try:
        place = find_place(session, actor, payload)
    except NotFound:
        if not survey_checks.awaits_household(session, actor, payload):
            raise
        return Answer(Outcome.HELD, causes.HOUSEHOLD_MISSING, keep_body=True)
    if place.round is None:
        return Answer(Outcome.HELD, causes.UNKNOWN_ROUND, keep_body=True)
    sheet = survey_checks.find_sheet(session, place.round, payload)
    if sheet is None:
        return Answer(Outcome.HELD, causes.UNKNOWN_FORM, keep_body=True)
    survey = session.scalar(_LOCKED, {"tenant": actor.tenant, "survey": item.subject})
    if survey is None and item.base is not None:
        return Answer(Outcome.HELD, causes.BASE_MISSING, keep_body=True)
    if survey is not None:
        if item.base is not None and rows.by_key(session, Revision, actor.tenant, item.base) is None:
            return Answer(Outcome.HELD, causes.BASE_MISSING, keep_body=True)
        _require_next(actor, survey, item, place)
        if survey.status is not SurveyStatus.HELD and place.is_unassigned:
            place = replace(
                place, hold=None
            )  # a supervisor has taken it in before, or is waiting for this one
    instance = survey_checks.run(assigned_tables.bound(session, sheet, place.household, place.round), payload)
    is_rival = _is_rival(session, item.subject, place)
    is_new = survey is None
    if survey is None:
        survey = _new(session, actor, item, place, is_rival)
    revision = _revision(actor, item, survey, sheet.id)
    if is_new:
        session.flush()  # the revision points to it; a twin sent in this moment must show here
    survey_projections.fill(revision, instance, payload)
    session.add(revision)
    session.flush()  # results, replies and proposals point to the revision
    survey_replies.apply(session, actor, survey, revision, payload.get("replies") or [])
    results = survey_results.compute(
        session, survey, revision, instance, place, sheet, payload.get("results") or []
    )
    survey_projections.record(session, actor, survey, revision, instance)
    survey_files.expect(session, actor, survey.id, payload.get("attachments") or [])
    flags = quality.run(session, survey, revision, instance, item, place, sheet, results)
    is_main = place.purpose is Purpose.MAIN
    if is_new and is_main and place.hold is None and quality.must_wait(place, survey.id, flags):
        place = replace(place, hold=causes.TO_LOOK_AT)
    return _finish(session, actor, item, survey, revision, place)


def document_of(_session: Session, revision: Revision) -> dict[str, Any]:
    """``{"answers", "meta", "attachments", …}`` of a revision, opened. The caller has checked the right to read."""
    return sealing.unseal_document(f"revision/{revision.id}", revision.answers_sealed)


def server_facts(session: Session, actor: Actor, survey_id: UUID) -> dict[str, Any]:
    """What the phone is told about its survey: current revision, state, and photos that are still missing."""
    survey = session.scalar(
        select(Survey).where(
            Survey.tenant == actor.tenant, Survey.id == survey_id, Survey.collector_id == actor.user_id
        )
    )
    return {} if survey is None else _facts(session, survey)


def _facts(session: Session, survey: Survey) -> dict[str, Any]:
    return {
        "survey": str(survey.id),
        "status": survey.status.value,
        "revision": str(survey.revision_id),
        "number": survey.revision_count,
        "missing": survey_files.missing(session, survey.tenant, survey.id),
    }


def _require_next(actor: Actor, survey: Survey, item: Item, place: Place) -> None:
    assert place.round is not None
    same = (survey.household_id, survey.round_id) == (place.household.id, place.round.id)
    collector = place.collector_id or actor.user_id
    if survey.collector_id != collector or survey.purpose is not place.purpose or not same:
        raise Conflict(**causes.SAME_ID)
    if survey.status in DECIDED:
        raise Conflict(
            "already_decided",
            f"Phiếu này ở xã đang là “{survey.status.label}” nên bản sửa không được nhận vào. "
            "Cả hai bản đều được giữ. Báo người duyệt nếu cần sửa.",
            f"At the commune this survey is “{survey.status.value}”, so the correction was not taken in. "
            "Both copies are kept. Tell the supervisor if it must be changed.",
        )
    if item.base != survey.revision_id:
        raise Conflict(
            "other_base",
            "Ở xã đã có một bản sửa khác của phiếu này. Cả hai bản đều được giữ, chưa bản nào ghi đè. "
            "Người duyệt sẽ xem cạnh nhau rồi chọn.",
            "The commune already has another correction of this survey. Both copies are kept, neither has replaced "
            "the other. A supervisor compares them and chooses.",
        )


def _is_rival(session: Session, survey_id: UUID, place: Place) -> bool:
    assert place.round is not None
    if place.purpose is not Purpose.MAIN:
        return False
    named = {"tenant": place.household.tenant, "round": place.round.id, "household": place.household.id}
    return session.scalar(_RIVAL, {**named, "survey": survey_id}) is not None


def _new(session: Session, actor: Actor, item: Item, place: Place, is_rival: bool) -> Survey:
    assert place.round is not None
    survey = Survey(
        tenant=actor.tenant,
        id=item.subject,
        household_id=place.household.id,
        round_id=place.round.id,
        unit_id=place.household.unit_id,
        collector_id=place.collector_id or actor.user_id,
        assignment_id=place.assignment_id,
        purpose=place.purpose,
        status=SurveyStatus.HELD if is_rival or place.hold else SurveyStatus.RECEIVED,
        is_rival=is_rival,
        revision_count=0,
        first_received_at=now(),
        last_received_at=now(),
    )
    session.add(survey)
    return survey


def _revision(actor: Actor, item: Item, survey: Survey, sheet_id: UUID) -> Revision:
    document = {key: item.payload.get(key) for key in ("answers", "meta", "attachments")}
    survey.revision_count += 1
    survey.revision_id = item.id
    survey.last_received_at = now()
    return Revision(
        tenant=actor.tenant,
        id=item.id,
        survey_id=survey.id,
        number=survey.revision_count,
        base_id=item.base,
        author_id=actor.user_id,
        device_id=actor.device_id,
        origin=item.origin,
        form_version_id=sheet_id,
        made_at=item.made_at,
        utc_offset=item.utc_offset,
        # The right day as the phone knew it, whatever its clock said.
        made_on=sync_schema.day(item.payload["meta"]["today"]),
        received_at=now(),
        sha256=item.sha256,
        answers_sealed=sealing.seal_document(f"revision/{item.id}", document),
    )


def _finish(
    session: Session, actor: Actor, item: Item, survey: Survey, revision: Revision, place: Place
) -> Answer:
    if survey.is_rival:
        answer = Answer(Outcome.CONFLICT, causes.RIVAL)
    elif place.hold:
        answer = Answer(Outcome.HELD, place.hold)
        if revision.number == 1:
            inbox.tell_of_survey(session, survey, actor.user_id, "held")
            if place.is_unassigned:
                reassignments.tell_present(session, actor, survey)
    else:
        answer = Answer(Outcome.ACCEPTED)
        survey.assignment_id = place.assignment_id
    survey.status = SurveyStatus.RECEIVED if answer.outcome is Outcome.ACCEPTED else SurveyStatus.HELD
    events.record(
        session, actor, "survey.received", "survey", survey.id,
        unit_id=survey.unit_id, phone_at=item.made_at, utc_offset=item.utc_offset,
        revision=str(revision.id), number=revision.number, outcome=answer.outcome.value,
    )  # fmt: skip
    events.changed(
        session, actor.tenant, "survey", survey.id, unit_id=survey.unit_id, user_id=survey.collector_id
    )
    session.flush()  # the missing photos are read back below
    return Answer(answer.outcome, answer.cause, _facts(session, survey))

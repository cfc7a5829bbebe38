"""The checks of a round run again over surveys that came before: to see what other thresholds would flag, and, as an
act of its own, to flag them so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, undefer

from gnbv.clock import now
from gnbv.errors import NotPermitted
from gnbv.ids import new_id
from gnbv.models import Flag, Origin, Result, Revision, Round, Survey, SurveyStatus, SyncItem
from gnbv.permissions import ROUND_ROLES, Actor
from gnbv.rules import quality
from gnbv.rules.form import Instance
from gnbv.rules.quality_facts import Facts, Peers
from gnbv.services import (
    access,
    assigned_tables,
    compiled,
    events,
    office_revisions,
    quality_gathering,
    quality_peers,
    quality_settings,
    survey_flags,
    surveys,
)
from gnbv.services.quality import SETTINGS
from gnbv.services.sync_items import Item

RUN = "quality_run"
MOST_AT_ONCE = 40
MOST_PREVIEWED = 40
UNDECIDED = (SurveyStatus.RECEIVED, SurveyStatus.HELD, SurveyStatus.RETURNED)


@dataclass(frozen=True)
class Preview:
    """Of the ``surveys`` newest ones: how many carry a flag ``now``, how many ``then`` would; the same by check."""

    surveys: int
    now: int
    then: int
    by_code: list[tuple[str, int, int]]


@dataclass(frozen=True)
class Run:
    """``checked`` in this request, of which flags ``changed``; ``left`` wait for the next one."""

    checked: int
    changed: int
    left: int


def preview(session: Session, round_: Round, settings: Mapping[str, Any]) -> Preview:
    """What ``settings`` would flag of the newest surveys that came in, by running the checks on what they hold. Nothing
    is written and no name leaves. Flags that a person explained count as well."""
    rows = session.scalars(
        select(Survey)
        .where(
            Survey.tenant == round_.tenant,
            Survey.round_id == round_.id,
            Survey.status != SurveyStatus.WITHDRAWN,
            Survey.revision_id.is_not(None),
        )
        .order_by(Survey.last_received_at.desc(), Survey.id)
        .limit(MOST_PREVIEWED)
    ).all()
    today, other = Counter[str](), Counter[str]()
    flagged = [0, 0]
    for survey in rows:
        facts, peers = facts_of(session, survey)
        own = round_.settings.get(SETTINGS, {})
        for place, (counter, given) in enumerate(((today, own), (other, settings))):
            found = quality.check(facts, peers, given)
            counter.update(flag.code for flag in found)
            flagged[place] += bool(found)
    changed = [(code, today[code], other[code]) for code in quality.RULES if today[code] or other[code]]
    return Preview(len(rows), flagged[0], flagged[1], changed)


def waiting(session: Session, round_: Round) -> int:
    """How many undecided surveys were not checked with today's settings: they came before the last change."""
    if quality_settings.CHANGED_AT not in round_.settings:
        return 0
    return session.scalar(_waiting(round_).with_only_columns(func.count()).order_by(None)) or 0


def rerun(session: Session, actor: Actor, round_: Round, most: int = MOST_AT_ONCE) -> Run:
    """Check the undecided surveys that came before the last change again, at most ``most``; called again it goes on, and
    changes nothing when none is left. Flags are raised, brought up to date, or dropped; what a person explained stays
    as it is. Whether a survey is held is not decided anew.

    Raises ``NotPermitted`` without the right to run the round.
    """
    if not actor.holds(ROUND_ROLES, access.get_unit_of(session, round_).path):
        raise NotPermitted()
    session.refresh(round_, ["settings"], with_for_update=True)
    if quality_settings.CHANGED_AT not in round_.settings:
        return Run(0, 0, 0)
    rows = session.scalars(_waiting(round_).limit(most).with_for_update()).all()
    changed = sum(_again(session, actor, round_, survey) for survey in rows)
    if rows:
        round_.settings = {
            **round_.settings,
            RUN: {"version": quality_settings.version(round_), "after": str(rows[-1].id)},
        }
        events.record(
            session, actor, "round.checked_again", "round", round_.id, unit_id=round_.unit_id,
            surveys=len(rows), changed=changed,
        )  # fmt: skip
        session.flush()
    return Run(len(rows), changed, waiting(session, round_))


def facts_of(session: Session, survey: Survey) -> tuple[Facts, Peers]:
    """What the checks look at, of the current revision as it lies here. About nine queries."""
    revision = session.get_one(
        Revision, (survey.tenant, survey.revision_id), options=[undefer(Revision.answers_sealed)]
    )
    (sheet,) = compiled.sheets_by_id(session, survey.tenant, {revision.form_version_id})
    place = office_revisions.place_of(session, survey)
    document = surveys.document_of(session, revision)
    bound = assigned_tables.bound(session, sheet, place.household, place.round)
    instance = Instance(bound.compiled, document["answers"], today=revision.made_on)
    order = {key: number for number, key in enumerate(place.round.standards if place.round else [])}
    results = session.scalars(
        select(Result).where(Result.tenant == survey.tenant, Result.revision_id == revision.id)
    ).all()
    facts = quality_gathering.gather(
        session,
        survey,
        revision,
        instance,
        _item(session, survey, revision, document),
        place,
        sheet,
        sorted(results, key=lambda one: order.get(one.standard, len(order))),
    )
    return facts, quality_peers.gather(session, survey, facts)


def _again(session: Session, actor: Actor, round_: Round, survey: Survey) -> bool:
    facts, peers = facts_of(session, survey)
    found = {one.code: one for one in quality.check(facts, peers, round_.settings.get(SETTINGS, {}))}
    there = {
        row.code: row
        for row in session.scalars(
            select(Flag).where(Flag.tenant == survey.tenant, Flag.revision_id == survey.revision_id)
        )
    }
    raised = [flag for code, flag in found.items() if code not in there]
    dropped = [row for code, row in there.items() if code not in found and row.explained_at is None]
    updated = False
    for code in found.keys() & there.keys():
        row = there[code]
        if row.explained_at is None and (row.weight, row.evidence) != (
            found[code].weight,
            found[code].evidence,
        ):
            row.weight, row.evidence, updated = found[code].weight, found[code].evidence, True
    for row in dropped:
        session.delete(row)
    assert survey.revision_id is not None  # without one nothing was checked
    for flag in raised:
        session.add(
            Flag(
                tenant=survey.tenant, id=new_id(), survey_id=survey.id, revision_id=survey.revision_id,
                code=flag.code, weight=flag.weight, evidence=flag.evidence, raised_at=now(),
            )
        )  # fmt: skip
    if not (raised or dropped or updated):
        return False
    survey_flags.weigh(session, survey)
    events.record(
        session, actor, "survey.checked_again", "survey", survey.id, unit_id=survey.unit_id,
        raised=sorted(flag.code for flag in raised), dropped=sorted(row.code for row in dropped),
    )  # fmt: skip
    return True


def _waiting(round_: Round) -> Select[tuple[Survey]]:
    query = select(Survey).where(
        Survey.tenant == round_.tenant,
        Survey.round_id == round_.id,
        Survey.status.in_(UNDECIDED),
        Survey.revision_id.is_not(None),
    )
    changed_at = datetime.fromisoformat(round_.settings[quality_settings.CHANGED_AT])
    query = query.where(Survey.last_received_at <= changed_at)
    run = round_.settings.get(RUN, {})
    if run.get("version") == quality_settings.version(round_):
        query = query.where(Survey.id > UUID(run["after"]))
    return query.order_by(Survey.id)


def _item(session: Session, survey: Survey, revision: Revision, document: dict[str, Any]) -> Item:
    """The revision as it was handed in, as far as checks ask: the phone's clock is that of the newest hand-over."""
    sent = session.scalar(
        select(SyncItem.skew_seconds)
        .where(
            SyncItem.tenant == survey.tenant,
            SyncItem.subject == survey.id,
            SyncItem.id == _of_phone(session, revision),
        )
        .limit(1)
    )
    return Item(
        id=revision.id,
        kind="survey",
        subject=survey.id,
        base=revision.base_id,
        made_at=revision.made_at,
        utc_offset=revision.utc_offset,
        sha256=revision.sha256,
        payload=document,
        origin=revision.origin,
        skew_seconds=sent,
    )


def _of_phone(session: Session, revision: Revision) -> UUID:
    """The revision that came from a phone below one that the office made."""
    while revision.origin is Origin.OFFICE and revision.base_id is not None:
        revision = session.get_one(Revision, (revision.tenant, revision.base_id))
    return revision.id

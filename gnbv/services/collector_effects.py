"""Interviewer effects of a round: how often each collector finds a deprivation, beside their colleagues."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Purpose, Revision, Round, Survey, SurveyStatus, Trace, Unit, User
from gnbv.permissions import ASSIGNING_ROLES, Actor
from gnbv.rules import quality_collectors
from gnbv.rules.quality_collectors import Effect, Few
from gnbv.services import access, compiled, packs


@dataclass(frozen=True)
class Finding:
    """One indicator of the standard. ``outside``: how many collectors lie outside the limits."""

    code: str
    name: dict[str, str]
    count: int
    outside: int


@dataclass(frozen=True)
class Effects:
    """``places`` of ``chosen``: those with the fewest surveys first. ``names`` by the collector's id as text."""

    findings: list[Finding]
    chosen: Finding | None
    places: list[Effect | Few]
    names: dict[str, str]
    surveys: int


def effects(session: Session, actor: Actor, round_: Round, code: str = "") -> Effects:
    """Of the main surveys in the actor's units that were answered at home, as their collectors sent them. The indicator
    ``code``, else the one with most collectors outside the limits, or found most often. Seven queries at the most."""
    villages = access.units_in_scope(actor, ASSIGNING_ROLES).with_only_columns(Unit.id)
    rows = session.execute(
        select(Trace.collector_id, Trace.findings)
        .join(Survey, (Survey.tenant == Trace.tenant) & (Survey.id == Trace.survey_id))
        .join(Revision, (Revision.tenant == Trace.tenant) & (Revision.id == Trace.revision_id))
        .where(
            Trace.tenant == round_.tenant,
            Trace.round_id == round_.id,
            Survey.unit_id.in_(villages),
            Survey.purpose == Purpose.MAIN,
            Survey.is_rival.is_(False),
            Survey.status != SurveyStatus.WITHDRAWN,
            Revision.outcome.is_(None),
        )
    ).all()
    surveys = Counter(str(row.collector_id) for row in rows)
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        for finding in row.findings:
            counts.setdefault(finding, Counter())[str(row.collector_id)] += 1
    names = _names(session, round_)
    funnels = {
        finding: quality_collectors.funnel(finding, counts.get(finding, {}), surveys) for finding in names
    }
    findings = [
        Finding(finding, name, sum(counts.get(finding, Counter()).values()), _outside(funnels[finding]))
        for finding, name in names.items()
    ]
    most = max(findings, key=lambda one: (one.outside, one.count), default=None)
    chosen = next((one for one in findings if one.code == code), most)
    return Effects(
        findings,
        chosen,
        funnels[chosen.code] if chosen and surveys else [],
        _people(session, round_, surveys),
        len(rows),
    )


def _outside(places: list[Effect | Few]) -> int:
    return sum(isinstance(one, Effect) and one.is_outside for one in places)


def _names(session: Session, round_: Round) -> dict[str, dict[str, str]]:
    """The indicators of the round's first standard, in its order: whose findings are kept at arrival."""
    (sheet,) = compiled.sheets_by_id(session, round_.tenant, {round_.form_version_id})
    for standard in compiled.packs(session, round_.tenant, round_.standards[:1], sheet):
        pack = packs.get(session, round_.tenant, standard.key, standard.version)
        return {one["code"]: one["name"] for one in pack.data["indicators"]}
    return {}


def _people(session: Session, round_: Round, surveys: Counter[str]) -> dict[str, str]:
    ids = [UUID(key) for key in surveys]
    rows = session.execute(select(User.id, User.name).where(User.tenant == round_.tenant, User.id.in_(ids)))
    return {str(row.id): row.name for row in rows}

"""Flags of surveys: raised once when a revision arrives, kept with their evidence, explained by a person."""

from __future__ import annotations

import hashlib
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Invalid, NotFound
from gnbv.ids import new_id
from gnbv.models import Flag, Purpose, Result, Revision, Survey
from gnbv.permissions import Actor
from gnbv.rules import quality
from gnbv.rules.form import Instance
from gnbv.services import events, quality_gathering, quality_peers, survey_flags
from gnbv.services.compiled import Sheet
from gnbv.services.survey_checks import Place
from gnbv.services.sync_items import Item

SETTINGS = "quality"
HOLD = "hold"


def run(
    session: Session,
    survey: Survey,
    revision: Revision,
    instance: Instance,
    item: Item,
    place: Place,
    sheet: Sheet,
    results: list[Result],
) -> list[Flag]:
    """Check a revision that was just taken and keep what was found. At most eight queries, whatever the round."""
    facts = quality_gathering.gather(session, survey, revision, instance, item, place, sheet, results)
    peers = quality_peers.gather(session, survey, facts)
    settings = (place.round.settings if place.round else {}).get(SETTINGS, {})
    found = quality.check(facts, peers, settings)
    rows = [
        Flag(
            tenant=survey.tenant,
            id=new_id(),
            survey_id=survey.id,
            revision_id=revision.id,
            code=flag.code,
            weight=flag.weight,
            evidence=flag.evidence,
            raised_at=now(),
        )
        for flag in found
    ]
    session.add_all(rows)
    survey.risk = sum(row.weight for row in rows)
    if survey.purpose is Purpose.MAIN:
        quality_peers.keep(session, survey, revision, facts, _findings(results))
    return rows


def must_wait(place: Place, survey_id: UUID, flags: list[Flag]) -> bool:
    """Whether the round holds this survey for a look before it goes to the queue: flagged with at least the weight the
    round names, or drawn into its random share. The draw hangs on the survey's id and the round's seed, so that
    handing in again changes nothing."""
    settings = (place.round.settings if place.round else {}).get(HOLD, {})
    weight, share = settings.get("weight"), float(settings.get("share") or 0)
    if weight and any(flag.weight >= int(weight) for flag in flags):
        return True
    return drawn(f"{settings.get('seed', '')}/{survey_id}", share)


def drawn(text: str, share: float) -> bool:
    """Whether ``text`` falls into a random ``share`` (0 to 1) of all texts: the same for everybody who computes it."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    return number < share * 2**64


def flags_of(session: Session, tenant: int, revision_ids: list[UUID]) -> dict[UUID, list[Flag]]:
    """The flags of each revision, heaviest first: one query."""
    found: dict[UUID, list[Flag]] = {}
    rows = session.scalars(
        select(Flag)
        .where(Flag.tenant == tenant, Flag.revision_id.in_(revision_ids))
        .order_by(Flag.weight.desc(), Flag.code)
    )
    for row in rows:
        found.setdefault(row.revision_id, []).append(row)
    return found


def words(flag: Flag, locale: str) -> str:
    """A flag in one sentence of ``locale``."""
    return quality.sentence(flag.code, flag.evidence, locale)


def codes() -> list[str]:
    """Every check's code, in the order in which they are told."""
    return list(quality.RULES)


def name_of(code: str, locale: str) -> str:
    """A check in words, with what it counts left open."""
    return quality.sentence(code, {}, locale)


def explain(session: Session, actor: Actor, survey: Survey, flag_id: UUID, text: str) -> Flag:
    """A person looked at a flag and says what is behind it. The caller has found the survey and checked the right to
    decide it. Raises ``NotFound`` for another survey's flag, ``Invalid`` without words."""
    flag = session.scalar(
        select(Flag).where(Flag.tenant == survey.tenant, Flag.survey_id == survey.id, Flag.id == flag_id)
    )
    if flag is None:
        raise NotFound()
    if not text.strip():
        raise Invalid(
            "explanation_missing",
            "Chưa ghi đã xem thế nào. Dấu hiệu vẫn còn đó. Ghi một câu rồi bấm lại.",
            "Nothing was written about it. The sign stays as it was. Write one sentence, then press again.",
        )
    flag.explanation, flag.explained_by, flag.explained_at = text.strip(), actor.user_id, now()
    survey_flags.weigh(session, survey)
    events.record(
        session, actor, "flag.explained", "survey", survey.id, unit_id=survey.unit_id, code=flag.code
    )
    return flag


def _findings(results: list[Result]) -> list[str]:
    """The indicators found deprived under the first standard: what interviewer effects are counted of."""
    if not results:
        return []
    return [mark["code"] for mark in results[0].document["marks"] if mark["state"] == "deprived"]

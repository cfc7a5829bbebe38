"""Results: computed again on the server for every standard of the round. The phone's is kept beside it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.models import HouseholdClass, Result, Revision, Survey
from gnbv.rules.form import Instance
from gnbv.rules.scoring import score
from gnbv.services import compiled, events
from gnbv.services.canonical import canonical
from gnbv.services.compiled import Sheet
from gnbv.services.survey_checks import Place

CLASSES = {one.value: one for one in HouseholdClass}


def compute(
    session: Session,
    survey: Survey,
    revision: Revision,
    instance: Instance,
    place: Place,
    sheet: Sheet,
    phone_results: list[dict[str, Any]],
) -> list[Result]:
    """One row a standard. A difference to the phone's result is flagged; the server's counts."""
    assert place.round is not None
    from_phone = {str(document.get("standard")): document for document in phone_results}
    rows = []
    for document in documents(session, survey.tenant, instance, place, sheet):
        phone = from_phone.get(document["standard"])
        row = _row(survey, revision, document, phone)
        session.add(row)
        rows.append(row)
        if row.differs_from_phone:
            events.record(
                session, None, "result.differs", "survey", survey.id,
                tenant=survey.tenant, unit_id=survey.unit_id, revision=str(revision.id), standard=row.standard,
            )  # fmt: skip
    return rows


def documents(
    session: Session, tenant: int, instance: Instance, place: Place, sheet: Sheet
) -> list[dict[str, Any]]:
    """What the answers score under every standard of the round; nothing is stored."""
    assert place.round is not None
    packs = compiled.packs(session, tenant, place.round.standards, sheet)
    return [score(instance, pack.data, area=place.area.value) for pack in packs]


def _row(
    survey: Survey, revision: Revision, document: dict[str, Any], phone: dict[str, Any] | None
) -> Result:
    named = document["class"]
    return Result(
        tenant=survey.tenant,
        survey_id=survey.id,
        revision_id=revision.id,
        standard=document["standard"],
        pack_version=document["pack_version"],
        engine=document["engine"],
        b1=document["b1"]["points"],
        b1_source=document["b1"]["source"],
        b2=document["b2"],
        household_class=CLASSES[named] if named else None,
        is_illustrative=document["illustrative"],
        document=document,
        phone_document=phone,
        differs_from_phone=phone is not None and canonical(phone) != canonical(document),
        computed_at=now(),
    )

"""Sheets to print: a blank one with the members filled in, and a finished one with room to sign."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    FormVersion,
    Household,
    ListReason,
    Membership,
    Result,
    Revision,
    Role,
    Round,
    RoundHousehold,
    Survey,
    Unit,
)
from gnbv.permissions import Actor
from gnbv.rules.form import Instance
from gnbv.services import access, documents_sheet, packs, surveys
from gnbv.services.documents_sheet import Section


@dataclass
class SheetDocument:
    """Everything the print template shows. ``results`` is empty for a blank sheet.

    ``indicators``: names by standard and code, from the pack version that gave the result.
    """

    title: str
    household: Household
    village: str
    commune: str
    round_name: str
    on: date
    sections: list[Section]
    is_blank: bool
    version: str
    number: int | None = None
    results: list[dict[str, Any]] = field(default_factory=list)
    indicators: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def is_illustrative(self) -> bool:
        return any(result["illustrative"] for result in self.results)


def listed(
    session: Session, actor: Actor, round_: Round, roles: Iterable[Role]
) -> list[tuple[Unit, list[Household]]]:
    """Households on the round's list in the actor's villages, by village and number: names and places only."""
    rows = session.execute(
        access.households_in_scope(actor, roles)
        .join(
            RoundHousehold,
            (RoundHousehold.tenant == Household.tenant) & (RoundHousehold.household_id == Household.id),
        )
        .join(Unit, (Unit.tenant == Household.tenant) & (Unit.id == Household.unit_id))
        .where(RoundHousehold.round_id == round_.id)
        .add_columns(Unit)
        .order_by(Unit.code, Household.number)
    ).all()
    found: dict[UUID, tuple[Unit, list[Household]]] = {}
    for household, unit in rows:
        found.setdefault(unit.id, (unit, []))[1].append(household)
    return list(found.values())


def blank(
    session: Session, actor: Actor, household: Household, round_: Round, *, locale: str = "vi"
) -> SheetDocument:
    """The sheet of a round for one household, the current members filled in, nothing else answered.

    ``household`` and ``round_`` were found in the actor's scope; the caller has logged the read.
    """
    version = session.get_one(FormVersion, (round_.tenant, round_.form_version_id))
    instance = Instance(version.compiled, _known(session, household, round_), today=actor.today)
    return SheetDocument(
        **_frame(session, household, round_),
        title=version.compiled["title"],
        version=version.version,
        on=actor.today,
        sections=documents_sheet.blank(instance, locale),
        is_blank=True,
    )


def finished(session: Session, survey: Survey, *, locale: str = "vi") -> SheetDocument:
    """The current revision of a survey with its results. The caller has checked the right and logged the read."""
    revision = session.get_one(Revision, (survey.tenant, survey.revision_id))
    version = session.get_one(FormVersion, (survey.tenant, revision.form_version_id))
    document = surveys.document_of(session, revision)
    day = date.fromisoformat(document["meta"]["today"])
    instance = Instance(version.compiled, document["answers"], today=day)
    results = session.scalars(
        select(Result)
        .where(Result.tenant == survey.tenant, Result.revision_id == revision.id)
        .order_by(Result.standard)
    ).all()
    return SheetDocument(
        **_frame(session, survey.household, survey.round),
        title=version.compiled["title"],
        version=version.version,
        on=day,
        sections=documents_sheet.finished(instance, locale),
        is_blank=False,
        number=revision.number,
        results=[result.document for result in results],
        indicators={result.standard: _indicators(session, result, locale) for result in results},
    )


def _indicators(session: Session, result: Result, locale: str) -> dict[str, str]:
    pack = packs.get(session, result.tenant, result.standard, result.pack_version)
    return {indicator["code"]: indicator["name"][locale] for indicator in pack.data["indicators"]}


def _frame(session: Session, household: Household, round_: Round) -> dict[str, Any]:
    village = session.get_one(Unit, (household.tenant, household.unit_id))
    commune = session.get(Unit, (household.tenant, village.parent_id)) if village.parent_id else None
    return {
        "household": household,
        "village": village.name,
        "commune": commune.name if commune else "",
        "round_name": round_.name,
    }


def _known(session: Session, household: Household, round_: Round) -> dict[str, Any]:
    """The answers that the register already has: the household's frame and its members, no other fact."""
    reason = session.scalar(
        select(RoundHousehold.reason).where(
            RoundHousehold.tenant == household.tenant,
            RoundHousehold.round_id == round_.id,
            RoundHousehold.household_id == household.id,
        )
    )
    members = session.scalars(
        select(Membership)
        .where(
            Membership.tenant == household.tenant,
            Membership.household_id == household.id,
            Membership.valid_to.is_(None),
        )
        .order_by(Membership.position, Membership.id)
    ).all()
    unit = session.get_one(Unit, (household.tenant, household.unit_id))
    return {
        "household_id": str(household.id),
        "household_code": household.code,
        "household_head": household.head_name,
        "round_id": str(round_.id),
        "area_type": str(unit.area_or_default),
        "list_reason": (reason.on_sheet or "") if isinstance(reason, ListReason) else "",
        "last_members": str(len(members)),
        "round_standards": " ".join(round_.standards),
        # Sections beyond the first are asked only where the household still lives there.
        "intro": {"household_change": "still_here"},
        "people": {"member": [_member(membership) for membership in members]},
    }


def _member(membership: Membership) -> dict[str, Any]:
    person = membership.person
    known = {
        "_id": str(membership.id),
        "person_id": str(person.id),
        "full_name": person.name,
        "sex": person.sex or "",
        "relation": membership.relation,
        "ethnicity": person.ethnicity or "",
    }
    if person.birth_date:
        known |= {"birth_known": "date", "birth_date": person.birth_date.isoformat()}
    elif person.birth_year:
        known |= {"birth_known": "year", "birth_year": str(person.birth_year)}
    return {key: value for key, value in known.items() if value}

"""Stores the generated homes: persons, memberships, numbers, classes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from gnbv.demo.drafts import HouseholdDraft, PersonDraft
from gnbv.demo.identities import Identities
from gnbv.ids import new_id
from gnbv.models import (
    Basis,
    Household,
    HouseholdNumber,
    LedgerRow,
    Membership,
    Person,
    Standing,
    Unit,
)
from gnbv.rules.names import fold

OPENED = date(2021, 1, 1)
RECORDED = datetime(2026, 8, 31, 2, 0, tzinfo=UTC)
STANDARD = "vn-2022-2025"
Rows = dict[type[Any], list[dict[str, Any]]]


def load(
    session: Session, villages: list[Unit], drafts: Iterable[HouseholdDraft], letters: str, first: int
) -> set[UUID]:
    """Store ``drafts`` in ``villages`` (by number, from 1), codes beginning with ``letters``, identity numbers counted
    from ``first``. Answers
    the ids of those that asked for a review.

    A village that has homes already is left alone, so loading again changes nothing.
    """
    tenant = villages[0].tenant
    ids = [village.id for village in villages]
    if session.scalar(
        select(Household.id).where(Household.tenant == tenant, Household.unit_id.in_(ids)).limit(1)
    ):
        return set()
    rows: Rows = {Person: [], Household: [], HouseholdNumber: [], Membership: [], LedgerRow: []}
    identities = Identities(first)
    petitions: set[UUID] = set()
    counters = dict.fromkeys(range(1, len(villages) + 1), 0)
    for draft in drafts:
        counters[draft.village] += 1
        household_id = _home(
            rows, villages[draft.village - 1], draft, counters[draft.village], letters, identities
        )
        if draft.kind == "petition":
            petitions.add(household_id)
    for model, values in rows.items():
        session.execute(insert(model), values)
    return petitions


def _home(
    rows: Rows, village: Unit, draft: HouseholdDraft, number: int, letters: str, identities: Identities
) -> UUID:
    tenant, household_id = village.tenant, new_id()
    code = f"{letters}{draft.village:02d}{number:03d}"
    person_ids = [new_id() for _ in draft.persons]
    head = draft.persons.index(draft.head)
    place = " · ".join(part for part in (draft.hamlet, draft.nickname and f"nhà {draft.nickname}") if part)
    facts = dict(draft.facts)
    if facts:
        facts["hamlet"] = draft.hamlet
        if draft.nickname:
            facts["nickname"] = draft.nickname
    rows[Household].append(
        {
            "tenant": tenant,
            "id": household_id,
            "unit_id": village.id,
            "number": number,
            "code": code,
            "head_id": person_ids[head],
            "head_name": draft.head.name,
            "search_text": " | ".join(fold(person.name) for person in draft.persons),
            "place": place,
            "facts": facts,
            "opened_on": OPENED,
            "created_at": RECORDED,
            "source": "demo",
            **identities.phone(household_id),
        }  # fmt: skip
    )
    rows[HouseholdNumber].append(
        {
            "tenant": tenant,
            "id": new_id(),
            "household_id": household_id,
            "unit_id": village.id,
            "number": number,
            "code": code,
            "valid_from": OPENED,
        }  # fmt: skip
    )
    for position, (person_id, person) in enumerate(zip(person_ids, draft.persons, strict=True)):
        rows[Person].append(_person(tenant, person_id, person, identities))
        rows[Membership].append(
            {
                "tenant": tenant,
                "id": new_id(),
                "household_id": household_id,
                "person_id": person_id,
                "relation": person.relation,
                "position": position,
                "valid_from": max(OPENED, person.birth_date or OPENED),
            }  # fmt: skip
        )
    rows[LedgerRow].extend(_class(tenant, household_id, year, held) for year, held in draft.classes.items())
    return household_id


def _person(tenant: int, person_id: UUID, person: PersonDraft, identities: Identities) -> dict[str, Any]:
    return {
        "tenant": tenant, "id": person_id, "name": person.name, "search_name": fold(person.name),
        "sex": person.sex, "birth_date": person.birth_date, "birth_year": person.birth_year,
        "ethnicity": person.ethnicity, "facts": person.facts, "created_at": RECORDED, "source": "demo",
        **identities.citizen(person_id, person.age),
    }  # fmt: skip


def _class(tenant: int, household_id: UUID, year: int, household_class: str) -> dict[str, Any]:
    return {
        "tenant": tenant, "id": new_id(), "household_id": household_id, "year": year, "standard": STANDARD,
        "household_class": household_class, "standing": Standing.OFFICIAL, "basis": Basis.IMPORT,
        "source": f"Danh sách công nhận năm {year} (dữ liệu mẫu)",
        "recorded_at": datetime(year, 12, 14, 2, 0, tzinfo=UTC),
    }  # fmt: skip

"""Taking a register into the database. Importing the same file again changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Invalid, NotFound
from gnbv.ids import new_id
from gnbv.models import Household, HouseholdNumber, Membership, Person, Unit, UnitKind
from gnbv.rules.names import fold
from gnbv.services import events, sealing
from gnbv.services.register_sheet import HouseholdRow, PersonRow, Problem

SOURCE = "import"


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    households: int
    people: int
    already_there: int


def store(
    session: Session, tenant: int, commune_code: str, rows: list[HouseholdRow], today: date
) -> Imported:
    """Store households that the commune does not have yet; those it has (by code) are left as they are.

    ``rows`` came without problems from ``register_sheet.read``. Raises ``NotFound`` for an unknown commune and
    ``Invalid`` for villages it does not have.
    """
    commune = session.scalar(
        select(Unit).where(Unit.tenant == tenant, Unit.code == commune_code, Unit.valid_to.is_(None))
    )
    if commune is None:
        raise NotFound(
            "unknown_unit",
            f"Không có đơn vị mang mã {commune_code}. Sổ hộ chưa thay đổi. Xem mã bằng lệnh export units.",
            f"There is no unit {commune_code}. The register is unchanged. Look the code up with export units.",
        )
    villages = {
        fold(village.name): village
        for village in session.scalars(
            select(Unit).where(
                Unit.tenant == tenant,
                Unit.path.startswith(commune.path, autoescape=True),
                Unit.kind == UnitKind.VILLAGE,
                Unit.valid_to.is_(None),
            )
        )
    }
    unknown = sorted({row.village for row in rows if fold(row.village) not in villages})
    if unknown:
        raise Invalid(
            "unknown_villages",
            f"{commune.name} không có thôn: {', '.join(unknown)}. Sổ hộ chưa thay đổi. Sửa tên thôn rồi nhập lại.",
            f"{commune.name} has no village: {', '.join(unknown)}. The register is unchanged. Correct the names.",
        )
    known = set(
        session.scalars(
            select(Household.code).where(
                Household.tenant == tenant,
                Household.unit_id.in_([village.id for village in villages.values()]),
            )
        )
    )
    fresh = [row for row in rows if row.code not in known]
    values: dict[type[Any], list[dict[str, Any]]] = {
        Person: [],
        Household: [],
        HouseholdNumber: [],
        Membership: [],
    }
    for row in fresh:
        _household(values, tenant, villages[fold(row.village)], row, today)
    for model, rows_of in values.items():
        if rows_of:
            session.execute(insert(model), rows_of)
    for made in values[Household]:
        events.changed(session, tenant, "household", made["id"], unit_id=made["unit_id"])
    if fresh:
        events.record(
            session,
            None,
            "register.import",
            "unit",
            commune.id,
            tenant=tenant,
            unit_id=commune.id,
            households=len(fresh),
        )
    return Imported(len(fresh), len(values[Person]), len(rows) - len(fresh))


def problems_as_text(problems: list[Problem]) -> str:
    """One line a problem, as a person reads a spreadsheet."""
    return "\n".join(
        f"hàng {problem.row}, cột {problem.column}: {problem.message}"
        if problem.column
        else f"hàng {problem.row}: {problem.message}"
        for problem in problems
    )


def _household(
    values: dict[type[Any], list[dict[str, Any]]], tenant: int, village: Unit, row: HouseholdRow, today: date
) -> None:
    household_id = new_id()
    people = [(new_id(), person) for person in row.people]
    head_id, head = next((identifier, person) for identifier, person in people if person.relation == "head")
    shared = {"tenant": tenant, "created_at": now(), "source": SOURCE}
    values[Household].append(
        {
            **shared, "id": household_id, "unit_id": village.id, "number": row.number, "code": row.code,
            "head_id": head_id, "head_name": head.name, "place": "", "facts": {}, "opened_on": today,
            "search_text": " | ".join(fold(person.name) for person in row.people),
        }
    )  # fmt: skip
    values[HouseholdNumber].append(
        {
            "tenant": tenant, "id": new_id(), "household_id": household_id, "unit_id": village.id,
            "number": row.number, "code": row.code, "valid_from": today,
        }
    )  # fmt: skip
    for position, (person_id, person) in enumerate(people):
        values[Person].append({**shared, "id": person_id, **_person(person_id, person)})
        values[Membership].append(
            {
                "tenant": tenant, "id": new_id(), "household_id": household_id, "person_id": person_id,
                "relation": person.relation, "position": position, "valid_from": today,
            }
        )  # fmt: skip


def _person(person_id: UUID, person: PersonRow) -> dict[str, Any]:
    number = person.citizen_number
    return {
        "name": person.name,
        "search_name": fold(person.name),
        "sex": person.sex,
        "birth_date": person.birth_date,
        "birth_year": person.birth_year,
        "ethnicity": person.ethnicity,
        "facts": {},
        "citizen_number_sealed": sealing.seal(f"person/{person_id}/citizen_number", number.encode())
        if number
        else None,
        "citizen_number_hash": sealing.look_up_hash(number) if number else None,
    }

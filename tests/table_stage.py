"""Ledgers, people, sheets and figures for tests and figures of the official tables, written straight into the tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import (
    Basis,
    Household,
    HouseholdClass,
    LedgerRow,
    Membership,
    Origin,
    Person,
    Purpose,
    Result,
    Revision,
    Standing,
    Survey,
    SurveyStatus,
    Unit,
    UnitFigure,
)
from gnbv.services import pack_files, packs
from tests.factories import DAY, NOW, TENANT, Cast, household, open_round
from tests.survey_factory import form_version

STANDARD = "vn-2022-2025"
YEAR = 2026
FIGURES = {
    "children": 1, "uninsured": 1, "malnourished": 0, "out_of_school": 0, "no_capacity": False, "merit": True,
    "causes": ["no_capital", "illness"],
}  # fmt: skip


def standards(session: Session) -> None:
    """Both standards of the season."""
    for document in pack_files.standards():
        packs.import_document(session, TENANT, document)
    session.flush()


def row(
    home: UUID,
    year: int,
    household_class: str,
    *,
    standing: Standing = Standing.OFFICIAL,
    standard: str = STANDARD,
    at: datetime | None = None,
    result: UUID | None = None,
    supersedes: UUID | None = None,
    illustrative: bool = False,
) -> dict[str, Any]:
    """A row of the ledger, as values."""
    return {
        "tenant": TENANT, "id": new_id(), "household_id": home, "year": year, "standard": standard,
        "household_class": HouseholdClass.of(household_class), "standing": standing, "basis": Basis.IMPORT,
        "is_illustrative": illustrative, "result_id": result, "supersedes_id": supersedes,
        "recorded_at": at or datetime(year, 12, 14, tzinfo=UTC),
    }  # fmt: skip


def homes(
    session: Session, village: Unit, courses: Mapping[int, Mapping[int, str]], *, members: int = 2
) -> dict[int, Household]:
    """Households of ``village`` by number with their official classes by year; ``members`` people each."""
    found = {}
    for number, classes in courses.items():
        names = [f"Người {number}-{place}" for place in range(2, members + 1)]
        found[number] = household(session, village, number, f"Chủ {number}", *names)
        for year, household_class in classes.items():
            session.add(LedgerRow(**row(found[number].id, year, household_class)))
    session.flush()
    return found


def figures(session: Session, village: Unit, households: int = 50, people: int = 180) -> None:
    for kind, value in (("households", households), ("people", people)):
        session.add(
            UnitFigure(
                tenant=TENANT, id=new_id(), unit_id=village.id, kind=kind, value=value,
                as_of=date(2026, 1, 1), source="Thử",
            )
        )  # fmt: skip
    session.flush()


def sheet(
    home: UUID, round_id: UUID, unit_id: UUID, form_id: UUID, author: UUID, class_: str
) -> dict[Any, Any]:
    """Survey, revision and result of a home, and the row that its approval proposes; as values by model."""
    survey, revision, result = new_id(), new_id(), new_id()
    deprived = 4 if class_ == "poor" else 1
    marks = [
        {"no": n, "state": "deprived" if n <= deprived else "not", "because": ["x" * 60]}
        for n in range(1, 13)
    ]
    shared = {"tenant": TENANT}
    return {
        Survey: {
            **shared, "id": survey, "household_id": home, "round_id": round_id, "unit_id": unit_id,
            "collector_id": author, "purpose": Purpose.MAIN, "status": SurveyStatus.APPROVED, "is_rival": False,
            "revision_id": revision, "revision_count": 1, "first_received_at": NOW, "last_received_at": NOW,
        },
        Revision: {
            **shared, "id": revision, "survey_id": survey, "number": 1, "author_id": author, "origin": Origin.PHONE,
            "form_version_id": form_id, "made_at": NOW, "utc_offset": 420, "made_on": DAY, "received_at": NOW,
            "sha256": "0" * 64, "answers_sealed": b"", "notes": {}, "figures": FIGURES,
        },
        Result: {
            **shared, "id": result, "survey_id": survey, "revision_id": revision, "standard": STANDARD,
            "pack_version": "1", "engine": 1, "b1": 100, "b1_source": "paper_total", "b2": 10 * deprived,
            "household_class": HouseholdClass.of(class_), "is_illustrative": False, "computed_at": NOW,
            "document": {"marks": marks, "b2": 10 * deprived},
        },
        LedgerRow: row(home, YEAR, class_, standing=Standing.PROPOSED, result=result, at=NOW),
    }  # fmt: skip


def large_commune(session: Session, cast: Cast, count: int) -> dict[Any, list[dict[str, Any]]]:
    """``count`` households of five people in two villages: every fourth escaped, the others poor or near-poor, all with
    four years of classes and a sheet of this year. Values to be inserted in this order."""
    standards(session)
    form = form_version(session)
    round_ = open_round(session, cast, form.id, [STANDARD])
    for village in (cast.village, cast.other_village):
        figures(session, village, count, count * 5)
    models = (Household, Person, Membership, Survey, Revision, Result, LedgerRow)
    rows: dict[Any, list[dict[str, Any]]] = {model: [] for model in models}
    for number in range(count):
        village = (cast.village, cast.other_village)[number % 2]
        home, class_ = new_id(), ("poor", "near_poor", "near_poor", "not_poor")[number % 4]
        rows[Household].append(
            {
                "tenant": TENANT, "id": home, "unit_id": village.id, "number": number + 100, "code": f"B-{number}",
                "head_name": f"Vi Thị {number}", "search_text": "", "place": "", "facts": {},
                "opened_on": date(2021, 1, 1), "created_at": NOW, "source": "test",
            }
        )  # fmt: skip
        for place in range(5):
            person = new_id()
            rows[Person].append(
                {
                    "tenant": TENANT, "id": person, "name": f"Người {number}-{place}", "search_name": "",
                    "sex": ("female", "male")[place % 2], "birth_year": 1970 + place * 10, "facts": {},
                    "ethnicity": ("kinh", "muong", "thai")[number % 3], "created_at": NOW, "source": "test",
                }
            )  # fmt: skip
            rows[Membership].append(
                {
                    "tenant": TENANT, "id": new_id(), "household_id": home, "person_id": person, "position": place,
                    "relation": "child" if place else "head", "valid_from": date(2021, 1, 1),
                }
            )  # fmt: skip
        before = ("poor", "near_poor")[number % 2]
        rows[LedgerRow] += [row(home, year, before) for year in range(2022, 2026)]
        made = sheet(home, round_.id, village.id, form.id, cast.collector.id, class_)
        for model, values in made.items():
            rows[model].append(values)
    return rows

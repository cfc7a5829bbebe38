"""The official tables from the database: ledger, moves, mergers of units, sheets and the register."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.models import (
    LedgerRow,
    Membership,
    Standing,
)
from gnbv.services import official_tables
from gnbv.services.official_tables import Tables
from tests import factories, table_stage
from tests.factories import Cast
from tests.survey_factory import form_version
from tests.table_stage import STANDARD, row

TODAY = date(2026, 12, 20)
NEXT = "vn-2027-2030"


@pytest.fixture(autouse=True)
def packs(session: Session, cast: Cast) -> None:
    table_stage.standards(session)


def built(
    session: Session, cast: Cast, year: int = 2026, standard: str = STANDARD, unit: Any = None
) -> Tables:
    session.flush()
    return official_tables.build(session, unit or cast.commune, year, standard, TODAY)


def total(found: Tables, code: str, section: str) -> dict[str, Any]:
    part = next(one for one in found.documents[code]["sections"] if one["key"] == section)
    return {head["key"]: value for head, value in zip(part["columns"], part["total"], strict=True) if value}


def test_classes_of_three_years_become_movements_with_their_reasons(session, cast):
    table_stage.homes(
        session,
        cast.village,
        {
            101: {2024: "poor", 2025: "poor", 2026: "near_poor"},
            102: {2024: "poor", 2025: "not_poor", 2026: "poor"},
            103: {2025: "near_poor", 2026: "not_poor"},
            104: {2026: "poor"},
            105: {2024: "poor", 2026: "poor"},  # nobody decided anything in 2025
        },
    )
    found = built(session, cast)
    assert total(found, "T2", "poor.households") == {"1": 2, "2": 1, "6": 1, "7": 1, "9": 3}
    assert total(found, "T3", "near_poor.households") == {"1": 1, "2": 1, "5": 1, "9": 1}
    assert total(found, "T2", "poor.people") == {"1": 4, "2": 2, "6": 2, "7": 2, "9": 6}
    assert not found.is_preliminary
    assert {one.code for one in found.faults} == {"denominator_missing"}


def test_the_last_official_row_of_a_year_counts_and_what_was_taken_back_does_not(session, cast):
    homes = table_stage.homes(session, cast.village, {101: {2025: "poor", 2026: "poor"}, 102: {2025: "poor"}})
    first = session.scalar(
        select(LedgerRow).where(LedgerRow.household_id == homes[101].id, LedgerRow.year == 2026)
    )
    later = datetime(2026, 12, 19, tzinfo=UTC)
    session.add(LedgerRow(**row(homes[101].id, 2026, "near_poor", at=later, supersedes=first.id)))
    proposed = row(homes[102].id, 2026, "not_poor", standing=Standing.PROPOSED)
    session.add(LedgerRow(**proposed))
    session.flush()
    back = row(
        homes[102].id, 2026, "not_poor", standing=Standing.WITHDRAWN, at=later, supersedes=proposed["id"]
    )
    session.add(LedgerRow(**back))
    found = built(session, cast)
    assert total(found, "T2", "poor.households") == {"1": 2, "2": 1, "9": 1}
    assert (found.undecided, found.proposed, found.is_preliminary) == (1, 0, True)


def test_proposed_classes_are_preliminary_and_illustrative_ones_are_said_to_be(session, cast):
    homes = table_stage.homes(session, cast.village, {101: {2025: "poor"}})
    session.add(
        LedgerRow(**row(homes[101].id, 2026, "near_poor", standing=Standing.PROPOSED, illustrative=True))
    )
    found = built(session, cast)
    assert (found.proposed, found.is_preliminary, found.is_illustrative) == (1, True, True)
    assert total(found, "T3", "near_poor.households") == {"5": 1, "9": 1}


def test_where_the_standard_changed_the_year_starts_with_the_class_of_the_former_one(session, cast):
    homes = table_stage.homes(
        session, cast.village, {101: {2025: "poor", 2026: "not_poor"}, 102: {2025: "near_poor"}}
    )
    for number, class_ in ((101, "near_poor"), (102, "poor")):
        session.add(LedgerRow(**row(homes[number].id, 2026, class_, standard=NEXT)))
    old, new = built(session, cast), built(session, cast, standard=NEXT)
    assert total(old, "T2", "poor.households") == {"1": 1, "3": 1}
    assert total(new, "T2", "poor.households") == {"1": 1, "2": 1, "5": 1, "9": 1}
    assert old.standard_name != new.standard_name
    # In the year after, each standard goes on from its own class.
    assert total(built(session, cast, 2027, NEXT), "T2", "poor.households") == {"1": 1, "9": 1}


def test_marks_groups_causes_and_children_come_from_the_sheet_behind_the_class(session, cast):
    form = form_version(session)
    round_ = factories.open_round(session, cast, form.id, [STANDARD])
    made = table_stage.sheet(
        cast.household.id, round_.id, cast.village.id, form.id, cast.collector.id, "poor"
    )
    for model, values in made.items():
        session.add(model(**values))
        session.flush()
    # Recognition takes the proposed row's place and has no result of its own: the one behind it counts.
    proposed = made[LedgerRow]
    session.add(LedgerRow(**row(cast.household.id, 2026, "poor", supersedes=proposed["id"])))
    found = built(session, cast)
    assert total(found, "T4", "poor.households") == {"total": 1, "1": 1, "2": 1, "3": 1, "4": 1}
    assert total(found, "T5", "poor.households")["4"] == 100.0
    assert total(found, "T8", "poor.households") == {"total": 1, "merit": 1}
    assert total(found, "T9", "poor.people") == {"total": 3, "kinh": 3}
    assert total(found, "T10", "poor.households") == {"total": 1, "no_capital": 1, "illness": 1}
    assert total(found, "T11", "poor.children") == {"children": 1, "uninsured": 1}
    assert total(found, "T12", "poor.all") == {
        "households": 1,
        "people": 3,
        "women": 2,
        "merit": 1,
        "children": 1,
    }


def test_without_a_sheet_the_register_tells_what_it_knows_and_the_rest_is_no_zero(session, cast):
    homes = table_stage.homes(session, cast.village, {101: {2025: "poor", 2026: "poor"}}, members=3)
    rows = session.scalars(
        select(Membership).where(Membership.household_id == homes[101].id).order_by(Membership.position)
    )
    for member, facts in zip(
        rows, ({"no_work": "other", "merit": "martyr"}, {"no_work": "illness"}, {}), strict=True
    ):
        member.person.facts = facts
        member.person.birth_year = 1980
    child = member.person
    child.birth_year, child.facts = 2019, {"insurance": "none", "at_school": "no", "nutrition": "stunted"}
    found = built(session, cast)
    (part, *_) = found.documents["T4"]["sections"]
    assert part["total"] == [1, *[None] * 12]
    assert part["notes"]["no_marks"] == {"Thôn 1": 1}
    assert total(found, "T8", "poor.households") == {"total": 1, "no_capacity": 1, "merit": 1}
    assert total(found, "T11", "poor.children") == {
        "children": 1, "uninsured": 1, "malnourished": 1, "out_of_school": 1,
    }  # fmt: skip


def statements(act: Any) -> int:
    seen = []

    def note(*told: Any) -> None:
        seen.append(told[2])

    event.listen(db.engine, "before_cursor_execute", note)
    act()
    event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_as_many_statements_serve_any_number_of_households(session, cast):
    table_stage.homes(session, cast.village, {101: {2025: "poor", 2026: "poor"}})
    built(session, cast)
    few = statements(lambda: built(session, cast))
    table_stage.homes(session, cast.village, {n: {2025: "poor", 2026: "near_poor"} for n in range(110, 120)})
    built(session, cast)
    assert statements(lambda: built(session, cast)) == few <= 16

"""The official tables where households and units move: villages, mergers, provinces, and what changes confirmed."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import date

import pytest
from sqlalchemy.orm import Session

from gnbv.errors import GnbvError
from gnbv.models import ChangeKind, HouseholdNumber, UnitKind, UnitPredecessor
from gnbv.services import household_changes, household_movements
from tests import factories, table_stage
from tests.change_play import choices, proposed
from tests.factories import TENANT, Cast
from tests.services.test_official_tables import built, total
from tests.survey_factory import form_version
from tests.table_stage import STANDARD


@pytest.fixture(autouse=True)
def packs(session: Session, cast: Cast) -> None:
    table_stage.standards(session)


def test_a_household_that_moved_to_another_village_is_out_in_one_and_in_in_the_other(session, cast):
    homes = table_stage.homes(session, cast.village, {101: {2025: "poor", 2026: "poor"}})
    home = homes[101]
    session.add(
        HouseholdNumber(
            tenant=TENANT, household_id=home.id, unit_id=cast.village.id, number=101, code="X",
            valid_from=date(2020, 1, 1), valid_to=date(2026, 6, 1),
        )
    )  # fmt: skip
    home.unit_id = cast.other_village.id
    found = built(session, cast)
    rows = {one["name"]: one["cells"] for one in found.documents["T2"]["sections"][0]["rows"]}
    assert rows == {"Thôn 1": [1, 0, 0, 1, 0, 0, 0, 0, 0], "Thôn 2": [0, 0, 0, 0, 0, 0, 0, 1, 1]}
    # Nobody confirmed that it moved: the check names the village it left.
    (fault,) = [one for one in found.faults if one.code == "unexplained"]
    assert [(one.row, one.left, one.right) for one in fault.differences] == [("Thôn 1", 1, 0)]
    alone = built(session, cast, unit=cast.other_village)
    assert total(alone, "T2", "poor.households") == {"8": 1, "9": 1}


def test_a_village_that_went_into_another_takes_its_households_and_figures_along_without_a_move(
    session, cast
):
    joined = factories.unit(session, "Thôn Mới", UnitKind.VILLAGE, cast.commune)
    for number, village in ((101, cast.village), (102, cast.other_village)):
        homes = table_stage.homes(session, village, {number: {2025: "poor", 2026: "poor"}})
        table_stage.figures(session, village, 50, 200)
        session.add(
            UnitPredecessor(
                tenant=TENANT, unit_id=joined.id, predecessor_id=village.id, on=date(2026, 7, 1), kind="merged"
            )
        )  # fmt: skip
        village.valid_to = date(2026, 7, 1)
        if number == 101:  # the office has given only one of the homes its new number so far
            session.add(
                HouseholdNumber(
                    tenant=TENANT, household_id=homes[101].id, unit_id=village.id, number=101, code="X",
                    valid_from=date(2020, 1, 1), valid_to=date(2026, 7, 1),
                )
            )  # fmt: skip
            homes[101].unit_id = joined.id
    found = built(session, cast)
    (line,) = found.documents["T2"]["sections"][0]["rows"]
    assert (line["name"], line["cells"]) == ("Thôn Mới", [2, 0, 0, 0, 0, 0, 0, 0, 2])
    assert found.documents["T1"]["sections"][0]["rows"][0]["cells"][:4] == [100, 400, 2, 2.0]
    assert found.faults == []


def test_a_province_adds_its_communes_up_and_a_past_year_is_told_as_it_was(session, cast):
    table_stage.homes(session, cast.village, {101: {2024: "poor", 2025: "near_poor", 2026: "poor"}})
    table_stage.homes(session, cast.far_village, {5: {2024: "poor", 2025: "poor"}})
    found = built(session, cast, 2025, unit=cast.province)
    section = found.documents["T2"]["sections"][0]
    assert {line["name"]: line["cells"][:2] for line in section["rows"]} == {
        "Xã Gần": [1, 1],
        "Xã Xa": [1, 0],
    }
    assert section["total"] == [2, 1, 0, 0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize("start", range(4))
def test_columns_4_and_8_are_what_confirmed_changes_moved(session, cast, start):
    """Whatever was confirmed: out and in by village and class, of households and of people (``household_movements``)."""
    round_ = factories.open_round(session, cast, form_version(session).id, [STANDARD])
    table_stage.homes(session, cast.village, {n: {2025: "poor"} for n in (101, 102)}, members=4)
    table_stage.homes(session, cast.other_village, {n: {2025: "near_poor"} for n in (103, 104)}, members=3)
    kinds = [
        ChangeKind.SPLIT,
        ChangeKind.MOVED_VILLAGE,
        ChangeKind.MERGED,
        ChangeKind.NOBODY,
        ChangeKind.SPLIT,
    ]
    for place, kind in enumerate(kinds):
        pick = start * 3 + place * 2 + 1
        change = proposed(session, cast, round_, kind, pick)
        with suppress(GnbvError), session.begin_nested():
            actor = cast.actor(cast.supervisor)
            household_changes.confirm(session, actor, change, choices(session, cast, change, pick))
    found = built(session, cast)
    assert [one.code for one in found.faults if one.code != "denominator_missing"] == []
    expected: Counter[tuple[str, str, str]] = Counter()
    for one in household_movements.movements(session, TENANT, [cast.commune.path], 2026):
        key = (str(one.household_class), one.unit_id.hex)
        expected[*key, "households"] += one.in_households - one.out_households
        expected[*key, "people"] += one.in_people - one.out_people
    told: Counter[tuple[str, str, str]] = Counter()
    for code in ("T2", "T3"):
        for section in found.documents[code]["sections"]:
            for line in section["rows"]:
                told[section["class"], line["unit"], section["measure"]] += (
                    line["cells"][7] - line["cells"][3]
                )
    assert {key: n for key, n in told.items() if n} == {
        key: n for key, n in expected.items() if n and key[0] in ("poor", "near_poor")
    }

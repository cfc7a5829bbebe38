"""Each person's own tables: assigned households and their members, and a sheet that looks things up in them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from gnbv.models import Assignment, FormVersion, Round
from gnbv.services import assigned_tables, kit_scope, openrosa_forms
from tests import factories, openrosa_stage
from tests.factories import Cast
from tests.sheets import q

NAMES_BOTH = [
    *openrosa_stage.VISIT[:3],
    {"type": "select_one_from_file assigned_members.csv", "name": "who", "label": "Ai?"},
    q("image", "plan", label="Sơ đồ", **{"media::image": "house.png"}),
    {"type": "select_one_from_file prices.csv", "name": "price", "label": "Giá"},
]


@pytest.fixture
def version(session: Session, cast: Cast, tmp_path: Path) -> FormVersion:
    files = {
        "assigned_members.csv": b"name,label\nx,x\n",
        "prices.csv": b"name,label\n1,R\xe1\xba\xbb\n",
        "house.png": openrosa_stage.PNG,
    }
    return openrosa_stage.publish(session, tmp_path / "sheet", NAMES_BOTH, files)


@pytest.fixture
def round_(session: Session, cast: Cast, version: FormVersion) -> Round:
    return factories.open_round(session, cast, version.id, [])


def table(session: Session, cast: Cast, version: FormVersion, name: str) -> list[dict[str, str]]:
    own = openrosa_forms.own_file(session, cast.actor(cast.collector), version, name)
    return list(csv.DictReader(io.StringIO(own.content.decode())))


def test_it_lists_assigned_households_with_what_a_sheet_hides(
    session: Session, cast: Cast, version: FormVersion, round_: Round
) -> None:
    (row,) = table(session, cast, version, "assigned_households.csv")
    assert (row["name"], row["household_id"], row["round_id"]) == (
        str(cast.household.id), str(cast.household.id), str(round_.id)
    )  # fmt: skip
    assert row["label"] == "017 – Lò Văn Thử"
    assert (row["reason"], row["village"], row["area"], row["member_count"]) == (
        "poor",
        "Thôn 1",
        "rural",
        "3",
    )


def test_it_lists_their_members_without_papers(
    session: Session, cast: Cast, version: FormVersion, round_: Round
) -> None:
    rows = table(session, cast, version, "assigned_members.csv")
    assert [(row["label"], row["position"], row["relation"]) for row in rows] == [
        ("Lò Văn Thử", "1", "head"), ("Lò Thị Mẫu", "2", "spouse"), ("Lò Văn Con", "3", "child")
    ]  # fmt: skip
    assert {row["household_id"] for row in rows} == {str(cast.household.id)}
    assert "citizen" not in " ".join(rows[0])


def test_it_forgets_closed_assignments_and_closed_rounds(
    session: Session, cast: Cast, version: FormVersion, round_: Round
) -> None:
    actor = cast.actor(cast.collector)
    assert len(assigned_tables.assigned(session, actor)) == 1
    session.execute(update(Assignment).values(closed_at=factories.NOW))
    assert assigned_tables.assigned(session, actor) == []


def test_it_hands_out_the_files_that_the_sheet_names(
    session: Session, cast: Cast, version: FormVersion, round_: Round
) -> None:
    files = openrosa_forms.manifest(session, cast.actor(cast.collector), version)
    assert sorted(file.name for file in files) == [
        "assigned_households.csv", "assigned_members.csv", "house.png", "prices.csv"
    ]  # fmt: skip
    stranger = openrosa_forms.manifest(session, cast.actor(cast.stranger), version)
    assert {file.name: file.md5 for file in stranger}["house.png"] == {f.name: f.md5 for f in files}[
        "house.png"
    ]
    assert {f.name: f.md5 for f in stranger}["assigned_members.csv"] != {f.name: f.md5 for f in files}[
        "assigned_members.csv"
    ]


def test_it_puts_a_persons_own_rows_into_the_sheet_that_their_phone_carries(
    session: Session, cast: Cast, version: FormVersion, round_: Round
) -> None:
    (mine,) = kit_scope.scope_of(session, cast.actor(cast.collector)).sheets
    tables = mine.compiled["instances"]
    assert [row[0] for row in tables["assigned_households"]["rows"]] == [str(cast.household.id)]
    assert len(tables["assigned_members"]["rows"]) == 3
    assert tables["prices"]["rows"] == [["1", "Rẻ"]]
    (other,) = kit_scope.scope_of(session, cast.actor(cast.other_collector)).sheets
    assert mine.id == other.id and len({mine.sha256, other.sha256, version.sha256}) == 3
    assert version.compiled["instances"]["assigned_households"]["rows"] == [["x", "Mẫu", "x", "x"]]

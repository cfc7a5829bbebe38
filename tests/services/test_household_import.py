"""A register in a workbook becomes households and people."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.errors import Invalid, NotFound
from gnbv.models import Household, Membership, Person
from gnbv.services import household_import, register_sheet, sealing
from tests.factories import TENANT, Cast

TODAY = date(2026, 10, 23)
HEADER = list(register_sheet.COLUMNS.values())
HEAD = ["Thôn 1", 101, "XH01101", "Trịnh Văn Mới", "Chủ hộ", "Nam", "23/10/1960", "Kinh", "000123456789"]
CHILD = ["Thôn 1", 101, "XH01101", "Trịnh Thị Con", "Con", "Nữ", 1990, "Mường", None]


def _workbook(path: Path, *rows: list[Any], header: list[str] = HEADER) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(header)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def _import(session: Session, cast: Cast, path: Path) -> household_import.Imported:
    rows, problems = register_sheet.read(path, TODAY)
    assert problems == []
    return household_import.store(session, TENANT, cast.commune.code, rows, TODAY)


def test_it_stores_a_household_with_its_people(session: Session, cast: Cast, tmp_path: Path) -> None:
    done = _import(session, cast, _workbook(tmp_path / "so-ho.xlsx", HEAD, CHILD))
    assert (done.households, done.people) == (1, 2)
    home = session.scalars(select(Household).where(Household.code == "XH01101")).one()
    assert (home.head_name, home.unit_id, home.number) == ("Trịnh Văn Mới", cast.village.id, 101)
    relations = session.scalars(
        select(Membership.relation).where(Membership.household_id == home.id).order_by(Membership.position)
    ).all()
    assert relations == ["head", "child"]


def test_the_citizen_number_is_sealed_and_can_be_looked_up(
    session: Session, cast: Cast, tmp_path: Path
) -> None:
    _import(session, cast, _workbook(tmp_path / "so-ho.xlsx", HEAD))
    person = session.scalars(
        select(Person).where(Person.citizen_number_hash == sealing.look_up_hash("000123456789"))
    ).one()
    assert person.citizen_number_sealed is not None
    assert b"000123456789" not in person.citizen_number_sealed
    place = f"person/{person.id}/citizen_number"
    assert sealing.unseal(place, person.citizen_number_sealed) == b"000123456789"


def test_a_birth_day_and_a_year_alone_are_both_kept(session: Session, cast: Cast, tmp_path: Path) -> None:
    _import(session, cast, _workbook(tmp_path / "so-ho.xlsx", HEAD, CHILD))
    born = dict(session.execute(select(Person.name, Person.birth_date)).tuples().all())
    years = dict(session.execute(select(Person.name, Person.birth_year)).tuples().all())
    assert (born["Trịnh Văn Mới"], born["Trịnh Thị Con"]) == (date(1960, 10, 23), None)
    assert years["Trịnh Thị Con"] == 1990


def test_importing_twice_changes_nothing(session: Session, cast: Cast, tmp_path: Path) -> None:
    path = _workbook(tmp_path / "so-ho.xlsx", HEAD, CHILD)
    _import(session, cast, path)
    before = session.scalar(select(func.count()).select_from(Person))
    again = _import(session, cast, path)
    assert (again.households, again.already_there) == (0, 1)
    assert session.scalar(select(func.count()).select_from(Person)) == before


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("relation", "Hàng xóm", "Không biết quan hệ"),
        ("sex", "X", "Nam hoặc Nữ"),
        ("birth", "31/02/1960", "không phải ngày sinh"),
        ("birth", "01/01/2030", "tương lai"),
        ("birth", 1850, "120 tuổi"),
        ("ethnicity", "Sao Hoả", "Không biết dân tộc"),
        ("citizen_number", "123", "12 chữ số"),
        ("number", "ba", "không phải số hộ"),
        ("name", None, "còn trống"),
    ],
)
def test_a_cell_that_cannot_be_understood_is_named(
    tmp_path: Path, column: str, value: object, words: str
) -> None:
    row = list(HEAD)
    row[list(register_sheet.COLUMNS).index(column)] = value  # type: ignore[call-overload]
    _, problems = register_sheet.read(_workbook(tmp_path / "so-ho.xlsx", row), TODAY)
    assert [(problem.row, problem.column) for problem in problems][:1] == [
        (2, register_sheet.COLUMNS[column])
    ]
    assert words in problems[0].message


def test_a_household_needs_exactly_one_head(tmp_path: Path) -> None:
    _, problems = register_sheet.read(_workbook(tmp_path / "so-ho.xlsx", HEAD, HEAD), TODAY)
    assert "2 chủ hộ" in problems[0].message


def test_a_village_of_another_commune_is_refused(session: Session, cast: Cast, tmp_path: Path) -> None:
    row = ["Thôn Xa", *HEAD[1:]]
    rows, _ = register_sheet.read(_workbook(tmp_path / "so-ho.xlsx", row), TODAY)
    with pytest.raises(Invalid, match="Thôn Xa"):
        household_import.store(session, TENANT, cast.commune.code, rows, TODAY)
    with pytest.raises(NotFound):
        household_import.store(session, TENANT, "không có", rows, TODAY)


def test_a_file_that_is_no_workbook_or_lacks_a_column_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "hong.xlsx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(Invalid, match="Không mở được"):
        register_sheet.read(broken, TODAY)
    with pytest.raises(Invalid, match="Ngày sinh"):
        header = [words for words in HEADER if words != "Ngày sinh"]
        register_sheet.read(_workbook(tmp_path / "thieu.xlsx", header=header), TODAY)


@pytest.mark.parametrize(
    ("place", "cell", "words"),
    [(1, "²", "không phải số hộ"), (1, "9" * 30, "không phải số hộ"), (6, 20000, "Năm sinh 20000"),
     (6, "9" * 5000, "Năm sinh"), (6, "31/02/1990", "không phải ngày sinh"), (8, "٠" * 12, "12 chữ số")],
)  # fmt: skip
def test_it_names_the_cell_that_no_reader_of_numbers_expects(
    tmp_path: Path, place: int, cell: object, words: str
) -> None:
    row = [*HEAD[:place], cell, *HEAD[place + 1 :]]
    _rows, problems = register_sheet.read(_workbook(tmp_path / "so-ho.xlsx", row), TODAY)
    assert [problem.row for problem in problems] == [2] and words in problems[0].message


@pytest.mark.parametrize("spelling", ["Vợ hoặc chồng", "Vợ/chồng", "vợ / chồng", "Chồng", "VO/CHONG"])
def test_it_knows_the_ways_a_spouse_is_written(tmp_path: Path, spelling: str) -> None:
    spouse = [*CHILD[:4], spelling, *CHILD[5:]]
    rows, problems = register_sheet.read(_workbook(tmp_path / "so-ho.xlsx", HEAD, spouse), TODAY)
    assert problems == [] and rows[0].people[1].relation == "spouse"

"""Whole tables for the command line."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy.orm import Session

from gnbv.errors import Invalid
from gnbv.services import sealing, table_exports
from tests.factories import TENANT, Cast


def _rows(session: Session, table: str) -> list[dict[str, str]]:
    text = "".join(table_exports.as_csv(session, TENANT, table)).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def test_every_row_of_the_tenant_is_written_with_its_columns(session: Session, cast: Cast) -> None:
    rows = _rows(session, "households")
    assert {row["head_name"] for row in rows} >= {"Lò Văn Thử", "Vũ Văn Xa"}
    assert rows[0]["opened_on"] == "2020-01-01"


def test_sealed_numbers_and_their_hashes_stay_inside(session: Session, cast: Cast) -> None:
    person = cast.household.memberships[0].person
    person.citizen_number_sealed = sealing.seal(f"person/{person.id}/citizen_number", b"000123456789")
    person.citizen_number_hash = sealing.look_up_hash("000123456789")
    session.flush()
    rows = _rows(session, "people")
    assert not any("citizen" in name for name in rows[0])
    assert "phone_sealed" not in _rows(session, "households")[0]


@pytest.mark.parametrize("table", sorted(table_exports.TABLES))
def test_each_table_can_be_written(session: Session, cast: Cast, table: str) -> None:
    pieces = table_exports.as_csv(session, TENANT, table)
    assert next(pieces).startswith("\ufefftenant,")
    assert all(piece.count("\r\n") >= 1 for piece in pieces)


def test_another_tenant_exports_nothing(session: Session, cast: Cast) -> None:
    assert len(list(table_exports.as_csv(session, TENANT + 1, "households"))) == 1


@pytest.mark.parametrize("table", ["user_account", "deposit_token", "nothing", ""])
def test_a_table_that_is_not_exported_is_refused_by_name(session: Session, cast: Cast, table: str) -> None:
    with pytest.raises(Invalid, match="Không có bảng"):
        list(table_exports.as_csv(session, TENANT, table))

"""A form and its surveys as files: tables with repeats as their own sheets, nothing in them that runs."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.models import FormVersion, HouseholdRead, Role, Round
from gnbv.services import form_publishing
from tests import factories, phone, sheets
from tests.export_sheet import ANSWERS, CHOICES, RUNS, SURVEY
from tests.factories import PASSWORD, Cast
from tests.phone import Phone
from tests.sheets import q


@pytest.fixture
def round_(app: Flask, session: Session, cast: Cast, tmp_path: Path) -> Round:
    """A round with one survey on a small sheet, and one of another commune's form beside it."""
    folder = tmp_path / "sheet"
    folder.mkdir()
    book = sheets.saved(
        folder, SURVEY, choices=CHOICES, settings={"form_id": "nho", "form_title": "Phiếu <nhỏ>"}
    )
    version, _ = form_publishing.publish(session, factories.TENANT, book)
    made = factories.open_round(session, cast, version.id, [])
    session.commit()
    raw = phone.survey(cast, made, form="nho", version="1", answers=ANSWERS)
    assert Phone(app, cast.collector).send(raw)[0]["outcome"] == "accepted"
    return made


@pytest.fixture
def version(session: Session, round_: Round) -> FormVersion:
    session.rollback()
    found = session.get_one(FormVersion, (round_.tenant, round_.form_version_id))
    session.refresh(found)
    session.expunge(found)
    session.rollback()
    return found


def signed_in(app: Flask, username: str) -> FlaskClient:
    client = app.test_client()
    assert client.post("/login", json={"username": username, "password": PASSWORD}).status_code == 303
    return client


@pytest.fixture
def office(app: Flask, round_: Round) -> FlaskClient:
    return signed_in(app, "dau")


def get(client: FlaskClient, version: FormVersion, **query: Any) -> bytes:
    answer = client.get(f"/form-exports/{version.form_id}/answers", query_string=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=nho-")
    return answer.data


def tables(content: bytes) -> dict[str, list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name: list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in archive.namelist()
        }


def test_it_writes_repeats_as_tables_of_their_own(office: FlaskClient, version: FormVersion) -> None:
    found = tables(get(office, version, kind="zip", values="codes"))
    assert list(found) == ["nho.csv", "member.csv", "trip.csv"]
    main, member, trip = found.values()
    assert main[0][-4:] == ["both", "area", "note_1", "note_2"]
    assert main[1][-4:-2] == ["yes no", "-3.5"]
    survey = main[1][0]
    assert member[1:] == [[survey, survey, "a1", "1", "Lò Văn Thử"], [survey, survey, "a2", "2", "'+84"]]
    assert trip[1:] == [[survey, "a1", "t1", "1", "3"], [survey, "a1", "t2", "2", "4"]]


def test_it_neutralises_what_a_spreadsheet_would_run(office: FlaskClient, version: FormVersion) -> None:
    assert tables(get(office, version, kind="zip"))["nho.csv"][1][-2:] == [
        "'" + RUNS,
        "<script>alert(1)</script>",
    ]
    book = openpyxl.load_workbook(io.BytesIO(get(office, version, kind="xlsx")))
    assert book.sheetnames == ["nho", "member", "trip"]
    assert [cell.data_type for sheet in book for row in sheet for cell in row if cell.data_type == "f"] == []
    row = [cell.value for cell in book["nho"][2]]
    assert row[-3:] == [-3.5, RUNS, "<script>alert(1)</script>"]
    assert all(cell.hyperlink is None for cell in book["nho"][2])
    book.close()


@pytest.mark.parametrize(
    ("language", "header", "value"),
    [
        ("Tiếng Việt (vi)", "Cả hai?", "Có; Không"),
        ("English (en)", "Both?", "Yes; No"),
        ("", "Cả hai?", "Có; Không"),
    ],
)
def test_it_writes_labels_in_the_language_chosen(
    office: FlaskClient, version: FormVersion, language: str, header: str, value: str
) -> None:
    main = tables(get(office, version, kind="zip", values="labels", language=language))["nho.csv"]
    assert (main[0][-4], main[1][-4]) == (header, value)
    assert len(set(main[0])) == len(main[0])  # two questions of one label are told apart


def test_it_writes_json_with_the_answers_as_they_are(office: FlaskClient, version: FormVersion) -> None:
    found = json.loads(get(office, version, kind="json"))
    assert (found["form"], len(found["surveys"])) == ("nho", 1)
    assert found["surveys"][0]["answers"] == ANSWERS
    assert found["surveys"][0]["number"] == "017"


def test_it_hands_out_the_sheet_and_the_xform_as_published(
    office: FlaskClient, version: FormVersion, session: Session
) -> None:
    base = f"/form-exports/versions/{version.id}"
    kept = session.get_one(FormVersion, (version.tenant, version.id))
    source, xform = kept.source, kept.xform
    session.rollback()
    assert office.get(f"{base}/sheet.xlsx").data == source
    assert office.get(f"{base}/xform.xml").text == xform
    assert "Phiếu &lt;nhỏ&gt;" in office.get("/form-exports").text


def test_it_logs_every_household_that_it_hands_out(
    office: FlaskClient, version: FormVersion, cast: Cast
) -> None:
    get(office, version, kind="json")
    with db.engines["reads"].connect() as connection:
        rows = connection.execute(
            select(HouseholdRead.household_id, HouseholdRead.user_id, HouseholdRead.place)
        ).all()
    assert [tuple(row) for row in rows if row.place == "export"] == [
        (cast.household.id, cast.coordinator.id, "export")
    ]


def test_it_is_empty_for_other_communes_and_refused_without_the_right(
    app: Flask, version: FormVersion, round_: Round, cast: Cast, session: Session
) -> None:
    path = f"/form-exports/{version.form_id}/answers"
    for username in ("thu", "duyet", "mat", "xa"):
        client = signed_in(app, username)
        assert [client.get(one).status_code for one in (path, "/form-exports")] == [403, 403]
    factories.user(session, "dauxa", Role.COORDINATOR, cast.far_commune)
    session.commit()
    far = signed_in(app, "dauxa")
    assert json.loads(far.get(path, query_string={"kind": "json"}).data)["surveys"] == []
    assert far.get(path, query_string={"round": str(round_.id)}).status_code == 404
    assert app.test_client().get(path).status_code == 303


def test_it_refuses_what_is_not_offered(office: FlaskClient, version: FormVersion) -> None:
    path = f"/form-exports/{version.form_id}/answers"
    for query in ({"kind": "exe"}, {"language": "Klingon"}, {"values": "both"}, {"round": "x"}):
        assert office.get(path, query_string=query).status_code == 422
    assert office.get(f"/form-exports/{version.id}/answers").status_code == 404
    assert office.get(f"/form-exports/versions/{version.form_id}/xform.xml").status_code == 404


def test_it_puts_two_versions_into_one_table(
    app: Flask, office: FlaskClient, version: FormVersion, cast: Cast, session: Session, tmp_path: Path
) -> None:
    more = [q("text", "new", **{"label::Tiếng Việt (vi)": "Câu mới"}), *SURVEY[1:]]
    book = sheets.saved(tmp_path, more, choices=CHOICES, settings={"form_id": "nho", "version": "2"})
    form_publishing.publish(session, version.tenant, book)
    session.commit()
    main = tables(get(office, version, kind="zip", values="codes"))["nho.csv"]
    assert main[0][-5:] == ["new", "area", "note_1", "note_2", "both"]
    assert main[1][-5:] == ["", "-3.5", "'" + RUNS, "<script>alert(1)</script>", "yes no"]

"""What hangs on the wall, is read out and goes to each family: the least data, MINH HỌA where it is, opened as PDF text."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.models import HouseholdRead, Pack, Posting, Result
from gnbv.rules import posting as rules
from gnbv.services import packs
from tests.factories import DAY, Cast
from tests.posting_stage import agreed_village, put_up
from tests.procedure_stage import N, P, Village, X
from tests.signing_in import signed_in

SECRETS = ("012345678901", "17/03/1961", "1961", "ung thư", "TEST-101", "Xóm thử", "Vợ Hộ", "Con Hộ")


@pytest.fixture
def village(session: Session, cast: Cast) -> Village:
    """Its homes have what must be on no paper: birth dates, an illness, a place."""
    made = agreed_village(session, cast, homes=((None, P), (P, N), (N, X), (None, X)), illustrative=True)
    for home in made.homes:
        home.facts = {"illness": "ung thư", "citizen_number": "012345678901"}
        for membership in home.memberships:
            membership.person.birth_date = date(1961, 3, 17)
            membership.person.facts = {"illness": "ung thư"}
    session.commit()
    return made


@pytest.fixture
def posting(session: Session, cast: Cast, village: Village) -> Posting:
    return put_up(session, cast, village, DAY)


@pytest.fixture
def desk(app: Flask, cast: Cast, posting: Posting) -> FlaskClient:
    return signed_in(app, cast.coordinator)


def text(client: FlaskClient, path: str) -> tuple[str, int]:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.text
    pages = PdfReader(BytesIO(answer.data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split()), len(pages)


def test_the_posted_list_says_who_and_what_and_nothing_else(
    desk: FlaskClient, posting: Posting, village: Village
) -> None:
    said, pages = text(desk, f"/postings/{posting.id}/list.pdf")
    assert pages == 1
    for words in (
        "MINH HỌA",
        "XÃ GẦN",
        "Thôn 1",
        "Chủ Hộ 101",
        "Hộ nghèo",
        "Hộ cận nghèo",
        "Thoát cận nghèo",
    ):
        assert words in said, words
    assert "chờ công nhận" in said and "đến hết ngày 28/10/2026" in said
    assert "Chủ Hộ 104" not in said, "who was not poor and is not is nobody's business"
    assert [one for one in (*SECRETS, str(village.homes[0].id)) if one in said] == []


def test_neither_page_nor_script_nor_public_page_says_more(
    app: Flask, desk: FlaskClient, posting: Posting, village: Village
) -> None:
    script = desk.get(f"/postings/{posting.id}/script").text
    assert "Chủ Hộ" not in script, "no name is read out"
    public = app.test_client().get(f"/p/{posting.token}").text
    paper = desk.get(f"/postings/{posting.id}/list").text
    ids = [str(home.id) for home in village.homes]
    for place, said in (("script", script), ("public", public), ("paper", paper)):
        found = [one for one in (*SECRETS, *ids) if one in said.replace(str(posting.id), "")]
        assert found == [], place
    for line in posting.rows:
        assert line["name"] in public and line["name"] in paper
        assert set(rules.public(line)) == set(rules.FIELDS)


def test_each_family_gets_a_page_of_its_own_with_why_and_until_when(
    session: Session, desk: FlaskClient, posting: Posting, village: Village
) -> None:
    result = session.scalars(select(Result).order_by(Result.computed_at, Result.id)).first()
    assert result is not None
    pack = packs.get(session, 1, result.standard, _version(session, result))
    by_home = [one for one in pack.data["indicators"] if one["per"] == "household"][0]
    of_person = [one for one in pack.data["indicators"] if one["per"] != "household"][0]
    marks = [
        {
            "no": 1,
            "code": one["code"],
            "state": "deprived",
            "members": [],
            "because": [{"vi": words, "en": "x"}],
        }
        for one, words in ((by_home, "nhà lợp lá"), (of_person, "cháu bé bị bệnh"))
    ]
    why = ["B1 là 120 điểm, không quá 140.", "Phiếu giấy khác máy tính ở: Việc làm"]
    paper = {"class": "poor", "computed": "poor", "differs": [1]}
    result.document = {"why": [{"vi": one, "en": "x"} for one in why], "marks": marks, "paper": paper}
    session.commit()
    said, pages = text(desk, f"/postings/{posting.id}/families.pdf")
    assert pages == 4, "also the one that asked and is on no list"
    for words in (
        "Kính gửi gia đình Chủ Hộ 104",
        "B1 là 120 điểm",
        "nhà lợp lá",
        "chậm nhất hết ngày 28/10/2026",
        "MINH HỌA",
    ):
        assert words in said, words
    assert "khác máy tính" not in said, "where paper and computation differ is for who reads sheets"
    assert "cháu bé bị bệnh" not in said, "a mark that stands on a person is named without the person"
    assert of_person["name"]["vi"] in said
    assert [one for one in SECRETS if one in said] == []
    one, pages = text(desk, f"/postings/{posting.id}/families/{village.homes[1].id}.pdf")
    assert (pages, "Lần trước: Hộ nghèo" in one, "Chủ Hộ 101" in one) == (1, True, False)


def test_each_family_page_that_is_read_is_logged(
    app: Flask, cast: Cast, desk: FlaskClient, posting: Posting, village: Village
) -> None:
    assert desk.get(f"/postings/{posting.id}/families/{village.homes[0].id}").status_code == 200
    assert desk.get(f"/postings/{posting.id}/families/{cast.others_household.id}").status_code == 404
    with db.engines["reads"].connect() as reads:
        rows = reads.execute(select(HouseholdRead.household_id, HouseholdRead.place)).all()
    assert rows == [(village.homes[0].id, "print")]


def _version(session: Session, result: Result) -> str:
    """The pack that stands here, under whatever version the result named."""
    result.pack_version = (
        session.scalars(select(Pack.version).where(Pack.key == result.standard)).first() or ""
    )
    return result.pack_version

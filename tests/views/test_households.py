"""A household of the register at the office: read, and written down when it was on no list."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.ids import new_id
from gnbv.models import (
    Household,
    HouseholdClass,
    HouseholdNumber,
    HouseholdRead,
    Membership,
    Person,
    Petition,
    Role,
    Round,
)
from gnbv.services import sealing
from tests.factories import TENANT, Cast, user
from tests.round_stage import build, official, paper, planned, taken
from tests.signing_in import signed_in

NUMBER = "038060001234"


@pytest.fixture
def counter(app: Flask, cast: Cast) -> FlaskClient:
    """The cadre's browser at the counter."""
    return signed_in(app, cast.cadre)


def told(cast: Cast, **more: object) -> dict[str, object]:
    """A family of two that no list has."""
    return {
        "id": str(new_id()), "village": str(cast.village.id), "place": "Bên  suối", "why_another": "",
        "name": ["Giàng A Mới", "Giàng Thị Con"], "relation": ["head", "child"], "sex": ["male", "female"],
        "birth": ["23/10/1980", "2010"], "ethnicity": ["mong", ""], "citizen_number": ["0380 6000 1234", ""], **more,
    }  # fmt: skip


def homes(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(Household)) or 0


def test_it_is_written_into_the_register_with_the_next_number_and_code(
    session: Session, cast: Cast, counter: FlaskClient
) -> None:
    sent = told(cast)
    assert counter.post("/households", data=sent).status_code == 303
    home = session.get_one(Household, (TENANT, UUID(str(sent["id"]))))
    assert (home.number, home.code, home.head_name, home.place) == (19, "TEST-019", "Giàng A Mới", "Bên suối")
    assert (
        session.scalar(select(HouseholdNumber.code).where(HouseholdNumber.household_id == home.id))
        == "TEST-019"
    )
    rows = session.execute(
        select(Person, Membership)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.household_id == home.id)
        .order_by(Membership.position)
    ).tuples()
    (head, first), (child, second) = rows
    assert (first.relation, second.relation, home.head_id) == ("head", "child", head.id)
    assert (head.birth_year, child.birth_year, child.ethnicity, child.citizen_number_hash) == (
        1980,
        2010,
        None,
        None,
    )
    assert head.citizen_number_hash == sealing.look_up_hash(NUMBER)
    assert (
        sealing.unseal(f"person/{head.id}/citizen_number", head.citizen_number_sealed or b"").decode()
        == NUMBER
    )
    page = counter.get(f"/households/{home.id}").text
    assert "Giàng Thị Con" in page and "23/10/1980" in page and NUMBER not in page


def test_the_same_home_sent_twice_is_one_and_another_under_its_id_is_refused(
    session: Session, cast: Cast, counter: FlaskClient
) -> None:
    sent, before = told(cast), homes(session)
    assert [counter.post("/households", data=sent).status_code for _ in range(2)] == [303, 303]
    assert homes(session) == before + 1
    other = {**sent, "name": ["Người Khác", ""]}
    assert counter.post("/households", data=other).status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ["", "Giàng Thị Con"]},
        {"sex": ["", "female"]},
        {"birth": ["31/2/1980", "2010"]},
        {"birth": ["", "2010"]},
        {"birth": ["24/10/2026", "2010"]},
        {"birth": ["1880", "2010"]},
        {"relation": ["head", "head"]},
        {"citizen_number": ["12345", ""]},
        {"id": "x"},
        {"village": "x"},
    ],
)
def test_it_refuses_a_home_that_cannot_be_and_says_that_nothing_was_recorded(
    session: Session, cast: Cast, counter: FlaskClient, wrong: dict[str, object]
) -> None:
    before = homes(session)
    answer = counter.post("/households", data=told(cast, **wrong))
    assert answer.status_code == 422 and "Chưa" in answer.text
    assert homes(session) == before


def test_who_writes_is_warned_of_a_home_that_is_alike_and_may_say_why_it_is_another(
    session: Session, cast: Cast, counter: FlaskClient
) -> None:
    before = homes(session)
    alike = told(cast, name=["Lo Van Thu", ""], birth=["1960", ""], citizen_number=["", ""])
    session.scalars(select(Person).where(Person.name == "Lò Văn Thử")).one().search_name = "lo van thu"
    session.commit()
    warned = counter.post("/households/twins", data=alike)
    assert warned.status_code == 200 and "017" in warned.text and "Cùng tên và năm sinh" in warned.text
    assert "017" not in counter.post("/households/twins", data={**alike, "birth": ["1975", ""]}).text
    refused = counter.post("/households", data=alike)
    assert refused.status_code == 409 and "017, Thôn 1" in refused.text
    assert homes(session) == before
    assert (
        counter.post("/households", data={**alike, "why_another": "Trùng tên, ở xóm khác"}).status_code == 303
    )
    first = told(cast)
    assert counter.post("/households", data=first).status_code == 303
    same = counter.post("/households", data=told(cast, name=["Tên Khác", ""], birth=["1990", ""]))
    assert same.status_code == 409 and "Giàng A Mới" in same.text


def test_a_petition_that_named_no_home_is_its(
    session: Session, cast: Cast, counter: FlaskClient, desk: FlaskClient
) -> None:
    row = taken(session, counter, paper(cast, number="", applicant="Giàng A Mới"))
    form = counter.get(f"/households/new?petition={row.id}").text
    assert 'value="Giàng A Mới"' in form and 'value="Xóm thử"' in form
    sent = told(cast, petition=str(row.id))
    assert counter.post("/households", data=sent).headers["Location"].endswith(f"/petitions/{row.id}")
    session.expire_all()
    assert str(session.get_one(Petition, (TENANT, row.id)).household_id) == sent["id"]
    assert (
        counter.post("/households", data=told(cast, petition=str(row.id), why_another="x")).status_code == 409
    )


def test_its_page_tells_people_rounds_and_petitions_and_each_reading_is_logged(
    app: Flask, session: Session, cast: Cast, counter: FlaskClient, desk: FlaskClient
) -> None:
    official(session, cast.household, HouseholdClass.POOR)
    round_: Round = planned(session, cast, desk)
    build(desk, round_)
    taken(session, counter, paper(cast, number="17", applicant="Lò Văn Thử", kind="escape"))
    for client in (counter, desk, signed_in(app, cast.supervisor), signed_in(app, cast.observer)):
        page = client.get(f"/households/{cast.household.id}").text
        for words in (
            "Lò Thị Mẫu",
            "TEST-017",
            "Rà soát định kỳ năm 2026",
            "Đang là hộ nghèo",
            "Số 1/2026",
            "Hộ nghèo",
        ):
            assert words in page, words
    assert "Mở giấy" in counter.get(f"/households/{cast.household.id}").text
    assert "Mở giấy" not in signed_in(app, cast.supervisor).get(f"/households/{cast.household.id}").text
    with Session(db.engines["reads"]) as log:
        read = log.scalars(select(HouseholdRead.user_id).where(HouseholdRead.place == "register")).all()
    assert {cast.cadre.id, cast.coordinator.id, cast.supervisor.id, cast.observer.id} <= set(read)


def test_a_stranger_finds_no_home_and_another_role_may_not(app: Flask, session: Session, cast: Cast) -> None:
    far = user(session, "dauxa", Role.COORDINATOR, cast.far_commune)
    session.commit()
    address = f"/households/{cast.household.id}"
    read = {who.username: signed_in(app, who).get(address).status_code for who in (cast.stranger, far, cast.far_supervisor, cast.collector, cast.other_collector, cast.administrator)}  # fmt: skip
    assert read == {"xa": 404, "dauxa": 404, "duyetxa": 404, "thu": 403, "hai": 404, "quan": 403}
    before = homes(session)
    wrote = {}
    for who in (cast.stranger, far, cast.collector, cast.supervisor, cast.observer):
        client = signed_in(app, who)
        met = {
            client.post(path, data=told(cast)).status_code for path in ("/households", "/households/twins")
        }
        wrote[who.username] = met
    assert wrote == {"xa": {403}, "dauxa": {404}, "thu": {403}, "duyet": {403}, "mat": {403}}
    assert homes(session) == before

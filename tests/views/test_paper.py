"""A sheet of paper being typed: found, kept at each field, by one person at a time, dropped; each refused to others."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Membership, PaperDraft, Round
from gnbv.rules.names import fold
from gnbv.services import paper_drafts
from tests.factories import Cast
from tests.paper_stage import address
from tests.signing_in import signed_in


@pytest.fixture
def typist(app: Flask, cast: Cast, round_: Round) -> FlaskClient:
    """The cadre's browser."""
    return signed_in(app, cast.cadre)


@pytest.fixture
def sheet(cast: Cast, round_: Round) -> str:
    return address(round_, cast.household)


def keep(client: FlaskClient, sheet: str, turn: str, seen: int = 0, **fields: str) -> Any:
    return client.post(f"{sheet}/draft", json={"turn": turn, "seen": seen, "fields": fields})


def document(session: Session) -> dict[str, Any]:
    session.expire_all()
    return paper_drafts.document_of(session.scalars(select(PaperDraft)).one())


def test_it_finds_a_household_by_number_code_and_name(
    session: Session, cast: Cast, round_: Round, typist: FlaskClient
) -> None:
    cast.household.search_text = fold("Lò Văn Thử")
    session.commit()
    for text in ("17", "TEST-017", "test-017", "lo van", "THU"):
        page = typist.get("/paper", query_string={"round": str(round_.id), "q": text}).text
        assert "Lò Văn Thử" in page and "Giao cho Lê Thị Thu" in page, text
    assert "Vũ Văn Xa" not in typist.get("/paper?q=3").text
    assert "Không thấy hộ nào" in typist.get("/paper?q=zzz").text
    assert "Không có trong danh sách đợt" in typist.get("/paper?q=18").text
    assert typist.get(f"/paper?round={uuid4()}").status_code == 404


def test_it_begins_with_what_the_register_knows(cast: Cast, typist: FlaskClient, sheet: str) -> None:
    page = typist.get(sheet).text
    for words in (
        "Lò Thị Mẫu",
        "Lò Văn Con",
        "Người rà soát ghi trên phiếu",
        "Chép từ phiếu giấy",
        "Kiểm tra và gửi",
    ):
        assert words in page, words


def test_each_field_is_kept_and_is_there_after_the_browser_was_closed(
    app: Flask, session: Session, cast: Cast, typist: FlaskClient, sheet: str
) -> None:
    turn = str(uuid4())
    first = keep(typist, sheet, turn, walls="2")
    assert first.status_code == 200 and first.get_json()["seen"] == 1
    assert keep(typist, sheet, turn, roof="ngo").get_json()["seen"] == 2
    fields = document(session)["fields"]
    # As it was typed, and with the register's people around it.
    assert (fields["walls"], fields["roof"], fields["mode"]) == ("2", "ngo", "3")
    again = signed_in(app, cast.cadre)
    assert 'value="ngo"' in again.get(sheet).text
    assert "Lò Văn Thử" in again.get("/paper").text
    assert keep(again, sheet, str(uuid4()), seen=2, columns="1").status_code == 200
    # The first page is told at its next field, and nothing of either is lost.
    late = keep(typist, sheet, turn, seen=2, water="1")
    assert late.status_code == 409 and late.get_json()["error"]["code"] == "other_page"
    assert document(session)["fields"]["columns"] == "1"


def test_the_same_field_kept_twice_changes_nothing_more(
    session: Session, typist: FlaskClient, sheet: str
) -> None:
    turn = str(uuid4())
    keep(typist, sheet, turn, walls="2")
    before = document(session)
    keep(typist, sheet, turn, walls="2")
    assert document(session) == before


def test_rows_of_somebody_who_typed_meanwhile_stay(
    app: Flask, session: Session, cast: Cast, typist: FlaskClient, sheet: str
) -> None:
    rows = paper_rows(typist, sheet)
    mine, turn, other = str(uuid4()), str(uuid4()), signed_in(app, cast.coordinator)
    keep(typist, sheet, turn, walls="2")
    theirs = str(uuid4())
    sent = {"turn": str(uuid4()), "rows": {"member": [rows[0], rows[2], theirs]}}
    named = {f"full_name@{theirs}": "Vi Thị Dâu"}
    seen = other.post(f"{sheet}/turn", json={}).get_json()["seen"]
    assert other.post(f"{sheet}/draft", json={**sent, "seen": seen, "fields": named}).status_code == 200
    # The first page goes on: it knows three people and adds one.
    seen = typist.post(f"{sheet}/turn", json={}).get_json()["seen"]
    back = {"turn": turn, "seen": seen, "rows": {"member": [*rows, mine]}, "base": {"member": rows}}
    assert typist.post(f"{sheet}/draft", json=back).status_code == 200
    kept = document(session)
    assert kept["rows"]["member"] == [rows[0], rows[2], mine, theirs]
    assert kept["fields"][f"full_name@{theirs}"] == "Vi Thị Dâu"


def test_somebody_else_is_told_and_may_go_on_with_what_was_typed(
    app: Flask, session: Session, cast: Cast, typist: FlaskClient, sheet: str
) -> None:
    turn = str(uuid4())
    keep(typist, sheet, turn, walls="2")
    other = signed_in(app, cast.coordinator)
    page = other.get(sheet).text
    assert "Phạm Thị Cán đang nhập tờ này" in page and 'id="sheet"' not in page
    refused = keep(other, sheet, str(uuid4()), roof="1")
    assert refused.status_code == 409 and "Phạm Thị Cán" in refused.get_json()["error"]["vi"]
    assert other.post(f"{sheet}/turn").status_code == 303
    assert 'id="f-walls" name="f:walls"' in other.get(sheet).text
    told = keep(typist, sheet, turn, seen=1, roof="2")
    assert told.status_code == 409 and "Bùi Thị Đầu" in told.get_json()["error"]["vi"]
    assert document(session)["fields"]["walls"] == "2"


@pytest.mark.parametrize(
    "body",
    [
        {"fields": {"no_such": "1"}},
        {"fields": {"household_id": "x"}},
        {"fields": {"walls": "x" * 4001}},
        {"fields": {"walls": 2}},
        {"fields": ["walls"]},
        {"rows": {"member": ["a b"]}},
        {"rows": {"member": ["a", "a"]}},
        {"rows": {"walls": []}},
        {"paper": {"other": "x"}},
        {"replies": {"x": {"kind": "no"}}},
        {"turn": "x"},
        {"seen": "x"},
    ],
)
def test_what_is_no_field_of_the_sheet_is_refused_and_the_rest_stays(
    session: Session, typist: FlaskClient, sheet: str, body: dict[str, Any]
) -> None:
    turn = str(uuid4())
    keep(typist, sheet, turn, walls="2")
    answer = typist.post(f"{sheet}/draft", json={"turn": turn, "seen": 1, **body})
    assert answer.status_code == 422
    assert document(session)["fields"]["walls"] == "2"


def test_rows_come_and_go_without_scripts(session: Session, typist: FlaskClient, sheet: str) -> None:
    page = {"turn": str(uuid4()), "seen": "0"}
    rows = paper_rows(typist, sheet)
    assert len(rows) == 3
    sent = {**page, "row:member": rows, "act": "add:member"}
    assert typist.post(f"{sheet}/submission", data=sent).status_code == 303
    made = document(session)["rows"]["member"]
    assert made[:3] == rows and len(made) == 4
    sent = {**page, "row:member": made, "act": f"remove:member:{rows[1]}"}
    assert typist.post(f"{sheet}/submission", data=sent).status_code == 303
    assert document(session)["rows"]["member"] == [rows[0], rows[2], made[3]]
    assert not [ref for ref in document(session)["fields"] if ref.endswith(rows[1])]


def test_what_was_typed_can_be_dropped(session: Session, typist: FlaskClient, sheet: str) -> None:
    keep(typist, sheet, str(uuid4()), walls="2")
    for _time in range(2):
        assert typist.post(f"{sheet}/removal").status_code == 303
    assert session.scalars(select(PaperDraft)).all() == []


def test_nobody_types_the_sheet_of_their_own_home(
    session: Session, cast: Cast, typist: FlaskClient, sheet: str
) -> None:
    member = session.scalars(select(Membership).where(Membership.household_id == cast.household.id)).first()
    cast.cadre.person_id = member.person_id
    session.commit()
    assert typist.get(sheet).status_code == 403
    assert keep(typist, sheet, str(uuid4()), walls="2").status_code == 403


def paper_rows(client: FlaskClient, sheet: str) -> list[str]:
    page = client.get(sheet).text.partition("data-blank")[0]
    return [part.partition('"')[0] for part in page.split('name="row:member" value="')[1:]]

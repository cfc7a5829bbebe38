"""What becomes of a petition: screened, put on a list with its own reason, or answered in writing; each act repeatable."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    HouseholdClass,
    InboxRow,
    ListReason,
    Petition,
    PetitionState,
    Round,
    RoundHousehold,
)
from tests.factories import Cast
from tests.round_stage import build, official, paper, planned, prepare, taken
from tests.signing_in import signed_in


@pytest.fixture
def counter(app: Flask, cast: Cast) -> FlaskClient:
    """The cadre's browser at the counter."""
    return signed_in(app, cast.cadre)


@pytest.fixture
def round_(session: Session, cast: Cast, desk: FlaskClient) -> Round:
    return planned(session, cast, desk)


def listed(session: Session) -> dict[int, tuple[ListReason, str | None, str | None]]:
    session.expire_all()
    rows = session.scalars(select(RoundHousehold))
    return {row.household.number: (row.reason, row.petition_number, row.note) for row in rows}


def passed(client: FlaskClient, row: Petition, result: str = "passed") -> None:
    assert (
        client.post(f"/petitions/{row.id}/screening", data={"screening": result, "note": ""}).status_code
        == 303
    )


def test_one_that_passed_the_screening_is_put_on_the_list_and_its_taker_hears_of_it(
    session: Session, cast: Cast, counter: FlaskClient, desk: FlaskClient, round_: Round
) -> None:
    row = taken(session, counter, paper(cast))
    put = f"/petitions/{row.id}/listing"
    early = desk.post(put, data={"round": str(round_.id)})
    assert early.status_code == 422 and "Phiếu A" in early.text
    for _ in range(2):
        passed(counter, row)
    for _ in range(2):
        assert desk.post(put, data={"round": str(round_.id)}).status_code == 303
    build(desk, round_)
    assert listed(session) == {18: (ListReason.PETITION, "1/2026", None)}
    told = session.scalars(select(InboxRow).where(InboxRow.user_id == cast.cadre.id)).all()
    assert [(one.kind, one.details) for one in told] == [("petition", {"petition": "1/2026"})]
    assert desk.post(f"/petitions/{row.id}/answer", data={"answer": "Không"}).status_code == 409
    assert "Đã đưa vào danh sách" in counter.get(f"/petitions/{row.id}").text


def test_an_average_living_standard_keeps_a_reason_and_a_note_of_its_own(
    session: Session, cast: Cast, counter: FlaskClient, desk: FlaskClient, round_: Round
) -> None:
    official(session, cast.household, HouseholdClass.POOR)
    build(desk, round_)
    for number, applicant in (("18", "Hà Văn Ngoài"), ("17", "Lò Văn Thử")):
        row = taken(session, counter, paper(cast, kind="average", number=number, applicant=applicant))
        assert desk.post(f"/petitions/{row.id}/listing", data={"round": str(round_.id)}).status_code == 303
    before = listed(session)
    assert before[18][0] is ListReason.AVERAGE and "không xét bằng B1 và B2" in (before[18][2] or "")
    assert before[17][0] is ListReason.POOR and "không xét bằng B1 và B2" in (before[17][2] or "")
    build(desk, round_)
    assert listed(session) == before
    page = desk.get(f"/rounds/{round_.id}/list/print").text
    assert "không xét bằng B1 và B2" in page


def test_a_home_that_the_register_did_not_know_is_named_when_it_is_listed(
    session: Session, cast: Cast, counter: FlaskClient, desk: FlaskClient, round_: Round
) -> None:
    row = taken(session, counter, paper(cast, number="", applicant="Người Mới Về", kind="escape"))
    put = f"/petitions/{row.id}/listing"
    assert desk.post(put, data={"round": str(round_.id)}).status_code == 422
    home = {"village": str(cast.other_village.id), "number": "21"}
    assert desk.post(put, data={"round": str(round_.id), **home}).status_code == 303
    assert set(listed(session)) == {21}


def test_one_that_is_listed_in_an_open_round_reaches_it(
    session: Session, cast: Cast, counter: FlaskClient, desk: FlaskClient, round_: Round
) -> None:
    official(session, cast.household, HouseholdClass.POOR)
    build(desk, round_)
    prepare(desk, round_, cast)
    desk.post(f"/rounds/{round_.id}/opening")
    row = taken(session, counter, paper(cast))
    passed(counter, row)
    assert desk.post(f"/petitions/{row.id}/listing", data={"round": str(round_.id)}).status_code == 303
    assert listed(session)[18][0] is ListReason.PETITION


def test_one_that_did_not_pass_is_answered_in_writing(
    session: Session, cast: Cast, counter: FlaskClient, desk: FlaskClient, round_: Round
) -> None:
    row = taken(session, counter, paper(cast))
    passed(counter, row, "failed")
    assert desk.post(f"/petitions/{row.id}/listing", data={"round": str(round_.id)}).status_code == 422
    assert desk.post(f"/petitions/{row.id}/answer").status_code == 422
    said = {"answer": "Phiếu A không có dấu hiệu nghèo."}
    for _ in range(2):
        assert desk.post(f"/petitions/{row.id}/answer", data=said).status_code == 303
    session.expire_all()
    assert session.scalars(select(Petition.state)).all() == [PetitionState.ANSWERED]
    assert desk.post(f"/petitions/{row.id}/answer", data={"answer": "Khác"}).status_code == 409
    assert counter.post(f"/petitions/{row.id}/screening", data={"screening": "passed"}).status_code == 409
    printed = counter.get(f"/petitions/{row.id}/receipt").text
    assert "Trả lời giấy đề nghị" in printed and "Phiếu A không có dấu hiệu nghèo." in printed


def test_a_petition_is_said_to_be_of_a_home_of_the_register(
    app: Flask, session: Session, cast: Cast, counter: FlaskClient
) -> None:
    row = taken(session, counter, paper(cast, number="", applicant="Người Mới"))
    name = f"/petitions/{row.id}/household"
    said = {"village": str(cast.village.id), "number": "18"}
    assert counter.post(name, data={**said, "number": "999"}).status_code == 422
    assert [counter.post(name, data=said).status_code for _ in range(2)] == [303, 303]
    assert counter.post(name, data={**said, "number": "17"}).status_code == 409
    assert signed_in(app, cast.supervisor).post(name, data=said).status_code == 403
    assert signed_in(app, cast.stranger).post(name, data=said).status_code == 404
    assert "Hà Văn Ngoài" in counter.get(f"/petitions/{row.id}").text


def test_an_escape_petition_of_a_home_that_is_not_poor_says_so_and_nobody_asks_for_sheet_a(
    session: Session, cast: Cast, counter: FlaskClient
) -> None:
    row = taken(session, counter, paper(cast, kind="escape"))
    page = counter.get(f"/petitions/{row.id}").text
    assert "Phiếu A" not in page and "Hộ không đang là hộ nghèo" not in page  # of no class nothing is known
    assert "Đầu mối hoặc lãnh đạo xã xét giấy này" in page
    official(session, cast.unlisted, HouseholdClass.NOT_POOR)
    assert "Hộ không đang là hộ nghèo, cận nghèo" in counter.get(f"/petitions/{row.id}").text

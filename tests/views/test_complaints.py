"""The pages of complaints at the office: taken in, given on, answered, printed; each act refused to others."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.ids import new_id
from gnbv.models import Complaint, ComplaintState, Event, HouseholdRead, Posting, Role, User
from tests import factories
from tests.factories import DAY, Cast
from tests.posting_stage import JPEG, agreed_village, checked, complained, put_up, second_collector
from tests.procedure_stage import P, Village, X
from tests.signing_in import signed_in


@pytest.fixture
def village(session: Session, cast: Cast) -> Village:
    return agreed_village(session, cast, homes=((None, P), (P, P)))


@pytest.fixture
def posting(session: Session, cast: Cast, village: Village) -> Posting:
    return put_up(session, cast, village, DAY)


@pytest.fixture
def row(session: Session, cast: Cast, village: Village, posting: Posting) -> Complaint:
    return complained(session, cast, village, posting)


@pytest.fixture
def ba(session: Session, cast: Cast) -> User:
    return second_collector(session, cast)


def paper(posting: Posting, **more: Any) -> dict[str, Any]:
    return {
        "id": str(new_id()), "posting": str(posting.id), "complainant": "Nguyễn Văn Hỏi", "number": "101",
        "contact": "0912 345 678", "text": "Có xe tải", "received_on": "2026-10-23", **more,
    }  # fmt: skip


def test_the_counter_takes_one_in_with_a_photo_of_the_paper(
    app: Flask, session: Session, cast: Cast, village: Village, posting: Posting
) -> None:
    counter = signed_in(app, cast.cadre)
    assert "Nhận khiếu nại, cấp số" in counter.get("/complaints/new").text
    sent = paper(posting)
    for _ in range(2):
        answer = counter.post("/complaints", data={**sent, "paper": (BytesIO(JPEG), "to.jpg")})
        assert answer.status_code == 303
    row = session.scalars(select(Complaint)).one()
    assert (row.number, row.household_id, row.received_by) == (1, village.homes[0].id, cast.cadre.id)
    page = counter.get(f"/complaints/{row.id}").text
    assert "0912" not in page and "Ảnh tờ khiếu nại 1" in page and "28/10/2026" in page
    assert "1/2026" in counter.get(f"/complaints?village={village.unit.id}&round={village.round.id}").text
    receipt = counter.get(f"/complaints/{row.id}/receipt").text
    assert "BIÊN NHẬN KHIẾU NẠI" in receipt and "0912" not in receipt


def test_what_is_missing_is_said_in_words(app: Flask, cast: Cast, posting: Posting) -> None:
    counter = signed_in(app, cast.cadre)
    for wrong in ({"text": ""}, {"number": "999"}, {"received_on": "hôm qua"}, {"complainant": " "}):
        assert counter.post("/complaints", data=paper(posting, **wrong)).status_code == 422, wrong
    elsewhere = {**paper(posting), "posting": str(new_id())}
    assert counter.post("/complaints", data=elsewhere).status_code == 404


def test_opening_how_to_reach_somebody_is_written_down(
    app: Flask, session: Session, cast: Cast, row: Complaint
) -> None:
    desk = signed_in(app, cast.coordinator)
    answer = desk.post(f"/complaints/{row.id}/contact")
    assert "0912 345 678" in answer.text and answer.headers["Cache-Control"] == "no-store"
    opened = session.scalars(select(Event).where(Event.action == "complaint.contact_opened")).one()
    assert opened.actor_id == cast.coordinator.id
    with db.engines["reads"].connect() as reads:
        places = reads.execute(select(HouseholdRead.place, HouseholdRead.user_id)).all()
    assert ("contact", cast.coordinator.id) in places


def test_one_is_given_on_compared_answered_and_printed(
    app: Flask, session: Session, cast: Cast, row: Complaint, ba: User
) -> None:
    desk = signed_in(app, cast.coordinator)
    page = desk.get(f"/complaints/{row.id}").text
    assert "Quàng Thị Ba" in page and "Lê Thị Thu" not in page, "not who was there first"
    for _ in range(2):
        assert desk.post(f"/complaints/{row.id}/assignment", data={"user": str(ba.id)}).status_code == 303
    session.expire_all()
    checked(session, cast, row, ba, X)
    session.commit()
    assert "Hộ nghèo → <strong>Không thuộc hộ nghèo, cận nghèo" in desk.get(f"/complaints/{row.id}").text
    letter = {
        "answer": "Xã đã phúc tra.\nKết quả thay đổi.",
        "document_number": "12/TL-UBND",
        "on": "2026-10-23",
    }
    for _ in range(2):
        assert desk.post(f"/complaints/{row.id}/answer", data=letter).status_code == 303
    page = desk.get(f"/complaints/{row.id}").text
    assert "niêm yết lại" in page and "Mở lại khiếu nại" in page
    printed = desk.get(f"/complaints/{row.id}/letter").text
    for words in (
        "Số: 12/TL-UBND",
        "Nguyễn Văn Hỏi",
        "Kết quả thay đổi.",
        "chờ công nhận",
        "ngày 23 tháng 10 năm 2026",
    ):
        assert words in printed, words


def test_a_home_is_named_and_one_is_taken_back_and_opened_again(
    app: Flask, session: Session, cast: Cast, village: Village, posting: Posting
) -> None:
    row = complained(session, cast, village, posting, place=None, about="nhà cuối xóm")
    desk, here = signed_in(app, cast.coordinator), f"/complaints/{row.id}"
    assert desk.post(f"{here}/household", data={"number": "999"}).status_code == 422
    assert desk.post(f"{here}/household", data={"number": "102"}).status_code == 303
    assert desk.get(f"{here}/letter").status_code == 404, "there is no answer yet"
    assert desk.post(f"{here}/withdrawal", data={"reason": ""}).status_code == 422
    assert desk.post(f"{here}/withdrawal", data={"reason": "giấy rút 23/10"}).status_code == 303
    session.expire_all()
    assert (row.household_id, row.state) == (village.homes[1].id, ComplaintState.WITHDRAWN)
    assert desk.post(f"{here}/reopening", data={"reason": "rút nhầm"}).status_code == 303
    session.expire_all()
    assert row.state is ComplaintState.RECEIVED


def test_a_stranger_meets_404_and_a_wrong_role_403(
    app: Flask, session: Session, cast: Cast, row: Complaint, posting: Posting, ba: User
) -> None:
    far = factories.user(session, "dauxa", Role.COORDINATOR, cast.far_commune)
    session.commit()
    here = f"/complaints/{row.id}"
    acts = {
        f"{here}/household": {"number": "101"}, f"{here}/assignment": {"user": str(ba.id)}, f"{here}/contact": {},
        f"{here}/answer": {"answer": "x", "document_number": "1", "on": "2026-10-23", "unchecked": "y"},
        f"{here}/withdrawal": {"reason": "x"}, f"{here}/reopening": {"reason": "x"}, "/complaints": paper(posting),
    }  # fmt: skip
    stranger, observer, head = (signed_in(app, one) for one in (far, cast.observer, cast.village_head))
    assert {stranger.post(path, data=data).status_code for path, data in acts.items()} == {404}
    assert {stranger.get(f"{here}{page}").status_code for page in ("", "/receipt", "/letter")} == {404}
    assert {observer.post(path, data=data).status_code for path, data in acts.items()} == {403}
    assert observer.get(here).status_code == 200, "the Front watches"
    assert "Mở xem cách liên hệ" not in observer.get(here).text
    assert head.get(here).status_code == 403, "who complains is not for the village to know"
    assert "1/2026" not in head.get("/complaints").text

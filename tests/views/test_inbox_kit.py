"""The inbox on a phone: rows come with the kit, in both languages; what was read there comes back as an item."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import InboxRow, SyncItem
from gnbv.services import inbox
from tests import phone
from tests.factories import TENANT, Cast
from tests.phone import Phone, season
from tests.signing_in import signed_in

AT = "2026-10-23T02:00:00Z"


def told(session: Session, cast: Cast, count: int = 1) -> list[UUID]:
    place = {"household": str(cast.household.id), "number": 17, "village": "Thôn 1"}
    rows = [
        inbox.tell(session, TENANT, cast.collector.id, "returned", "survey", uuid4(), **place)
        for _ in range(count)
    ]
    session.commit()
    return [row.id for row in rows]


def carried(page: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry["data"] for entry in page["entries"] if entry["type"] == "inbox"}


def reading(*rows: UUID, **more: Any) -> dict[str, Any]:
    return phone.item("reading", rows[0], {"rows": [str(row) for row in rows], "at": AT, **more})


@pytest.fixture
def thu(app: Flask, session: Session, cast: Cast) -> Phone:
    season(session, cast)
    return Phone(app, cast.collector)


def test_a_row_comes_with_the_kit_as_a_sentence_in_both_languages(
    session: Session, cast: Cast, thu: Phone
) -> None:
    (row,) = told(session, cast)
    entry = carried(thu.kit())[str(row)]
    assert entry["vi"] == "Phiếu hộ 017, Thôn 1 được trả lại: xem ý kiến, sửa rồi gửi lại."
    assert entry["en"].startswith("The survey of household 017, Thôn 1 was returned")
    assert (entry["read"], entry["household"], entry["about"]) == (False, str(cast.household.id), "survey")
    assert cast.household.head_name not in str(entry)


def test_a_new_row_and_one_that_was_read_at_the_office_come_as_a_difference(
    app: Flask, session: Session, cast: Cast, thu: Phone
) -> None:
    cursor = thu.kit()["cursor"]
    (row,) = told(session, cast)
    page = thu.kit(cursor)
    assert (page["mode"], carried(page)[str(row)]["read"]) == ("delta", False)
    signed_in(app, cast.collector).post(f"/inbox/{row}/reading")
    assert carried(thu.kit(page["cursor"]))[str(row)]["read"] is True


def test_the_oldest_leaves_the_phone_when_there_is_no_place(session: Session, cast: Cast, thu: Phone) -> None:
    first = told(session, cast)[0]
    page = thu.kit()
    told(session, cast, inbox.ON_PHONE)
    after = thu.kit(page["cursor"])
    assert after["mode"] == "delta"
    assert {"type": "inbox", "id": str(first)} in after["removed"]
    assert len(carried(after)) == inbox.ON_PHONE
    assert after["whole"] == thu.kit()["whole"]


def test_what_was_read_on_the_phone_is_read_here_and_on_the_other_phone(
    app: Flask, session: Session, cast: Cast, thu: Phone
) -> None:
    rows = told(session, cast, 3)
    other = Phone(app, cast.collector)
    cursor = other.kit()["cursor"]
    assert thu.send(reading(*rows[:2]))[0]["outcome"] == "accepted"
    assert {id_: entry["read"] for id_, entry in carried(other.kit(cursor)).items()} == {
        str(rows[0]): True,
        str(rows[1]): True,
    }
    assert "1 tin chưa đọc" in signed_in(app, cast.collector).get("/inbox").text


def test_a_repeat_changes_nothing_and_leaves_no_row(session: Session, cast: Cast, thu: Phone) -> None:
    (row,) = told(session, cast)
    item = reading(row)
    assert thu.send(item)[0]["outcome"] == "accepted"
    first = session.get_one(InboxRow, (TENANT, row)).read_at
    assert thu.send(item)[0]["outcome"] == "accepted"
    assert thu.send(reading(row, at="2026-10-23T05:00:00Z"))[0]["outcome"] == "accepted"
    session.expire_all()
    assert session.get_one(InboxRow, (TENANT, row)).read_at == first
    assert session.scalar(select(func.count()).select_from(SyncItem)) == 0


def test_nobody_marks_or_carries_the_rows_of_another_person(
    app: Flask, session: Session, cast: Cast, thu: Phone
) -> None:
    (row,) = told(session, cast)
    for person in (cast.stranger, cast.other_collector):
        other = Phone(app, person)
        assert carried(other.kit()) == {}
        (answer,) = other.send(reading(row))
        assert (answer["outcome"], answer["cause"]["code"]) == ("rejected", "not_found")
    assert thu.send(reading(uuid4()))[0]["cause"]["code"] == "not_found"
    session.expire_all()
    assert session.get_one(InboxRow, (TENANT, row)).read_at is None


def test_a_phone_of_tomorrow_reads_nothing_before_its_time(session: Session, cast: Cast, thu: Phone) -> None:
    (row,) = told(session, cast)
    assert thu.send(reading(row, at="2099-01-01T00:00:00Z"))[0]["outcome"] == "accepted"
    session.expire_all()
    kept = session.get_one(InboxRow, (TENANT, row))
    assert kept.read_at is not None and kept.read_at.year < 2099


@pytest.mark.parametrize("payload", [{"rows": []}, {"rows": ["x"]}, {"at": "yesterday"}, {"more": 1}])
def test_it_refuses_what_is_no_reading(
    session: Session, cast: Cast, thu: Phone, payload: dict[str, Any]
) -> None:
    (row,) = told(session, cast)
    (answer,) = thu.send(reading(row, **payload))
    assert (answer["outcome"], answer["cause"]["code"]) == ("rejected", "malformed")

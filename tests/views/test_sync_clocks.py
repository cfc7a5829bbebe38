"""What a batch says of the phone's clock is noted and shown; what it is packed in is opened within its limit."""

from __future__ import annotations

import gzip
import json
import os
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gnbv.filters import clock_off
from gnbv.models import Device, Progress, Round, SyncItem, Visit
from gnbv.services import phone_clocks
from tests.factories import Cast
from tests.phone import MARKER, Phone, item, progress, survey, visit

DAY = 86_400


def clock(ahead: int) -> str:
    return (datetime.now(UTC) + timedelta(seconds=ahead)).isoformat(timespec="milliseconds")[:-6] + "Z"


def packed(phone: Phone, body: bytes, encoding: str = "gzip") -> TestResponse:
    headers = {**MARKER, "Content-Encoding": encoding, "Content-Type": "application/json"}
    return phone.client.post("/sync", data=body, headers=headers)


def batch(phone: Phone, *items: dict[str, Any]) -> bytes:
    return json.dumps({"device": phone.device, "items": list(items)}).encode()


@pytest.mark.parametrize("ahead", [DAY, -DAY, 365 * DAY, -365 * DAY, 0])
def test_it_notes_how_far_the_clock_is_off_and_takes_the_work_all_the_same(
    phone: Phone, cast: Cast, round_: Round, session: Session, ahead: int
) -> None:
    sent = visit(cast, round_)
    answer = phone.post(sent, sent_at=clock(ahead), clock={"jumps": 2})
    assert answer.get_json()["outcomes"][0]["outcome"] == "accepted"
    device, kept = session.scalars(select(Device)).one(), session.scalars(select(SyncItem)).one()
    assert device.skew_seconds is not None and abs(device.skew_seconds - ahead) < 60
    assert kept.skew_seconds == device.skew_seconds and device.jumps == 2
    assert phone_clocks.is_wrong(device.skew_seconds) == (ahead != 0)


def test_a_phone_of_before_says_nothing_of_its_clock_and_forgets_nothing(
    phone: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    phone.post(visit(cast, round_), sent_at=clock(DAY), clock={"jumps": 1})
    (outcome,) = phone.send(visit(cast, round_))
    assert outcome["outcome"] == "accepted"
    device = session.scalars(select(Device)).one()
    assert device.jumps == 1 and phone_clocks.is_wrong(device.skew_seconds)
    assert None in session.scalars(select(SyncItem.skew_seconds)).all()


@pytest.mark.parametrize("sent_at", ["", "hôm qua", "+275760-09-13T00:00:00.000Z", "0000-00-00T00:00:00Z"])
def test_a_clock_that_cannot_be_read_is_no_reason_to_refuse_work(
    phone: Phone, cast: Cast, round_: Round, session: Session, sent_at: str
) -> None:
    answer = phone.post(visit(cast, round_), sent_at=sent_at)
    assert answer.get_json()["outcomes"][0]["outcome"] == "accepted"
    assert session.scalars(select(Device.skew_seconds)).one() is None


def test_a_supervisor_sees_a_wrong_clock_on_the_survey(
    app: Flask, phone: Phone, cast: Cast, round_: Round
) -> None:
    wrong = survey(cast, round_)
    assert phone.post(wrong, sent_at=clock(-DAY - 7200)).status_code == 200
    reader = Phone(app, cast.supervisor)
    page = reader.client.get(f"/surveys/{wrong['subject']}").text
    assert "Đồng hồ máy lệch" in page and "chậm 1 ngày 2 giờ" in page


def test_a_right_clock_is_not_spoken_of(app: Flask, phone: Phone, cast: Cast, round_: Round) -> None:
    sent = survey(cast, round_)
    phone.post(sent, sent_at=clock(30))
    page = Phone(app, cast.supervisor).client.get(f"/surveys/{sent['subject']}").text
    assert "Đồng hồ máy lệch" not in page


def test_the_newest_progress_wins_although_an_older_one_came_from_the_future(
    phone: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    def progress(section: int, at: str) -> dict[str, Any]:
        payload = {"round": str(round_.id), "section": section, "sections": 9, "at": at}
        return item("progress", cast.household.id, payload)

    phone.post(progress(2, clock(365 * DAY)), sent_at=clock(365 * DAY))
    phone.post(progress(5, clock(0)), sent_at=clock(0))
    assert session.scalars(select(Progress.section)).one() == 5
    phone.post(progress(3, clock(-3600)), sent_at=clock(0))
    session.expire_all()
    assert session.scalars(select(Progress.section)).one() == 5


def test_it_reads_a_packed_batch_like_a_plain_one(
    phone: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    sent = batch(phone, visit(cast, round_))
    assert packed(phone, gzip.compress(sent)).get_json()["outcomes"][0]["outcome"] == "accepted"
    assert packed(phone, sent, "identity").get_json()["outcomes"][0]["outcome"] == "duplicate"
    assert session.scalar(select(func.count()).select_from(Visit)) == 1


def test_it_unpacks_no_more_than_a_batch_may_have(app: Flask, phone: Phone) -> None:
    limit = app.config["SYNC_MAX_BYTES"]
    bomb = gzip.compress(b" " * (300 * limit))
    assert len(bomb) < limit
    assert packed(phone, bomb).status_code == 413
    assert packed(phone, gzip.compress(b" " * (limit + 1))).status_code == 413
    assert packed(phone, os.urandom(limit + 1)).status_code == 413
    assert packed(phone, gzip.compress(b" " * limit)).status_code == 422


@pytest.mark.parametrize("what", ["rubbish", "cut", "twice", "deflate", "brotli", "empty"])
def test_it_refuses_what_it_cannot_unpack_and_says_that_nothing_is_lost(
    phone: Phone, cast: Cast, round_: Round, what: str
) -> None:
    sent = batch(phone, visit(cast, round_))
    whole = gzip.compress(sent)
    body, encoding = {
        "rubbish": (b"\x1f\x8b" + os.urandom(200), "gzip"),
        "cut": (whole[:-9], "gzip"),
        "twice": (whole + whole, "gzip"),
        "deflate": (zlib.compress(sent), "deflate"),
        "brotli": (sent, "br"),
        "empty": (b"", "gzip"),
    }[what]
    answer = packed(phone, body, encoding)
    assert answer.status_code == 422
    assert "vẫn giữ trên máy" in answer.get_json()["error"]["vi"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (400, "nhanh 6 phút"),
        (-DAY - 7200, "chậm 1 ngày 2 giờ"),
        (365 * DAY, "nhanh 365 ngày"),
    ],
)
def test_it_says_how_far_a_clock_is_off_in_words(app: Flask, seconds: int, words: str) -> None:
    with app.test_request_context():
        assert clock_off(seconds) == words


@pytest.mark.parametrize(("at", "ahead"), [("9999-12-31T23:30:00Z", -DAY), ("0001-01-01T00:10:00Z", DAY)])
def test_progress_of_a_clock_at_the_end_of_the_calendar_is_taken(
    phone: Phone, cast: Cast, round_: Round, session: Session, at: str, ahead: int
) -> None:
    answer = phone.post(progress(cast, round_, at=at), sent_at=clock(ahead))
    assert answer.get_json()["outcomes"][0]["outcome"] == "accepted"
    assert session.scalars(select(Progress.at)).one() <= datetime.now(UTC)

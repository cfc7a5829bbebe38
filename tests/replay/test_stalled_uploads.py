"""Uploads that never end, against a really served process: nobody waits behind them."""

from __future__ import annotations

import hashlib
import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from tests import phone
from tests.factories import PASSWORD, Cast
from tests.phone import MARKER, Phone
from tests.replay_stage import Stage, served

PHOTO = b"\xff\xd8" + bytes(range(256)) * 40
HASH = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture
def stage(app: Flask, session: Session, cast: Cast) -> Iterator[Stage]:
    with served(app, session, cast) as made:
        yield made


@pytest.fixture
def thu(app: Flask, cast: Cast, stage: Stage, session: Session) -> Phone:
    who = Phone(app, cast.collector)
    session.rollback()  # the test's own snapshot must not hold anybody up
    return who


def cookie(stage: Stage) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", stage.server.port, timeout=60)
    body = json.dumps({"username": stage.cast.collector.username, "password": PASSWORD})
    stage.session.rollback()
    connection.request("POST", "/login", body, {"Content-Type": "application/json"})
    with connection.getresponse() as answer:
        assert answer.status == 303
        given = answer.headers["Set-Cookie"].split(";")[0]
    connection.close()
    return given


def begin(stage: Stage, line: str, headers: dict[str, str], size: int, part: bytes) -> socket.socket:
    """A request whose body stops after ``part``; the server has surely begun with it."""
    port = stage.server.port
    sent = {"Host": f"127.0.0.1:{port}", **headers, "Content-Length": str(size)}
    head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    stalled = socket.create_connection(("127.0.0.1", port), timeout=60)
    stalled.sendall(f"{line} HTTP/1.1\r\n{head}\r\n".encode() + part)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(5):  # asked after it, and answered
        connection.request("GET", "/login")
        with connection.getresponse() as answer:
            answer.read()
    connection.close()
    return stalled


def hand_in(stage: Stage, who: Phone) -> str:
    """What became of a survey."""
    items = [phone.survey(stage.cast, stage.round)]
    body = json.dumps({"device": who.device, "deposit": who.deposit, "items": items})
    stage.session.rollback()
    connection = http.client.HTTPConnection("127.0.0.1", stage.server.port, timeout=60)
    connection.request("POST", "/sync", body, {**MARKER, "Content-Type": "application/json"})
    with connection.getresponse() as answer:
        said = answer.read()
    connection.close()
    assert answer.status == 200, said
    return str(json.loads(said)["outcomes"][0]["outcome"])


def test_a_photo_whose_upload_stalls_stops_nobody_and_is_taken_when_it_goes_on(
    stage: Stage, thu: Phone
) -> None:
    headers = {
        **MARKER, "X-Gnbv-Device": thu.device, "X-Gnbv-Deposit": str(thu.deposit), "Content-Type": "image/jpeg",
    }  # fmt: skip
    line = f"PUT /sync/attachments/{new_id()}/house_photo/{HASH}"
    with begin(stage, line, headers, len(PHOTO), PHOTO[:4000]) as stalled:
        assert hand_in(stage, thu) == "accepted"
        stalled.sendall(PHOTO[4000:])
        assert stalled.recv(4096).startswith(b"HTTP/1.1 201")


def test_posts_of_somebody_signed_in_that_stall_stop_nobody(stage: Stage, thu: Phone) -> None:
    headers = {**MARKER, "Content-Type": "application/json", "Cookie": cookie(stage)}
    paths = ("/sync/device", "/sync/kit", "/sync/recovery", "/sync/copies/taken")
    with ExitStack() as kept:
        all_stalled = [kept.enter_context(begin(stage, f"POST {path}", headers, 100, b"{")) for path in paths]
        assert hand_in(stage, thu) == "accepted"
        for stalled in all_stalled:
            stalled.sendall(b" " * 99)
            assert stalled.recv(4096).startswith(b"HTTP/1.1 4")  # no JSON

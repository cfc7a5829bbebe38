"""A phone that was not updated for months: what it sent then is sent again, byte for byte, to today's server.

Each folder beside this file holds the traffic of the phone modules of one time (sign-in, device, kit, a batch with
every kind of item sealed to the commune, a photo in parts, a revision by the deposit token alone) and the instance
that it met, as it stood before the batch. The instance is migrated to today's tables first.
"""

from __future__ import annotations

import base64
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from gnbv import create_app
from gnbv.db import db
from gnbv.models import Attachment, Completion, Revision, Survey, SyncItem
from gnbv.places import storage
from tests.conftest import TODAY

HERE = Path(__file__).parent
TIMES = sorted(folder.name for folder in HERE.iterdir() if (folder / "traffic.json").exists())


class OldPhone:
    """Repeats what was recorded; device and deposit token are those that today's server gave."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app = app
        self.client = app.test_client()
        self.traffic: list[dict[str, Any]] = json.loads((folder / "traffic.json").read_text("utf-8"))
        self.names: dict[str, str] = {}

    def now(self, text: str) -> str:
        for old, new in self.names.items():
            text = text.replace(old, new)
        return text

    def repeat(self, call: dict[str, Any]) -> TestResponse:
        client: FlaskClient = (
            self.client if call["cookies"] or call["path"] == "/login" else self.app.test_client()
        )
        body = base64.b64decode(call.get("body", ""))
        if "json" in call:
            body = self.now(json.dumps(call["json"], ensure_ascii=False)).encode()
        headers = {name: self.now(value) for name, value in call["headers"].items()}
        return client.open(call["path"], method=call["method"], data=body, headers=headers)

    def all(self) -> list[tuple[dict[str, Any], TestResponse]]:
        """Each recorded request with today's answer."""
        return [(call, self.hear(call, self.repeat(call))) for call in self.traffic]

    def hear(self, call: dict[str, Any], answer: TestResponse) -> TestResponse:
        if call["path"] == "/sync/device":
            told, got = call["answer"]["json"], answer.get_json()
            self.names = {told["device"]: got["device"], told["deposit"]: got["deposit"]}
        return answer


@pytest.fixture(params=TIMES)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    folder = HERE / request.param
    with tarfile.open(folder / "instance.tar.gz") as packed:
        packed.extractall(tmp_path / "instance", filter="data")
    settings = {"TESTING": True, "TODAY": TODAY, "SECRET_KEY": "test", "WTF_CSRF_ENABLED": False}
    app = create_app(settings, instance_path=str(tmp_path / "instance"))
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("the recorded instance is an SQLite file")
        upgrade(directory=str(app.config["MIGRATIONS"]))
        yield OldPhone(app, folder)
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def missing(old: Any, new: Any, place: str = "") -> list[str]:
    """What an old answer had and today's has not, or has in another shape. More than before is no harm."""
    if isinstance(old, dict):
        if not isinstance(new, dict):
            return [place]
        return [one for key, value in old.items() for one in missing(value, new.get(key), f"{place}/{key}")]
    return [] if old is None or type(old) is type(new) else [place]


def test_every_answer_still_has_what_an_old_phone_reads(old: OldPhone) -> None:
    for call, answer in old.all():
        told = call["answer"]
        assert answer.status_code == told["status"], (call["method"], call["path"], answer.text[:300])
        assert answer.headers["X-Gnbv"] == "1"
        assert answer.headers.get("Upload-Offset") == told.get("offset")
        if "json" in told:
            assert missing({**told["json"], "entries": None}, answer.get_json()) == []


def test_a_kit_still_names_the_fields_that_an_old_phone_shows(old: OldPhone) -> None:
    (call, answer) = next((call, answer) for call, answer in old.all() if call["path"] == "/sync/kit")
    now = {(entry["type"], entry["id"]): entry["data"] for entry in answer.get_json()["entries"]}
    told = call["answer"]["json"]["entries"]
    assert {entry["type"] for entry in told} >= {
        "me",
        "key",
        "household",
        "assignment",
        "form",
        "pack",
        "task",
    }
    for entry in told:
        assert set(entry["fields"]) <= set(now[entry["type"], entry["id"]]), entry["type"]


def test_every_item_of_an_old_phone_is_taken_once(old: OldPhone) -> None:
    sent = [
        (call, answer) for call, answer in old.all() if call["path"] == "/sync" and answer.status_code == 200
    ]
    for call, answer in sent:
        then = [(one["id"], one["outcome"]) for one in call["answer"]["json"]["outcomes"]]
        assert [(one["id"], one["outcome"]) for one in answer.get_json()["outcomes"]] == then
        again = old.repeat(call)
        kinds = {item["id"]: item["kind"] for item in call["json"]["items"]}
        # Of progress the newest wins: the same again is no second one.
        told = {one["outcome"] for one in again.get_json()["outcomes"] if kinds[one["id"]] != "progress"}
        assert told == {"duplicate"}
    kinds = {item["kind"] for call, _answer in sent for item in call["json"]["items"]}
    assert kinds == {"survey", "progress", "visit", "access", "completion"}
    session = db.session

    def count(of: Any) -> int:
        return session.scalar(select(func.count()).select_from(of)) or 0

    items = [item for call, _answer in sent for item in call["json"]["items"] if item["kind"] != "progress"]
    assert (count(Survey), count(Revision), count(Completion), count(SyncItem)) == (1, 2, 1, len(items))


def test_a_photo_that_came_in_parts_is_stored_whole(old: OldPhone) -> None:
    parts = [call for call, _answer in old.all() if call["method"] == "PUT"]
    assert len(parts) > 1
    row = db.session.scalars(select(Attachment)).one()
    with storage().open(1, row.sha256) as file:
        assert file.read() == b"".join(base64.b64decode(call["body"]) for call in parts)

"""The second copy of a phone: what it hands in, and how much of it is kept."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gnbv.ids import new_id
from gnbv.models import DepositToken, PhoneCopy
from gnbv.places import copy_storage
from gnbv.services import backups, housekeeping
from gnbv.storage import FolderStorage
from tests import factories
from tests.copies import Copying
from tests.factories import Cast
from tests.phone import MARKER

DRAFT = b"sealed draft"
PHOTO = bytes(range(256)) * 600
FILE_ID = f"{new_id()}/anh@a1/{'0' * 64}"


def _kept(record: dict[str, Any]) -> bytes:
    with copy_storage().open(1, record["sha256"]) as file:
        return file.read()


@pytest.fixture
def phone(app: Flask, cast: Cast) -> Copying:
    made = Copying(app, cast.collector)
    assert made.keep_vault().status_code == 200
    return made


def test_it_wants_what_is_new_and_keeps_it_once(phone: Copying, session: Session) -> None:
    draft, photo = phone.record("draft", DRAFT), phone.record("file", PHOTO, FILE_ID)
    first = phone.list(draft, photo)
    assert first == {"vault": True, "kept": 0, "left": 0, "taken_at": None, "want": [
        {"kind": "draft", "id": draft["id"]}, {"kind": "file", "id": FILE_ID}]}  # fmt: skip
    assert [phone.put(draft, DRAFT).status_code, phone.put(draft, DRAFT).status_code] == [201, 201]
    assert phone.put(photo, PHOTO[:100_000], at=0).status_code == 204
    again = phone.put(photo, PHOTO[:50_000], at=0)
    assert (again.status_code, again.headers["Upload-Offset"]) == (204, "100000")
    ahead = phone.put(photo, PHOTO[120_000:], at=120_000)
    assert (ahead.status_code, ahead.headers["Upload-Offset"]) == (409, "100000")
    assert phone.head(photo).headers["Upload-Offset"] == "100000"
    assert phone.put(photo, PHOTO[100_000:], at=100_000).status_code == 201
    assert phone.head(photo).headers["Upload-Offset"] == str(len(PHOTO))
    assert phone.list(draft, photo) == {"vault": True, "kept": 2, "left": 0, "want": [], "taken_at": None}
    assert len(session.scalars(select(PhoneCopy)).all()) == 2


def test_it_keeps_the_state_before_until_the_next_one_is_whole(phone: Copying, session: Session) -> None:
    old = phone.record("draft", DRAFT)
    phone.list(old)
    phone.put(old, DRAFT)
    new = phone.record("draft", b"sealed again", old["id"])
    assert phone.list(new)["want"] == [{"kind": "draft", "id": old["id"]}]
    row = session.scalars(select(PhoneCopy)).one()
    assert (row.sha256, row.body, row.gone_at) == (old["sha256"], DRAFT, None)
    assert phone.put(new, DRAFT + b"!" * 0).status_code in (409, 422)
    assert phone.put(new, b"sealed again").status_code == 201
    session.expire_all()
    assert session.scalars(select(PhoneCopy)).one().body == b"sealed again"


def test_it_marks_what_is_no_longer_named_and_removes_it_after_thirty_days(
    phone: Copying, session: Session, context: Any
) -> None:
    draft, photo = phone.record("draft", DRAFT), phone.record("file", PHOTO, FILE_ID)
    phone.list(draft, photo)
    phone.put(draft, DRAFT)
    phone.put(photo, PHOTO)
    phone.list(draft)
    gone = session.scalars(select(PhoneCopy).where(PhoneCopy.gone_at.is_not(None))).one()
    assert (gone.name, _kept(photo)) == (FILE_ID, PHOTO)
    at = gone.gone_at
    assert housekeeping.run(session, at + timedelta(days=29), timedelta(45))["copies"] == 0
    assert phone.list(draft, photo)["kept"] == 2
    phone.list(draft)
    assert housekeeping.run(session, at + timedelta(days=31), timedelta(45))["copies"] == 1
    session.commit()
    assert session.scalars(select(PhoneCopy.name)).all() == [draft["id"]]
    with pytest.raises(FileNotFoundError):
        _kept(photo)


def test_it_copies_from_a_locked_phone_and_not_from_one_that_was_ended(
    app: Flask, phone: Copying, session: Session
) -> None:
    draft = phone.record("draft", DRAFT)
    locked = phone.without_session(app)
    assert locked.list(draft)["want"] == [{"kind": "draft", "id": draft["id"]}]
    assert locked.put(draft, DRAFT).status_code == 201
    for token in session.scalars(select(DepositToken)):
        token.revoked_at = factories.NOW
    session.commit()
    ended = locked.post_list()
    assert (ended.status_code, ended.get_json()["error"]["code"]) == (403, "device_ended")
    assert session.scalars(select(PhoneCopy)).one().gone_at is None


def test_it_is_silent_to_strangers_and_to_another_person_on_the_same_phone(
    app: Flask, phone: Copying, cast: Cast, session: Session
) -> None:
    draft = phone.record("draft", DRAFT)
    phone.list(draft)
    second = Copying(app, cast.village_head)
    second.device = phone.device
    assert (second.post_list(draft).status_code, second.put(draft, DRAFT).status_code) == (401, 401)
    own = Copying(app, cast.village_head)
    assert own.put(draft, DRAFT).status_code == 404
    nobody = app.test_client().put(
        f"/sync/copies/draft/{draft['id']}", data=DRAFT, headers={**MARKER, "X-Gnbv-Device": phone.device}
    )
    assert nobody.status_code == 401
    assert session.scalars(select(PhoneCopy)).one().sha256 is None


@pytest.mark.parametrize(
    "change", [{"kind": "kit"}, {"id": "../x"}, {"sha256": "x"}, {"size": 0}, {"at": "now"}]
)
def test_it_refuses_a_list_that_is_not_one(phone: Copying, change: dict[str, Any]) -> None:
    assert phone.post_list({**phone.record("draft", DRAFT), **change}).status_code == 422


def test_it_refuses_content_that_is_not_what_was_listed(phone: Copying) -> None:
    draft = phone.record("draft", DRAFT)
    phone.list(draft)
    answers: list[TestResponse] = [
        phone.put(draft, DRAFT[::-1]),
        phone.put(draft, DRAFT + b"more"),
        phone.put({**draft, "kind": "kit"}, DRAFT),
        phone.put({**draft, "id": str(new_id())}, DRAFT),
        phone.put(draft, DRAFT[:4], at=-1),
    ]
    assert [answer.status_code for answer in answers] == [422, 409, 404, 404, 422]


def test_it_takes_the_important_first_when_there_is_no_room(app: Flask, phone: Copying) -> None:
    app.config["COPY_MAX_BYTES"] = len(PHOTO)
    draft, photo = phone.record("draft", DRAFT), phone.record("file", PHOTO, FILE_ID)
    assert phone.list(draft, photo) == {
        "vault": True, "kept": 0, "left": 1, "taken_at": None, "want": [{"kind": "draft", "id": draft["id"]}],
    }  # fmt: skip


def test_it_asks_for_the_key_first_and_tries_it(app: Flask, cast: Cast) -> None:
    phone = Copying(app, cast.collector)
    draft = phone.record("draft", DRAFT)
    assert phone.list(draft) == {"vault": False, "want": [], "kept": 0, "left": 0, "taken_at": None}
    foreign = phone.keep_vault(sealed_for=str(new_id()))
    assert (foreign.status_code, foreign.get_json()["error"]["code"]) == (422, "envelope_unreadable")
    assert [phone.keep_vault().status_code for _ in range(2)] == [200, 200]
    assert phone.keep_vault(raw=b"9" * 32).status_code == 409
    assert phone.list(draft)["want"] == [{"kind": "draft", "id": draft["id"]}]
    assert hashlib.sha256(DRAFT).hexdigest() == draft["sha256"]


def test_it_is_part_of_a_backup(app: Flask, phone: Copying, tmp_path: Path) -> None:
    draft, photo = phone.record("draft", DRAFT), phone.record("file", PHOTO, FILE_ID)
    phone.copy((draft, DRAFT), (photo, PHOTO))
    backups.write(app.config["INSTANCE"], tmp_path / "copy.tar.gz", factories.NOW)
    backups.restore(tmp_path / "copy.tar.gz", tmp_path / "again")
    kept = FolderStorage(tmp_path / "again" / "copies").open(1, photo["sha256"])
    with kept, contextlib.closing(sqlite3.connect(tmp_path / "again" / "gnbv.sqlite3")) as database:
        assert kept.read() == PHOTO
        assert database.execute("SELECT body FROM phone_copy WHERE kind = 'draft'").fetchall() == [(DRAFT,)]

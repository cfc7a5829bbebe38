"""Photos of a survey: piece by piece, checked, and never lost."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gnbv.ids import new_id
from gnbv.models import Attachment, AttachmentState, Event, Round, User
from gnbv.places import storage
from tests import phone
from tests.factories import PASSWORD, Cast
from tests.phone import MARKER, Phone

PHOTO = b"\xff\xd8" + bytes(range(256)) * 40
HASH = hashlib.sha256(PHOTO).hexdigest()


def put(who: Phone, survey: Any, content: bytes = PHOTO, start: int = 0, **more: Any) -> TestResponse:
    total = more.pop("total", len(PHOTO))
    headers = {**MARKER, "X-Gnbv-Device": who.device, "Content-Type": more.pop("kind", "image/jpeg")}
    if len(content) != total or start:
        headers["Content-Range"] = f"bytes {start}-{start + len(content) - 1}/{total}"
    path = f"/sync/attachments/{survey}/{more.pop('ref', 'house_photo')}/{more.pop('sha256', HASH)}"
    return who.client.put(path, data=content, headers=headers)


def head(who: Phone, survey: Any, ref: str = "house_photo") -> TestResponse:
    headers = {**MARKER, "X-Gnbv-Device": who.device}
    return who.client.head(f"/sync/attachments/{survey}/{ref}/{HASH}", headers=headers)


def test_it_stores_a_photo_that_comes_before_its_survey(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    survey = new_id()
    assert head(thu, survey).status_code == 404
    answer = put(thu, survey)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, str(len(PHOTO)))
    with storage().open(1, HASH) as file:
        assert file.read() == PHOTO
    missing = hashlib.sha256(b"other").hexdigest()
    promised = [
        {"ref": "house_photo", "sha256": HASH, "size": len(PHOTO), "type": "image/jpeg"},
        {"ref": "b1_photo", "sha256": missing, "size": 5, "type": "image/jpeg"},
    ]
    outcome = thu.send(phone.survey(cast, round_, subject=survey, attachments=promised))[0]
    assert outcome["server"]["missing"] == [{"ref": "b1_photo", "sha256": missing}]
    assert (
        session.scalars(select(Event).where(Event.action == "attachment.stored")).one().subject_id == survey
    )


def test_it_goes_on_from_where_the_network_was_cut(thu: Phone, session: Session) -> None:
    survey = new_id()
    part = put(thu, survey, PHOTO[:4000])
    assert (part.status_code, part.headers["Upload-Offset"]) == (204, "4000")
    assert head(thu, survey).headers["Upload-Offset"] == "4000"
    gap = put(thu, survey, PHOTO[6000:], 6000)
    assert (gap.status_code, gap.headers["Upload-Offset"]) == (409, "4000")
    overlap = put(thu, survey, PHOTO[2000:], 2000)
    assert overlap.status_code == 201
    assert head(thu, survey).headers["Upload-Offset"] == str(len(PHOTO))
    assert session.scalars(select(Attachment)).one().state is AttachmentState.STORED


def test_it_is_repeatable(thu: Phone, session: Session) -> None:
    survey = new_id()
    assert [put(thu, survey).status_code for _ in range(3)] == [201, 201, 201]
    assert put(thu, survey, ref=f"house_photo@{new_id()}").status_code == 201
    assert len(session.scalars(select(Attachment)).all()) == 2


def test_it_drops_a_photo_whose_hash_does_not_fit(thu: Phone) -> None:
    survey = new_id()
    answer = put(thu, survey, PHOTO[:-1] + b"x")
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (422, "0")
    assert answer.get_json()["error"]["code"] == "file_hash"
    assert put(thu, survey).status_code == 201


def test_it_goes_on_after_the_part_was_lost_on_disk(app: Flask, thu: Phone, session: Session) -> None:
    survey = new_id()
    put(thu, survey, PHOTO[:4000])
    for part in (Path(app.config["INSTANCE"]) / "attachments" / "parts").iterdir():
        part.unlink()
    answer = put(thu, survey, PHOTO[4000:], 4000)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "0")
    assert put(thu, survey).status_code == 201


def test_it_hides_other_peoples_photos(app: Flask, thu: Phone, cast: Cast, round_: Round) -> None:
    raw = phone.survey(cast, round_)
    thu.send(raw)
    other = Phone(app, cast.village_head)
    assert put(other, UUID(raw["subject"])).status_code == 404
    early = new_id()
    put(thu, early, PHOTO[:10])
    assert head(other, early).status_code == 404
    assert put(other, early).status_code == 404


def test_it_takes_a_photo_by_the_deposit_token(app: Flask, thu: Phone) -> None:
    path = f"/sync/attachments/{new_id()}/house_photo/{HASH}"
    headers = {**MARKER, "X-Gnbv-Device": thu.device, "Content-Type": "image/jpeg"}
    client = app.test_client()
    assert client.put(path, data=PHOTO, headers=headers).status_code == 401
    assert client.put(path, data=PHOTO, headers={**headers, "X-Gnbv-Deposit": "x" * 43}).status_code == 401
    assert client.put(path, data=PHOTO, headers={**headers, "X-Gnbv-Deposit": thu.deposit}).status_code == 201
    assert client.put(path, data=PHOTO, headers=MARKER).status_code == 401


def test_it_refuses_bad_names_kinds_ranges_and_sizes(app: Flask, thu: Phone) -> None:
    survey = new_id()
    assert put(thu, survey, ref="..%2F..%2Fx").status_code == 404
    assert put(thu, survey, ref="a%20b").status_code == 404
    assert put(thu, survey, sha256="z" * 64).status_code == 404
    assert put(thu, survey, kind="text/html").status_code == 422
    assert put(thu, survey, PHOTO[:10], 5, total=12).status_code == 422
    app.config["ATTACHMENT_MAX_BYTES"] = 1000
    assert put(thu, survey).status_code == 413


def test_it_shows_a_photo_to_those_who_may_read_the_survey(
    app: Flask, thu: Phone, cast: Cast, round_: Round
) -> None:
    raw = phone.survey(cast, round_)
    thu.send(raw)
    put(thu, raw["subject"])

    def get(person: User, ref: str = "house_photo") -> tuple[int, bytes, str]:
        client = app.test_client()
        client.post("/login", data={"username": person.username, "password": PASSWORD})
        with client.get(f"/surveys/{raw['subject']}/files/{ref}") as answer:
            return answer.status_code, answer.data, answer.headers["Cache-Control"]

    status, content, caching = get(cast.supervisor)
    assert (status, content) == (200, PHOTO) and "no-store" in caching
    assert get(cast.supervisor, "b1_photo")[0] == 404
    assert get(cast.far_supervisor)[0] == 404
    assert get(cast.collector)[0] == 403


def test_a_program_that_signed_in_needs_no_device(thu: Phone, app: Flask) -> None:
    path = f"/sync/attachments/{new_id()}/house_photo/{HASH}"
    sent = thu.client.put(path, data=PHOTO, headers={**MARKER, "Content-Type": "image/jpeg"})
    assert (sent.status_code, thu.client.head(path, headers=MARKER).status_code) == (201, 200)
    assert app.test_client().put(path, data=PHOTO, headers=MARKER).status_code == 401

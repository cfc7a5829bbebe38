"""A photo as a locked phone sends it: a sealed box, piece by piece; opened here, or kept on the phone with a clear word."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gnbv.ids import new_id
from gnbv.models import Attachment, AttachmentState
from gnbv.places import storage
from gnbv.services import commune_keys
from tests.factories import Cast
from tests.phone import MARKER, Phone
from tests.sealed_photo import HASH, PHOTO, Box, box, put


@pytest.fixture
def commune(cast: Cast) -> ec.EllipticCurvePublicKey:
    return commune_keys.private_key(commune_keys.current(cast.commune.id)["kid"]).public_key()


def head(who: Phone, one: Box, *, sealed: bool = True) -> int:
    headers = {**MARKER, "X-Gnbv-Device": who.device, **({"X-Gnbv-Sealed": one.header} if sealed else {})}
    answer = who.client.head(f"/sync/attachments/{one.survey}/{one.ref}/{one.sha256}", headers=headers)
    return int(answer.headers["Upload-Offset"])


def said(answer: TestResponse) -> tuple[int, str, str | None]:
    return answer.status_code, answer.get_json()["error"]["code"], answer.headers.get("Upload-Offset")


def test_it_opens_a_sealed_photo_that_came_in_pieces(
    thu: Phone, session: Session, commune: ec.EllipticCurvePublicKey
) -> None:
    one = box(new_id(), commune)
    first = put(thu, one, 0, 4000)
    assert (first.status_code, first.headers["Upload-Offset"], head(thu, one)) == (204, "4000", 4000)
    gap = put(thu, one, 6000)
    assert said(gap) == (409, "offset", "4000")
    assert put(thu, one, 2000, 5000).headers["Upload-Offset"] == "5000"
    late = put(thu, one, 0, 3000)  # the worker's piece, which the page has overtaken
    assert (late.status_code, late.headers["Upload-Offset"]) == (204, "5000")
    last = put(thu, one, 5000)
    assert (last.status_code, last.headers["Upload-Offset"]) == (201, str(len(one.ct)))
    assert (head(thu, one), head(thu, one, sealed=False)) == (len(one.ct), len(PHOTO))
    with storage().open(1, HASH) as file:
        assert file.read() == PHOTO
    row = session.scalars(select(Attachment)).one()
    assert (row.state, row.size) == (AttachmentState.STORED, len(PHOTO))
    assert put(thu, one).status_code == 201


def test_pieces_of_two_boxes_and_of_none_do_not_mix(thu: Phone, commune: ec.EllipticCurvePublicKey) -> None:
    survey = new_id()
    one, two = box(survey, commune), box(survey, commune)
    path = f"/sync/attachments/{survey}/house_photo/{HASH}"
    plain = {**MARKER, "Content-Type": "image/jpeg", "Content-Range": f"bytes 0-99/{len(PHOTO)}"}
    assert put(thu, one, 0, 4000).status_code == 204
    assert thu.client.put(path, data=PHOTO[:100], headers=plain).headers["Upload-Offset"] == "100"
    assert put(thu, two, 0, 3000).status_code == 204
    assert (head(thu, one), head(thu, two), head(thu, one, sealed=False)) == (4000, 3000, 100)
    assert put(thu, two, 3000).status_code == 201
    with storage().open(1, HASH) as file:
        assert file.read() == PHOTO
    assert put(thu, one, 4000).status_code == 201


@pytest.mark.parametrize("name", ["other/house_photo/x", "key", "bytes", "hash", "header"])
def test_it_says_what_it_cannot_open_and_takes_the_right_one_after(
    thu: Phone, commune: ec.EllipticCurvePublicKey, name: str
) -> None:
    survey = new_id()
    one = box(survey, commune)
    wrong = {
        "other/house_photo/x": lambda: box(survey, commune, name="other/house_photo/x"),
        "key": lambda: box(survey, ec.generate_private_key(ec.SECP256R1()).public_key()),
        "bytes": lambda: Box(survey, one.ref, HASH, one.header, one.ct[:-1] + bytes([one.ct[-1] ^ 1])),
        "hash": lambda: box(survey, commune, PHOTO + b"x", sha256=HASH),
        "header": lambda: Box(survey, one.ref, HASH, "e30", one.ct),
    }[name]()
    status, code, offset = said(put(thu, wrong))
    expected = {
        "key": ("unknown_key", None),
        "hash": ("file_hash", "0"),
        "header": ("photo_unreadable", None),  # no use in beginning anew
    }.get(name, ("photo_unreadable", "0"))
    assert (status, code, offset) == (422, *expected)
    assert put(thu, one).status_code == 201


def test_what_will_not_open_is_refused_with_its_first_piece(thu: Phone) -> None:
    stranger = ec.generate_private_key(ec.SECP256R1()).public_key()
    assert said(put(thu, box(new_id(), stranger), 0, 100))[:2] == (422, "unknown_key")


def test_the_limit_is_that_of_the_photo_and_an_empty_one_is_refused(
    app: Flask, thu: Phone, commune: ec.EllipticCurvePublicKey
) -> None:
    app.config["ATTACHMENT_MAX_BYTES"] = len(PHOTO)
    assert put(thu, box(new_id(), commune)).status_code == 201
    too_big = put(thu, box(new_id(), commune, PHOTO + b"x"))
    assert said(too_big)[:2] == (413, "file_too_large")
    assert said(put(thu, box(new_id(), commune, b"")))[:2] == (422, "file_empty")
    empty = hashlib.sha256(b"").hexdigest()
    path = f"/sync/attachments/{new_id()}/house_photo/{empty}"
    answer = thu.client.put(path, data=b"", headers={**MARKER, "Content-Type": "image/jpeg"})
    assert said(answer)[:2] == (422, "file_empty")

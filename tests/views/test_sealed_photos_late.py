"""Sealed photos that come late, twice at once, or by another way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.db import db
from gnbv.ids import new_id
from gnbv.models import Attachment, AttachmentState, DepositToken, Round
from gnbv.permissions import actor_for
from gnbv.places import storage
from gnbv.services import attachments, commune_keys
from tests import phone
from tests.factories import Cast
from tests.phone import Phone
from tests.sealed_photo import HASH, PHOTO, box, put


@pytest.fixture
def commune(cast: Cast) -> ec.EllipticCurvePublicKey:
    return commune_keys.private_key(commune_keys.current(cast.commune.id)["kid"]).public_key()


def test_a_late_token_hands_in_the_photos_of_its_own_surveys(
    app: Flask, thu: Phone, cast: Cast, round_: Round, session: Session, commune: ec.EllipticCurvePublicKey
) -> None:
    raw = phone.survey(cast, round_)
    thu.send(raw)
    mine, other = box(UUID(raw["subject"]), commune), Phone(app, cast.village_head)
    for token in session.scalars(select(DepositToken)):
        token.revoked_at = now()
    cast.collector.is_active = False
    session.commit()

    def sent(who: Phone, start: int, end: int | None) -> int:
        headers = {"X-Gnbv-Deposit": who.deposit}
        return put(who, mine, start, end, headers=headers, client=app.test_client()).status_code

    assert [sent(thu, 0, 4000), sent(other, 0, 4000), sent(thu, 4000, None)] == [204, 404, 201]


def test_a_file_that_came_whole_is_taken_once(
    thu: Phone, cast: Cast, session: Session, commune: ec.EllipticCurvePublicKey
) -> None:
    one = box(new_id(), commune)
    put(thu, one, 0, 4000)
    actor = actor_for(cast.collector, date(2026, 10, 23), by_deposit=True)
    rows = [
        attachments.take_whole(
            session, actor, one.survey, one.ref, one.sha256, "image/jpeg", PHOTO, limit=10**6
        )
        for _ in range(2)
    ]
    assert rows[0] is rows[1]
    session.commit()
    assert put(thu, one, 4000).status_code == 201
    assert len(session.scalars(select(Attachment)).all()) == 1


def test_a_page_and_its_worker_that_send_one_photo_at_once_lose_nothing(
    app: Flask, thu: Phone, session: Session, commune: ec.EllipticCurvePublicKey
) -> None:
    one = box(new_id(), commune)
    db.session.rollback()  # the test's own snapshot must not hold anybody up

    def send(size: int) -> int:
        client, at = app.test_client(), 0
        headers = {"X-Gnbv-Deposit": thu.deposit}
        while True:
            answer = put(thu, one, at, at + size, headers=headers, client=client)
            assert answer.status_code in (201, 204, 409), answer.text
            at = int(answer.headers["Upload-Offset"])
            if answer.status_code == 201:
                return at

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(send, [700, 1100, 1900, 3100])) == {len(one.ct)}
    with storage().open(1, HASH) as file:
        assert file.read() == PHOTO
    session.expire_all()
    assert [row.state for row in session.scalars(select(Attachment))] == [AttachmentState.STORED]

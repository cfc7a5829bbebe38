"""Work of a lost phone: found, released to its person alone, and told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gnbv import clock
from gnbv.ids import new_id
from gnbv.models import Event, PhoneRecovery, SessionRow
from gnbv.services import envelope, passwords, recovery
from tests import factories
from tests.copies import RAW, Copying
from tests.factories import Cast
from tests.phone import MARKER, progress, season, visit

DRAFT, ITEM, PHOTO = b"sealed draft", b"sealed item", b"sealed photo"


@pytest.fixture
def lost(app: Flask, cast: Cast) -> Copying:
    """A phone with a draft, a finished item (its draft is still there, frozen) and a photo."""
    phone = Copying(app, cast.collector)
    phone.keep_vault()
    frozen = phone.record("draft", b"frozen")
    phone.records = {  # type: ignore[attr-defined]
        "draft": phone.record("draft", DRAFT),
        "item": phone.record("outbox", ITEM, frozen["id"]),
        "file": phone.record("file", PHOTO, f"{new_id()}/anh/{'0' * 64}"),
    }
    made = phone.records  # type: ignore[attr-defined]
    phone.copy((frozen, b"frozen"), (made["draft"], DRAFT), (made["item"], ITEM), (made["file"], PHOTO))
    return phone


def test_it_offers_the_other_phones_work_and_gives_key_and_records(
    app: Flask, lost: Copying, cast: Cast, session: Session
) -> None:
    new = Copying(app, cast.collector)
    assert lost.offers() == []
    (offer,) = new.offers()
    assert {**offer, "at": ""} == {
        "device": lost.device, "label": "Máy thử", "at": "", "drafts": 1, "items": 1, "files": 1,
    }  # fmt: skip
    answer = new.recover(lost.device).get_json()
    raw = envelope.open_sealed(new.key, answer["key"], lost.device, recovery.ANSWER)
    assert raw == RAW
    listed = new.client.get(f"/sync/recovery/{lost.device}", headers=new.headers).get_json()["records"]
    got = {
        new.client.get(f"/sync/recovery/{lost.device}/{row['kind']}/{row['id']}", headers=new.headers).data
        for row in listed
    }
    assert got == {DRAFT, ITEM, PHOTO, b"frozen"}
    event = session.scalars(select(Event).where(Event.action == "device.recovered")).one()
    assert (str(event.subject_id), event.details["to"]) == (lost.device, new.device)
    assert [new.take(lost.device).status_code for _ in range(2)] == [200, 200]
    assert new.offers() == []
    lost.list(lost.records["draft"])  # type: ignore[attr-defined]
    assert [row["drafts"] for row in new.offers()] == [1]


def test_it_shows_each_recovery_on_every_phone_of_the_person(app: Flask, lost: Copying, cast: Cast) -> None:
    def me(phone: Copying) -> list[dict[str, str]]:
        return next(row["data"]["restores"] for row in phone.kit()["entries"] if row["type"] == "me")

    cursor = lost.kit()["cursor"]
    new = Copying(app, cast.collector)
    new.recover(lost.device)
    changed = lost.kit(cursor)
    assert changed["mode"] == "manifest"
    for phone in (lost, new):
        (told,) = me(phone)
        assert (told["device"], told["to"], told["label"]) == (lost.device, new.device, "Máy thử")
    assert me(Copying(app, cast.other_collector)) == []
    # Also where the session was ended, and there is no kit: by the deposit token.
    assert lost.without_session(app).list()["taken_at"] == told["at"]
    assert new.keep_vault().status_code == 200 and new.list()["taken_at"] is None


def test_it_tells_the_old_phone_also_of_a_session_without_a_phone_of_its_own(
    app: Flask, lost: Copying, cast: Cast, session: Session
) -> None:
    bare = app.test_client()
    bare.post("/login", json={"username": cast.collector.username, "password": factories.PASSWORD})
    key = envelope.public_jwk(ec.generate_private_key(ec.SECP256R1()).public_key())
    body = {"device": lost.device, "to": key}
    assert bare.post("/sync/recovery", json=body, headers=MARKER).status_code == 200
    assert session.scalars(select(PhoneRecovery.to_device_id)).one() is None
    assert lost.without_session(app).list()["taken_at"] is not None


def test_it_recovers_with_the_password_an_administrator_gave_and_not_with_the_old_one(
    app: Flask, lost: Copying, cast: Cast, session: Session
) -> None:
    session.merge(cast.collector).password_hash = passwords.hash_password("mat-khau-moi")
    session.commit()
    old = app.test_client().post("/login", json={"username": "thu", "password": factories.PASSWORD})
    assert old.status_code == 401
    new = Copying(app, cast.collector, "mat-khau-moi")
    answer = new.recover(lost.device).get_json()
    assert envelope.open_sealed(new.key, answer["key"], lost.device, recovery.ANSWER) == RAW


def test_it_asks_for_the_password_again_after_ten_minutes(
    app: Flask, lost: Copying, cast: Cast, session: Session
) -> None:
    new = Copying(app, cast.collector)
    session.execute(update(SessionRow).values(created_at=clock.now() - timedelta(minutes=11)))
    session.commit()
    late = new.recover(lost.device)
    assert (late.status_code, late.get_json()["error"]["code"]) == (403, "fresh_sign_in")
    assert Copying(app, cast.collector).recover(lost.device).status_code == 200


def test_it_recovers_five_times_a_day_and_then_asks_to_wait(
    app: Flask, lost: Copying, cast: Cast, session: Session
) -> None:
    new = Copying(app, cast.collector)
    assert [new.recover(lost.device).status_code for _ in range(6)] == [200] * 5 + [429]
    answer = new.recover(lost.device)
    assert answer.get_json()["error"]["code"] == "recovery_wait" and int(answer.headers["Retry-After"]) > 3600
    session.execute(update(PhoneRecovery).values(at=clock.now() - timedelta(hours=25)))
    session.commit()
    assert new.recover(lost.device).status_code == 200


def test_it_is_nobody_elses(app: Flask, lost: Copying, cast: Cast, session: Session) -> None:
    for user in (cast.other_collector, cast.supervisor, cast.administrator, cast.village_head):
        other = Copying(app, user)
        assert other.offers() == []
        record = lost.records["draft"]  # type: ignore[attr-defined]
        address = f"/sync/recovery/{lost.device}"
        assert other.recover(lost.device).status_code == 404
        assert other.take(lost.device).status_code == 404
        assert other.client.get(address, headers=other.headers).status_code == 404
        assert other.client.get(f"{address}/draft/{record['id']}", headers=other.headers).status_code == 404
        other.device = lost.device  # a shared phone, another person's session
        assert other.client.get("/sync/copies", headers=other.headers).status_code == 401
        assert other.recover(lost.device).status_code == 401
    locked = lost.without_session(app)
    assert locked.recover(lost.device).status_code == 401
    assert locked.client.get(f"/sync/recovery/{lost.device}", headers=locked.headers).status_code == 401
    assert session.scalars(select(PhoneRecovery)).all() == []


def test_it_refuses_bad_input(app: Flask, lost: Copying, cast: Cast) -> None:
    new = Copying(app, cast.collector)
    good = {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43}
    for body in (
        {},
        {"device": "x", "to": good},
        {"device": lost.device, "to": good},
        {"device": lost.device, "to": {}},
    ):
        assert new.client.post("/sync/recovery", json=body, headers=new.headers).status_code == 422
    assert new.client.post("/sync/recovery", data=b"\xff", headers=new.headers).status_code == 422
    assert new.client.get("/sync/copies").status_code == 422
    untaken = new.take(lost.device)
    assert (untaken.status_code, untaken.get_json()["error"]["code"]) == (422, "not_recovered")
    for missing in ("draft/x", f"kit/{new_id()}", f"draft/{new_id()}"):
        assert (
            new.client.get(f"/sync/recovery/{lost.device}/{missing}", headers=new.headers).status_code == 404
        )
    assert (
        new.client.post(
            "/sync/recovery",
            json={"device": lost.device, "to": good},
            headers={**MARKER, "Origin": "https://evil.example"},
        ).status_code
        == 403
    )


def test_it_leaves_out_what_the_commune_has_by_now(app: Flask, cast: Cast, session: Session) -> None:
    round_ = season(session, cast)
    lost = Copying(app, cast.collector)
    lost.keep_vault()
    sent, waiting = visit(cast, round_), progress(cast, round_)
    copies = [
        lost.record("draft", DRAFT, sent["id"]),
        lost.record("outbox", ITEM, sent["id"]),
        lost.record("draft", DRAFT, waiting["id"]),
    ]
    lost.copy((copies[0], DRAFT), (copies[1], ITEM), (copies[2], DRAFT))
    assert lost.send(sent)[0]["outcome"] == "accepted"
    (offer,) = Copying(app, cast.collector).offers()
    assert (offer["drafts"], offer["items"]) == (1, 0)


def test_it_recovers_what_a_phone_held_that_was_ended_as_lost(
    app: Flask, lost: Copying, cast: Cast, session: Session
) -> None:
    office = app.test_client()
    office.post("/login", json={"username": cast.administrator.username, "password": factories.PASSWORD})
    ended = office.post(
        f"/people/{cast.collector.id}/phones/{lost.device}/end", data={"reason": "Rơi xuống suối"}
    )
    assert ended.status_code == 303
    assert lost.without_session(app).post_list().status_code == 403
    new = Copying(app, cast.collector)
    assert [row["device"] for row in new.offers()] == [lost.device]
    answer = new.recover(lost.device).get_json()
    assert envelope.open_sealed(new.key, answer["key"], lost.device, recovery.ANSWER) == RAW

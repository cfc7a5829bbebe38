"""Handing in: the batch, its limits, and what a phone is told."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import Event, HouseholdRead, Outcome, Progress, Round, SyncItem, Visit
from gnbv.services import commune_keys, envelope, sealing, sync_schema
from gnbv.services.canonical import canonical
from tests.factories import Cast
from tests.phone import MARKER, Phone, item, progress, survey, visit


def sealed(raw: dict[str, Any], commune_id: Any, *, aad: str | None = None) -> dict[str, Any]:
    key = commune_keys.private_key(commune_keys.current(commune_id)["kid"]).public_key()
    closed = {name: value for name, value in raw.items() if name != "payload"}
    return {**closed, "sealed": envelope.seal(key, canonical(raw["payload"]), aad or raw["id"])}


def test_it_takes_a_batch_and_answers_in_its_order(phone: Phone, cast: Cast, round_: Round) -> None:
    items = [visit(cast, round_), progress(cast, round_), visit(cast, round_)]
    answer = phone.post(*items)
    sync_schema.check("outcomes", answer.get_json())
    assert answer.headers["X-Gnbv"] == "1"
    outcomes = answer.get_json()["outcomes"]
    assert [(row["id"], row["outcome"]) for row in outcomes] == [(raw["id"], "accepted") for raw in items]


def test_it_takes_the_same_item_once(phone: Phone, cast: Cast, round_: Round, session: Session) -> None:
    raw = visit(cast, round_)
    assert [phone.send(raw)[0]["outcome"] for _ in range(3)] == ["accepted", "duplicate", "duplicate"]
    assert session.scalar(select(func.count()).select_from(Visit)) == 1


def test_it_keeps_both_when_one_id_names_two_contents(
    phone: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    first = survey(cast, round_)
    subject, id_ = UUID(first["subject"]), UUID(first["id"])
    other = survey(cast, round_, {"house.floor_area": "44"}, subject=subject, id_=id_)
    phone.send(first)
    for _ in range(2):
        assert phone.send(other)[0]["outcome"] == "conflict"
    kept = session.scalars(select(SyncItem).where(SyncItem.outcome == Outcome.CONFLICT)).one()
    body = sealing.unseal_document(f"item/{kept.id}", kept.body_sealed or b"")
    assert body["payload"]["answers"] == other["payload"]["answers"]
    assert phone.send(first)[0]["outcome"] == "duplicate"


def test_it_takes_good_items_of_a_batch_with_bad_ones(
    phone: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    forged = visit(cast, round_) | {"sha256": "0" * 64}
    strange = visit(cast, round_) | {"kind": "wish"}
    empty: dict[str, Any] = {}
    far = visit(cast, round_, household=cast.far_household)
    bad_day = visit(cast, round_, next="2026-02-30")
    good = visit(cast, round_)
    outcomes = phone.send(forged, strange, empty, far, bad_day, good)
    assert [row["outcome"] for row in outcomes] == ["rejected"] * 5 + ["accepted"]
    codes = [row["cause"]["code"] for row in outcomes[:5]]
    assert codes == ["hash_differs", "malformed", "malformed", "not_found", "malformed"]
    for row in outcomes[:5]:
        assert row["cause"]["vi"] and row["cause"]["en"]
    noted = session.scalars(select(Event).where(Event.action == "item.rejected")).all()
    assert [row.details["cause"] for row in noted].count("not_found") == 1


def test_it_opens_what_was_sealed_for_the_commune_and_nothing_else(
    phone: Phone, cast: Cast, round_: Round
) -> None:
    raw = visit(cast, round_)
    assert phone.send(sealed(raw, cast.commune.id))[0]["outcome"] == "accepted"
    assert phone.send(raw)[0]["outcome"] == "duplicate"
    other = visit(cast, round_)
    swapped = phone.send(sealed(other, cast.commune.id, aad=str(uuid4())))[0]
    assert swapped["cause"]["code"] == "envelope_unreadable"
    unknown = sealed(other, cast.commune.id)
    unknown["sealed"]["kid"] = "../../" + unknown["sealed"]["kid"]
    assert phone.send(unknown)[0]["cause"]["code"] == "unknown_key"


def test_it_opens_what_was_sealed_with_an_older_key(phone: Phone, cast: Cast, round_: Round) -> None:
    early = sealed(visit(cast, round_), cast.commune.id)
    fresh = commune_keys.make(cast.commune.id)
    assert commune_keys.current(cast.commune.id)["kid"] == fresh != early["sealed"]["kid"]
    assert phone.send(early)[0]["outcome"] == "accepted"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"items": 3}', b"\xff\xfe", b"[" * 100_000])
def test_it_refuses_a_broken_body_in_words(phone: Phone, body: bytes) -> None:
    answer = phone.client.post("/sync", data=body, headers=MARKER, content_type="application/json")
    assert answer.status_code == 422
    assert answer.get_json()["app"] == "gnbv" and "vẫn giữ" in answer.get_json()["error"]["vi"]


def test_it_refuses_too_many_items_and_too_many_bytes(
    app: Flask, phone: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    many = phone.post(*[progress(cast, round_) for _ in range(51)])
    assert (many.status_code, many.get_json()["app"]) == (413, "gnbv")
    app.config["SYNC_MAX_BYTES"] = 3_000
    assert phone.post(visit(cast, round_, note="x" * 3_000)).status_code == 413
    app.config["MAX_CONTENT_LENGTH"] = 1_000
    assert phone.post(visit(cast, round_, note="x" * 3_000)).get_json()["error"]["code"]
    app.config.update(SYNC_MAX_BYTES=100_000, MAX_CONTENT_LENGTH=100_000, SYNC_MAX_ITEM_BYTES=2_000)
    row = phone.send(visit(cast, round_, note="x" * 3_000))[0]
    assert (row["outcome"], row["cause"]["code"]) == ("rejected", "item_too_large")
    assert session.scalar(select(func.count()).select_from(Visit)) == 0


def test_it_keeps_the_newest_progress(phone: Phone, cast: Cast, round_: Round, session: Session) -> None:
    for section, at in (
        (5, "2026-10-23T03:00:00Z"),
        (2, "2026-10-23T01:00:00Z"),
        (7, "2026-10-23T04:00:00Z"),
    ):
        assert phone.send(progress(cast, round_, section, at))[0]["outcome"] == "accepted"
    row = session.scalars(select(Progress)).one()
    assert (row.section, row.sections, row.user_id) == (7, 9, cast.collector.id)


def test_it_refuses_progress_and_visits_of_somebody_who_does_not_survey(
    app: Flask, cast: Cast, round_: Round
) -> None:
    outcomes = Phone(app, cast.cadre).send(progress(cast, round_), visit(cast, round_))
    assert [(row["outcome"], row["cause"]["code"]) for row in outcomes] == [("rejected", "not_permitted")] * 2


def test_it_writes_one_event_a_visit(phone: Phone, cast: Cast, round_: Round, session: Session) -> None:
    phone.send(visit(cast, round_))
    row = session.scalars(select(Event).where(Event.action == "visit.logged")).one()
    assert (row.subject_id, row.actor_id, row.utc_offset) == (cast.household.id, cast.collector.id, 420)


def test_it_logs_an_opening_on_the_phone(phone: Phone, cast: Cast, round_: Round) -> None:
    from gnbv.db import db

    raw = item("access", cast.unlisted.id, {"at": "2026-10-22T02:00:00Z", "purpose": "Hộ có giấy đề nghị"})
    far = item("access", cast.far_household.id, {"at": "2026-10-22T02:00:00Z", "purpose": "x"})
    assert [row["outcome"] for row in phone.send(raw, far)] != ["accepted"] * 2
    with db.engines["reads"].connect() as connection:
        rows = connection.execute(select(HouseholdRead).where(HouseholdRead.place == "phone")).all()
    assert [(row.household_id, row.reason) for row in rows] == [(cast.unlisted.id, "Hộ có giấy đề nghị")]


def test_it_refuses_numbers_that_two_sides_read_differently(phone: Phone, cast: Cast, round_: Round) -> None:
    raw = progress(cast, round_)
    raw["payload"]["section"] = float("nan")
    body = json.dumps({"device": phone.device, "items": [raw]})
    answer = phone.client.post("/sync", data=body, headers=MARKER, content_type="application/json")
    assert answer.get_json()["outcomes"][0]["cause"]["code"] == "not_canonical"


@pytest.mark.parametrize("note", ["a\x00b", "\\\x00", pytest.param("x" * 4001, id="too long"), 7, {"a": 1}])
def test_it_refuses_what_a_database_cannot_keep(
    phone: Phone, cast: Cast, round_: Round, note: object
) -> None:
    bad, good = visit(cast, round_, note=note), visit(cast, round_, note="Văn bản \\u0000 thường")
    assert [row["outcome"] for row in phone.send(bad, good)] == ["rejected", "accepted"]


def test_it_refuses_progress_in_a_round_of_another_commune(
    phone: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    round_.unit_id = cast.far_commune.id
    session.commit()
    outcomes = phone.send(progress(cast, round_), visit(cast, round_))
    assert [row["cause"]["code"] for row in outcomes] == ["not_found", "not_found"]

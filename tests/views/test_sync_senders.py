"""Whose work it is: sessions, devices, deposit tokens on shared phones."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import DepositToken, Device, Round, SyncItem, Visit
from gnbv.services import sealing, sync_schema
from tests import factories
from tests.factories import Cast
from tests.phone import MARKER, Phone, progress, visit


def test_it_registers_a_phone_and_knows_it_again(
    app: Flask, phone: Phone, cast: Cast, session: Session
) -> None:
    assert phone.registered["user"] == {
        "id": str(cast.collector.id), "username": "thu", "name": "Lê Thị Thu", "locale": "vi", "temporary": False,
    }  # fmt: skip
    assert set(phone.registered["wrap"]["recovery"]) == {"kid", "jwk"}
    again = phone.client.post("/sync/device", json={"device": phone.device, "label": "Máy"}, headers=MARKER)
    assert again.get_json()["device"] == phone.device and again.get_json()["deposit"] != phone.deposit
    stranger = Phone(app, cast.other_collector)
    other = stranger.client.post("/sync/device", json={"device": phone.device}, headers=MARKER)
    assert other.get_json()["device"] != phone.device
    assert phone.deposit not in {row.token_hash for row in session.scalars(select(DepositToken))}
    assert app.test_client().post("/sync/device", json={}, headers=MARKER).status_code == 401


def test_it_asks_for_marker_origin_and_somebody(app: Flask, phone: Phone, cast: Cast, round_: Round) -> None:
    body = {"device": phone.device, "items": [progress(cast, round_)]}
    assert phone.client.post("/sync", json=body).status_code == 422
    evil = {**MARKER, "Origin": "https://evil.example"}
    assert phone.client.post("/sync", json=body, headers=evil).status_code == 403
    nobody = app.test_client().post("/sync", json=body, headers=MARKER)
    assert (
        nobody.status_code == 401 and nobody.get_json()["app"] == "gnbv" and nobody.headers["X-Gnbv"] == "1"
    )


def test_it_never_takes_one_persons_work_by_anothers_session(
    app: Flask, phone: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    second = Phone(app, cast.village_head)
    body = {"device": phone.device, "items": [visit(cast, round_)], "deposit": phone.deposit}
    assert second.client.post("/sync", json=body, headers=MARKER).status_code == 401
    dropped = phone.drop_off(app, *body["items"])
    assert dropped.get_json()["outcomes"][0]["outcome"] == "accepted"
    assert session.scalars(select(Visit)).one().user_id == cast.collector.id


def test_it_holds_what_comes_after_revocation_or_from_a_closed_account(
    app: Flask, phone: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    token = session.scalars(select(DepositToken)).one()
    token.revoked_at = factories.NOW
    session.commit()
    late = visit(cast, round_)
    outcome = phone.drop_off(app, late).get_json()["outcomes"][0]
    assert (outcome["outcome"], outcome["cause"]["code"]) == ("held", "late")
    token.revoked_at = None
    session.merge(cast.collector).is_active = False
    session.commit()
    assert phone.drop_off(app, visit(cast, round_)).get_json()["outcomes"][0]["outcome"] == "held"
    assert phone.drop_off(app, late).get_json()["outcomes"][0]["outcome"] == "duplicate"
    kept = session.get_one(SyncItem, (1, late_id(late)))
    assert (
        sealing.unseal_document(f"item/{kept.id}", kept.body_sealed or b"")["payload"]["note"] == "Cửa khoá"
    )
    assert session.scalar(select(func.count()).select_from(Visit)) == 0


def late_id(raw: dict[str, Any]) -> Any:
    return sync_schema.as_uuid(raw["id"])


def test_it_refuses_an_expired_and_a_forged_deposit_token(
    app: Flask, phone: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    token = session.scalars(select(DepositToken)).one()
    token.expires_at = token.created_at
    session.commit()
    assert phone.drop_off(app, visit(cast, round_)).status_code == 401
    phone.deposit = "x" * 43
    assert phone.drop_off(app, visit(cast, round_)).status_code == 401


def test_it_remembers_when_a_phone_was_last_heard(
    phone: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    phone.send(visit(cast, round_))
    device = session.scalars(select(Device)).one()
    assert device.last_sync_at is not None and device.last_utc_offset == 420


def test_it_refuses_an_origin_that_no_site_can_have(phone: Phone, cast: Cast, round_: Round) -> None:
    for origin in ("http://[", "http://[::1", "null", ""):
        answer = phone.client.post("/sync", json={}, headers={**MARKER, "Origin": origin})
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (403, "other_site"), origin


def test_a_deposit_token_with_half_a_character_is_a_forged_one(
    app: Flask, phone: Phone, cast: Cast, round_: Round
) -> None:
    body = {"device": phone.device, "deposit": "\ud800" * 30, "items": [visit(cast, round_)]}
    answer = app.test_client().post("/sync", json=body, headers=MARKER)
    assert answer.status_code == 401

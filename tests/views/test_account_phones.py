"""A person's phones: seen with their clocks and copies, ended when lost by the owner or the administrator."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Device, Event, Round, User
from gnbv.services import phone_labels
from tests.factories import PASSWORD, Cast
from tests.phone import Phone, visit

LOST = {"reason": "Rơi xuống suối"}
ANDROID = "Mozilla/5.0 (Linux; Android 9; Redmi 6A) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"


def browser(app: Flask, who: User) -> FlaskClient:
    client = app.test_client()
    assert client.post("/login", json={"username": who.username, "password": PASSWORD}).status_code == 303
    return client


def actions(session: Session) -> list[str]:
    session.expire_all()
    found = session.scalars(select(Event).where(Event.action.like("device.%")).order_by(Event.number))
    return [event.action for event in found]


def test_it_shows_the_own_phones_and_what_happened_to_them(app: Flask, phone: Phone, cast: Cast) -> None:
    page = phone.client.get("/account/devices").text
    assert "Máy thử" in page and "Máy này" in page and "Đăng nhập trên một máy" in page
    assert "Máy thử" not in browser(app, cast.other_collector).get("/account/devices").text
    assert "Máy thử" in browser(app, cast.administrator).get(f"/people/{cast.collector.id}").text


def test_who_works_in_the_field_keeps_the_tabs_of_the_phone(app: Flask, phone: Phone, cast: Cast) -> None:
    page = phone.client.get("/account/devices").text
    tabs = page[page.index("<nav") : page.index("</nav>")]
    assert "Việc của tôi" in tabs and 'href="/app/outbox"' in tabs
    assert "/app/outbox" not in browser(app, cast.supervisor).get("/account/devices").text


def test_it_tells_phones_of_one_name_apart(phone: Phone, cast: Cast) -> None:
    assert "(từ " not in phone.client.get("/account/devices").text
    made = phone.client.post("/sync/device", json={"label": "Máy thử"}, headers={"X-Gnbv": "1"})
    assert made.get_json()["device"] != phone.device
    assert phone.client.get("/account/devices").text.count("<strong>Máy thử (từ ") == 2


@pytest.mark.parametrize("by", ["collector", "administrator"])
def test_it_ends_a_lost_phone_and_holds_what_it_brings_later(
    app: Flask, phone: Phone, cast: Cast, round_: Round, session: Session, by: str
) -> None:
    office = browser(app, getattr(cast, by))
    own = f"/account/devices/{phone.device}/end"
    address = own if by == "collector" else f"/people/{cast.collector.id}/phones/{phone.device}/end"
    for _ in range(2):
        assert office.post(address, data=LOST).status_code == 303
    assert phone.client.get("/sync/kit", headers={"X-Gnbv": "1"}).status_code == 401
    assert phone.post(visit(cast, round_)).status_code == 401
    (late,) = phone.drop_off(app, visit(cast, round_)).get_json()["outcomes"]
    assert (late["outcome"], late["cause"]["code"]) == ("held", "late")
    assert actions(session) == ["device.registered", "device.revoked"]
    assert office.get("/account").status_code == 200  # only the sessions of that phone ended


def test_a_phone_that_was_found_comes_back_by_a_password_sign_in(
    app: Flask, phone: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    browser(app, cast.collector).post(f"/account/devices/{phone.device}/end", data=LOST)
    old = phone.deposit
    phone.client.post("/login", json={"username": "thu", "password": PASSWORD})
    body = {"label": "Máy thử", "device": phone.device}
    made = phone.client.post("/sync/device", json=body, headers={"X-Gnbv": "1"}).get_json()
    assert made["device"] == phone.device
    phone.deposit = made["deposit"]
    assert phone.send(visit(cast, round_))[0]["outcome"] == "accepted"
    phone.deposit = old
    assert phone.drop_off(app, visit(cast, round_)).get_json()["outcomes"][0]["outcome"] == "held"
    session.expire_all()
    assert session.scalars(select(Device)).one().revoked_at is None


def test_it_ends_nobody_elses_phone(app: Flask, phone: Phone, cast: Cast, session: Session) -> None:
    end = f"/account/devices/{phone.device}/end"
    assert browser(app, cast.other_collector).post(end, data=LOST).status_code == 404
    assert browser(app, cast.administrator).post(end, data=LOST).status_code == 404
    office = browser(app, cast.administrator)
    others = f"/people/{cast.other_collector.id}/phones/{phone.device}/end"
    assert office.post(others, data=LOST).status_code == 404
    strangers = f"/people/{cast.stranger.id}/phones/{phone.device}/end"
    assert office.post(strangers, data=LOST).status_code == 404
    theirs = f"/people/{cast.collector.id}/phones/{phone.device}/end"
    assert browser(app, cast.supervisor).post(theirs, data=LOST).status_code == 403
    assert office.post(f"/account/devices/{new_id()}/end", data=LOST).status_code == 404
    assert actions(session) == ["device.registered"]


def test_it_asks_why_a_phone_is_ended(phone: Phone, session: Session) -> None:
    assert phone.client.post(f"/account/devices/{phone.device}/end", data={}).status_code == 422
    assert actions(session) == ["device.registered"]


@pytest.mark.parametrize(
    ("given", "agent", "label"),
    [
        ("phone", ANDROID, "Android · Chrome"),
        ("", ANDROID.replace("Chrome/120.0", "SamsungBrowser/23 Chrome/115"), "Android · Samsung Internet"),
        (
            "",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) Version/17.2 Safari/604",
            "iPhone · Safari",
        ),
        ("", "Mozilla/5.0 (Windows NT 10.0; rv:121.0) Gecko Firefox/121.0", "Windows · Firefox"),
        ("Máy của Thu", ANDROID, "Máy của Thu"),
        ("phone", "curl/8", ""),
    ],
)
def test_it_calls_a_phone_by_what_it_is(given: str, agent: str, label: str) -> None:
    assert phone_labels.label_of(given, agent) == label


def test_it_names_a_phone_that_gives_no_name(app: Flask, cast: Cast, session: Session) -> None:
    client = browser(app, cast.collector)
    headers = {"X-Gnbv": "1", "User-Agent": ANDROID}
    assert client.post("/sync/device", json={"label": "phone"}, headers=headers).status_code == 200
    assert session.scalars(select(Device.label)).all() == ["Android · Chrome"]

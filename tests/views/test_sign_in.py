"""Signing in and out."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import DepositToken, SessionRow
from gnbv.services import sign_in
from tests.factories import PASSWORD, Cast
from tests.phone import MARKER, Phone


def post(client: FlaskClient, username: str, password: str, **headers: str):
    return client.post("/login", data={"username": username, "password": password}, headers=headers)


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("thu", "/app"),
        ("truong", "/app"),
        ("can", "/app"),
        ("duyet", "/surveys"),
        ("lanh", "/board"),
        ("quan", "/people"),
    ],
)
def test_it_leads_everybody_to_their_first_page(
    client: FlaskClient, cast: Cast, who: str, where: str
) -> None:
    answer = post(client, who, PASSWORD)
    assert (answer.status_code, answer.location) == (303, where)


def test_it_takes_json_and_leads_on_to_a_page_of_ours_only(client: FlaskClient, cast: Cast) -> None:
    body = {"username": "thu", "password": PASSWORD}
    assert client.post("/login?next=/app/outbox", json=body).location == "/app/outbox"
    assert client.post("/login?next=//evil.example/", json=body).location == "/app"
    assert client.post("/login?next=https://evil.example/", json=body).location == "/app"


def test_it_says_the_same_of_a_wrong_password_and_an_unknown_user(client: FlaskClient, cast: Cast) -> None:
    wrong = post(client, "thu", "không phải")
    unknown = post(client, "ai-do", "không phải")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace('"thu"', "") == unknown.text.replace('"ai-do"', "")
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in wrong.text
    answer = client.post("/login", json={"username": "thu", "password": "x"})
    assert answer.get_json()["error"]["code"] == "wrong_password"
    assert answer.headers["X-Gnbv"] == "1"


def test_it_refuses_a_closed_account_with_the_same_words(
    client: FlaskClient, cast: Cast, session: Session
) -> None:
    cast.collector.is_active = False
    session.commit()
    assert post(client, "thu", PASSWORD).status_code == 401


def test_it_slows_guessing_without_locking_out(
    client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(sign_in.FREE_TRIES):
        assert post(client, "thu", "sai").status_code == 401
    slowed = post(client, "thu", PASSWORD)
    assert slowed.status_code == 429
    assert 0 < int(slowed.headers["Retry-After"]) <= sign_in.FIRST_WAIT_SECONDS
    assert "không bị khóa" in slowed.text
    assert post(client, "duyet", PASSWORD).status_code == 303  # others are not slowed
    monkeypatch.setattr(sign_in, "FIRST_WAIT_SECONDS", 0)
    assert post(client, "thu", PASSWORD).status_code == 303


def test_it_does_not_keep_the_owner_out_while_somebody_guesses_from_far_away(
    client: FlaskClient, cast: Cast
) -> None:
    body = {"username": "thu", "password": "sai"}
    for _ in range(sign_in.FREE_TRIES + 1):
        far = client.post("/login", data=body, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert far.status_code == 429
    assert post(client, "thu", PASSWORD).status_code == 303


def test_it_slows_a_name_that_is_guessed_from_many_addresses(
    client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "FREE_TRIES_OF_A_NAME", 3)
    body = {"username": "thu", "password": "sai"}
    for last in range(3):
        client.post("/login", data=body, environ_base={"REMOTE_ADDR": f"203.0.113.{last}"})
    assert post(client, "thu", PASSWORD).status_code == 429


def test_it_slows_an_address_that_tries_many_names(
    client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "FREE_TRIES_OF_AN_ADDRESS", 3)
    for name in ("a", "b", "c"):
        post(client, name, "sai")
    assert post(client, "thu", PASSWORD).status_code == 429


@pytest.mark.parametrize("body", [{}, {"username": "thu"}, {"username": " ", "password": "x"}, [], "x"])
def test_it_refuses_an_incomplete_form(client: FlaskClient, cast: Cast, body: object) -> None:
    assert client.post("/login", json=body).status_code == 422


def test_it_refuses_another_sites_form(client: FlaskClient, cast: Cast) -> None:
    assert post(client, "thu", PASSWORD, Origin="https://evil.example").status_code == 403
    assert post(client, "thu", PASSWORD, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert post(client, "thu", PASSWORD, Origin="http://localhost").status_code == 303


def test_it_keeps_only_a_hash_of_the_token_and_sets_a_careful_cookie(
    client: FlaskClient, cast: Cast, session: Session
) -> None:
    cookie = post(client, "thu", PASSWORD).headers["Set-Cookie"]
    assert (
        "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Expires=" in cookie and "Secure" not in cookie
    )
    row = session.scalars(select(SessionRow)).one()
    assert re.fullmatch(r"[0-9a-f]{64}", row.token_hash) and row.token_hash not in cookie
    elsewhere = client.post(
        "/login", json={"username": "thu", "password": PASSWORD}, base_url="http://xa.example"
    )
    assert "Secure" in elsewhere.headers["Set-Cookie"]


def test_it_ends_the_session_on_the_server_and_leaves_the_right_to_hand_in(
    app: Flask, cast: Cast, session: Session
) -> None:
    phone = Phone(app, cast.collector)
    cookie = phone.client.get_cookie("gnbv")
    assert phone.client.post("/logout", headers=MARKER).get_json()["app"] == "gnbv"
    assert cookie is not None
    thief = app.test_client()
    thief.set_cookie("gnbv", cookie.value)
    assert thief.get("/sync/kit", headers=MARKER).status_code == 401
    assert session.scalars(select(DepositToken)).one().revoked_at is None


def test_it_forgets_a_session_that_was_not_used_for_45_days(
    app: Flask, cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = Phone(app, cast.collector)
    assert phone.client.get("/sync/kit", headers=MARKER).status_code == 200
    monkeypatch.setattr(sign_in, "SESSION_DAYS", 0)
    assert phone.client.get("/sync/kit", headers=MARKER).status_code == 401


def test_it_slides_the_session_at_a_use(app: Flask, cast: Cast, session: Session) -> None:
    phone = Phone(app, cast.collector)
    row = session.scalars(select(SessionRow)).one()
    before = row.last_seen_at = row.created_at - sign_in.TOUCH_AFTER * 2
    session.commit()
    phone.kit()
    session.expire_all()
    assert session.scalars(select(SessionRow)).one().last_seen_at > before


def test_it_shows_the_form_and_passes_over_it_when_signed_in(client: FlaskClient, cast: Cast) -> None:
    page = client.get("/login")
    assert page.status_code == 200 and "<form" in page.text
    assert client.get("/").location == "/login"
    post(client, "duyet", PASSWORD)
    assert client.get("/login").location == "/surveys"
    assert client.get("/").location == "/surveys"


@pytest.mark.parametrize("odd", ["\ud800", "a\x00b"], ids=["half a character", "NUL"])
def test_it_calls_what_nobody_can_type_a_wrong_password(client: FlaskClient, cast: Cast, odd: str) -> None:
    for body in ({"username": odd, "password": "x"}, {"username": "thu", "password": odd}):
        answer = client.post("/login", json=body)
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (401, "wrong_password")

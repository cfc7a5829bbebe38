"""A person's own password: changed with the old one, other sessions end, this one goes on."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Event, User
from tests.factories import PASSWORD, TENANT, Cast

NEW = "suối trong đầu nguồn"


def browser(app: Flask, cast: Cast, password: str = PASSWORD) -> FlaskClient:
    client = app.test_client()
    client.post("/login", json={"username": cast.collector.username, "password": password})
    return client


def form(**change: str) -> dict[str, str]:
    return {"old": PASSWORD, "new": NEW, "again": NEW, **change}


def test_it_changes_the_own_password_and_ends_other_sessions(
    app: Flask, cast: Cast, session: Session
) -> None:
    page, other = browser(app, cast), browser(app, cast)
    assert page.get("/account/password").status_code == 200
    assert page.post("/account/password", data=form()).location == "/account"
    assert page.get("/account").status_code == 200
    assert other.get("/account").status_code == 303
    assert browser(app, cast).get("/account").status_code == 303
    assert browser(app, cast, NEW).get("/account").status_code == 200
    assert "user.password_changed" in session.scalars(select(Event.action)).all()


def test_it_ends_that_a_password_is_temporary(app: Flask, cast: Cast, session: Session) -> None:
    row = session.get_one(User, (TENANT, cast.collector.id))
    row.password_is_temporary = True
    session.commit()
    page = browser(app, cast)
    assert "Mật khẩu này do xã cấp" in page.get("/account/password").text
    told = page.post("/sync/device", json={}, headers={"X-Gnbv": "1"}).get_json()
    assert told["user"]["temporary"] is True
    page.post("/account/password", data=form())
    session.expire_all()
    assert not session.get_one(User, (TENANT, cast.collector.id)).password_is_temporary
    assert "Mật khẩu này do xã cấp" not in page.get("/account/password").text


@pytest.mark.parametrize(
    "change",
    [
        {"old": "sai"},
        {"new": "ngắn", "again": "ngắn"},
        {"again": "khác hẳn đi"},
        {"new": PASSWORD, "again": PASSWORD},
        {"new": "a" * 2000, "again": "a" * 2000},
        {"new": "mười ký tự\0", "again": "mười ký tự\0"},
    ],
)
def test_it_refuses_what_is_no_good_password_and_says_what_to_do(
    app: Flask, cast: Cast, change: dict[str, str]
) -> None:
    page = browser(app, cast)
    answer = page.post("/account/password", data=form(**change))
    assert answer.status_code == 422 and 'role="alert"' in answer.text and "chưa đổi" in answer.text
    assert browser(app, cast).get("/account").status_code == 200


def test_it_asks_who_it_is(app: Flask, cast: Cast) -> None:
    assert app.test_client().post("/account/password", data=form()).status_code == 303
    assert browser(app, cast).get("/account").status_code == 200

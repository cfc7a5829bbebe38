"""Who an OpenRosa program works for: the account, an app password, a key in the address."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gnbv.models import OpenRosaKey, Round, User
from gnbv.services import openrosa_access, openrosa_forms, passwords, sign_in
from tests import openrosa_stage as stage
from tests.factories import PASSWORD, Cast


@pytest.fixture
def round_(session: Session, cast: Cast, tmp_path: Path) -> Round:
    return stage.visit_season(session, cast, tmp_path / "sheet")


@pytest.fixture
def page(app: Flask, round_: Round) -> FlaskClient:
    """The collector's browser."""
    client = app.test_client()
    assert client.post("/login", json={"username": "thu", "password": PASSWORD}).status_code == 303
    return client


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Passwords for which the slow hash was computed."""
    seen: list[str] = []
    slow = passwords.verify

    def verify(stored: str | None, password: str) -> bool:
        seen.append(password)
        return slow(stored, password)

    monkeypatch.setattr(sign_in.passwords, "verify", verify)
    yield seen


def basic(username: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()}


def status(
    client: FlaskClient, headers: dict[str, str] | None = None, path: str = "/openrosa/formList"
) -> int:
    return client.get(path, headers=headers or {}).status_code


def address(page: FlaskClient, label: str = "Máy thử") -> str:
    made = page.post("/account/openrosa", data={"kind": "address", "label": label})
    assert made.status_code == 200 and made.headers["Cache-Control"] == "no-store"
    assert 'src="data:image/svg+xml;base64,' in made.text
    found = re.search(r'value="http://localhost(/openrosa/key/[\w-]{43})"', made.text)
    assert found is not None, made.text
    return found[1]


def test_it_challenges_whoever_does_not_say_who_they_are(client: FlaskClient, round_: Round) -> None:
    for path in ("/openrosa/formList", "/openrosa/key/nobody/formList", "/openrosa/submission"):
        answer = client.head(path) if path.endswith("submission") else client.get(path)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith('Basic realm="gnbv"')
        assert answer.headers["X-OpenRosa-Version"] == "1.0"
    assert "OpenRosaResponse" in client.post("/openrosa/submission").text


@pytest.mark.parametrize(
    "header",
    ["Basic", "Basic !!!", "Basic dGh1", "Bearer abc", "Basic " + base64.b64encode(b"thu:").decode()],
)
def test_it_refuses_a_header_that_says_nothing(client: FlaskClient, round_: Round, header: str) -> None:
    assert status(client, {"Authorization": header}) == 401


def test_it_never_takes_the_cookie_of_a_page_for_a_program(page: FlaskClient) -> None:
    assert page.get("/account").status_code == 200
    assert status(page) == 401


def test_it_refuses_wrong_passwords_and_slows_guessing_down(client: FlaskClient, round_: Round) -> None:
    found = [status(client, basic("thu", f"wrong {number}")) for number in range(8)]
    assert found[:5] == [401] * 5 and 429 in found
    assert status(client, basic("nobody", "x")) == 401


def test_it_verifies_a_password_once_in_ten_minutes(
    client: FlaskClient, round_: Round, verified: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [status(client, basic(name, PASSWORD)) for name in ("thu", "thu", "THU", "thu")] == [200] * 4
    assert verified == [PASSWORD]
    later = openrosa_access.now() + timedelta(minutes=10, seconds=1)
    monkeypatch.setattr(openrosa_access, "now", lambda: later)
    assert status(client, basic("thu", PASSWORD)) == 200
    assert verified == [PASSWORD] * 2


def test_it_forgets_a_password_that_was_changed_and_an_account_that_was_closed(
    client: FlaskClient, round_: Round, cast: Cast, session: Session
) -> None:
    assert status(client, basic("thu", PASSWORD)) == 200
    mine = (User.tenant == cast.collector.tenant, User.id == cast.collector.id)
    session.execute(update(User).where(*mine).values(password_hash=passwords.hash_password("new")))
    session.commit()
    assert status(client, basic("thu", PASSWORD)) == 401
    assert status(client, basic("thu", "new")) == 200
    session.execute(update(User).where(*mine).values(is_active=False))
    session.commit()
    assert status(client, basic("thu", "new")) == 401


def test_it_works_by_a_key_until_the_key_is_revoked(
    page: FlaskClient, client: FlaskClient, session: Session, verified: list[str]
) -> None:
    path = address(page)
    listed = client.get(f"{path}/formList")
    assert listed.status_code == 200 and f"http://localhost{path}/forms/" in listed.text
    assert client.head(f"{path}/submission").headers["Location"] == f"http://localhost{path}/submission"
    session.rollback()
    key = session.scalars(select(OpenRosaKey)).one()
    assert path.rpartition("/")[2] not in str(vars(key)) and verified == []
    session.rollback()
    for _ in range(2):
        assert page.post(f"/account/openrosa/{key.id}/revocation").status_code == 303
    assert status(client, path=f"{path}/formList") == 401
    assert "Chưa có khóa nào" in page.get("/account/openrosa").text


def test_it_works_by_an_app_password_beside_the_user_name(
    page: FlaskClient, client: FlaskClient, session: Session, verified: list[str]
) -> None:
    made = page.post("/account/openrosa", data={"kind": "password", "label": "<b>máy</b>"})
    assert "&lt;b&gt;máy" in made.text and "<b>máy" not in made.text
    secret = re.search(r'<code id="secret">([a-z2-9-]{24})</code>', made.text)
    assert secret is not None
    assert status(client, basic("thu", secret[1])) == 200
    assert status(client, basic("Thu ", secret[1].upper().replace("-", " "))) == 200
    assert verified == []
    assert status(client, basic("hai", secret[1])) == 401
    assert status(client, path=f"/openrosa/key/{secret[1]}/formList") == 401
    assert client.post("/login", json={"username": "thu", "password": secret[1]}).status_code == 401


def test_it_shows_a_secret_once(page: FlaskClient) -> None:
    token = address(page).rpartition("/")[2]
    assert token not in page.get("/account/openrosa").text


def test_it_hides_other_peoples_keys(app: Flask, page: FlaskClient, session: Session) -> None:
    address(page)
    session.rollback()
    key = session.scalars(select(OpenRosaKey)).one().id
    session.rollback()
    other = app.test_client()
    other.post("/login", json={"username": "hai", "password": PASSWORD})
    assert other.post(f"/account/openrosa/{key}/revocation").status_code == 404
    assert "Máy thử" not in other.get("/account/openrosa").text
    assert app.test_client().get("/account/openrosa").status_code == 303


def test_it_refuses_an_unknown_kind_of_key(page: FlaskClient) -> None:
    data: dict[str, Any] = {"kind": "master"}
    assert page.post("/account/openrosa", data=data).status_code == 422


def test_it_answers_a_mistake_of_its_own_with_words(
    app: Flask, client: FlaskClient, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("broken")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(openrosa_forms, "listed", broken)
    answer = client.get("/openrosa/formList", headers=basic("thu", PASSWORD))
    assert answer.status_code == 500 and "OpenRosaResponse" in answer.text and "broken" not in answer.text

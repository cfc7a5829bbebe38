"""The pages in English: chosen once on a device, and no Vietnamese left in their frame."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import flask_babel
import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gnbv import i18n
from gnbv.db import db
from gnbv.models import User
from tests import plan_factory
from tests.factories import PASSWORD, Cast
from tests.phone import Phone, season, survey
from tests.test_translations import KEPT, VIETNAMESE

# Languages are called by their own names.
OWN_NAMES = (*KEPT, "Tiếng Việt")
SPOKEN = ("aria-label", "placeholder", "title", "alt", "data-l", "content")


class Client(FlaskClient):
    """Each request chooses its language anew, although a test's requests share one application context."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        flask_babel.refresh()
        return super().open(*args, **kwargs)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return Client(app, app.response_class)


@pytest.fixture
def english(client: FlaskClient) -> FlaskClient:
    client.set_cookie(i18n.COOKIE, "en")
    return client


def sign_in(client: FlaskClient, user: User) -> None:
    answer = client.post("/login", data={"username": user.username, "password": PASSWORD})
    assert answer.status_code == 303


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from (key, *texts(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def data(session: Session) -> list[str]:
    """Every text that stands in the database, longest first: names, plans, answers."""
    found = {
        text
        for table in db.metadatas[None].tables.values()
        for row in session.execute(select(table))
        for value in row
        for text in texts(value)
        if VIETNAMESE.search(text)
    }
    return sorted(found, key=len, reverse=True)


def vietnamese(page: str, known: list[str]) -> list[str]:
    """The texts and spoken attributes of ``page`` that hold Vietnamese letters after what is ``known``."""
    left = []
    for node in html5lib.parse(page, namespaceHTMLElements=False).iter():
        if isinstance(node.tag, str):
            spoken = [node.get(name) for name in SPOKEN if node.tag != "meta" or name != "content"]
            for text in (node.text, node.tail, *spoken):
                rest = " ".join((text or "").split())
                for one in (*known, *OWN_NAMES):
                    rest = rest.replace(one, "")
                if VIETNAMESE.search(rest):
                    left.append(rest)
    return left


@pytest.mark.parametrize("address", ["/surveys", "/board", "/plans", "/account"])
def test_it_shows_the_supervisor_no_vietnamese_frame(
    app: Flask, english: FlaskClient, session: Session, cast: Cast, address: str
) -> None:
    sheet = survey(cast, season(session, cast))
    assert [row["outcome"] for row in Phone(app, cast.collector).send(sheet)] == ["accepted"]
    plan = plan_factory.plan(session, cast)
    session.commit()
    known = sorted(
        {*data(session), *texts(sheet)} - {""}, key=len, reverse=True
    )  # answers are sealed in the tables
    sign_in(english, cast.supervisor)
    shown = [address, *([f"/surveys/{sheet['subject']}"] if address == "/surveys" else [])]
    shown += [f"/plans/{plan.id}"] if address == "/plans" else []
    for one in shown:
        answer = english.get(one, follow_redirects=True)
        assert answer.status_code == 200
        assert '<html lang="en">' in answer.text
        assert vietnamese(answer.text, known) == [], one


def test_it_shows_the_cadre_no_vietnamese_frame(english: FlaskClient, session: Session, cast: Cast) -> None:
    turn = plan_factory.turn(session, plan_factory.plan(session, cast))
    session.commit()
    known = data(session)
    sign_in(english, cast.cadre)
    for address in ("/tasks", f"/tasks/{turn.id}"):
        answer = english.get(address)
        assert answer.status_code == 200
        assert vietnamese(answer.text, known) == [], address


@pytest.mark.parametrize("address", ["/login", "/app"])
def test_it_greets_in_english(english: FlaskClient, cast: Cast, address: str) -> None:
    answer = english.get(address)
    assert answer.status_code == 200
    assert vietnamese(answer.text, []) == []


def test_it_gives_the_phone_english_words(english: FlaskClient) -> None:
    page = english.get("/app").text
    blocks = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.S)
    words = {key: text for block in blocks for key, text in json.loads(block).items()}
    assert words["state.local"] == "Only on this phone"
    assert [text for text in words.values() if vietnamese(text, [])] == []


def test_it_speaks_vietnamese_until_asked(client: FlaskClient, cast: Cast) -> None:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert '<html lang="vi">' in client.get("/login").text


def test_it_keeps_the_language_chosen_on_the_device(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.supervisor)
    assert client.post("/account/language", data={"locale": "en"}).status_code == 303
    assert '<html lang="en">' in client.get("/account").text
    assert '<html lang="en">' in client.get("/app").text
    client.post("/logout")
    assert '<html lang="en">' in client.get("/login").text
    client.set_cookie(i18n.COOKIE, "vi")  # as the phone's page does it
    sign_in(client, cast.supervisor)
    assert '<html lang="vi">' in client.get("/account").text


def test_it_refuses_a_language_that_is_not_there(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.supervisor)
    assert client.post("/account/language", data={"locale": "fr"}).status_code == 422
    assert client.post("/account/language", data={}).status_code == 422
    client.set_cookie(i18n.COOKIE, "fr")
    assert '<html lang="vi">' in client.get("/account").text


def test_it_asks_for_a_sign_in_before_the_choice(client: FlaskClient, cast: Cast) -> None:
    answer = client.post("/account/language", data={"locale": "en"})
    assert answer.status_code == 303
    assert "/login" in answer.headers["Location"]
    assert i18n.COOKIE not in answer.headers.get("Set-Cookie", "")


def test_it_takes_the_accounts_language_when_none_is_chosen(
    client: FlaskClient, session: Session, cast: Cast
) -> None:
    cast.supervisor.locale = "en"
    session.commit()
    sign_in(client, cast.supervisor)
    assert '<html lang="en">' in client.get("/account").text


def test_it_hands_out_the_kit_in_the_language_of_the_phone(
    client: FlaskClient, session: Session, cast: Cast
) -> None:
    sign_in(client, cast.collector)
    first = client.get("/sync/kit", headers={"X-Gnbv": "1"}).json
    client.set_cookie(i18n.COOKIE, "en")
    second = client.get("/sync/kit", query_string={"cursor": first["cursor"]}, headers={"X-Gnbv": "1"}).json
    assert second["mode"] == "manifest"  # another scope: the phone compares and takes what differs
    me = {"type": "me", "id": next(entry["id"] for entry in second["entries"] if entry["type"] == "me")}
    wanted = client.post("/sync/kit", json={"want": [me]}, headers={"X-Gnbv": "1"}).json
    assert wanted["entries"][0]["data"]["locale"] == "en"


def test_the_sign_in_page_names_its_button_and_its_field_apart(english: FlaskClient) -> None:
    page = english.get("/login").text
    assert re.search(r"<label[^>]*>User name</label>", page)
    assert re.search(r"<button[^>]*main[^>]*>Sign in</button>", page)

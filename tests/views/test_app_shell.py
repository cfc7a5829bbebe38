"""The phone's document: alike for everybody, complete for the day without a network, and free of inline code."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path
from typing import Any

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import PASSWORD, Cast

STATIC = Path("gnbv/static")


@pytest.fixture
def page(client: FlaskClient) -> str:
    return client.get("/app").text


@pytest.fixture
def shell(client: FlaskClient) -> dict[str, Any]:
    body: dict[str, Any] = client.get("/app/shell.json").json
    return body


@pytest.mark.parametrize(
    "address", ["/app/", "/app/tasks", "/app/households/x/survey/3", "/app/no/such/place"]
)
def test_it_answers_every_address_below_with_the_same_document(
    client: FlaskClient, page: str, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.text == page
    assert answer.headers["X-Gnbv"] == "1"


def test_it_is_told_from_the_old_one_without_sending_it_again(client: FlaskClient) -> None:
    first = client.get("/app")
    assert client.get("/app", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_it_is_valid_html_without_inline_code(page: str) -> None:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    document = parser.parse(page)
    for element in document.iter():
        if not isinstance(element.tag, str):
            continue
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")], element.tag
        if element.tag == "script" and "src" not in element.attrib:
            assert element.attrib["type"] == "application/json"
        assert element.tag != "style"


def test_it_uses_only_icons_that_are_in_the_page(client: FlaskClient, page: str) -> None:
    have = set(re.findall(r'<symbol id="(i-[a-z0-9-]+)"', page))
    both = page + client.get("/static/bundle/rare.html").text
    assert set(re.findall(r'href="#(i-[a-z0-9-]+)"', both)) <= have


def test_what_is_opened_seldom_is_a_page_of_its_own_without_inline_code(
    client: FlaskClient, page: str
) -> None:
    answer = client.get("/static/bundle/rare.html")
    assert answer.headers["X-Gnbv"] == "1"
    made = set(re.findall(r'<template id="([\w-]+)"', answer.text))
    assert made
    assert not made & set(re.findall(r'<template id="([\w-]+)"', page))
    html5lib.HTMLParser(strict=True).parse(answer.text)
    assert not re.search(r"<script(?! type=\"application/json\")|\sstyle=|\son\w+=", answer.text)
    assert (
        client.get("/static/bundle/rare.html", headers={"If-None-Match": answer.headers["ETag"]}).status_code
        == 304
    )
    client.set_cookie("gnbv_locale", "en")
    assert client.get("/static/bundle/rare.html").text != answer.text


def test_its_words_are_those_the_modules_ask_for(client: FlaskClient, page: str) -> None:
    page += client.get("/static/bundle/rare.html").text
    asked = set()
    for path in [STATIC / "js/app.js", *(STATIC / "js/modules").glob("*.js")]:
        text = path.read_text()
        if "from './words.js'" in text or "from './modules/words.js'" in text:
            asked |= set(re.findall(r"say\('([a-z_]+\.[a-z_.0-9]+)'", text))
    assert asked
    missing = {key for key in asked if f'"{key}"' not in page}
    assert not missing


def test_it_names_files_that_exist_with_their_hashes(client: FlaskClient, shell: dict[str, Any]) -> None:
    assert shell["files"][0] == {"url": "/app", "sha256": None}
    for file in shell["files"][1:]:
        with client.get(file["url"]) as answer:
            assert answer.status_code == 200, file["url"]
            content = answer.data
        assert hashlib.sha256(content).hexdigest() == file["sha256"]


def test_its_three_files_hold_every_module_once(client: FlaskClient) -> None:
    names = ("phone.js", "survey.js", "rare.js")
    both = "".join(client.get(f"/static/bundle/{name}").text for name in names)
    for folder in ("js/modules", "js/rules", "js/controls"):
        for path in (STATIC / folder).glob("*.js"):
            assert both.count(f'$m["{path.relative_to(STATIC)}"]=') == 1, path
    assert both.count('$m["js/offline/phone.js"]=') == 1


@pytest.mark.parametrize(
    ("modules", "limit"),
    [
        (r"js/rules/(?:values|dates|expression|calls|paths|types)", 6 * 1024),
        (r"js/modules/binder[\w-]*", 8 * 1024),
    ],
)
def test_its_evaluator_and_its_binder_stay_small(client: FlaskClient, modules: str, limit: int) -> None:
    served = client.get("/static/bundle/survey.js").text
    found = re.findall(rf'^\$m\["{modules}\.js"\]=[^$].*?^\}}\)\(\);\n', served, re.M | re.S)
    assert len(found) >= 6
    assert len(gzip.compress("".join(found).encode(), 9)) < limit


def test_it_asks_for_nothing_that_the_phone_would_not_keep(page: str, shell: dict[str, Any]) -> None:
    kept = {file["url"] for file in shell["files"]}
    needed = set(
        re.findall(r'<(?:link rel="(?:stylesheet|modulepreload)"|script[^>]*) (?:href|src)="([^"]+)"', page)
    )
    assert needed
    assert needed <= kept


def test_it_is_another_version_in_another_language(app: Flask, shell: dict[str, Any]) -> None:
    client = app.test_client()
    client.set_cookie("gnbv_locale", "en")
    assert '<html lang="en">' in client.get("/app").text
    assert client.get("/app/shell.json").json["version"] != shell["version"]
    assert app.test_client().get("/app/shell.json").json["version"] == shell["version"]


def test_it_holds_nothing_of_the_person_who_asks(client: FlaskClient, cast: Cast, page: str) -> None:
    signed_in = client.post("/login", data={"username": cast.collector.username, "password": PASSWORD})
    assert signed_in.status_code == 303
    assert cast.collector.name not in page
    assert client.get("/app").text == page

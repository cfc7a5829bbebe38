"""Addresses at the root."""

from __future__ import annotations

import jsonschema
from flask.testing import FlaskClient


def test_it_answers_a_ping_with_the_marker_and_the_trial_day(client: FlaskClient) -> None:
    answer = client.get("/ping")
    assert answer.headers["X-Gnbv"] == "1"
    assert answer.get_json() | {"version": ""} == {
        "app": "gnbv",
        "protocol": 1,
        "version": "",
        "today": "2026-10-23",
    }


def test_it_names_icons_that_exist_in_the_manifest(client: FlaskClient) -> None:
    answer = client.get("/manifest.webmanifest")
    manifest = answer.get_json(force=True)
    assert answer.mimetype == "application/manifest+json"
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/app", "/", "standalone")
    assert f'name="theme-color" content="{manifest["theme_color"]}"' in client.get("/app").text
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
    for icon in manifest["icons"]:
        with client.get(icon["src"]) as picture:
            assert picture.status_code == 200


def test_it_publishes_valid_schemas(client: FlaskClient) -> None:
    document = client.get("/sync/schema.json").get_json()
    jsonschema.Draft202012Validator.check_schema(document)
    assert {"batch", "item", "survey", "progress", "completion", "visit", "access", "kit"} <= set(
        document["$defs"]
    )
    batch = jsonschema.Draft202012Validator({"$ref": "#/$defs/batch", "$defs": document["$defs"]})
    assert list(batch.iter_errors({"device": "x", "items": []}))


def test_it_serves_the_worker_at_the_root_and_never_from_a_cache(client: FlaskClient) -> None:
    with client.get("/sw.js?v=1") as answer:
        assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
        assert answer.headers["Cache-Control"] == "no-cache"


def test_it_has_a_picture_for_browsers_that_ask_by_themselves(client: FlaskClient) -> None:
    with client.get("/favicon.ico") as picture:
        assert (picture.status_code, picture.mimetype) == (200, "image/png")

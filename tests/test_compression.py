"""What travels is small, and what is named by its content is kept."""

from __future__ import annotations

import gzip
from typing import Any

import brotli  # type: ignore[import-untyped]
from flask.testing import FlaskClient

PRESSED = ("/static/css/parts.css", "/static/bundle/phone.js", "/app")


def _get(client: FlaskClient, path: str, **headers: str) -> tuple[int, dict[str, Any], bytes]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with client.get(path, headers=named) as answer:
        return answer.status_code, dict(answer.headers), answer.get_data()


def test_scripts_and_styles_are_pressed_and_open_to_the_same_bytes(client: FlaskClient) -> None:
    for path in PRESSED:
        _, _, plain = _get(client, path)
        _, headers, pressed = _get(client, path, Accept_Encoding="gzip, br")
        assert headers["Content-Encoding"] == "br", path
        assert brotli.decompress(pressed) == plain, path
        assert "Accept-Encoding" in headers["Vary"]


def test_a_phone_without_brotli_gets_gzip_or_plain_text(client: FlaskClient) -> None:
    _, headers, plain = _get(client, PRESSED[0])
    assert "Content-Encoding" not in headers
    _, headers, pressed = _get(client, PRESSED[0], Accept_Encoding="gzip, br;q=0")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(pressed) == plain


def test_asking_again_with_the_tag_costs_no_body(client: FlaskClient) -> None:
    for path in PRESSED:
        _, headers, _ = _get(client, path, Accept_Encoding="br")
        status, _, body = _get(client, path, Accept_Encoding="br", If_None_Match=headers["ETag"])
        assert (status, body) == (304, b""), path


def test_an_address_with_its_hash_is_kept_for_a_year_and_one_without_is_not(client: FlaskClient) -> None:
    assert "immutable" in _get(client, f"{PRESSED[0]}?v=0123")[1]["Cache-Control"]
    assert "immutable" not in _get(client, PRESSED[0])[1].get("Cache-Control", "")

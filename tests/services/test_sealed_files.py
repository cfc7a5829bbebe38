"""A photo's box, by the vectors that the phone's own code obeys (tests/js/offline/file-box.test.mjs)."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask

from gnbv.errors import Invalid
from gnbv.services import commune_keys, sealed_files

HERE = Path(__file__).parent.parent
CASES = json.loads((HERE / "parity/vectors/file-box.json").read_text("utf-8"))["cases"]


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    number = int.from_bytes(raw(CASES[0]["recipient"]["d"]), "big")
    private = ec.derive_private_key(number, ec.SECP256R1())
    monkeypatch.setattr(commune_keys, "private_key", lambda _kid: private)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_it_opens_a_box_as_the_phone_made_it(case: dict[str, Any], key: None) -> None:
    sealing = sealed_files.read(case["header"])
    assert (sealing.wire, sealing.box_iv) == (case["wire"], raw(case["box"]["iv"]))
    assert sealed_files.open_key(case["key"], sealing.wire) == raw(case["raw"])
    plain = sealed_files.open_sealed(case["key"], sealing.wire, sealing.box_iv, raw(case["box"]["ct"]))
    assert plain == raw(case["plain"])
    assert hashlib.sha256(plain).hexdigest() == case["sha256"]


def test_it_opens_no_box_in_another_place_and_none_that_was_changed(key: None) -> None:
    one, two = CASES[0], CASES[1]
    iv, box = raw(one["box"]["iv"]), raw(one["box"]["ct"])
    changed = bytes([box[0] ^ 1]) + box[1:]
    attempts = [
        (two["key"], one["wire"], iv, box),
        (one["key"], two["wire"], iv, box),
        (one["key"], one["wire"], raw(two["box"]["iv"]), box),
        (one["key"], one["wire"], iv, changed),
        (one["key"], one["wire"], iv, b""),
    ]
    for attempt in attempts:
        with pytest.raises(Invalid) as refusal:
            sealed_files.open_sealed(*attempt)
        assert (refusal.value.code, refusal.value.details["offset"]) == ("photo_unreadable", 0)


@pytest.mark.parametrize(
    "header",
    ["", "x", "e30", "bnVsbA", "W10", "không", "A" * 2001, base64.urlsafe_b64encode(b'{"kid":1}').decode()],
)
def test_it_refuses_a_misshapen_header(header: str) -> None:
    with pytest.raises(Invalid) as refusal:
        sealed_files.read(header)
    assert refusal.value.code == "photo_unreadable"


def test_it_says_when_it_never_had_the_key(app: Flask) -> None:
    with app.app_context(), pytest.raises(Invalid) as refusal:
        sealed_files.open_key(CASES[0]["key"], CASES[0]["wire"])
    assert refusal.value.code == "unknown_key"
    assert "Ảnh" in refusal.value.vi

"""Sealing at rest, and the keys outside the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from gnbv.errors import Invalid
from gnbv.services import commune_keys, sealing


def test_it_opens_what_it_sealed_in_its_place_only(context: Any) -> None:
    sealed = sealing.seal_document("revision/1", {"answers": {"tên": "Lò Văn Thử"}})
    assert b"Th" not in sealed and "Lò".encode() not in sealed
    assert sealing.unseal_document("revision/1", sealed) == {"answers": {"tên": "Lò Văn Thử"}}
    with pytest.raises(sealing.Unreadable):
        sealing.unseal_document("revision/2", sealed)


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b[:20] + bytes([b[20] ^ 1]) + b[21:], lambda b: b"", lambda b: b"\x09" + b[1:]]
)
def test_it_refuses_what_was_damaged(context: Any, damage: Any) -> None:
    sealed = sealing.seal("place", b"plain text that matters")
    with pytest.raises(sealing.Unreadable):
        sealing.unseal("place", damage(sealed))


def test_it_never_seals_twice_alike_but_finds_numbers_again(context: Any) -> None:
    assert sealing.seal("a", b"1") != sealing.seal("a", b"1")
    assert sealing.look_up_hash("000123") == sealing.look_up_hash("000123") != sealing.look_up_hash("000124")


def test_it_keeps_keys_readable_by_the_owner_only(app: Flask, context: Any) -> None:
    sealing.seal("a", b"1")
    commune_keys.current(uuid4())
    keys = Path(app.config["INSTANCE"]) / "keys"
    files = [path for path in keys.rglob("*") if path.suffix in (".key", ".pem")]
    assert len(files) == 2 and {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_it_keeps_one_current_key_and_the_older_ones(context: Any) -> None:
    commune = uuid4()
    first = commune_keys.current(commune)
    assert commune_keys.current(commune) == first
    second = commune_keys.make(commune)
    assert commune_keys.current(commune)["kid"] == second != first["kid"]
    assert commune_keys.private_key(first["kid"]) is not None
    for kid in ("", "../secret_key", "none"):
        with pytest.raises(Invalid):
            commune_keys.private_key(kid)

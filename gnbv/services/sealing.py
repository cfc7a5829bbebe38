"""Sealing of documents and identity numbers at rest (AES-256-GCM), with keys outside the database.

A sealed value names its key, so that keys can be renewed; the place it belongs to is bound in, so that one record's
content cannot be put in another's place.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gnbv.places import instance_folder
from gnbv.secret_files import write_secret

VERSION = b"\x01"
KEY_NAME = "at-rest-1"
HASH_NAME = "look-up-1"


class Unreadable(Exception):
    """A sealed value does not open: damaged, moved to another place, or its key is gone."""


def seal(place: str, plain: bytes) -> bytes:
    """Seal ``plain`` for ``place`` (such as ``revision/<id>``)."""
    nonce = os.urandom(12)
    return VERSION + nonce + _cipher(str(instance_folder())).encrypt(nonce, plain, place.encode())


def unseal(place: str, sealed: bytes) -> bytes:
    """The plain bytes again. Raises ``Unreadable``."""
    try:
        if sealed[:1] != VERSION:
            raise Unreadable(place)
        return _cipher(str(instance_folder())).decrypt(sealed[1:13], sealed[13:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable(place) from error


def seal_document(place: str, document: dict[str, Any]) -> bytes:
    """Seal a JSON document; it is compressed first, because answers repeat themselves."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return seal(place, zlib.compress(text.encode(), 1))


def unseal_document(place: str, sealed: bytes) -> dict[str, Any]:
    """The document again. Raises ``Unreadable``."""
    document: dict[str, Any] = json.loads(zlib.decompress(unseal(place, sealed)))
    return document


def look_up_hash(text: str) -> str:
    """A keyed hash for finding a sealed number again without opening all of them."""
    return hmac.new(_secret(str(instance_folder()), HASH_NAME), text.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=8)
def _cipher(folder: str) -> AESGCM:
    return AESGCM(_secret(folder, KEY_NAME))


@lru_cache(maxsize=16)
def _secret(folder: str, name: str) -> bytes:
    path = Path(folder) / "keys" / f"{name}.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_secret(path, os.urandom(32))
    return path.read_bytes()

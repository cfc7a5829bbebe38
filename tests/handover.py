"""A hand-over file as a phone makes it (static/js/offline/handover.js), and at the office."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gnbv.services import commune_keys, envelope
from gnbv.services.canonical import canonical
from gnbv.services.sealed_files import FILE
from gnbv.services.sign_in import token_hash
from tests.phone import Phone

PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sealed(unit_id: UUID, item: dict[str, Any], kid: str = "") -> dict[str, Any]:
    """An item in the commune's envelope. Needs an application context."""
    kid = kid or commune_keys.current(unit_id)["kid"]
    plain = {key: value for key, value in item.items() if key != "payload"}
    key = commune_keys.private_key(kid).public_key()
    return {**plain, "sealed": envelope.seal(key, canonical(item["payload"]), item["id"])}


def photo(unit_id: UUID, survey: str, ref: str = "photo_b1", content: bytes = PHOTO) -> dict[str, Any]:
    """A photo in its box, with the box's key in the commune's envelope."""
    hash_ = hashlib.sha256(content).hexdigest()
    place = f"{survey}/{ref}/{hash_}".encode("utf-8", "replace").decode()
    key, iv = os.urandom(32), os.urandom(12)
    public = commune_keys.private_key(commune_keys.current(unit_id)["kid"]).public_key()
    lock = envelope.seal(public, key, place, FILE)
    return {
        "survey": survey, "ref": ref, "sha256": hash_, "size": len(content), "type": "image/jpeg",
        "sealed": {**lock, "box": base64url(iv)},
        "bytes": base64url(AESGCM(key).encrypt(iv, content, place.encode())),
    }  # fmt: skip


def promise(file: dict[str, Any]) -> dict[str, Any]:
    """What the survey says of its photo."""
    return {name: file[name] for name in ("ref", "sha256", "size", "type")}


def made(
    phone: Phone, *items: dict[str, Any], files: tuple[dict[str, Any], ...] = (), token: str = "", **head: Any
) -> bytes:
    """The bytes of a whole file."""
    first = {"app": "gnbv", "handover": 1, "device": phone.device, "made_at": "2026-10-23T03:00:00.000Z"}
    lines = [{**first, "items": len(items), "files": len(files), **head}]
    lines += [{"item": item} for item in items] + [{"file": file} for file in files]
    return closed([_json(line) for line in lines], token or phone.deposit)


def closed(lines: list[bytes], token: str) -> bytes:
    """``lines`` with the last one that proves them."""
    proof = hashlib.sha256(b"".join(hashlib.sha256(line).hexdigest().encode() for line in lines)).hexdigest()
    mac = hmac.new(token_hash(token).encode(), proof.encode(), hashlib.sha256).hexdigest()
    return b"".join(line + b"\n" for line in [*lines, _json({"end": {"sha256": proof, "mac": mac}})])


def hand_in(client: FlaskClient, content: bytes, name: str = "giao-phieu-20261023-1000.gnbv") -> TestResponse:
    """Upload a file as a browser does."""
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = b"".join((b"--part\r\n", head.encode(), content, b"\r\n--part--\r\n"))
    return client.post("/handovers", data=body, content_type="multipart/form-data; boundary=part")


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()

"""A photo as a locked phone seals and sends it."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from werkzeug.test import TestResponse

from gnbv.services import envelope
from tests.phone import MARKER, Phone

PHOTO = b"\xff\xd8" + bytes(range(256)) * 40
HASH = hashlib.sha256(PHOTO).hexdigest()


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Box:
    """A photo sealed as a phone seals it."""

    survey: UUID
    ref: str
    sha256: str
    header: str
    ct: bytes


def box(survey: UUID, recipient: ec.EllipticCurvePublicKey, plain: bytes = PHOTO, **more: Any) -> Box:
    ref, sha = more.get("ref", "house_photo"), more.get("sha256") or hashlib.sha256(plain).hexdigest()
    name, raw, iv = more.get("name") or f"{survey}/{ref}/{sha}", os.urandom(32), os.urandom(12)
    wire = envelope.seal(recipient, raw, name, "gnbv file v1")
    header = json.dumps({**wire, "box": text(iv)}).encode()
    return Box(survey, ref, sha, text(header), AESGCM(raw).encrypt(iv, plain, name.encode()))


def put(who: Phone, one: Box, start: int = 0, end: int | None = None, **more: Any) -> TestResponse:
    part = one.ct[start:end]
    headers = {
        **MARKER,
        "X-Gnbv-Device": who.device,
        "X-Gnbv-Sealed": one.header,
        "Content-Type": "image/jpeg",
        "Content-Range": f"bytes {start}-{start + len(part) - 1}/{len(one.ct)}",
        **more.pop("headers", {}),
    }
    client = more.pop("client", who.client)
    return client.put(f"/sync/attachments/{one.survey}/{one.ref}/{one.sha256}", data=part, headers=headers)

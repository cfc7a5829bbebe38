"""A photo as a locked phone sends it: its bytes under a key of their own (the box), that key under the commune's.

The box is AES-256-GCM; the additional data of both is ``<survey>/<ref>/<sha256>``, so that no photo passes for another.
Twin of ``static/js/offline/file-box.js``; both obey ``tests/parity/vectors/file-box.json``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gnbv.errors import Invalid
from gnbv.services import commune_keys, envelope

FILE = "gnbv file v1"
GROWTH = 16  # AES-GCM's tag: a box is that much longer than what is in it
LONGEST_HEADER = 2000


@dataclass(frozen=True)
class Sealing:
    """What ``X-Gnbv-Sealed`` says: the sealed key ``{kid, epk, iv, ct}``, the box's iv, and the header's own hash."""

    wire: dict[str, str]
    box_iv: bytes
    mark: str

    def part(self, row_id: UUID) -> UUID:
        """The name of what has come of this very box: pieces of different boxes, or of none, never mix."""
        return uuid5(row_id, self.mark)


def read(header: str) -> Sealing:
    """The header of a sealed upload. Raises ``Invalid`` when it is misshapen."""
    try:
        document = json.loads(_bytes(header if len(header) <= LONGEST_HEADER else ""))
        wire = {name: document[name] for name in ("kid", "epk", "iv", "ct")}
        box_iv = _bytes(document["box"])
        if len(box_iv) != 12 or not all(isinstance(text, str) for text in wire.values()):
            raise ValueError("misshapen")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _unreadable() from error
    return Sealing(wire, box_iv, hashlib.sha256(header.encode()).hexdigest())


def open_key(key_text: str, wire: Mapping[str, Any]) -> bytes:
    """The file key out of its envelope. ``key_text`` is ``<survey>/<ref>/<sha256>``.

    Raises ``Invalid``: sealed to a key that this server never had, for another file, or changed on the way.
    """
    try:
        return envelope.open_sealed(commune_keys.private_key(str(wire["kid"])), wire, key_text, FILE)
    except (Invalid, KeyError) as error:
        raise (_unknown_key() if getattr(error, "code", "") == "unknown_key" else _unreadable()) from error


def open_sealed(key_text: str, wire: Mapping[str, Any], box_iv: bytes, box: bytes) -> bytes:
    """The photo out of its box. Its hash is not checked here. Raises ``Invalid`` as ``open_key`` does."""
    key = open_key(key_text, wire)
    try:
        return AESGCM(key).decrypt(box_iv, box, key_text.encode())
    except (InvalidTag, ValueError) as error:
        raise _unreadable() from error


def _bytes(text: Any) -> bytes:
    if not isinstance(text, str):
        raise ValueError("not base64url")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error


def _unreadable() -> Invalid:
    return Invalid(
        "photo_unreadable",
        "Không mở được ảnh này, có thể bị hỏng trên đường truyền. Ảnh vẫn giữ trên máy. Máy sẽ gửi lại từ đầu.",
        "This photo cannot be opened; it may have been damaged on the way. It is kept on the phone. "
        "It will be sent again from its beginning.",
        offset=0,
    )


def _unknown_key() -> Invalid:
    return Invalid(
        "unknown_key",
        "Ảnh này niêm phong bằng khóa của nơi khác nên xã chưa mở được. Ảnh vẫn giữ trên máy. "
        "Mở khóa máy bằng PIN rồi bấm gửi; nếu vẫn vậy thì báo cán bộ xã.",
        "This photo is sealed with another place's key, so the commune cannot open it. It is kept on the phone. "
        "Open the phone with the PIN and send again; if it happens again, tell the commune's officer.",
    )

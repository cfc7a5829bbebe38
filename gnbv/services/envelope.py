"""The envelope of a finished item: sealed on the phone to the commune's public key.

ECDH on P-256 with an ephemeral key, HKDF-SHA256 (no salt), AES-256-GCM; the associated data is the item's
id, so that one item's content cannot be passed off as another's. Twin of ``static/js/offline/seal.js``;
both obey ``tests/parity/vectors/envelope.json``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gnbv.errors import Invalid

ITEM = "gnbv item v1"
RECOVERY = "gnbv recovery v1"


def public_jwk(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """The public key as it travels in the kit (RFC 7517, members sorted as RFC 7638 asks)."""
    numbers = key.public_numbers()
    return {
        "crv": "P-256",
        "kty": "EC",
        "x": _encode(numbers.x.to_bytes(32, "big")),
        "y": _encode(numbers.y.to_bytes(32, "big")),
    }


def public_key(jwk: Mapping[str, str]) -> ec.EllipticCurvePublicKey:
    """The key that :func:`public_jwk` wrote. Raises ``ValueError`` when it is no point of the curve."""
    x, y = (int.from_bytes(_decode(jwk[name]), "big") for name in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def key_id(key: ec.EllipticCurvePublicKey) -> str:
    """The RFC 7638 thumbprint: the ``kid`` under which an old key is found again for a late phone."""
    text = json.dumps(public_jwk(key), sort_keys=True, separators=(",", ":"))
    return _encode(hashlib.sha256(text.encode()).digest())


def seal(recipient: ec.EllipticCurvePublicKey, plain: bytes, aad: str, info: str = ITEM) -> dict[str, str]:
    """Seal ``plain`` as a phone does: for backups and hand-over files made on this side, and for tests."""
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    iv = os.urandom(12)
    aes = AESGCM(_derive(ephemeral.exchange(ec.ECDH(), recipient), info))
    point = ephemeral.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {
        "kid": key_id(recipient),
        "epk": _encode(point),
        "iv": _encode(iv),
        "ct": _encode(aes.encrypt(iv, plain, aad.encode())),
    }


def open_sealed(
    private: ec.EllipticCurvePrivateKey, sealed: Mapping[str, Any], aad: str, info: str = ITEM
) -> bytes:
    """The plain bytes of an envelope whose key was found by its ``kid``. Raises ``Invalid`` when it is
    misshapen, was changed on the way, or was sealed for another item or another key."""
    try:
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decode(sealed["epk"]))
        aes = AESGCM(_derive(private.exchange(ec.ECDH(), point), info))
        return aes.decrypt(_decode(sealed["iv"]), _decode(sealed["ct"]), aad.encode())
    except (KeyError, TypeError, ValueError, AttributeError, InvalidTag) as error:
        raise Invalid(
            "envelope_unreadable",
            "Không mở được phong bì của phiếu này. Bản trên máy vẫn giữ nguyên. Báo cán bộ xã để gửi lại.",
            "The envelope of this item cannot be opened. The copy on the phone is kept. "
            "Tell the commune's officer and send it again.",
        ) from error


def _derive(shared: bytes, info: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info.encode()).derive(shared)


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error

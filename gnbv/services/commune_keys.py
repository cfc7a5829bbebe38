"""The keys that phones seal to. They lie in ``instance/keys``, never in the database: who copies the database or
a backup of it cannot open what phones have sealed. Old keys are kept, for phones that come late.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from gnbv.errors import Invalid
from gnbv.places import instance_folder
from gnbv.secret_files import write_secret
from gnbv.services import envelope

RECOVERY = "recovery"
CURRENT = "current"  # the file that names the key in use: times of files do not survive every copy


@dataclass(frozen=True)
class Key:
    """A key pair on this server; ``made_at`` as the file says."""

    kid: str
    made_at: datetime
    is_current: bool


def current(unit_id: UUID | str) -> dict[str, Any]:
    """``{kid, jwk}`` of the commune's newest public key; made when the commune has none yet.

    ``unit_id`` may be ``"recovery"`` for the key under which phones wrap theirs.
    """
    place = _folder() / str(unit_id)
    kid = _current(place) or make(unit_id)
    return {"kid": kid, "jwk": envelope.public_jwk(_load(str(place / f"{kid}.pem")).public_key())}


def make(unit_id: UUID | str) -> str:
    """Make a new key pair and let phones seal to it from now on. Older pairs stay readable. Returns the key id."""
    place = _folder() / str(unit_id)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = ec.generate_private_key(ec.SECP256R1())
    kid = envelope.key_id(key.public_key())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_secret(place / f"{kid}.pem", pem)
    part = place / f".{CURRENT}.{os.urandom(4).hex()}"
    part.write_text(kid)
    part.replace(place / CURRENT)
    return kid


def kept() -> dict[str, list[Key]]:
    """Every key that is here, by the unit's id (or ``"recovery"``), oldest first."""
    found: dict[str, list[Key]] = {}
    for path in sorted(_folder().glob("*/*.pem"), key=_age):
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        is_current = _current(path.parent) == path.stem
        found.setdefault(path.parent.name, []).append(Key(path.stem, at, is_current))
    return found


def private_key(kid: str) -> ec.EllipticCurvePrivateKey:
    """The private key of any commune by its key id. Raises ``Invalid`` when this server never had it."""
    if kid and all(letter.isalnum() or letter in "-_" for letter in kid):
        for path in _folder().glob(f"*/{kid}.pem"):
            return _load(str(path))
    raise Invalid(
        "unknown_key",
        "Phiếu này niêm phong bằng khóa của nơi khác nên xã chưa mở được. Phiếu vẫn giữ trên máy. "
        "Cập nhật dữ liệu rồi gửi lại; nếu vẫn vậy thì báo cán bộ xã.",
        "This item is sealed with another place's key, so the commune cannot open it. It is kept on the phone. "
        "Update the data and send again; if it happens again, tell the commune's officer.",
    )


def _folder() -> Path:
    return instance_folder() / "keys"


def _current(place: Path) -> str | None:
    """The key that the last rotation named; the newest one where none did, or where that one is gone."""
    try:
        named = (place / CURRENT).read_text().strip()
    except FileNotFoundError:
        named = ""
    if named and (place / f"{named}.pem").is_file():
        return named
    keys = sorted(place.glob("*.pem"), key=_age)
    return keys[-1].stem if keys else None


def _age(path: Path) -> tuple[int, str]:
    return path.stat().st_mtime_ns, path.name


@lru_cache(maxsize=256)
def _load(path: str) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(Path(path).read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key

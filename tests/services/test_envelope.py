import base64
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from gnbv.errors import Invalid
from gnbv.services import envelope
from tests.node import node_executable

HERE = Path(__file__).parent.parent
VECTORS = json.loads((HERE / "parity/vectors/envelope.json").read_text("utf-8"))["cases"]
SEAL = (HERE.parent / "gnbv/static/js/offline/seal.js").as_uri()


def private_key(jwk: dict[str, str]) -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(base64.urlsafe_b64decode(jwk["d"] + "=="), "big")
    return ec.derive_private_key(number, ec.SECP256R1())


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_it_opens_what_a_phone_sealed(case: dict[str, Any]) -> None:
    key = private_key(case["recipient"])
    assert envelope.key_id(key.public_key()) == case["sealed"]["kid"]
    opened = envelope.open_sealed(key, case["sealed"], case["aad"], case["info"])
    assert opened.decode() == case["plain"]


def test_it_opens_what_it_sealed_and_never_seals_twice_alike() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    one, two = (envelope.seal(key.public_key(), b"x", "id") for _ in range(2))
    assert envelope.open_sealed(key, one, "id") == envelope.open_sealed(key, two, "id") == b"x"
    assert one["epk"] != two["epk"]
    assert one["ct"] != two["ct"]


def test_it_refuses_another_item_another_key_another_purpose_and_every_changed_part() -> None:
    key, other = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    sealed = envelope.seal(key.public_key(), b'{"a":1}', "id-1")
    stranger = envelope.seal(other.public_key(), b'{"a":1}', "id-1")
    attempts = [
        (key, sealed, "id-2", envelope.ITEM),
        (other, sealed, "id-1", envelope.ITEM),
        (key, sealed, "id-1", envelope.RECOVERY),
        *((key, {**sealed, part: stranger[part]}, "id-1", envelope.ITEM) for part in ("epk", "iv", "ct")),
    ]
    for private, parts, aad, info in attempts:
        with pytest.raises(Invalid) as refusal:
            envelope.open_sealed(private, parts, aad, info)
        assert refusal.value.code == "envelope_unreadable"


@pytest.mark.parametrize("part", ["epk", "iv", "ct"])
@pytest.mark.parametrize("value", [None, 7, "", "AA", "không phải base64", "****", "A" * 87, {"x": 1}])
def test_it_refuses_a_misshapen_envelope(part: str, value: Any) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    sealed: dict[str, Any] = {**envelope.seal(key.public_key(), b"x", "id"), part: value}
    with pytest.raises(Invalid):
        envelope.open_sealed(key, sealed, "id")
    del sealed[part]
    with pytest.raises(Invalid):
        envelope.open_sealed(key, sealed, "id")


def test_it_opens_a_fresh_envelope_of_the_phones_own_code() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    recipient = {"kid": envelope.key_id(key.public_key()), "jwk": envelope.public_jwk(key.public_key())}
    script = (
        f"import {{ seal }} from {json.dumps(SEAL)};"
        f"const plain = new TextEncoder().encode('Lò Thị Dấu');"
        f"console.log(JSON.stringify(await seal({json.dumps(recipient)}, plain, 'id-1')));"
    )
    made = subprocess.run(
        [node_executable(), "--no-warnings", "--input-type=module", "--eval", script],
        capture_output=True,
        check=True,
        timeout=30,
    )
    assert envelope.open_sealed(key, json.loads(made.stdout), "id-1").decode() == "Lò Thị Dấu"

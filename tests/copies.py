"""A phone that hands in its second copy, as the server sees it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from werkzeug.test import TestResponse

from gnbv.ids import new_id
from gnbv.services import envelope
from tests.phone import MADE_AT, MARKER, Phone

RAW = bytes(range(32))


class Copying(Phone):
    """One device of one person with records to copy; ``RAW`` stands for its data key."""

    @property
    def headers(self) -> dict[str, str]:
        return {**MARKER, "X-Gnbv-Device": self.device, **self.proof}

    proof: dict[str, str] = {}
    body: dict[str, str] = {}

    def without_session(self, app: Flask) -> Self:
        """The same phone, locked: it has its deposit token only."""
        self.client = app.test_client()
        self.proof = {"X-Gnbv-Deposit": self.deposit}
        self.body = {"deposit": self.deposit}
        return self

    def keep_vault(self, raw: bytes = RAW, sealed_for: str | None = None) -> TestResponse:
        key = self.registered["wrap"]["recovery"]
        sealed = envelope.seal(
            envelope.public_key(key["jwk"]), raw, sealed_for or self.device, envelope.RECOVERY
        )
        body = {"device": self.device, "recovery": sealed, **self.body}
        return self.client.put("/sync/copies/vault", json=body, headers=MARKER)

    def record(self, kind: str, content: bytes, id_: str | None = None) -> dict[str, Any]:
        sha256 = hashlib.sha256(content).hexdigest()
        return {
            "kind": kind,
            "id": id_ or str(new_id()),
            "sha256": sha256,
            "size": len(content),
            "at": MADE_AT,
        }

    def post_list(self, *records: dict[str, Any]) -> TestResponse:
        body = {"device": self.device, "records": list(records), **self.body}
        return self.client.post("/sync/copies", json=body, headers=MARKER)

    def list(self, *records: dict[str, Any]) -> dict[str, Any]:
        answer = self.post_list(*records)
        assert answer.status_code == 200, answer.text
        return {name: part for name, part in answer.get_json().items() if name not in ("app", "protocol")}

    def put(self, record: dict[str, Any], content: bytes, at: int | None = None) -> TestResponse:
        span = {}
        if at is not None:
            span = {"Content-Range": f"bytes {at}-{at + len(content) - 1}/{record['size']}"}
        return self.client.put(self.address(record), data=content, headers={**self.headers, **span})

    def head(self, record: dict[str, Any]) -> TestResponse:
        return self.client.head(self.address(record), headers=self.headers)

    @staticmethod
    def address(record: dict[str, Any]) -> str:
        return f"/sync/copies/{record['kind']}/{record['id']}"

    def copy(self, *contents: tuple[dict[str, Any], bytes]) -> None:
        """List and hand in everything."""
        self.list(*(record for record, _content in contents))
        for record, content in contents:
            assert self.put(record, content).status_code == 201

    def offers(self) -> list[dict[str, Any]]:
        answer = self.client.get("/sync/copies", headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.get_json()["copies"]
        assert all(datetime.fromisoformat(row["at"]) for row in found)
        return found

    def recover(self, device: str, key: ec.EllipticCurvePrivateKey | None = None) -> TestResponse:
        self.key = key or ec.generate_private_key(ec.SECP256R1())
        body = {"device": device, "to": envelope.public_jwk(self.key.public_key())}
        return self.client.post("/sync/recovery", json=body, headers=self.headers)

    def take(self, device: str) -> TestResponse:
        return self.client.post("/sync/copies/taken", json={"device": device}, headers=self.headers)

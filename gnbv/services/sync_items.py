"""One item as a phone hands it in: read, opened, checked, and how it is answered."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from gnbv.errors import GnbvError, Invalid, TooLarge
from gnbv.models import Origin, Outcome
from gnbv.services import commune_keys, envelope, sync_schema
from gnbv.services.canonical import canonical, digest

# PostgreSQL keeps no NUL in a text: refused for one item, before it could undo a whole batch.
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


@dataclass(frozen=True)
class Item:
    """An item whose schema and hash were checked; times are aware, ids parsed, the payload is plain.
    ``skew_seconds``: how far the clock behind ``made_at`` was ahead of the server's, when the phone said it."""

    id: UUID
    kind: str
    subject: UUID
    base: UUID | None
    made_at: datetime
    utc_offset: int
    sha256: str
    payload: dict[str, Any]
    origin: Origin = Origin.PHONE
    skew_seconds: int | None = None

    def body(self) -> dict[str, Any]:
        """The whole item as JSON, for keeping it while a person has to look at it."""
        return {
            "id": str(self.id),
            "kind": self.kind,
            "subject": str(self.subject),
            "base": str(self.base) if self.base else None,
            "made_at": self.made_at.isoformat(),
            "utc_offset": self.utc_offset,
            "sha256": self.sha256,
            "payload": self.payload,
            "origin": self.origin.value,
        }


@dataclass(frozen=True)
class Answer:
    """What became of an item. ``keep_body``: nothing else keeps its content, so the sync item must. ``error`` is
    why it was rejected."""

    outcome: Outcome
    cause: dict[str, Any] | None = None
    server: dict[str, Any] = field(default_factory=dict)
    keep_body: bool = False
    error: GnbvError | None = None


def read(raw: dict[str, Any], limit: int) -> Item:
    """Open and check one item of a batch. Raises ``Invalid``: misshapen, unreadable envelope, or a hash that does
    not fit; ``TooLarge`` over ``limit`` bytes of payload."""
    sync_schema.check("item", raw)
    payload = _opened(raw, limit) if "sealed" in raw else raw["payload"]
    content = {key: raw[key] for key in ("kind", "subject", "base", "made_at", "utc_offset")}
    content["payload"] = payload
    plain = canonical(payload)
    if len(plain) > limit:
        raise too_large()
    if NUL.search(plain):
        raise sync_schema.malformed("payload", "a text holds the character NUL")
    if digest(content) != raw["sha256"]:
        raise Invalid(
            "hash_differs",
            "Nội dung nhận được không khớp với mã kiểm tra, có thể bị hỏng trên đường truyền. "
            "Phiếu vẫn giữ trên máy. Bấm gửi lại.",
            "What arrived does not fit its check code; it may have been damaged on the way. "
            "It is kept on the phone. Send it again.",
        )
    sync_schema.check(raw["kind"], payload)
    return Item(
        id=sync_schema.as_uuid(raw["id"]),
        kind=raw["kind"],
        subject=sync_schema.as_uuid(raw["subject"]),
        base=sync_schema.as_uuid(raw["base"]) if raw["base"] else None,
        made_at=sync_schema.instant(raw["made_at"]),
        utc_offset=raw["utc_offset"],
        sha256=raw["sha256"],
        payload=payload,
    )


def from_body(body: dict[str, Any]) -> Item:
    """A kept item again, as ``Item.body`` wrote it."""
    return Item(
        id=UUID(body["id"]),
        kind=body["kind"],
        subject=UUID(body["subject"]),
        base=UUID(body["base"]) if body["base"] else None,
        made_at=datetime.fromisoformat(body["made_at"]),
        utc_offset=body["utc_offset"],
        sha256=body["sha256"],
        payload=body["payload"],
        origin=Origin.of(body.get("origin", Origin.PHONE.value)),
    )


def too_large() -> TooLarge:
    """The words for an item over the limit."""
    return TooLarge(
        "item_too_large",
        "Một phiếu lớn hơn mức cho phép nên chưa nhận. Phiếu vẫn giữ trên máy. Báo cán bộ xã.",
        "One item is over the size limit and was not taken. It is kept on the phone. "
        "Tell the commune's officer.",
    )


def order(raw: dict[str, Any]) -> tuple[bool, str]:
    """By which the items of a batch are taken: by id, so that two batches with the same items never wait for each
    other, but households first, because their sheets may lie in the same batch."""
    return raw.get("kind") != "household", str(raw.get("id"))


def mistake() -> GnbvError:
    """The words for a mistake of the server with one item alone."""
    return GnbvError(
        "unexpected",
        "Máy chủ của xã gặp lỗi với mục này nên chưa nhận. Bản trên máy vẫn giữ nguyên, các mục khác vẫn được nhận. "
        "Báo cán bộ xã rồi gửi lại sau.",
        "The commune's server met an error with this item and did not take it. It is kept on the phone; the others "
        "were taken. Tell the commune's officer and send it again later.",
    )


def _opened(raw: dict[str, Any], limit: int) -> dict[str, Any]:
    sealed = raw["sealed"]
    if len(sealed["ct"]) * 3 // 4 > limit + 64:
        raise too_large()
    plain = envelope.open_sealed(commune_keys.private_key(sealed["kid"]), sealed, raw["id"])
    try:
        payload = json.loads(plain)
    except (ValueError, RecursionError) as error:
        raise sync_schema.malformed("sealed", "not JSON") from error
    if not isinstance(payload, dict):
        raise sync_schema.malformed("sealed", "not an object")
    return payload

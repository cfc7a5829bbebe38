"""The published JSON Schemas of the sync bodies, and checking against them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from jsonschema import Draft202012Validator

from gnbv.errors import Invalid

FOLDER = Path(__file__).parent.parent / "sync_schema"
KINDS = (
    "survey", "progress", "completion", "visit", "access", "message", "household", "petition", "reading", "meeting",
    "posting_act", "complaint",
)  # fmt: skip
BODIES = (
    "batch",
    "item",
    *KINDS,
    "outcomes",
    "device",
    "kit",
    "want",
    "copies",
    "vault",
    "recovery",
    "taken",
)


def document(address: str) -> dict[str, Any]:
    """All schemas as one document under ``address``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": "gnbv sync protocol 1",
        "$defs": {**_shared(), **{name: _body(name) for name in BODIES}},
    }


def check(name: str, value: Any) -> None:
    """Raises ``Invalid`` naming the first place where ``value`` is not what the schema ``name`` says."""
    error = next(iter(_validator(name).iter_errors(value)), None)
    if error is not None:
        place = "/".join(str(part) for part in error.absolute_path) or name
        raise malformed(place, error.message[:200])


def malformed(place: str, what: str) -> Invalid:
    """The words for a body that is not what the protocol says."""
    return Invalid(
        "malformed",
        f"Dữ liệu gửi lên không đúng mẫu ở “{place}” nên chưa nhận. Bản trên máy vẫn giữ nguyên. "
        "Tải lại ứng dụng rồi gửi lại; nếu vẫn vậy thì báo cán bộ xã.",
        f"What was sent is not well formed at “{place}”, so it was not taken. The copy on the phone is kept. "
        "Reload the app and send again; if it happens again, tell the commune's officer.",
        place=place,
        what=what,
    )


def instant(text: str) -> datetime:
    """An instant of the protocol, aware. Raises ``Invalid`` for a day or an hour that does not exist."""
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise malformed("instant", str(error)) from error


def instant_text(at: datetime) -> str:
    """An instant as it stands in answers: UTC, milliseconds."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def day(text: str) -> date:
    """A civil day. Raises ``Invalid`` for 2019-02-30."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise malformed("day", str(error)) from error


def as_uuid(text: Any) -> UUID:
    """A UUID in its usual spelling. Raises ``Invalid``."""
    try:
        return UUID(text)
    except (ValueError, TypeError, AttributeError) as error:
        raise malformed("id", str(error)) from error


@lru_cache(maxsize=1)
def _shared() -> dict[str, Any]:
    shared: dict[str, Any] = json.loads((FOLDER / "shared.json").read_text("utf-8"))
    return shared


@lru_cache(maxsize=32)
def _body(name: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return body


@lru_cache(maxsize=32)
def _validator(name: str) -> Any:
    body: dict[str, Any] = _inlined(_body(name))
    return Draft202012Validator(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **body, "$defs": _shared()}
    )


def _inlined(schema: Any, inside: tuple[str, ...] = ()) -> Any:
    """The schema with shared definitions in the place of references: following one costs more than checking it."""
    if isinstance(schema, list):
        return [_inlined(part, inside) for part in schema]
    if not isinstance(schema, dict):
        return schema
    name = str(schema.get("$ref", "")).removeprefix("#/$defs/")
    if len(schema) == 1 and name in _shared() and name not in inside:
        return _inlined(_shared()[name], (*inside, name))
    return {key: _inlined(part, inside) for key, part in schema.items()}

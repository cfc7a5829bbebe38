"""Pictures and sounds that a sheet shows beside its questions, as addresses that travel within its fragments.

A phone has no network at the door, so small files are written into the page itself; each is kept once a process.
"""

from __future__ import annotations

import base64
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import FormFile

# What is larger would weigh on every phone of the round; the sheet's reader is told at the question instead.
MOST_BYTES = 300_000
MOST_KEPT = 16
_SHOWN = ("image/jpeg", "image/png", "image/webp", "image/gif", "audio/", "video/")
_KINDS = ("image", "big-image", "audio", "video")
_kept: OrderedDict[UUID, dict[str, str]] = OrderedDict()


def addresses(
    session: Session, tenant: int, version_id: UUID, compiled: dict[str, Any], is_published: bool = True
) -> dict[str, str]:
    """``data:`` addresses by the name of the file. No query for a sheet that names none."""
    names = set(_names(compiled))
    if not names:
        return {}
    found = _kept.get(version_id) if is_published else None
    if found is None:
        rows = session.execute(
            select(FormFile.name, FormFile.content_type, FormFile.content).where(
                FormFile.tenant == tenant,
                FormFile.form_version_id == version_id,
                FormFile.name.in_(names),
                FormFile.size <= MOST_BYTES,
            )
        )
        found = {
            row.name: _address(row.content_type, row.content) for row in rows if _is_shown(row.content_type)
        }
        if is_published:
            _kept[version_id] = found
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    return found


def _names(compiled: dict[str, Any]) -> Iterator[str]:
    for name, by_language in compiled.get("texts", {}).items():
        if name.rpartition(":")[2] in _KINDS:
            yield from (_file(pieces) for pieces in by_language.values())
    for rows in compiled.get("lists", {}).values():
        for row in rows:
            for by_language in row.get("media", {}).values():
                yield from (_file(text) for text in by_language.values())


def _file(text: Any) -> str:
    whole = text if isinstance(text, str) else "".join(piece for piece in text if isinstance(piece, str))
    return whole.rpartition("/")[2]


def _is_shown(content_type: str) -> bool:
    return content_type.startswith(_SHOWN)


def _address(content_type: str, content: bytes) -> str:
    return f"data:{content_type};base64,{base64.b64encode(content).decode()}"

"""RFC 8785 (JCS): the one byte sequence of a JSON value, so that a hash names a content.

Twin of ``static/js/offline/canonical.js``; both obey ``tests/parity/vectors/canonical.json``.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import rfc8785

from gnbv.errors import Invalid

MAX_INTEGER = 2**53 - 1
# Ten times faster than the complete writer, which orders keys as UTF-16 and writes numbers as JavaScript does.
_PLAIN = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: Any) -> bytes:
    """The canonical UTF-8 bytes of a JSON value. Raises ``Invalid`` for what JSON cannot carry between
    both sides: NaN, infinity, integers beyond 2**53, lone surrogates, keys that are not text."""
    try:
        if _is_plain(value):
            return _PLAIN.encode(value).encode()
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise Invalid(
            "not_canonical",
            "Dữ liệu gửi lên có ký tự hoặc số không đọc được. Bản trên máy vẫn giữ nguyên. Báo cán bộ xã.",
            "What was sent holds characters or numbers that cannot be read. The copy on the phone is kept. "
            "Tell the commune's officer.",
        ) from error


def _is_plain(value: Any) -> bool:
    """Whether the standard library writes the very same bytes: no number but a small integer, keys in ASCII."""
    if isinstance(value, str) or value is None or value is True or value is False:
        return True
    if isinstance(value, dict):
        return all(isinstance(key, str) and key.isascii() for key in value) and all(
            map(_is_plain, value.values())
        )
    if isinstance(value, (list, tuple)):
        return all(map(_is_plain, value))
    return type(value) is int and abs(value) <= MAX_INTEGER


def digest(value: Any) -> str:
    """SHA-256 over the canonical bytes, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()

"""RFC 8785 (JCS): the one byte sequence of a JSON value, so that a hash names a content.

Twin of ``static/js/offline/canonical.js``; both obey ``tests/parity/vectors/canonical.json``.
"""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785

from gnbv.errors import Invalid


def canonical(value: Any) -> bytes:
    """The canonical UTF-8 bytes of a JSON value. Raises ``Invalid`` for what JSON cannot carry between
    both sides: NaN, infinity, integers beyond 2**53, lone surrogates, keys that are not text."""
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise Invalid(
            "not_canonical",
            "Dữ liệu gửi lên có ký tự hoặc số không đọc được. Bản trên máy vẫn giữ nguyên. Báo cán bộ xã.",
            "What was sent holds characters or numbers that cannot be read. The copy on the phone is kept. "
            "Tell the commune's officer.",
        ) from error


def digest(value: Any) -> str:
    """SHA-256 over the canonical bytes, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()

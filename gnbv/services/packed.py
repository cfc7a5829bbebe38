"""Bodies that a phone compressed: unpacked up to a limit, so that a small request cannot become a large one."""

from __future__ import annotations

import zlib

from gnbv.errors import Invalid, TooLarge

GZIP = 16 + zlib.MAX_WBITS


def unpack(content: bytes, encoding: str, limit: int, too_large: TooLarge) -> bytes:
    """The plain bytes of a body with the ``Content-Encoding`` given ("" and "identity" are plain).

    Raises ``too_large`` past ``limit`` plain bytes, without unpacking more than that; ``Invalid`` for what is no
    gzip, was cut off, or is packed in another way.
    """
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        if len(content) > limit:
            raise too_large
        return content
    if encoding not in ("gzip", "x-gzip"):
        raise unreadable(f"Content-Encoding {encoding[:40]}")
    reader = zlib.decompressobj(wbits=GZIP)
    try:
        plain = reader.decompress(content, limit + 1)
    except zlib.error as error:
        raise unreadable("not gzip") from error
    if len(plain) > limit or reader.unconsumed_tail:
        raise too_large
    if not reader.eof or reader.unused_data:
        raise unreadable("cut off" if not reader.eof else "more than one gzip")
    return plain


def unreadable(what: str) -> Invalid:
    """The words for a body of which nothing can be made."""
    return Invalid(
        "unreadable",
        "Gói gửi lên bị đứt hoặc không đọc được nên chưa nhận gì. Phiếu vẫn giữ trên máy. Bấm gửi lại.",
        "What arrived was cut off or cannot be read, so nothing was taken. Work is kept on the phone. "
        "Send it again.",
        what=what,
    )

"""A file or record that may come in pieces: ``Content-Range`` says which one this is."""

from __future__ import annotations

import re

from flask import request

from gnbv.errors import Invalid
from gnbv.services.attachments import Piece

RANGE = re.compile(r"bytes (\d{1,12})-(\d{1,12})/(\d{1,12})", re.ASCII)


def piece() -> Piece:
    """The body with its place in the whole; without ``Content-Range`` it is the whole. Raises ``Invalid``."""
    content = request.get_data()
    header = request.headers.get("Content-Range")
    if header is None:
        return Piece(0, len(content), content)
    match = RANGE.fullmatch(header)
    start, end, total = (int(part) for part in match.groups()) if match else (0, 0, 0)
    if match is None or end - start + 1 != len(content) or end >= total:
        raise Invalid(
            "range",
            "Phần gửi lên ghi sai vị trí nên chưa nhận. Bản trên máy vẫn giữ nguyên. Máy sẽ gửi lại.",
            "This piece names a wrong place in the whole and was not taken. The copy on the phone is kept. "
            "Send it again.",
        )
    return Piece(start, total, content)

"""What a phone posts: read before the database is asked anything; JSON within a limit, unpacked when it came packed."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask, current_app, request

from gnbv.errors import TooLarge
from gnbv.services import packed

PHONE_PATHS = "/sync"
IN_PIECES = ("attachments.update", "copies.update")


def read_json(limit: int, too_large: TooLarge) -> Any:
    """The body as JSON. ``limit`` counts plain bytes; more, packed or plain, raises ``too_large``; ``Invalid`` for
    what cannot be unpacked or is no JSON."""
    if (request.content_length or 0) > limit:
        raise too_large
    content = packed.unpack(request.get_data(), request.headers.get("Content-Encoding", ""), limit, too_large)
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise packed.unreadable("not JSON") from error


def init_app(app: Flask) -> None:
    @app.before_request
    def read_first() -> None:
        """A village's network may bring a body for minutes, or never its end. It is waited for here, where nobody
        waits behind it: the first question to the database, who this is, takes the lock that every write needs.
        What is over its limit is not read at all; the view refuses it by its length."""
        if not request.path.startswith(PHONE_PATHS):
            return
        limit = "MAX_CONTENT_LENGTH" if request.endpoint in IN_PIECES else "SYNC_MAX_BYTES"
        if (request.content_length or 0) <= current_app.config[limit]:
            request.get_data()

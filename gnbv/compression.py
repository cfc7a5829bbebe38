"""Smaller answers. What is the same for everybody (shell, scripts, styles) is pressed once and as hard as it goes;
what is made for one person is pressed lightly on the way out.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

import brotli  # type: ignore[import-untyped]
from flask import Flask, Response, request
from flask_compress import Compress

SHARED = ("/static/", "/app", "/sw.js", "/manifest.webmanifest")
TYPES = frozenset(
    {
        "application/javascript",
        "application/json",
        "application/manifest+json",
        "image/svg+xml",
        "text/css",
        "text/csv",
        "text/html",
        "text/javascript",
    }
)
SMALLEST_BYTES = 400
YEAR_SECONDS = 31_536_000

compress = Compress()


@lru_cache(maxsize=128)
def _pressed(content: bytes, coding: str) -> bytes:
    if coding == "br":
        return bytes(brotli.compress(content, quality=11))
    return gzip.compress(content, 9, mtime=0)


def _press_shared(response: Response) -> Response:
    accepted = request.accept_encodings
    coding = next((name for name in ("br", "gzip") if accepted.quality(name) > 0), None)
    if (
        coding
        and request.path.startswith(SHARED)
        and response.status_code == 200
        and response.mimetype in TYPES
        and "Content-Encoding" not in response.headers
        and not request.range
    ):
        response.direct_passthrough = False
        content = response.get_data()
        if len(content) >= SMALLEST_BYTES:
            response.set_data(_pressed(content, coding))
            response.headers["Content-Encoding"] = coding
            response.vary.add("Accept-Encoding")
            etag, _ = response.get_etag()
            if etag:
                response.set_etag(etag, weak=True)  # the same content in another coat
    return response


def _keep_named_by_content(response: Response) -> Response:
    """An address that carries the content's hash never changes its content."""
    if request.path.startswith("/static/") and request.args.get("v") and response.status_code == 200:
        response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response


def init_app(app: Flask) -> None:
    app.config.setdefault("COMPRESS_ALGORITHM", ["br", "gzip"])
    app.config.setdefault("COMPRESS_BR_LEVEL", 4)
    app.config.setdefault("COMPRESS_MIMETYPES", sorted(TYPES))
    compress.init_app(app)
    # Functions after a request run last first: these come before the light compression.
    app.after_request(_press_shared)
    app.after_request(_keep_named_by_content)

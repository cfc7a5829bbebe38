"""Facts about htmx requests, in one place. Views never read ``HX-*`` headers themselves.

htmx-flask 0.1.0 sets no ``Vary: HX-Request`` (a cached fragment would be shown as a page) and its
``reswap='beforebegin'`` raises; so the extension parses requests and this module answers them.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Flask, Response, redirect, request
from htmx_flask import Htmx
from werkzeug.wrappers import Response as BaseResponse

htmx = Htmx()


def is_htmx() -> bool:
    """Whether htmx itself asked (and not the back button restoring history)."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def go(location: str) -> BaseResponse:
    """See-other for a plain form; for htmx an answer that makes the page load ``location``."""
    if is_htmx():
        return Response("", 204, {"HX-Redirect": location})
    return redirect(location, 303)


def trigger(response: Response, name: str, **detail: Any) -> Response:
    """Tell the page that ``name`` happened, so that other parts refresh themselves."""
    response.headers["HX-Trigger"] = json.dumps({name: detail})
    return response


def init_app(app: Flask) -> None:
    htmx.init_app(app)

    @app.after_request
    def vary(response: Response) -> Response:
        response.vary.add("HX-Request")
        return response

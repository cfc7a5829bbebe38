"""Headers that hold on every answer, and the rule that every route names its permission."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request
from flask_login import current_user
from flask_wtf import CSRFProtect

from gnbv.db import db
from gnbv.errors import NotFound, NotPermitted, Unauthenticated
from gnbv.permissions import Actor
from gnbv.services import reached

csrf = CSRFProtect()

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob: data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

View = TypeVar("View", bound=Callable[..., Any])


def current_actor() -> Actor:
    """The signed-in actor. Raises ``Unauthenticated``."""
    if not current_user.is_authenticated:
        raise Unauthenticated()
    actor: Actor = current_user.actor
    return actor


def permission(name: str, allowed: Callable[[Actor], bool] | None = None) -> Callable[[View], View]:
    """Name the right a route needs; ``allowed`` is asked before the view runs.

    ``permission("public")`` is open to everybody, ``permission("signed_in")`` to anybody signed in. A test walks all
    routes and refuses one without a name.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if name != "public":
                actor = current_actor()
                if allowed is not None and not allowed(actor):
                    # Outside the person's units is 404, whatever the right would have been.
                    reached.require_reached(db.session(), actor, kwargs)
                    raise NotPermitted()
            return view(*args, **kwargs)

        guarded.permission_name = name  # type: ignore[attr-defined]
        guarded.allowed = allowed  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def may_open(endpoint: str) -> bool:
    """Whether the person who looks may open pages of ``endpoint`` at all: no page shows a way that ends in a refusal."""
    view = current_app.view_functions.get(endpoint)
    allowed = getattr(view, "allowed", None)
    return view is not None and (
        allowed is None or (current_user.is_authenticated and allowed(current_user.actor))
    )


def init_app(app: Flask) -> None:
    csrf.init_app(app)

    @app.before_request
    def refuse_unspeakable() -> None:
        """No record's name holds NUL, and PostgreSQL would not even look for it."""
        if "\0" in request.path:
            raise NotFound()

    @app.after_request
    def harden(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault(
            "Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=()"
        )
        headers.setdefault("X-Gnbv", str(app.config["PROTOCOL"]))
        if request.is_secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if "Cache-Control" not in headers and not request.path.startswith("/static/"):
            # Pages hold personal data; a shared phone must not keep them.
            headers["Cache-Control"] = "no-store"
        return response

"""The signed-in person behind a request: a row on the server, found by the token in the cookie."""

from __future__ import annotations

from flask import Flask, current_app, g, request
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin
from werkzeug.middleware.proxy_fix import ProxyFix

from gnbv import clock
from gnbv.db import begin_reading, begin_writing, db
from gnbv.models import SessionRow
from gnbv.permissions import actor_for
from gnbv.services import sign_in

login_manager = LoginManager()
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
READING = ("GET", "HEAD", "OPTIONS")


class Principal(UserMixin):  # type: ignore[misc]
    """The signed-in person of one request."""

    def __init__(self, row: SessionRow, token: str) -> None:
        self.row = row
        self.token = token
        self.actor = actor_for(row.user, clock.today(), device_id=row.device_id)

    def get_id(self) -> str:
        return self.token


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load(token: str) -> Principal | None:
    row = sign_in.find_session(db.session(), current_app.config["TENANT"], token)
    if row is not None and sign_in.needs_touch(row):
        _touch(row)
    return Principal(row, token) if row is not None else None


def _touch(row: SessionRow) -> None:
    """Slide the 45 days. A request that writes commits it with its own work."""
    if request.method in READING:
        db.session.rollback()  # gives back the snapshot of a reading transaction, which could not be upgraded
        begin_writing()
        row.last_seen_at = clock.now()
        db.session.commit()
        begin_reading()
    else:
        row.last_seen_at = clock.now()


class CookieSessions(SecureCookieSessionInterface):
    """Cookies are Secure, but on plain-http loopback, where a browser would drop them."""

    def get_cookie_secure(self, app: Flask) -> bool:
        name = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
        return request.is_secure or name not in LOOPBACK


def init_app(app: Flask) -> None:
    if proxies := app.config["TRUSTED_PROXIES"]:
        # Else every phone behind the proxy would have the proxy's address, and https would look like http.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    login_manager.init_app(app)
    login_manager.session_protection = None  # the row on the server is the protection
    app.session_interface = CookieSessions()

    @app.before_request
    def choose_transaction() -> None:
        # A command or a test may keep one application context around several requests of several people.
        g.pop("_login_user", None)
        begin_reading() if request.method in READING else begin_writing()

"""Signing in and out, and the signed-in person behind a request."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Flask,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from gnbv import clock
from gnbv.db import begin_reading, begin_writing, db, transaction
from gnbv.errors import Invalid
from gnbv.models import SessionRow
from gnbv.permissions import actor_for
from gnbv.security import csrf, current_actor, permission
from gnbv.services import sign_in
from gnbv.views.origins import require_same_origin

blueprint = Blueprint("sign_in", __name__)
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


@blueprint.get("/")
@permission("public")
def index() -> Response:
    return redirect(_first_page() if current_user.is_authenticated else url_for("sign_in.show"), 303)


@blueprint.get("/login")
@permission("public")
def show() -> Response | str:
    if current_user.is_authenticated:
        return redirect(_next_page(), 303)
    return render_template("sign_in/show.html", error=None, username="", next=request.args.get("next", ""))


@blueprint.post("/login")
@permission("public")
def create() -> Any:
    require_same_origin()
    body = request.get_json(silent=True) if request.is_json else request.form
    username, password = _credentials(body)
    address = request.remote_addr or ""
    try:
        with transaction() as records:
            try:
                user, token = sign_in.sign_in(
                    records, current_app.config["TENANT"], username, password, address
                )
            except sign_in.WrongPassword:
                records.commit()  # the failure counts although the sign-in fails
                raise
            row = sign_in.find_session(records, user.tenant, token)
            assert row is not None
            principal = Principal(row, token)
    except sign_in.WrongPassword as error:
        if request.is_json:
            raise
        form = render_template("sign_in/show.html", error=error, username=username, next=_wished())
        return form, error.status
    chosen = session.get("locale")
    session.clear()
    session.permanent = True
    if chosen:
        session["locale"] = chosen
    login_user(principal)
    return redirect(_next_page(principal), 303)


@blueprint.post("/logout")
@permission("signed_in")
def destroy() -> Any:
    require_same_origin()
    actor = current_actor()
    with transaction() as records:
        sign_in.end_session(records, actor, current_user.get_id())
    logout_user()
    session.clear()
    if request.is_json or request.headers.get("X-Gnbv"):
        return jsonify(app="gnbv", protocol=current_app.config["PROTOCOL"])
    return redirect(url_for("sign_in.show"), 303)


def _credentials(body: Any) -> tuple[str, str]:
    username = body.get("username") if hasattr(body, "get") else None
    password = body.get("password") if hasattr(body, "get") else None
    if not isinstance(username, str) or not isinstance(password, str) or not username.strip() or not password:
        raise Invalid(
            "sign_in_incomplete",
            "Thiếu tên đăng nhập hoặc mật khẩu. Chưa có gì thay đổi. Nhập đủ hai ô rồi bấm Đăng nhập.",
            "The user name or the password is missing. Nothing was changed. Fill in both and sign in.",
        )
    return username, password


def _wished() -> str:
    return request.values.get("next", "")


def _next_page(principal: Principal | None = None) -> str:
    """Where the person wanted to go, when that is a page of ours; else their first page."""
    wished = _wished()
    if wished.startswith("/") and not wished.startswith(("//", "/\\")) and wished.isprintable():
        return wished
    return _first_page(principal)


def _first_page(principal: Principal | None = None) -> str:
    return sign_in.first_page((principal or current_user).actor)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load(token: str) -> Principal | None:
    row = sign_in.find_session(db.session, current_app.config["TENANT"], token)
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
    login_manager.init_app(app)
    login_manager.session_protection = None  # the row on the server is the protection
    app.session_interface = CookieSessions()
    csrf.exempt(blueprint)

    @app.before_request
    def choose_transaction() -> None:
        # A command or a test may keep one application context around several requests of several people.
        g.pop("_login_user", None)
        begin_reading() if request.method in READING else begin_writing()

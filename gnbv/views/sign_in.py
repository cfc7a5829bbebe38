"""Signing in and out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, current_app, jsonify, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from gnbv.db import transaction
from gnbv.errors import GnbvError, Invalid
from gnbv.forms.sign_in import SignInForm
from gnbv.security import csrf, current_actor, permission
from gnbv.services import sign_in
from gnbv.views import sessions
from gnbv.views.origins import require_same_origin
from gnbv.views.sessions import Principal

blueprint = Blueprint("sign_in", __name__)


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
    try:
        username, password = _credentials(request.get_json(silent=True)) if request.is_json else _typed()
    except Invalid as error:
        if request.is_json:
            raise
        return _again(error, request.form.get("username", ""))
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
        return _again(error, username)
    session.clear()
    session.permanent = True
    login_user(principal)
    # A password that the office gave is for one sign-in. Programs and the field app are told in their own way.
    page = "account_passwords.edit" if user.password_is_temporary and not request.is_json else ""
    return redirect(url_for(page) if page else _next_page(principal), 303)


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


def _again(error: GnbvError, username: str) -> tuple[str, int]:
    """The form once more, with what went wrong and the name that was typed."""
    return render_template("sign_in/show.html", error=error, username=username, next=_wished()), error.status


def _typed() -> tuple[str, str]:
    form = SignInForm()
    if not form.validate():
        raise _incomplete()
    return form.username.data or "", form.password.data or ""


def _incomplete() -> Invalid:
    return Invalid(
        "sign_in_incomplete",
        "Thiếu tên đăng nhập hoặc mật khẩu. Chưa có gì thay đổi. Nhập đủ hai ô rồi bấm Đăng nhập.",
        "The user name or the password is missing. Nothing was changed. Fill in both and sign in.",
    )


def _credentials(body: Any) -> tuple[str, str]:
    username = body.get("username") if hasattr(body, "get") else None
    password = body.get("password") if hasattr(body, "get") else None
    if not isinstance(username, str) or not isinstance(password, str) or not username.strip() or not password:
        raise _incomplete()
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


def init_app(app: Flask) -> None:
    sessions.init_app(app)
    csrf.exempt(blueprint)

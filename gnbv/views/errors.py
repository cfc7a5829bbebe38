"""The one place where a domain error becomes an answer: page, fragment or JSON."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import get_locale
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException

from gnbv import htmx
from gnbv.db import db
from gnbv.errors import Conflict, GnbvError, Invalid, NotFound, TooLarge, TooMany, Unauthenticated

UNIQUE = "23505"  # unique_violation
PROGRAM_PATHS = ("/sync", "/ping", "/openrosa")


def _wants_json() -> bool:
    return request.path.startswith(PROGRAM_PATHS) or request.is_json


def _words(error: GnbvError) -> str:
    return error.en if str(get_locale() or "vi").startswith("en") else error.vi


def _page_before() -> str:
    """The page that this request came from, when it is one of ours that can be asked for again; else empty."""
    before = urlsplit(request.referrer or "")
    routes = current_app.create_url_adapter(request)
    if before.netloc != request.host or routes is None:
        return ""
    try:
        routes.match(before.path, method="GET")
    except HTTPException:
        return ""
    path = f"{before.path}?{before.query}" if before.query else before.path
    return "" if request.method == "GET" and path == request.full_path.rstrip("?") else path


def answer(error: GnbvError) -> Response:
    """The answer to ``error`` in the form the caller reads."""
    if _wants_json():
        body = {
            "app": "gnbv",
            "protocol": current_app.config["PROTOCOL"],
            "error": {**error.as_cause(), **error.details},
        }
        response = jsonify(body)
    elif isinstance(error, Unauthenticated) and not htmx.is_htmx():
        # What was sent cannot be asked for: whoever signs in again comes back to the page it was typed on.
        wished = request.full_path.rstrip("?") if request.method == "GET" else _page_before()
        response = make_response(redirect(url_for("sign_in.show", next=wished), 303))
        return response
    else:
        template = "errors/_error.html" if htmx.is_htmx() else "errors/show.html"
        response = make_response(
            render_template(template, error=error, words=_words(error), back=_page_before())
        )
    response.status_code = error.status
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.details.get("retry_after", 30))
    return response


def _domain_error(error: GnbvError) -> Response:
    db.session.rollback()
    return answer(error)


def _csrf_error(_error: CSRFError) -> Response:
    db.session.rollback()
    return answer(
        Invalid(
            "stale_page",
            "Trang này mở đã lâu nên chưa ghi được. Chưa có gì thay đổi. Tải lại trang rồi làm lại bước vừa rồi.",
            "This page was open too long, so nothing was recorded. What was there is unchanged. Reload it and repeat the last step.",
        )
    )


def _http_error(error: HTTPException) -> Any:
    db.session.rollback()
    code = error.code or 500
    if code < 400:
        return error
    if code == 404:
        return answer(NotFound())
    if code == 413:
        return answer(
            TooLarge(
                "too_large",
                "Gói gửi lên lớn quá mức cho phép nên chưa nhận. Dữ liệu vẫn ở nơi gửi. Chia nhỏ rồi gửi lại.",
                "What was sent is over the limit and was not taken. It is still with the sender. Split it and send again.",
            )
        )
    known = GnbvError(
        f"http_{code}",
        "Yêu cầu này chưa làm được. Chưa có gì thay đổi. Quay lại trang trước rồi thử lại.",
        "This request could not be carried out. Nothing was changed. Go back and try again.",
    )
    known.status = code
    return answer(known)


def _at_once(error: IntegrityError) -> Response:
    """Another request wrote the same row in this moment (PostgreSQL; SQLite lets one write after the other). A program
    tries again by itself; a person looks at what stands there now."""
    if getattr(error.orig, "sqlstate", None) != UNIQUE and "UNIQUE constraint" not in str(error.orig):
        if current_app.testing:
            raise error
        return _unexpected(error)
    db.session.rollback()
    if _wants_json():
        return _unexpected(error)
    return answer(
        Conflict(
            "at_once",
            "Vừa có người khác ghi cùng việc này. Nội dung họ ghi vẫn giữ, lần bấm này chưa ghi. Tải lại trang để xem.",
            "Somebody else recorded the same just now. Theirs is kept, this press was not recorded. Reload the page.",
        )
    )


def _unexpected(error: Exception) -> Response:
    db.session.rollback()
    current_app.logger.exception("unexpected error on %s", request.path)
    return answer(
        GnbvError(
            "unexpected",
            "Máy chủ của xã gặp lỗi. Việc đang làm chưa được ghi, phần đã ghi vẫn còn. Đợi một lát rồi thử lại.",
            "The commune's server met an error. This step was not recorded; earlier work is safe. Wait and try again.",
        )
    )


def init_app(app: Flask) -> None:
    app.register_error_handler(GnbvError, _domain_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(IntegrityError, _at_once)
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)

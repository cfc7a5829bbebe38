"""How this house answers an OpenRosa program: envelope, headers, and which status a refusal has."""

from __future__ import annotations

from flask import Response, current_app, g
from werkzeug.exceptions import HTTPException

from gnbv.db import db
from gnbv.errors import GnbvError, Invalid, NotFound, TooLarge, TooMany, Unauthenticated
from gnbv.services import openrosa_envelopes
from gnbv.services.openrosa_submissions import Receipt
from gnbv.views import downloads

VERSION = "1.0"
RECEIVED = ("Xã đã nhận phiếu.", "The survey was received.")


def xml(content: bytes, status: int = 200) -> Response:
    return Response(content, status, content_type="text/xml; charset=utf-8")


def file(content: bytes, name: str, content_type: str) -> Response:
    """A file to save: bytes of others are never shown as a page of ours."""
    return downloads.name_file(Response(content, mimetype=content_type), name)


def ready(location: str) -> Response:
    """The answer to ``HEAD /submission``."""
    return Response(status=204, headers={"Location": location})


def received(receipt: Receipt, locale: str, location: str) -> Response:
    vi, en = RECEIVED
    if receipt.is_held and receipt.cause:
        vi, en = receipt.cause["vi"], receipt.cause["en"]
    words = en if locale.startswith("en") else vi
    nature = "submit_success" if not receipt.is_held else "submit_pending"
    body = openrosa_envelopes.message(words, nature, receipt.instance_id)
    answer = xml(body, 202 if receipt.is_held else 201)
    answer.headers["Location"] = location
    return answer


def refused(error: GnbvError) -> Response:
    """A domain error as an envelope. OpenRosa programs know 400, not 422."""
    db.session.rollback()
    status = 400 if isinstance(error, Invalid) else error.status
    words = error.en if str(g.get("openrosa_locale", "vi")).startswith("en") else error.vi
    if isinstance(error, Unauthenticated):
        words = (
            "Cần đúng tên đăng nhập và mật khẩu, hoặc khóa còn hiệu lực. Phiếu vẫn giữ trên máy. Kiểm tra cài đặt máy chủ. "
            "— The user name and password, or the key, are not right. Surveys are kept on the phone. Check the server settings."
        )
    answer = xml(openrosa_envelopes.message(words, "submit_error"), status)
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Basic realm="gnbv", charset="UTF-8"'
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.details.get("retry_after", 30))
    return answer


def not_served(error: HTTPException) -> Response:
    """Werkzeug's own refusals (a body over the limit, a cut-off post) in the same envelope."""
    code = error.code or 500
    if code == 413:
        return refused(too_large())
    if code == 404:
        return refused(NotFound())
    known = GnbvError(
        f"http_{code}",
        "Yêu cầu này chưa làm được. Phiếu vẫn giữ trên máy. Gửi lại sau.",
        "This request could not be carried out. Surveys are kept on the phone. Send again later.",
    )
    known.status = code
    return refused(known)


def unexpected(error: Exception) -> Response:
    """A mistake of ours: written down here, an envelope there."""
    if current_app.testing and current_app.config["PROPAGATE_EXCEPTIONS"] is not False:
        raise error  # a test wants to see it
    current_app.logger.exception("unexpected error of OpenRosa")
    known = GnbvError(
        "unexpected",
        "Máy chủ của xã gặp lỗi nên chưa nhận. Phiếu vẫn giữ trên máy. Đợi một lát rồi gửi lại.",
        "The commune's server met an error, so nothing was taken. Surveys are kept on the phone. Wait and send again.",
    )
    return refused(known)


def too_large() -> TooLarge:
    return TooLarge(
        "too_large",
        "Gói gửi lên lớn quá mức cho phép nên chưa nhận. Phiếu vẫn giữ trên máy. Gửi từng ảnh một.",
        "The post is over the limit and was not taken. The survey is kept on the phone. Send one photo at a time.",
    )


def stamp(response: Response) -> Response:
    response.headers["X-OpenRosa-Version"] = VERSION
    response.headers["X-OpenRosa-Accept-Content-Length"] = str(current_app.config["MAX_CONTENT_LENGTH"])
    return response

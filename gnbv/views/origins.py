"""Requests that change something without a CSRF token must come from our own page or from a program."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, request

from gnbv.errors import Invalid, NotPermitted


def require_same_origin() -> None:
    """Raises ``NotPermitted`` when the browser says that another site sent this. A program sends neither header."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site")
    foreign = origin is not None and _host(origin) != request.host
    if foreign or (site is not None and site not in ("same-origin", "none")):
        raise NotPermitted(
            "other_site",
            "Yêu cầu này đến từ một trang khác nên không nhận. Chưa có gì thay đổi. Mở lại trang của xã rồi làm lại.",
            "This request came from another site and was refused. Nothing was changed. "
            "Open the commune's page and try again.",
        )


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # an address that nobody can have, such as ``http://[``
        return None


def require_marker() -> None:
    """Raises ``Invalid`` when a sync request lacks ``X-Gnbv: <protocol>``: a plain form of another site cannot set it."""
    if request.headers.get("X-Gnbv") != str(current_app.config["PROTOCOL"]):
        raise Invalid(
            "marker_missing",
            "Yêu cầu thiếu dấu X-Gnbv hoặc dùng phiên bản khác nên chưa nhận. Phiếu vẫn giữ trên máy. "
            "Tải lại ứng dụng rồi gửi lại.",
            "The request lacks the X-Gnbv header or uses another version, so nothing was taken. Work is kept on "
            "the phone. Reload the app and send again.",
        )

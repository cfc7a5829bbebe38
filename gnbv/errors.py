"""Errors in the words of the domain. HTTP is decided once, in ``gnbv/views/errors.py``.

Every message is for people and follows *what happened, what is safe, what to do*.
"""

from __future__ import annotations

from typing import Any


class GnbvError(Exception):
    """Base of all domain errors. ``code`` is stable and for programs, the messages are for people."""

    status = 500

    def __init__(self, code: str, vi: str, en: str, **details: Any) -> None:
        super().__init__(vi)
        self.code = code
        self.vi = vi
        self.en = en
        self.details = details

    def as_cause(self) -> dict[str, str]:
        """The readable cause as it travels in a sync answer."""
        return {"code": self.code, "vi": self.vi, "en": self.en}


class NotFound(GnbvError):
    """The record does not exist, or lies outside the units of the person: both look the same."""

    status = 404

    def __init__(self, code: str = "not_found", vi: str = "", en: str = "", **details: Any) -> None:
        super().__init__(
            code,
            vi
            or "Không thấy trang hoặc hồ sơ này. Dữ liệu đã có vẫn giữ nguyên. Quay lại danh sách để chọn lại.",
            en
            or "This page or record was not found. Nothing was lost. Go back to the list and choose again.",
            **details,
        )


class NotPermitted(GnbvError):
    """Inside the person's units, without the right for the act."""

    status = 403

    def __init__(self, code: str = "not_permitted", vi: str = "", en: str = "", **details: Any) -> None:
        super().__init__(
            code,
            vi
            or "Tài khoản này không được làm việc đó. Chưa có gì thay đổi. Cần làm thì hỏi người quản trị của xã.",
            en
            or "This account may not do that. Nothing was changed. Ask the commune's administrator if you need to.",
            **details,
        )


class Invalid(GnbvError):
    """What was sent cannot be accepted as it is."""

    status = 422


class Conflict(GnbvError):
    """What was sent contradicts what is already kept; both are kept."""

    status = 409


class TooLarge(GnbvError):
    """The body is over a limit; the sender splits it."""

    status = 413


class TooMany(GnbvError):
    """Too many attempts; ``retry_after`` (seconds) is in the details."""

    status = 429


class Unauthenticated(GnbvError):
    """Nobody is signed in, or the session has ended."""

    status = 401

    def __init__(self) -> None:
        super().__init__(
            "sign_in",
            "Cần đăng nhập lại. Phiếu vẫn giữ trên máy. Đăng nhập để làm tiếp.",
            "Please sign in again. Your work is still on this phone. Sign in to go on.",
        )

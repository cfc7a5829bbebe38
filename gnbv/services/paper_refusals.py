"""Why typing a sheet of paper could not go on, in words."""

from __future__ import annotations

from sqlalchemy.orm import Session

from gnbv.clock import local
from gnbv.errors import Conflict, Invalid
from gnbv.models import PaperDraft, User


def too_long() -> Invalid:
    return Invalid(
        "text_too_long",
        "Có ô ghi dài quá 4.000 chữ nên lần này chưa ghi. Phần đã gõ trước đó vẫn giữ. Rút ngắn ô đó lại.",
        "A field holds more than 4,000 characters, so this was not kept. What was typed before is safe. "
        "Shorten that field.",
    )


def unreadable() -> Invalid:
    return Invalid(
        "paper_unreadable",
        "Có ô không thuộc mẫu phiếu này nên lần này chưa ghi. Phần đã gõ trước đó vẫn giữ. Tải lại trang rồi gõ tiếp.",
        "A field does not belong to this sheet, so this was not kept. What was typed before is safe. "
        "Reload the page and go on.",
    )


def taken(session: Session, draft: PaperDraft, *, is_own: bool) -> Conflict:
    at = local(draft.saved_at).strftime("%H:%M")
    if is_own:
        return Conflict(
            "other_page",
            f"Tờ này đang mở ở một cửa sổ khác, ghi lúc {at}. Phần đã ghi vẫn giữ. Tải lại trang để gõ tiếp ở đây.",
            f"This sheet is open in another window, kept at {at}. What was kept is safe. Reload to go on here.",
        )
    name = session.get_one(User, (draft.tenant, draft.editor_id)).name
    return Conflict(
        "other_typist",
        f"{name} đang nhập tờ này, ghi lúc {at}. Phần đã ghi vẫn giữ. Tải lại trang để xem, hoặc nhập tiếp thay.",
        f"{name} is typing this sheet, kept at {at}. What was kept is safe. Reload to see it, or go on instead.",
    )


def handed_in() -> Conflict:
    return Conflict(
        "handed_in",
        "Tờ này đã gửi rồi. Phiếu đã ở xã, không mất gì. Quay lại để chọn hộ khác.",
        "This sheet was handed in already. The survey is here and nothing is lost. Go back to choose another household.",
    )


def decided() -> Conflict:
    return Conflict(
        "already_decided",
        "Phiếu của hộ này đã được quyết định nên không sửa theo giấy được nữa. Phiếu vẫn giữ nguyên. "
        "Cần sửa thì báo người duyệt mở lại.",
        "The survey of this household was decided, so it cannot be changed from paper. It stays as it is. "
        "Ask the supervisor to open it again.",
    )

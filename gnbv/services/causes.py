"""The words with which items are held or met by a rival: what happened, what is safe, what to do."""

from __future__ import annotations

from typing import Any


def _cause(code: str, vi: str, en: str) -> dict[str, Any]:
    return {"code": code, "vi": vi, "en": en}


LATE = _cause(
    "late",
    "Phiếu tới sau khi quyền gửi của máy này đã bị thu hồi. Xã đã giữ phiếu, chưa xét. Cán bộ xã sẽ xem lại.",
    "This came after the phone's right to send had been withdrawn. The commune has kept it and not used it yet. "
    "An officer will look at it.",
)
SAME_ID = _cause(
    "same_id",
    "Có một phiếu khác đã dùng mã này. Cả hai bản đều được giữ. Báo cán bộ xã để chọn bản đúng.",
    "Another item already uses this id. Both copies are kept. Tell the commune's officer, who decides which is right.",
)
UNASSIGNED = _cause(
    "unassigned",
    "Hộ này chưa được phân công cho tài khoản đã gửi. Xã đã giữ phiếu. Người duyệt sẽ xem rồi nhận hoặc trả lại.",
    "This household is not assigned to the account that sent it. The commune has kept the survey. "
    "A supervisor will accept or return it.",
)
MOVED = _cause(
    "moved",
    "Tài khoản này nay không còn phụ trách địa bàn của hộ. Xã đã giữ phiếu. Người duyệt sẽ xem lại.",
    "This account no longer covers the household's area. The commune has kept the survey. "
    "A supervisor will look at it.",
)
ROUND_CLOSED = _cause(
    "round_closed",
    "Đợt rà soát đã khép khi phiếu tới. Xã đã giữ phiếu. Người duyệt sẽ quyết định có nhận hay không.",
    "The round was already closed when this survey arrived. The commune has kept it. "
    "A supervisor decides whether to accept it.",
)
UNKNOWN_ROUND = _cause(
    "unknown_round",
    "Xã chưa có đợt rà soát ghi trong phiếu này. Xã đã giữ phiếu. Cán bộ xã sẽ xem lại.",
    "The commune does not know the round named in this survey. It has kept the survey. An officer will look at it.",
)
UNKNOWN_FORM = _cause(
    "unknown_form",
    "Phiếu làm theo mẫu mà xã chưa dùng trong đợt này. Xã đã giữ nguyên phiếu. "
    "Cán bộ xã sẽ xem lại; cập nhật dữ liệu trước khi làm phiếu mới.",
    "The survey uses a sheet that the commune does not use in this round. It was kept whole. "
    "An officer will look at it; update the data before starting another survey.",
)
UNMATCHED = _cause(
    "unmatched",
    "Phiếu chưa ghi hộ nào hoặc đợt nào. Xã đã giữ nguyên phiếu. Người duyệt sẽ xem phiếu thuộc hộ nào.",
    "The survey names no household or no round. The commune has kept it whole. A supervisor will match it.",
)
BASE_MISSING = _cause(
    "base_missing",
    "Bản sửa này tới trước bản mà nó sửa. Xã đã giữ lại và sẽ nhận khi bản trước tới.",
    "This revision came before the one it corrects. The commune has kept it and takes it when the other arrives.",
)
RIVAL = _cause(
    "rival_survey",
    "Hộ này đã có một phiếu khác trong đợt. Cả hai phiếu đều được giữ, phiếu này vẫn còn trên máy. "
    "Người duyệt sẽ chọn một.",
    "This household already has another survey in this round. Both are kept and this one stays on the phone. "
    "A supervisor chooses one.",
)


def withdrawn(reason: str) -> dict[str, Any]:
    """A held survey was put aside by a supervisor, who gave ``reason``."""
    return _cause(
        "withdrawn",
        f"Người duyệt đã rút phiếu này: {reason}. Xã vẫn lưu phiếu. Chưa rõ thì hỏi người duyệt.",
        f"A supervisor withdrew this survey: {reason}. The commune still keeps it. Ask the supervisor if unclear.",
    )

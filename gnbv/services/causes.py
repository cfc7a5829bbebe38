"""The words with which items are held or met by a rival: what happened, what is safe, what to do."""

from __future__ import annotations

from typing import Any
from uuid import UUID


def _cause(code: str, vi: str, en: str) -> dict[str, Any]:
    return {"code": code, "vi": vi, "en": en}


LATE = _cause(
    "late",
    "Việc này tới sau khi quyền gửi của máy đã bị thu hồi. Xã đã giữ nguyên, chưa ghi nhận. Cán bộ xã sẽ xem lại.",
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
GIVEN_ON = _cause(
    "unassigned",
    "Hộ này đã giao lại cho người khác trước khi phiếu tới. Xã đã giữ nguyên phiếu. "
    "Người duyệt sẽ xem rồi nhận hoặc trả lại, không phải làm gì.",
    "This household was given to somebody else before the survey arrived. The commune has kept the survey whole. "
    "A supervisor will accept or return it; there is nothing to do.",
)
TAKEN_BACK = _cause(
    "unassigned",
    "Hộ này đã được thu lại trước khi phiếu tới. Xã đã giữ nguyên phiếu. "
    "Người duyệt sẽ xem rồi nhận hoặc trả lại, không phải làm gì.",
    "This household was taken back before the survey arrived. The commune has kept the survey whole. "
    "A supervisor will accept or return it; there is nothing to do.",
)
MOVED = _cause(
    "moved",
    "Tài khoản này nay không còn phụ trách địa bàn của hộ. Xã đã giữ phiếu. Người duyệt sẽ xem lại.",
    "This account no longer covers the household's area. The commune has kept the survey. "
    "A supervisor will look at it.",
)
MOVED_WORK = _cause(
    "moved",
    "Tài khoản này nay không còn phụ trách nơi ghi trong mục này. Xã đã giữ nguyên, chưa ghi nhận. "
    "Cán bộ xã sẽ xem lại.",
    "This account no longer covers the place that this is about. The commune has kept it and not used it yet. "
    "An officer will look at it.",
)
ROUND_CLOSED = _cause(
    "round_closed",
    "Đợt rà soát đã khép khi phiếu tới. Xã đã giữ phiếu. Người duyệt sẽ quyết định có nhận hay không.",
    "The round was already closed when this survey arrived. The commune has kept it. "
    "A supervisor decides whether to accept it.",
)
ROUND_CLOSED_WORK = _cause(
    "round_closed",
    "Đợt rà soát không còn mở khi mục này tới. Xã đã giữ nguyên, chưa ghi nhận. Cán bộ xã sẽ xem lại.",
    "The round was not open when this arrived. The commune has kept it and not used it yet. An officer will look at it.",
)
HOUSEHOLD_MISSING = _cause(
    "household_missing",
    "Phiếu này của hộ mới mà máy chưa gửi tới. Xã đã giữ nguyên phiếu và tự nhận khi hộ đó tới.",
    "This survey is of a new household that the phone has not sent yet. The commune has kept it whole and takes it "
    "when the household arrives.",
)
HOUSEHOLD_DECIDED = _cause(
    "household_decided",
    "Xã đã quyết định về hộ mới này trước khi bản này tới. Xã đã giữ nguyên, chưa ghi nhận. Cán bộ xã sẽ xem lại.",
    "The commune had decided on this new household before this came. It has kept it and not used it yet. "
    "An officer will look at it.",
)
TO_LOOK_AT = _cause(
    "to_look_at",
    "Xã đã nhận phiếu. Đợt này có một số phiếu được người duyệt xem trước; không phải làm gì.",
    "The commune has the survey. In this round a supervisor looks at some surveys first; nothing has to be done.",
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


def same_id(item_id: UUID) -> dict[str, Any]:
    """Of a second content under an id that is taken: ``item`` is the id by which the phone knows it."""
    return {**SAME_ID, "item": str(item_id)}


def kept_here(day: str, reason: str) -> dict[str, Any]:
    """Of two copies a supervisor kept the commune's, of ``day`` (as people write it)."""
    return _cause(
        "kept_here",
        f"Xã giữ bản ngày {day} đang có, lý do: {reason}. Bản gửi từ máy này vẫn được lưu, không dùng để xét. "
        "Chưa rõ thì hỏi người duyệt.",
        f"The commune keeps the copy of {day} that it had: {reason}. The copy from this phone is stored and not "
        "used. Ask the supervisor if unclear.",
    )


def taken_here(reason: str) -> dict[str, Any]:
    """Of two copies a supervisor took the one that came."""
    return _cause(
        "taken_here",
        f"Xã lấy bản gửi từ máy này, lý do: {reason}. Phiếu chờ duyệt, không phải làm gì.",
        f"The commune took the copy from this phone: {reason}. It waits for approval, there is nothing to do.",
    )


def joined_here(number: int, count: int, reason: str) -> dict[str, Any]:
    """A supervisor made revision ``number`` of two copies, with ``count`` answers of the one that came."""
    return _cause(
        "joined_here",
        f"Xã đã xem từng câu của hai bản và lấy {count} câu từ bản này, thành lần sửa {number}, lý do: {reason}. "
        "Phiếu chờ duyệt, không phải làm gì.",
        f"The commune went through both copies and took {count} answers of this one into revision {number}: "
        f"{reason}. It waits for approval, there is nothing to do.",
    )


def _because(vi: str, en: str, reason: str) -> tuple[str, str]:
    return (f"{vi}, lý do: {reason}", f"{en}: {reason}") if reason else (vi, en)


def chosen(reason: str) -> dict[str, Any]:
    """Of two surveys of one household a supervisor chose this one."""
    vi, en = _because(
        "Hộ này có hai phiếu, xã chọn phiếu này",
        "This household had two surveys and the commune chose this one",
        reason,
    )
    return _cause(
        "chosen",
        f"{vi}. Phiếu chờ duyệt, không phải làm gì.",
        f"{en}. It waits for approval, there is nothing to do.",
    )


def other_chosen(reason: str) -> dict[str, Any]:
    """Of two surveys of one household a supervisor chose the other; nothing of the other's answers is said."""
    vi, en = _because(
        "Người khác cũng đã rà soát hộ này và xã chọn phiếu kia",
        "Somebody else surveyed this household too and the commune chose the other survey",
        reason,
    )
    return _cause(
        "other_chosen",
        f"{vi}. Phiếu này vẫn được lưu ở xã, không dùng để xét. Không phải làm lại hộ này.",
        f"{en}. This one is stored and not used. The household need not be surveyed again.",
    )


def household_refused(reason: str) -> dict[str, Any]:
    """A household made on a phone was not confirmed, for a reason that its sender reads."""
    return _cause(
        "household_refused",
        f"Xã không xác nhận hộ mới này, lý do: {reason}. Phiếu của hộ vẫn được lưu ở xã. Chưa rõ thì hỏi người duyệt.",
        f"The commune did not confirm this new household: {reason}. Its survey is still stored. "
        "Ask the supervisor if unclear.",
    )


def put_aside(reason: str) -> dict[str, Any]:
    """What was held (a visit, a tick …) is not used, for a reason that its sender reads."""
    return _cause(
        "put_aside",
        f"Xã đã xem và không ghi nhận, lý do: {reason}. Nội dung vẫn được lưu ở xã. Chưa rõ thì hỏi người duyệt.",
        f"The commune looked at this and did not record it: {reason}. It is still stored. Ask the supervisor if unclear.",
    )

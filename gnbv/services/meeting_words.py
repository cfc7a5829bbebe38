"""Why an act on a village meeting is refused, in words: what happened, what is safe, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gnbv.errors import Conflict, Invalid
from gnbv.models import MeetingItem, MeetingState, VillageStage


def round_closed() -> Conflict:
    return Conflict(
        "round_closed",
        "Đợt rà soát không còn mở nên không ghi thêm về họp dân. Biên bản đã có vẫn giữ. Cần thì hỏi đầu mối của đợt.",
        "The round is not open, so nothing more is written of its meetings. Minutes are kept. Ask the coordinator.",
    )


def minutes_stand(stage: VillageStage) -> Conflict:
    return Conflict(
        "minutes_stand",
        f"Thôn này đã có biên bản và đang ở bước “{stage.label}”. Chưa có gì thay đổi. Muốn họp lại thì lùi bước của thôn, "
        "có lý do.",
        "This village has its minutes and stands at a later step. Nothing was changed. To meet again, step the village "
        "back with a reason.",
    )


def no_meeting_here() -> Conflict:
    return Conflict(
        "no_meeting",
        "Đợt rà soát này không có bước họp dân nên không ghi cuộc họp. Chưa có gì thay đổi. Xem các bước ở trang của thôn.",
        "This round has no village meeting, so none is written. Nothing was changed. See its steps on the village's page.",
    )


def another_planned(number: int) -> Conflict:
    return Conflict(
        "meeting_open",
        f"Thôn này còn cuộc họp thứ {number} chưa có biên bản ký. Cuộc họp đó vẫn giữ. Ghi xong hoặc huỷ nó rồi mới định "
        "cuộc họp khác.",
        f"Meeting {number} of this village has no signed minutes yet. It is kept. Finish it or call it off before another.",
    )


def held_already() -> Conflict:
    return Conflict(
        "meeting_held",
        "Cuộc họp này đã họp nên không đổi ngày, nơi hay danh sách nữa. Những gì đã ghi vẫn giữ. Sửa ở phần ghi cuộc họp.",
        "This meeting was held, so its day, place and list do not change. What was written is kept. Correct the record.",
    )


def plan_incomplete(opens_on: date) -> Invalid:
    return Invalid(
        "meeting_incomplete",
        f"Chưa ghi nơi họp, hoặc ngày họp trước ngày mở đợt ({opens_on:%d/%m/%Y}). Chưa có gì thay đổi. Điền đủ rồi bấm lại.",
        f"The place is missing, or the day lies before the round opened ({opens_on:%d/%m/%Y}). Nothing was changed. "
        "Fill it in and try again.",
    )


def closed(state: MeetingState) -> Conflict:
    return Conflict(
        "meeting_closed",
        f"Cuộc họp này ở trạng thái “{state.label}” nên không sửa được nữa. Biên bản vẫn giữ. Tải lại trang để xem.",
        "This meeting was closed or called off, so it cannot be changed. Its minutes are kept. Reload the page to read it.",
    )


def changed_meanwhile() -> Conflict:
    return Conflict(
        "meeting_changed",
        "Có người vừa ghi cuộc họp này. Bản đó vẫn giữ, bản vừa gửi chưa ghi. Tải lại trang để xem rồi ghi tiếp.",
        "Somebody has just written this meeting. Theirs is kept, yours was not written. Reload the page and go on from it.",
    )


def not_held() -> Conflict:
    return Conflict(
        "meeting_not_held",
        "Cuộc họp này chưa ghi số người dự và số tay nên chưa khép được. Chưa có gì thay đổi. Ghi cuộc họp trước.",
        "Attendance and counts of this meeting were not written yet, so it was not closed. Nothing changed. Write the meeting first.",
    )


def not_counted(numbers: Iterable[int]) -> Invalid:
    named = _named(numbers)
    return Invalid(
        "meeting_not_counted",
        f"Hộ {named} chưa có số tay. Biên bản chưa khép, những gì đã ghi vẫn giữ. Ghi số tay, hoặc ghi chú vì sao cuộc họp "
        "chưa bàn tới.",
        f"Household {named} has no counts. The meeting was not closed, what was written is kept. Write the counts, or "
        "remark why the meeting did not come to it.",
    )


def nobody_signs() -> Invalid:
    return Invalid(
        "meeting_not_signed",
        "Chưa ghi đại diện hộ dân ký biên bản. Biên bản chưa khép, những gì đã ghi vẫn giữ. Ghi tên người ký rồi bấm lại.",
        "No representative of the households who signs was written. The meeting was not closed. Write the name first.",
    )


def no_signed_page() -> Invalid:
    return Invalid(
        "signed_page_missing",
        "Chưa có ảnh trang biên bản đã ký nên chưa khép. Những gì đã ghi vẫn giữ. Chụp hoặc quét trang có chữ ký rồi bấm lại.",
        "There is no photo of the signed page, so the meeting was not closed. What was written is kept. Add it, then try "
        "again.",
    )


def void_without_reason() -> Invalid:
    return Invalid(
        "meeting_incomplete",
        "Chưa ghi lý do nên cuộc họp chưa huỷ. Chưa có gì thay đổi. Ghi lý do rồi bấm lại.",
        "There is no reason yet, so the meeting was not called off. Nothing was changed. Write the reason and try again.",
    )


def redo(meeting_number: int, numbers: Iterable[int]) -> str:
    """Why the village goes back to the survey, as its history says it."""
    return f"Cuộc họp thứ {meeting_number} chưa thống nhất: rà soát lại hộ {_named(numbers)}."[:1000]


def went_unapproved(items: Iterable[MeetingItem]) -> str:
    """Why sheets that nobody approved went to the meeting, as the village's history says it; empty without any."""
    told = [
        f"hộ {item.household.number:03d}: {item.unapproved_reason}"
        for item in items
        if item.unapproved_reason
    ]
    return f"Phiếu chưa duyệt vẫn đưa ra họp. {'; '.join(told)}."[:4000] if told else ""


def _named(numbers: Iterable[int]) -> str:
    return ", ".join(f"{number:03d}" for number in numbers)

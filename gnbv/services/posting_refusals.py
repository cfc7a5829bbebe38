"""Why a list cannot be made, put up or taken down now: what happened, what is safe, what is next."""

from __future__ import annotations

from datetime import date

from gnbv.errors import Conflict, Invalid
from gnbv.models import Posting, PostingState, VillageReview


def known() -> Conflict:
    return Conflict(
        "posting_known",
        "Bản niêm yết này thuộc thôn khác. Bản đã lập vẫn giữ. Mở lại trang niêm yết của thôn rồi lập bản mới.",
        "This list belongs to another village. It is kept. Open the village's page again and make a new one.",
    )


def wrong_stage(review: VillageReview) -> Conflict:
    return Conflict(
        "posting_stage",
        f"Thôn đang ở bước “{review.stage.label}” nên chưa lập bản niêm yết. Những gì đã có vẫn giữ. "
        "Niêm yết khi đã có biên bản họp dân và trước khi trình.",
        f"The village is at the stage “{review.stage.value}”, so no list was made. What was there is kept. "
        "A list is posted after the meeting's minutes and before the submission.",
    )


def unchanged() -> Conflict:
    return Conflict(
        "posting_unchanged",
        "Kết quả không khác bản đã niêm yết nên không lập bản mới. Bản đã niêm yết vẫn giữ. "
        "Chỉ niêm yết lại khi có hộ đổi kết quả.",
        "The results are the same as on the posted list, so no new one was made. The posted one is kept. "
        "Post again only when a household's result has changed.",
    )


def no_reason() -> Invalid:
    return Invalid(
        "posting_reason",
        "Chưa ghi vì sao niêm yết lại nên chưa lập bản mới. Bản đã niêm yết vẫn giữ. Ghi lý do rồi bấm lại.",
        "There is no reason yet for posting again, so no list was made. The posted one is kept. Give a reason, then press again.",
    )


def no_place() -> Invalid:
    return Invalid(
        "posting_place",
        "Chưa ghi treo ở đâu nên chưa ghi. Bản niêm yết vẫn như cũ. Chọn nơi treo rồi bấm lại.",
        "It is not said where the list hangs, so nothing was recorded. The list is as it was. Choose the place, then press again.",
    )


def bad_day() -> Invalid:
    return Invalid(
        "posting_day",
        "Ngày giờ này chưa tới hoặc đã quá lâu nên chưa ghi. Bản niêm yết vẫn như cũ. Sửa ngày rồi bấm lại.",
        "This day is still to come or long past, so nothing was recorded. The list is as it was. Correct the day, then press again.",
    )


def over(posting: Posting) -> Conflict:
    return Conflict(
        "posting_over",
        f"Bản niêm yết này “{posting.state.label}” nên không treo nữa. Những gì đã ghi vẫn giữ. "
        "Mở trang niêm yết của thôn để xem bản đang dùng.",
        f"This list is “{posting.state.value}” and is not put up any more. What was recorded is kept. "
        "Open the village's postings to see the one in use.",
    )


def not_there(posting: Posting) -> Conflict:
    words = "đã được thay" if posting.state is PostingState.REPLACED else "không treo ở nơi này"
    return Conflict(
        "posting_not_there",
        f"Bản niêm yết {words} nên không ghi gỡ. Những gì đã ghi vẫn giữ. Mở trang niêm yết của thôn để xem.",
        "This list does not hang there, so nothing was recorded. What was recorded is kept. Open the village's postings.",
    )


def not_up(posting: Posting) -> Conflict:
    return Conflict(
        "posting_not_up",
        f"Bản niêm yết này “{posting.state.label}” nên chưa ghi lần đọc loa. Những gì đã ghi vẫn giữ. "
        "Ghi các lần đọc loa trong thời gian niêm yết.",
        f"This list is “{posting.state.value}”, so no broadcast was recorded. What was recorded is kept. "
        "Broadcasts belong to the days on which it hangs.",
    )


def too_early(first: date | None, least: int) -> Conflict:
    if first is None:
        return Conflict(
            "posting_too_early",
            "Danh sách chưa treo đủ các nơi nên chưa gỡ được. Danh sách vẫn đang niêm yết. "
            f"Treo ở nơi còn thiếu; ngày niêm yết tính từ đó, đủ {least} ngày làm việc.",
            "The list does not hang at every place yet, so it is not taken down. It is still posted. "
            f"Put it up where it is missing; its {least} working days count from then.",
        )
    return Conflict(
        "posting_too_early",
        f"Chưa niêm yết đủ {least} ngày làm việc (không tính ngày treo, ngày nghỉ) nên chưa gỡ được. "
        f"Danh sách vẫn đang niêm yết. Gỡ từ ngày {first:%d/%m/%Y}.",
        f"The list has not hung for {least} working days (the day it was put up and days off do not count), so it is not "
        f"taken down. It is still posted. Take it down from {first:%d/%m/%Y} on.",
        from_day=first.isoformat(),
    )


def not_down(posting: Posting) -> Conflict:
    return Conflict(
        "posting_not_down",
        f"Bản niêm yết này “{posting.state.label}”, chưa gỡ, nên chưa xác nhận được. Chưa có gì thay đổi. "
        "Gỡ danh sách khi đủ ngày rồi xác nhận.",
        f"This list is “{posting.state.value}” and was not taken down, so nothing is confirmed yet. Nothing was changed. "
        "Take the list down after its days, then confirm.",
    )


def complaints_open(count: int) -> Conflict:
    return Conflict(
        "complaints_open",
        f"Còn {count} khiếu nại chưa trả lời nên chưa xác nhận được. Chưa có gì thay đổi. Trả lời từng khiếu nại rồi xác nhận.",
        f"{count} complaints are not answered, so nothing is confirmed yet. Nothing was changed. Answer each, then confirm.",
    )


def changed() -> Conflict:
    return Conflict(
        "posting_changed",
        "Có hộ đã đổi kết quả sau khi niêm yết nên chưa xác nhận được. Chưa có gì thay đổi. "
        "Lập bản niêm yết mới, treo đủ ngày rồi xác nhận.",
        "A household's result changed after the posting, so nothing is confirmed yet. Nothing was changed. "
        "Make a new list, let it hang for its days, then confirm.",
    )

"""Why a complaint cannot be taken in, given on or answered now: what happened, what is safe, what is next."""

from __future__ import annotations

from gnbv.errors import Conflict, Invalid, NotPermitted
from gnbv.models import Complaint


def known() -> Conflict:
    return Conflict(
        "complaint_known",
        "Khiếu nại này đã ghi với nội dung khác. Bản đã ghi vẫn giữ. Mở lại trang rồi ghi khiếu nại mới.",
        "This complaint was recorded with other content. That one is kept. Open the page again for a new one.",
    )


def not_posted() -> Conflict:
    return Conflict(
        "complaint_not_posted",
        "Danh sách này chưa treo nên chưa nhận khiếu nại về nó. Chưa ghi gì, không mất gì. "
        "Nhận sau khi danh sách treo, hoặc nhận giấy đề nghị.",
        "This list is not up yet, so no complaint about it was taken in. Nothing was recorded or lost. "
        "Take it in when the list hangs, or take a petition in.",
    )


def recognised() -> Conflict:
    return Conflict(
        "complaint_recognised",
        "Kết quả của thôn đã công nhận nên không nhận, không mở lại khiếu nại này được. Những gì đã ghi vẫn giữ. "
        "Nhận giấy đề nghị để xét ở đợt thường xuyên.",
        "The village's results are recognised, so this complaint is neither taken in nor opened again. What was recorded is "
        "kept. Take a petition in for the regular review.",
    )


def incomplete(vi: str, en: str) -> Invalid:
    return Invalid(
        "complaint_incomplete",
        f"{vi}. Chưa ghi gì thêm, khiếu nại đã nhận vẫn giữ. Sửa rồi bấm lại.",
        f"{en}. Nothing was recorded, what was taken in is kept. Correct it and try again.",
    )


def decided(row: Complaint) -> Conflict:
    return Conflict(
        "complaint_decided",
        f"Khiếu nại này đang là “{row.state.label}” nên không làm bước đó được. Nội dung đã ghi vẫn giữ. Tải lại trang để xem.",
        f"This complaint is “{row.state.value}”, so this step is not possible. What was recorded is kept. Reload the page.",
    )


def own_home() -> NotPermitted:
    return NotPermitted(
        "own_complaint",
        "Khiếu nại này về nhà của người đang đăng nhập hoặc của người nhà nên phải để người khác xét. "
        "Khiếu nại vẫn giữ, chưa có gì thay đổi. Nhờ người khác ở xã làm bước này.",
        "This complaint is about the home of whoever is signed in, or of their family. It is kept and nothing was changed. "
        "Ask somebody else of the commune to do this step.",
    )


def not_listed() -> Conflict:
    return Conflict(
        "complaint_not_listed",
        "Hộ này chưa có trong danh sách rà soát của đợt nên chưa giao phúc tra. Khiếu nại vẫn giữ. "
        "Đưa hộ vào danh sách của đợt rồi giao lại.",
        "This household is not on the round's list, so the re-check was not given to anybody. The complaint is kept. "
        "Put the household on the list, then give it again.",
    )


def not_checked() -> Conflict:
    return Conflict(
        "complaint_not_checked",
        "Chưa có kết quả phúc tra đã duyệt nên chưa trả lời được. Khiếu nại vẫn giữ. "
        "Chờ phiếu phúc tra được duyệt, hoặc ghi rõ vì sao không cần phúc tra.",
        "There is no approved re-check yet, so it was not answered. The complaint is kept. "
        "Wait until the re-check is approved, or say why none is needed.",
    )


def changed_already() -> Conflict:
    return Conflict(
        "complaint_changed",
        "Phúc tra đã xong và kết quả của hộ đã đổi nên không rút được nữa. Khiếu nại vẫn giữ. Trả lời bằng văn bản.",
        "The re-check is done and the household's result has changed, so it cannot be withdrawn. The complaint is kept. "
        "Answer it in writing.",
    )

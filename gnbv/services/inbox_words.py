"""The sentence of an inbox row, in both languages: made when it is read, of the kind and its few details."""

from __future__ import annotations

from typing import Any

from gnbv.models import InboxRow

Words = tuple[str, str]

SENTENCES: dict[str, Words] = {
    "returned": (
        "Phiếu {home} được trả lại: xem ý kiến, sửa rồi gửi lại.",
        "The survey of {home} was returned: read the comments, correct it, send it again.",
    ),
    "reply": (
        "{by} đã trả lời ý kiến ở phiếu {home}. Bản sửa chờ duyệt.",
        "{by} replied to the comments on the survey of {home}. The correction waits for a decision.",
    ),
    "held": (
        "Xã đã giữ phiếu {home}, chờ người phụ trách xem. Không phải làm gì.",
        "The commune keeps the survey of {home} until an officer has looked at it. Nothing has to be done.",
    ),
    "settled": (
        "Đã có quyết định về hai bản khác nhau từng gửi. Mở mục Chờ gửi trên máy để xem.",
        "The two different copies that were sent have been decided on. See the outbox on the phone.",
    ),
    "message": ("{by} viết về phiếu {home}.", "{by} wrote about the survey of {home}."),
    "assigned": (
        "Được giao {count} hộ trong {round}. Lấy dữ liệu mới về máy trước khi đi.",
        "{count} households in {round} were assigned. Fetch new data to the phone before leaving.",
    ),
    "back_check": (
        "Được giao phúc tra {count} hộ trong {round}. Lấy dữ liệu mới về máy trước khi đi.",
        "{count} households in {round} are to be interviewed anew. Fetch new data to the phone before leaving.",
    ),
    "taken_over": (
        "{count} hộ trong {round} đã giao cho người khác. Phiếu trên máy vẫn giữ; hộ nào đã làm xong thì cứ gửi, xã sẽ xem.",
        "{count} households in {round} were given to somebody else. What is on the phone is kept; send what is finished, "
        "the commune will look at it.",
    ),
    "taken_away": (
        "{count} hộ trong {round} đã được thu lại. Phiếu trên máy vẫn giữ; hộ nào đã làm xong thì cứ gửi, xã sẽ xem.",
        "{count} households in {round} were taken back. What is on the phone is kept; send what is finished, the commune "
        "will look at it.",
    ),
    "came_before": (
        "{by} đã gửi phiếu {home}, làm từ trước khi giao lại. Xã đang giữ để xem: hỏi người duyệt trước khi đến hộ này.",
        "{by} sent a survey of {home} made before it changed hands. The commune keeps it for a look: ask the supervisor "
        "before going there.",
    ),
    "change_confirmed": (
        "{by} đã xác nhận thay đổi của {home}. Lấy dữ liệu mới về máy.",
        "{by} confirmed the change of {home}. Fetch new data to the phone.",
    ),
    "change_refused": (
        "{by} không xác nhận thay đổi của {home}. Lý do nằm ở phiếu hoặc ở mục Chờ gửi.",
        "{by} did not confirm the change of {home}. The reason stands on the survey or in the outbox.",
    ),
    "change_undone": (
        "Quyết định về thay đổi của {home} được mở lại để xem.",
        "The decision on the change of {home} was opened again.",
    ),
    "complaint": (
        "Có khiếu nại số {petition} về kết quả niêm yết: xem và giao người phúc tra.",
        "Complaint {petition} about a posted result came in: read it and give the re-check to somebody.",
    ),
    "recheck": (
        "Được giao phúc tra {count} hộ trong {round} vì có khiếu nại. Lấy dữ liệu mới về máy trước khi đi.",
        "{count} households in {round} are to be checked again after a complaint. Fetch new data to the phone before leaving.",
    ),
    "monthly": (
        "Có {count} giấy đề nghị. Mở đợt tháng {month}.",
        "{count} petitions wait. Open the review of {month}.",
    ),
    "recommendation": (
        "{by} kiến nghị về hồ sơ {village}: trả lời trước {day}.",
        "{by} wrote a recommendation on the file of {village}: answer before {day}.",
    ),
    "recommendation_answered": (
        "Kiến nghị về hồ sơ {village} đã được trả lời.",
        "The recommendation on the file of {village} was answered.",
    ),
    "petition": ("Có tin mới về giấy đề nghị số {petition}.", "There is news of petition {petition}."),
    "recovered": (
        "Việc ở máy “{label}” đã được lấy về máy khác bằng tài khoản này. Nếu không phải tự làm thì báo xã ngay.",
        "The work of the phone “{label}” was taken to another one by this account. If that was not you, tell the commune at once.",
    ),
}
DECIDED: dict[str, Words] = {
    "approval": (
        "Phiếu {home} đã được duyệt, chờ công nhận.",
        "The survey of {home} was approved and awaits recognition.",
    ),
    "release": (
        "Xã đã nhận phiếu {home} từng được giữ lại. Phiếu chờ duyệt.",
        "The commune took in the survey of {home} that it had held. It waits for a decision.",
    ),
    "withdrawal": (
        "Phiếu {home} đã được rút, xã vẫn lưu. Chưa rõ thì hỏi người duyệt.",
        "The survey of {home} was withdrawn; the commune still keeps it. Ask the supervisor if unclear.",
    ),
    "reopening": (
        "Phiếu {home} đã duyệt nay được mở lại để xem.",
        "The approved survey of {home} was opened again.",
    ),
    "correction": (
        "Phiếu {home} được sửa tại xã, có ghi lý do. Bản của người rà soát vẫn giữ.",
        "The survey of {home} was corrected at the commune, with a reason. The collector's answers are kept.",
    ),
}
OTHER: Words = ("Có việc mới cần xem.", "There is something new to look at.")
NOBODY: Words = ("Người của xã", "Somebody of the commune")
A_HOME: Words = ("một hộ", "a household")
NUMBERED: Words = ("hộ {number:03d}, {village}", "household {number:03d}, {village}")
A_ROUND: Words = ("đợt rà soát", "the round")


def sentence(row: InboxRow, locale: str) -> str:
    """One plain sentence of ``locale`` ("vi" or "en"). What a row does not say is said in general words."""
    place = 1 if locale == "en" else 0
    details: dict[str, Any] = row.details
    words = SENTENCES.get(row.kind, OTHER)
    if row.kind == "decided":
        words = DECIDED.get(str(details.get("decision")), OTHER)
    home = A_HOME[place]
    if isinstance(details.get("number"), int) and details.get("village"):
        home = NUMBERED[place].format(number=details["number"], village=details["village"])
    return words[place].format(
        home=home,
        by=details.get("by") or NOBODY[place],
        count=details.get("count") or 1,
        round=details.get("round") or A_ROUND[place],
        petition=details.get("petition") or "",
        label=details.get("label") or "?",
        month=details.get("month") or "",
        village=details.get("village") or "",
        day=details.get("day") or "",
    )

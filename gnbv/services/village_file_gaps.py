"""What is missing of a village's file, for its first page: by section, in words."""

from __future__ import annotations

from dataclasses import dataclass

from gnbv.models import CertificateState, ComplaintState, ListReason, MeetingState, PostingState
from gnbv.services.village_files import VillageFile

_OPEN = (ComplaintState.RECEIVED, ComplaintState.CHECKING)
_UNHANDED = (CertificateState.WAITING, CertificateState.MADE)


@dataclass(frozen=True)
class Missing:
    """One thing that the file lacks. ``section``: which part; a clause without a full stop, in both languages."""

    section: str
    vi: str
    en: str


def missing(found: VillageFile) -> list[Missing]:
    """Everything that is missing, in the order of the sections."""
    return [*_sheets(found), *_minutes(found), *_postings(found), *_complaints(found), *_decision(found),
            *_handed(found), *_recommended(found)]  # fmt: skip


def _sheets(found: VillageFile) -> list[Missing]:
    decided = {row.household_id for row in found.surveys}
    open_ = [
        one
        for one in found.homes
        if one.household.id not in decided
        and one.line.conclusion is None
        and not one.is_closed
        and one.line.reason is not ListReason.AVERAGE
    ]
    if not open_:
        return []
    named = ", ".join(f"{one.household.number:03d}" for one in open_)
    return [
        Missing(
            "sheets", f"{len(open_)} hộ chưa có phiếu đã duyệt hay kết luận: {named}",
            f"{len(open_)} households without an approved sheet or a conclusion: {named}",
        )
    ]  # fmt: skip


def _minutes(found: VillageFile) -> list[Missing]:
    said = []
    closed = [row for row in found.meetings if row.state is MeetingState.CLOSED]
    if not closed:
        said.append(Missing("minutes", "Chưa có biên bản họp dân đã ký", "No signed minutes of a meeting"))
    for row in found.held():
        if not found.named(row.id, "signed_page"):
            said.append(
                Missing(
                    "minutes", f"Chưa có ảnh trang ký của biên bản lần {row.number}",
                    f"No photo of the signed page of meeting {row.number}",
                )
            )  # fmt: skip
    return said


def _postings(found: VillageFile) -> list[Missing]:
    rows = [row for row in found.postings if row.state is not PostingState.REPLACED]
    if not rows:
        return [Missing("postings", "Chưa niêm yết", "Nothing was posted")]
    row, said = rows[-1], []
    checks = (
        (row.up_on is not None and not found.named(row.id, "posting_up"), "Chưa có ảnh lúc treo danh sách", "No photo of the list put up"),
        (row.down_on is not None and not found.named(row.id, "posting_down"), "Chưa có ảnh lúc gỡ danh sách", "No photo of the list taken down"),
        (row.state is not PostingState.DOWN, "Danh sách chưa gỡ", "The list was not taken down"),
        (not row.broadcasts, "Chưa ghi lần đọc loa nào", "No loudspeaker time is written down"),
        (row.quiet_at is None and not found.complaints, "Chưa xác nhận “không có khiếu nại”", "Nobody confirmed that no complaint came"),
    )  # fmt: skip
    said += [Missing("postings", vi, en) for is_missing, vi, en in checks if is_missing]
    return said


def _complaints(found: VillageFile) -> list[Missing]:
    open_ = [f"{row.number}/{row.year}" for row in found.complaints if row.state in _OPEN]
    if not open_:
        return []
    named = ", ".join(open_)
    return [
        Missing("complaints", f"Khiếu nại chưa trả lời: {named}", f"Complaints without an answer: {named}")
    ]


def _decision(found: VillageFile) -> list[Missing]:
    if found.decisions:
        return []
    return [Missing("decision", "Chưa có quyết định công nhận", "No decision of recognition")]


def _handed(found: VillageFile) -> list[Missing]:
    left = [row for row in found.papers if row.state in _UNHANDED]
    said = []
    if (
        found.decisions
        and not found.papers
        and any(row.lists for rows in found.rows.values() for row in rows)
    ):
        said.append(Missing("handover", "Chưa lập giấy chứng nhận", "No certificates were prepared"))
    if left:
        said.append(
            Missing("handover", f"{len(left)} giấy chứng nhận chưa giao", f"{len(left)} certificates are not handed over")
        )  # fmt: skip
    if found.papers and not any(found.named(book, "handover_page") for book in found.books()):
        said.append(
            Missing(
                "handover", "Chưa có ảnh trang ký của sổ giao giấy", "No photo of the signed hand-over book"
            )
        )
    return said


def _recommended(found: VillageFile) -> list[Missing]:
    left = [row for row in found.recommendations if row.answered_at is None]
    if not left:
        return []
    vi = f"{len(left)} kiến nghị của Mặt trận chưa trả lời"
    return [Missing("recommendations", vi, f"{len(left)} recommendations of the Front are not answered")]

"""What is missing of a village's papers: its list on the board, complaints, the decision, certificates. Reads tables only.

QĐ 24/2021/QĐ-TTg, Điều 4 and 5: each stage's condition is named in the docstring of its function.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Certificate,
    CertificateState,
    Complaint,
    ComplaintState,
    Posting,
    PostingState,
    Recognition,
    RecognitionState,
    VillageReview,
)

_OPEN = (ComplaintState.RECEIVED, ComplaintState.CHECKING)


@dataclass(frozen=True)
class Gap:
    """One thing that is missing, as a clause without a full stop. ``endpoint`` with ``values`` is the page where it is
    mended; ``is_waivable``: the village may go on with a written reason."""

    code: str
    vi: str
    en: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    is_waivable: bool = False


def here(review: VillageReview) -> dict[str, Any]:
    """What names the village's pages in an address."""
    return {"round_id": review.round_id, "unit_id": review.unit_id}


def latest_posting(session: Session, review: VillageReview) -> Posting | None:
    query = select(Posting).where(Posting.tenant == review.tenant, Posting.review_id == review.id)
    return session.scalars(
        query.where(Posting.state != PostingState.REPLACED).order_by(Posting.number.desc()).limit(1)
    ).first()


def posting(session: Session, review: VillageReview, *, down: bool) -> list[Gap]:
    """The list is up; or it was taken down after its days."""
    row = latest_posting(session, review)
    if row is not None and (row.state is PostingState.DOWN or (row.state is PostingState.UP and not down)):
        return []
    vi, en = ("danh sách chưa gỡ sau khi niêm yết đủ ngày", "the list was not taken down after its days")
    if row is None or row.state is PostingState.PREPARED:
        vi, en = "danh sách niêm yết chưa treo", "the list was not put up"
    return [Gap("not_down" if down else "not_up", vi, en, "postings.index", here(review))]


def complaints(session: Session, review: VillageReview) -> list[Gap]:
    """No complaint is open, a changed result was posted again, and somebody confirmed that no other complaint came."""
    rows = session.execute(
        select(Complaint.state, Complaint.changed, Complaint.posting_id)
        .join(Posting, (Posting.tenant == Complaint.tenant) & (Posting.id == Complaint.posting_id))
        .where(Posting.tenant == review.tenant, Posting.review_id == review.id)
    ).all()
    latest = latest_posting(session, review)
    where = {"round": str(review.round_id), "village": str(review.unit_id)}
    found = []
    if count := sum(1 for state, _changed, _posting_id in rows if state in _OPEN):
        found.append(
            Gap(
                "open_complaints", f"còn {count} khiếu nại chưa trả lời", f"{count} complaints are not answered",
                "complaints.index", where,
            )
        )  # fmt: skip
    if latest is None or any(changed and posting == latest.id for _state, changed, posting in rows):
        found.append(
            Gap(
                "not_posted_again", "kết quả đã đổi sau khiếu nại mà chưa niêm yết lại" if latest else "chưa niêm yết",
                "a result changed after a complaint and was not posted again" if latest else "nothing was posted",
                "postings.index", here(review),
            )
        )  # fmt: skip
    elif latest.quiet_at is None and not any(posting == latest.id for _state, _changed, posting in rows):
        found.append(
            Gap(
                "not_quiet", "chưa xác nhận “không có khiếu nại”", "nobody confirmed that no complaint came",
                "postings.index", here(review),
            )
        )  # fmt: skip
    return found


def decisions(session: Session, review: VillageReview) -> list[Recognition]:
    """Signed decisions of the round over this village."""
    rows = session.scalars(
        select(Recognition).where(
            Recognition.tenant == review.tenant,
            Recognition.round_id == review.round_id,
            Recognition.state == RecognitionState.SIGNED,
        )
    )
    return [row for row in rows if str(review.unit_id) in row.villages]


def decision(session: Session, review: VillageReview) -> list[Gap]:
    """The chair of the commune signed a decision over this village."""
    if decisions(session, review):
        return []
    return [
        Gap(
            "not_signed", "chưa có quyết định công nhận đã ký", "no decision of recognition is signed",
            "recognitions.index", {"round_id": review.round_id},
        )
    ]  # fmt: skip


def certificates(session: Session, review: VillageReview, states: tuple[CertificateState, ...]) -> list[Gap]:
    """No paper of the village's decisions stands in one of ``states``."""
    ids = [row.id for row in decisions(session, review)]
    rows = session.scalars(
        select(Certificate.recognition_id).where(
            Certificate.tenant == review.tenant,
            Certificate.recognition_id.in_(ids),
            Certificate.village_id == review.unit_id,
            Certificate.state.in_(states),
        )
    ).all()
    if not rows:
        return []
    return [
        Gap(
            "papers_left", f"còn {len(rows)} giấy chứng nhận chưa in xong", f"{len(rows)} certificates are not printed",
            "certificates.index", {"recognition_id": rows[0]},
        )
    ]  # fmt: skip

"""What everybody may read of a posting: the list while it hangs, by an address that nobody can guess, without an account.

Complaints may be written there; an address or a list from which too many come has to wait. Of the sender's address only a
keyed hash is kept, for an hour of counting.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv import clock
from gnbv.errors import GnbvError, NotFound, TooMany
from gnbv.models import Complaint, Posting, PostingState, SignInFailure
from gnbv.services import events, sealing
from gnbv.services.complaints import PUBLIC

FROM_ONE_ADDRESS = 5
OF_ONE_LIST = 60
WINDOW = timedelta(hours=1)
LONGEST_TOKEN = 60


class Gone(GnbvError):
    """The list was taken down: its time is over, and nothing of it is shown any more."""

    status = 410

    def __init__(self) -> None:
        super().__init__(
            "posting_gone",
            "Đã hết thời gian niêm yết nên danh sách này không xem được nữa. Khiếu nại đã gửi vẫn giữ. "
            "Cần hỏi thì gặp trưởng thôn hoặc đến UBND xã.",
            "The time of this posting is over, so the list is no longer shown. Complaints that were sent are kept. "
            "Ask the village head or the commune office.",
        )


def find(session: Session, tenant: int, token: str) -> Posting:
    """The list that hangs under this address. Raises ``NotFound`` for an address that was never given or whose list was
    not put up yet, ``Gone`` once it was taken down, replaced, or its last day is over."""
    found = session.scalar(
        select(Posting).where(Posting.tenant == tenant, Posting.token == token[:LONGEST_TOKEN])
    )
    if found is None or found.state is PostingState.PREPARED:
        raise NotFound()
    if found.state is not PostingState.UP or (found.until and clock.today() > found.until):
        raise Gone()
    return found


def count(session: Session, posting: Posting, address: str) -> None:
    """Count one complaint from ``address``. Raises ``TooMany`` when too many came within an hour from there, or about this
    list; nothing is counted then. The caller does not count what is repeated."""
    events.in_line(session, posting.tenant)  # of many at once each is counted, and none meets another's row
    at = clock.now()
    recent = select(func.count()).where(
        Complaint.tenant == posting.tenant,
        Complaint.posting_id == posting.id,
        Complaint.channel == PUBLIC,
        Complaint.recorded_at > at - WINDOW,
    )
    subject = f"complaint:{sealing.look_up_hash(f'complaint/{address}')[:40]}"
    row = session.get(SignInFailure, (posting.tenant, subject), populate_existing=True)
    is_fresh = row is not None and at - row.last_at <= WINDOW
    if (row is not None and is_fresh and row.count >= FROM_ONE_ADDRESS) or (
        session.scalar(recent) or 0
    ) >= OF_ONE_LIST:
        raise TooMany(
            "complaint_wait",
            "Vừa có nhiều ý kiến gửi từ đây nên chưa nhận thêm. Các ý kiến đã gửi vẫn giữ, chữ vừa gõ chưa mất. "
            "Đợi một giờ rồi gửi lại, hoặc nói với trưởng thôn.",
            "Many messages came from here just now, so no more is taken. Those that were sent are kept, what was typed is not "
            "lost. Wait an hour, or tell the village head.",
            retry_after=int(WINDOW.total_seconds()),
        )
    if row is None:
        session.add(SignInFailure(tenant=posting.tenant, subject=subject, count=1, last_at=at))
    else:
        row.count, row.last_at = (row.count + 1 if is_fresh else 1), at if not is_fresh else row.last_at

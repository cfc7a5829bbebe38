"""What a village at a later stage has behind it: closed meetings, lists that were put up. Written straight into the tables."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import (
    Meeting,
    MeetingItem,
    MeetingState,
    Posting,
    PostingState,
    Round,
    Unit,
    Verdict,
    VillageReview,
)
from gnbv.services import posting_rows, village_results
from tests.factories import DAY, NOW, TENANT


def agreed_meeting(
    session: Session, review: VillageReview, *, number: int = 1, verdict: Verdict = Verdict.AGREED
) -> Meeting:
    """A closed meeting that took up every home with a proposed class; 20 present, 18 hands up (or 2)."""
    round_ = session.get_one(Round, (TENANT, review.round_id))
    row = Meeting(
        tenant=TENANT, id=new_id(), review_id=review.id, number=number, state=MeetingState.CLOSED,
        planned_on=DAY, place="Nhà văn hoá", held_on=DAY, started_at=NOW, ended_at=NOW + timedelta(hours=2),
        present=20, revision=1, recorded_at=NOW,
        attendance=[{"capacity": "other", "count": 20, "names": "", "votes": True}],
        people={
            "chair": {"name": "Trịnh Văn Trưởng", "post": "Trưởng thôn"},
            "secretary": {"name": "Bùi Thị Ký", "post": "Chi hội trưởng phụ nữ"},
            "representatives": [{"name": "Chủ Hộ 101", "post": "Đại diện hộ"}],
        },
    )  # fmt: skip
    session.add(row)
    session.flush()
    homes = [one for one in village_results.of_village(session, round_, review.unit_id) if one.proposals]
    agree = 18 if verdict is Verdict.AGREED else 2
    for position, one in enumerate(homes, 1):
        standard = next(iter(one.proposals))
        session.add(
            MeetingItem(
                tenant=TENANT, id=new_id(), meeting_id=row.id, household_id=one.household.id, position=position,
                group=one.group(standard), head_name=one.household.head_name,
                classes={key: value.household_class.value for key, value in one.proposals.items()},
                before={key: value.value for key, value in one.before.items()},
                agree=agree, disagree=20 - agree, verdict=verdict,
            )
        )  # fmt: skip
    session.flush()
    return row


def posted(
    session: Session,
    review: VillageReview,
    state: PostingState = PostingState.DOWN,
    *,
    number: int = 1,
    up_on: date = DAY - timedelta(days=7),
    quiet: bool = False,
) -> Posting:
    """The village's list as it was put up on ``up_on`` (and taken down on ``DAY``)."""
    round_ = session.get_one(Round, (TENANT, review.round_id))
    village = session.get_one(Unit, (TENANT, review.unit_id))
    rows, is_illustrative = posting_rows.live(session, round_, village)
    is_up = state in (PostingState.UP, PostingState.DOWN, PostingState.REPLACED)
    row = Posting(
        tenant=TENANT, id=new_id(), review_id=review.id, number=number, state=state, standards=round_.standards,
        rows=rows, is_illustrative=is_illustrative, up_on=up_on if is_up else None, until=up_on + timedelta(days=5) if is_up else None,
        down_on=DAY if state is PostingState.DOWN else None, places=[], broadcasts=[],
        token=f"token-{review.id}-{number}"[:60], quiet_at=NOW if quiet else None, made_at=NOW,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row

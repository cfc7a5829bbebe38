"""Meetings as somebody holds them: everybody present, counts by household, a page with signatures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Capacity, Meeting, Origin, VillageReview
from gnbv.permissions import Actor
from gnbv.services import meeting_lists, meetings, procedure_files
from gnbv.services.meetings import Attendance, Held, Vote
from tests.factories import DAY

# The least that begins like a picture; the store looks at the first bytes.
PAGE = b"\xff\xd8\xff\xe0" + b"trang da ky" * 20
PEOPLE: dict[str, Any] = {
    "chair": {"name": "Trịnh Văn Trưởng", "post": "Trưởng thôn"},
    "secretary": {"name": "Lê Thị Thu", "post": "Rà soát viên"},
    "representatives": [{"name": "Chủ Hộ 102", "post": "hộ số 102"}],
}
ATTENDANCE = (
    Attendance(Capacity.CHAIR, 1, "Trịnh Văn Trưởng"),
    Attendance(Capacity.SECRETARY, 1, "Lê Thị Thu"),
    Attendance(Capacity.REVIEWED, 10),
    Attendance(Capacity.OTHER, 27),
    Attendance(Capacity.FRONT, 1, "Lưu Thị Mặt"),
)
PRESENT = 40
START = datetime(2026, 10, 22, 12, 30, tzinfo=UTC)  # 19:30 in Viet Nam
END = datetime(2026, 10, 22, 14, 0, tzinfo=UTC)


def planned(session: Session, actor: Actor, review: VillageReview, on: date = DAY) -> Meeting:
    return meetings.plan(session, actor, review, new_id(), on, "Nhà văn hoá Thôn 1")


def held(meeting: Meeting, session: Session, refused: Iterable[UUID] = (), **differently: Any) -> Held:
    """A meeting of ``PRESENT`` people in which 30 agreed to every household, and 15 to those ``refused``."""
    against = set(refused)
    counts: Mapping[bool, tuple[int, int]] = {False: (30, 5), True: (15, 22)}
    votes = tuple(
        Vote(item.household_id, *counts[item.household_id in against])
        for item in meetings.items_of(session, meeting)
    )
    said: dict[str, Any] = {
        "held_on": date(2026, 10, 22),
        "started_at": START,
        "ended_at": END,
        "place": "Nhà văn hoá Thôn 1",
        "attendance": ATTENDANCE,
        "people": PEOPLE,
        "votes": votes,
        "remarks": "Bà con thống nhất cách chấm điểm.",
        "origin": Origin.OFFICE,
    }
    return Held(**(said | differently))


def closed(session: Session, actor: Actor, review: VillageReview, refused: Iterable[UUID] = ()) -> Meeting:
    """A meeting from its plan to the signed page."""
    meeting = planned(session, actor, review)
    meetings.record(session, actor, meeting, held(meeting, session, refused))
    procedure_files.store(session, actor, meeting.id, meetings.SIGNED_PAGE, PAGE)
    meetings.close(session, actor, meeting)
    return meeting


def open_homes(session: Session, review: VillageReview) -> list[UUID]:
    """Households that the next meeting takes up."""
    return [one.home.household.id for one in meeting_lists.agenda(session, review).for_meeting]

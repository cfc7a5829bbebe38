"""A village meeting as a phone carries and hands it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Meeting
from gnbv.services import meetings
from tests.factories import DAY, TENANT, Cast
from tests.phone import item
from tests.procedure_stage import approved_village

HOURS = ("2026-10-23T01:00:00Z", "2026-10-23T02:30:00Z")


@dataclass(frozen=True)
class Plan:
    """A village's planned meeting, by ids: nothing here asks the database again."""

    round: UUID
    unit: UUID
    meeting: UUID


def plan_of(session: Session, cast: Cast) -> Plan:
    """A village with four households whose meeting is planned for today; committed."""
    made = approved_village(session, cast)
    meeting = new_id()
    meetings.plan(session, cast.actor(cast.coordinator), made.review, meeting, DAY, "Nhà văn hoá Thôn 1")
    plan = Plan(made.round.id, made.unit.id, meeting)
    session.commit()
    return plan


def planned(session: Session, village: Plan) -> Meeting:
    """The meeting as it stands now, with its items, read beside the test's own session."""
    with Session(session.get_bind()) as own:
        meeting = own.get_one(Meeting, (TENANT, village.meeting))
        assert meeting.items
        own.expunge_all()
        return meeting


def told(session: Session, village: Plan, agree: int = 30, **more: Any) -> dict[str, Any]:
    """The meeting as a phone hands it in: 32 present, every household voted on alone, one not reached."""
    meeting = planned(session, village)
    homes = [str(one.household_id) for one in meeting.items]
    votes = [
        {"household": home, "agree": agree, "disagree": 2, "is_block": False, "remark": ""}
        for home in homes[:-1]
    ]
    votes.append(
        {"household": homes[-1], "agree": None, "disagree": None, "is_block": False, "remark": "Hết giờ"}
    )
    payload = {
        "round": str(village.round), "village": str(village.unit), "revision": meeting.revision,
        "held_on": DAY.isoformat(), "started_at": HOURS[0], "ended_at": HOURS[1], "place": "Nhà văn hoá Thôn 1",
        "attendance": [{"capacity": "chair", "count": 1, "names": ""}, {"capacity": "other", "count": 31, "names": ""}],
        "people": {
            "chair": {"name": "Trịnh Văn Trưởng", "post": ""}, "secretary": {"name": "Hà Thị Ký", "post": ""},
            "representatives": [{"name": "Lò Văn Một", "post": ""}],
        },
        "remarks": "Nhất trí", "votes": votes, "attachments": [],
    }  # fmt: skip
    return item("meeting", meeting.id, {**payload, **more})


def entries(kit: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [entry["data"] for entry in kit["entries"] if entry["type"] == kind]


def strange_meeting(about: Any) -> dict[str, Any]:
    """What a phone of another commune may say of a meeting; ``about`` names what it is about."""
    votes = [{"household": str(about.household), "agree": 1, "disagree": 0, "is_block": False}]
    people = {"chair": {"name": "A"}, "secretary": {"name": "B"}, "representatives": [{"name": "C"}]}
    return {
        "round": str(about.round), "village": str(about.village), "revision": 1, "held_on": DAY.isoformat(),
        "started_at": HOURS[0], "ended_at": HOURS[1], "place": "Nhà văn hoá",
        "attendance": [{"capacity": "other", "count": 2}], "people": people, "votes": votes,
    }  # fmt: skip


def strange_complaint(about: Any) -> dict[str, Any]:
    """The same of a complaint."""
    return {
        "posting": str(about.posting), "household": str(about.household), "complainant": "Người hỏi",
        "text": "Chưa đúng", "received_on": DAY.isoformat(),
    }  # fmt: skip

"""A village whose meeting agreed, its list on the wall, and somebody who complains. Days around the tests' 23/10/2026."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from gnbv.clock import VIETNAM
from gnbv.ids import new_id
from gnbv.models import Complaint, HouseholdClass, Posting, Purpose, Result, Role, Survey, User, VillageStage
from gnbv.permissions import Actor, actor_for
from gnbv.services import complaint_answers, complaints, decisions, postings
from gnbv.services.complaints import Told
from tests import factories
from tests.factories import DAY, NOW, TENANT, Cast
from tests.procedure_papers import agreed_meeting
from tests.procedure_stage import MIXED, STANDARD, Village, approved_village, surveyed

HOUSE, OFFICE = "culture_house", "commune_office"
PLACES = (HOUSE, OFFICE)
# Monday; its three working days end on Thursday 22/10, so it may come down on 23/10, the tests' day.
MONDAY = date(2026, 10, 19)
JPEG = b"\xff\xd8\xff\xe0" + b"anh danh sach" * 20


def at(day: date, hour: int = 8) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=VIETNAM)


def on(person: User, day: date) -> Actor:
    """The person on another day than the tests' own."""
    return actor_for(person, day)


def agreed_village(
    session: Session,
    cast: Cast,
    *,
    homes: Sequence[tuple[HouseholdClass | None, HouseholdClass]] = MIXED,
    standards: Sequence[str] = (STANDARD,),
    illustrative: bool = False,
) -> Village:
    """Approved, agreed to by a meeting, minutes signed; committed."""
    made = approved_village(
        session, cast, homes=homes, standards=standards, illustrative=illustrative, stage=VillageStage.MINUTES
    )
    agreed_meeting(session, made.review)
    session.commit()
    return made


def made(session: Session, cast: Cast, village: Village, reason: str = "") -> Posting:
    head = cast.actor(cast.village_head)
    return postings.make(session, head, village.review, new_id(), reason=reason)


def put_up(session: Session, cast: Cast, village: Village, day: date = MONDAY, reason: str = "") -> Posting:
    """A list on the wall of both places since ``day``; committed."""
    posting = made(session, cast, village, reason)
    for place in PLACES:
        postings.put_up(session, cast.actor(cast.village_head), posting, place, at(day))
    session.commit()
    return posting


def taken_down(session: Session, cast: Cast, posting: Posting, day: date = DAY) -> Posting:
    for place in PLACES:
        postings.take_down(session, on(cast.village_head, day), posting, place, at(day))
    session.commit()
    return posting


def told(village: Village, place: int | None = 0, **more: Any) -> Told:
    said: dict[str, Any] = {
        "complainant": "Nguyễn Văn Hỏi",
        "text": "Nhà này có xe tải mà vẫn là hộ nghèo.",
        "received_on": DAY,
        "contact": "0912 345 678",
        "household_id": village.homes[place].id if place is not None else None,
    }
    return Told(**(said | more))


def complained(session: Session, cast: Cast, village: Village, posting: Posting, **more: Any) -> Complaint:
    cadre = cast.actor(cast.cadre)
    row = complaints.take_in(session, cadre, new_id(), posting, told(village, **more))
    session.commit()
    return row


def second_collector(session: Session, cast: Cast, username: str = "ba", name: str = "Quàng Thị Ba") -> User:
    found = factories.user(session, username, Role.COLLECTOR, cast.village, name=name)
    session.commit()
    return found


def rechecked(session: Session, cast: Cast, row: Complaint, by: User, after: HouseholdClass) -> Survey:
    """The second sheet of the home came in, with its result, and waits for the supervisor."""
    assert row.household is not None
    survey = surveyed(session, cast, row.posting.review.round, row.household)
    survey.purpose, survey.collector_id = Purpose.RECHECK, by.id
    session.add(
        Result(
            tenant=TENANT, id=new_id(), survey_id=survey.id, revision_id=survey.revision_id, standard=STANDARD,
            pack_version="1", engine=1, b1=200, b1_source="paper_items", b2=0, household_class=after,
            is_illustrative=False, document={"marks": []}, computed_at=NOW,
        )
    )  # fmt: skip
    row.survey_id = None
    row.recorded_at = NOW
    session.flush()
    return survey


def approve(session: Session, cast: Cast, survey: Survey) -> None:
    assert survey.revision_id is not None
    decisions.approve(session, cast.actor(cast.supervisor), survey, survey.revision_id)
    session.flush()


def checked(session: Session, cast: Cast, row: Complaint, by: User, after: HouseholdClass) -> Survey:
    complaint_answers.assign(session, cast.actor(cast.coordinator), row, by.id)
    survey = rechecked(session, cast, row, by, after)
    approve(session, cast, survey)
    return survey

"""What the checks of an arriving survey ask the database does not grow with the round."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Attachment, AttachmentState, Flag, Household, Round, Survey, Trace, TracePerson
from tests import factories
from tests.factories import TENANT, Cast
from tests.phone import Phone, season, survey
from tests.services.test_boards import counted
from tests.survey_factory import received_survey

PHOTO = "ab" * 32
KNOWN_BY = ("citizen_hash", "name_folded", "born", "name_key", "sex")
POINT = "19.900000 105.600000 0.0 6.0"
META = {
    "today": "2026-10-23",
    "renderer": 1,
    "later": [],
    "notes": {},
    "started_at": "2026-10-23T02:00:00Z",
    "finished_at": "2026-10-23T02:02:00Z",
    "pace": [[f"q{number}", 300] for number in range(40)],
    "clock_jumps": 2,
    "changed_after_score": ["walls"],
    "position": {"point": POINT, "at": "2026-10-23T02:02:00Z"},
}


def others(session: Session, cast: Cast, round_: Round, numbers: range) -> None:
    """Surveys of the same collector, from the same spot, with the same answers, people and photo as the first."""
    first = session.scalars(select(Trace).order_by(Trace.id)).first()
    assert first is not None
    people = session.scalars(select(TracePerson).where(TracePerson.survey_id == first.survey_id)).all()
    for number in numbers:
        home = factories.household(session, cast.village, number, f"Người khác {number}")
        twin = received_survey(session, cast, round_id=round_.id)
        twin.household_id = home.id
        named = {"tenant": TENANT, "survey_id": twin.id, "round_id": round_.id, "household_id": home.id}
        session.add(
            Trace(
                **named, id=new_id(), revision_id=twin.revision_id, collector_id=cast.collector.id, lat=first.lat,
                lon=first.lon, accuracy=6.0, answers=first.answers, findings=first.findings,
            )
        )  # fmt: skip
        for person in people:
            same = {name: getattr(person, name) for name in KNOWN_BY}
            session.add(TracePerson(**named, id=new_id(), person_id=str(new_id()), **same))
        session.add(
            Attachment(
                tenant=TENANT, survey_id=twin.id, question="house_photo", sha256=PHOTO, size=9,
                content_type="image/jpeg", state=AttachmentState.STORED, owner_id=cast.collector.id,
            )
        )  # fmt: skip
    session.commit()


def home_of(session: Session, cast: Cast, round_: Round, number: int) -> Household:
    home = factories.household(session, cast.village, number, f"Hộ {number}")
    factories.assign(session, round_, home, cast.collector)
    session.commit()
    return home


def arrival(
    session: Session, cast: Cast, round_: Round, phone: Phone, number: int
) -> tuple[list[str], set[str]]:
    """The statements of one arrival, without the values of its lists, and the flags it got."""
    home = home_of(session, cast, round_, number)
    photo = {"ref": "house_photo", "sha256": PHOTO, "size": 9, "type": "image/jpeg"}
    item: dict[str, Any] = survey(cast, round_, meta=META, household=str(home.id), attachments=[photo])
    with counted(session) as statements:
        (answer,) = phone.send(item)
    assert answer["outcome"] == "accepted", answer
    session.expire_all()
    mine = select(Survey.id).where(Survey.household_id == home.id)
    codes = set(session.scalars(select(Flag.code).where(Flag.survey_id.in_(mine))))
    return [statement.partition(" WHERE")[0] for statement in statements], codes


def test_no_check_asks_more_in_a_round_of_five_hundred_surveys_than_in_one_of_ten(
    app: Flask, session: Session, cast: Cast
) -> None:
    round_ = season(session, cast)
    phone = Phone(app, cast.collector)
    arrival(session, cast, round_, phone, 900)
    others(session, cast, round_, range(1000, 1010))
    arrival(session, cast, round_, phone, 901)  # what is compiled once is in memory now
    few, found = arrival(session, cast, round_, phone, 902)
    others(session, cast, round_, range(1010, 1500))
    many, found_again = arrival(session, cast, round_, phone, 903)
    assert {"one_spot", "same_answers", "photo_again", "person_twice", "fast_questions", "clock"} <= found
    assert found_again == found
    assert sorted(many) == sorted(few)
    looked = [one for one in many if "FROM trace" in one or "FROM attachment" in one]
    assert 0 < len(looked) <= 8

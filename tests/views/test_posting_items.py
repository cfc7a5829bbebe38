"""Acts on a posted list and complaints, done in the village on a phone: the same acts as at the office, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Complaint, Posting, PostingState, VillageReview, VillageStage
from tests import posting_stage
from tests.factories import DAY, TENANT, Cast
from tests.meeting_phone import entries
from tests.phone import Phone, item
from tests.posting_stage import HOUSE, OFFICE
from tests.signing_in import signed_in
from tests.views.test_late import dropped, lost, path
from tests.views.test_sync_moved import move

MONDAY, FRIDAY = "2026-10-19T01:00:00Z", "2026-10-23T01:00:00Z"


@dataclass(frozen=True)
class Wall:
    """A list that was made for a village, by ids."""

    posting: UUID
    homes: tuple[str, ...]


@pytest.fixture
def wall(session: Session, cast: Cast) -> Wall:
    village = posting_stage.agreed_village(session, cast)
    made = Wall(posting_stage.made(session, cast, village).id, tuple(str(home.id) for home in village.homes))
    session.commit()
    return made


def act(wall: Wall, name: str, place: str = "", at: str = MONDAY, **more: Any) -> dict[str, Any]:
    return item(
        "posting_act", wall.posting, {"act": name, "at": at, "place": place, "by": "", "note": "", **more}
    )


def complaint(wall: Wall, **more: Any) -> dict[str, Any]:
    payload = {
        "posting": str(wall.posting), "household": wall.homes[0], "about": "", "complainant": "Nguyễn Văn Hỏi",
        "contact": "0912 345 678", "text": "Nhà này có xe tải.", "received_on": DAY.isoformat(), "attachments": [],
    }  # fmt: skip
    return item("complaint", new_id(), {**payload, **more})


def up(wall: Wall) -> list[dict[str, Any]]:
    return [act(wall, "up", HOUSE), act(wall, "up", OFFICE)]


def state(session: Session, wall: Wall) -> tuple[Posting, VillageStage]:
    """The list and the stage of its village as they stand now."""
    with Session(session.get_bind()) as own:
        posting = own.get_one(Posting, (TENANT, wall.posting))
        stage = own.get_one(VillageReview, (TENANT, posting.review_id)).stage
        own.expunge_all()
        return posting, stage


def complaints(session: Session) -> list[Complaint]:
    with Session(session.get_bind()) as own:
        found = list(own.scalars(select(Complaint).order_by(Complaint.number)))
        own.expunge_all()
        return found


def test_the_list_goes_up_is_read_out_comes_down_and_nobody_complained(
    app: Flask, session: Session, cast: Cast, wall: Wall
) -> None:
    head = Phone(app, cast.village_head)
    (told,) = entries(head.kit(), "posting")
    assert (told["state"], [place["code"] for place in told["places"]]) == ("prepared", [HOUSE, OFFICE])
    assert told["script"] and told["rows"][0]["household"] in wall.homes and "citizen" not in str(told)
    assert [one["outcome"] for one in head.send(*up(wall))] == ["accepted", "accepted"]
    posting, stage = state(session, wall)
    assert (posting.state, stage, posting.until.isoformat()) == (
        PostingState.UP,
        VillageStage.POSTING,
        "2026-10-22",
    )
    read = act(wall, "broadcast", at=FRIDAY, by="Hà Thị Loa")
    assert [head.send(read)[0]["outcome"] for _ in range(2)] == ["accepted", "duplicate"]
    down = [act(wall, "down", place, FRIDAY) for place in (HOUSE, OFFICE)]
    assert [one["outcome"] for one in head.send(*down)] == ["accepted", "accepted"]
    (told,) = entries(head.kit(), "posting")
    assert (told["state"], told["may_down"], len(told["broadcasts"])) == ("down", "2026-10-23", 1)
    assert all(place["up_at"] and place["down_at"] for place in told["places"])
    assert head.send(act(wall, "quiet", at=FRIDAY))[0]["outcome"] == "accepted"
    assert state(session, wall)[1] is VillageStage.SUBMISSION


def test_what_cannot_be_is_refused_in_words_and_nothing_changes(
    app: Flask, session: Session, cast: Cast, wall: Wall
) -> None:
    head = Phone(app, cast.village_head)
    wrong = (
        ({"act": "burn"}, "malformed"),
        ({"at": "gestern"}, "malformed"),
        ({"act": "up", "place": " "}, "posting_place"),
        ({"act": "down", "place": HOUSE}, "posting_not_there"),
        ({"act": "broadcast"}, "posting_not_up"),
        ({"act": "quiet"}, "posting_not_down"),
    )
    for more, code in wrong:
        payload = {"act": "up", "at": MONDAY, "place": HOUSE, **more}
        (outcome,) = head.send(item("posting_act", wall.posting, payload))
        assert (outcome["outcome"], outcome["cause"]["code"]) == ("rejected", code), more
    assert state(session, wall)[0].state is PostingState.PREPARED


def test_a_stranger_finds_no_list_and_others_may_not(
    app: Flask, session: Session, cast: Cast, wall: Wall
) -> None:
    for who, code in (
        (cast.stranger, "not_found"), (cast.far_supervisor, "not_found"), (cast.collector, "not_permitted"),
        (cast.observer, "not_permitted"),
    ):  # fmt: skip
        assert Phone(app, who).send(act(wall, "up", HOUSE))[0]["cause"]["code"] == code, who.username
        assert entries(Phone(app, who).kit(), "posting") == []
    for who in (cast.stranger, cast.far_supervisor):
        assert Phone(app, who).send(complaint(wall))[0]["cause"]["code"] == "not_found"
    assert (
        Phone(app, cast.village_head).send(item("posting_act", new_id(), act(wall, "up", HOUSE)["payload"]))[
            0
        ]["cause"]["code"]
        == "not_found"
    )


def test_a_complaint_at_the_door_gets_its_number_once_and_comes_back_with_the_kit(
    app: Flask, session: Session, cast: Cast, wall: Wall
) -> None:
    head = Phone(app, cast.village_head)
    assert head.send(complaint(wall))[0]["cause"]["code"] == "complaint_not_posted"
    head.send(*up(wall))
    sent = complaint(wall)
    first, second = (head.send(sent)[0] for _ in range(2))
    assert (first["outcome"], first["server"]["number"], second["outcome"]) == (
        "accepted",
        "1/2026",
        "duplicate",
    )
    (row,) = complaints(session)
    assert (row.channel, str(row.household_id), row.received_by) == (
        "phone",
        wall.homes[0],
        cast.village_head.id,
    )
    (told,) = entries(head.kit(), "complaint")
    assert (told["number"], told["state"], told["due_on"]) == ("1/2026", "received", row.due_on.isoformat())
    assert entries(Phone(app, cast.collector).kit(), "complaint") == []
    for wrong in ({"complainant": " "}, {"text": ""}, {"received_on": "2026-10-24"}, {"received_on": "x"}):
        code = head.send(complaint(wall, **wrong))[0]["cause"]["code"]
        assert code in ("complaint_incomplete", "malformed"), wrong
    elsewhere = complaint(wall, household=str(cast.far_household.id), about="Nhà ở xa")
    assert head.send(elsewhere)[0]["outcome"] == "accepted"
    assert complaints(session)[1].household_id is None


def test_of_somebody_who_moved_acts_and_complaints_are_held_for_a_person(
    app: Flask, session: Session, cast: Cast, wall: Wall
) -> None:
    head = Phone(app, cast.village_head)
    head.send(*up(wall))
    move(session, cast.village_head, cast)
    session.commit()
    read, asked = act(wall, "broadcast", at=FRIDAY), complaint(wall)
    assert [one["cause"]["code"] for one in head.send(read, asked)] == ["moved", "moved"]
    duyet = signed_in(app, cast.supervisor)
    page = duyet.get("/late").text
    assert "Đọc loa" in page and "Nguyễn Văn Hỏi" in page
    assert signed_in(app, cast.far_supervisor).post(path(asked)).status_code == 404
    for one in (read, asked):
        assert duyet.post(path(one)).status_code == 303
    assert len(complaints(session)) == 1 and state(session, wall)[0].broadcasts


def test_of_a_phone_whose_right_had_ended_they_are_held_and_a_refusal_keeps_them(
    app: Flask, session: Session, cast: Cast, wall: Wall
) -> None:
    who = lost(app, session, cast.village_head)
    early, asked = act(wall, "broadcast"), complaint(wall)
    dropped(app, who, early, asked)
    duyet = signed_in(app, cast.supervisor)
    for one in (early, asked):
        assert duyet.post(path(one)).status_code == 409
    assert duyet.post(path(asked, "withdrawal"), data={"note": "Ghi nhầm thôn"}).status_code == 303
    assert complaints(session) == []

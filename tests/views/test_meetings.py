"""Meetings at the office: planned, recorded from paper, closed on the signed page; strangers, wrong roles, bad input."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Meeting, MeetingItem, MeetingState, User, VillageStage
from gnbv.services import meetings
from tests import meeting_stage, procedure_stage
from tests.factories import PASSWORD, Cast
from tests.meeting_stage import PAGE
from tests.procedure_stage import Village


@pytest.fixture
def village(session: Session, cast: Cast) -> Village:
    made = procedure_stage.approved_village(session, cast)
    session.commit()
    return made


@pytest.fixture
def as_(client: FlaskClient) -> Iterator[Any]:
    def sign_in(person: User) -> FlaskClient:
        client.post("/logout")
        assert (
            client.post("/login", data={"username": person.username, "password": PASSWORD}).status_code == 303
        )
        return client

    yield sign_in


def typed(session: Session, meeting: Meeting, **differently: str) -> dict[str, Any]:
    """The form of a meeting in which 30 of 40 agreed to each household and the unchanged were voted on together."""
    form: dict[str, Any] = {
        "seen": str(meeting.revision), "held_on": "2026-10-22", "started": "19:30", "ended": "21:00",
        "place": "Nhà văn hoá Thôn 1", "count_chair": "1", "names_chair": "Trịnh Văn Trưởng",
        "count_secretary": "1", "count_reviewed": "10", "count_other": "28",
        "chair_name": "Trịnh Văn Trưởng", "chair_post": "Trưởng thôn", "secretary_name": "Lê Thị Thu",
        "signer": ["Chủ Hộ 102", ""], "signer_post": ["hộ 102", ""], "remarks": "Không có ý kiến khác.",
        "block_agree": "39", "block_disagree": "0",
    }  # fmt: skip
    for item in meetings.items_of(session, meeting):
        if item.group.value != "unchanged":
            form |= {f"agree_{item.household_id}": "30", f"disagree_{item.household_id}": "5"}
    return form | differently


def plan(client: FlaskClient, village: Village, meeting_id: UUID) -> Any:
    form = {"id": str(meeting_id), "planned_on": "2026-10-22", "place": "Nhà văn hoá Thôn 1"}
    return client.post(f"/rounds/{village.round.id}/villages/{village.unit.id}/meetings", data=form)


def test_a_meeting_is_planned_recorded_and_closed_and_each_act_again_changes_nothing(
    session: Session, cast: Cast, village: Village, as_: Any
) -> None:
    client, meeting_id = as_(cast.coordinator), new_id()
    for _ in range(2):
        assert plan(client, village, meeting_id).status_code == 303
    meeting = session.get_one(Meeting, (1, meeting_id))
    page = client.get(f"/meetings/{meeting_id}/record").text
    assert (
        page.index("Chủ Hộ 101")
        < page.index("Chủ Hộ 104")
        < page.index("Chủ Hộ 103")
        < page.index("Chủ Hộ 102")
    )
    form = typed(session, meeting)
    session.rollback()
    for _ in range(2):
        assert client.post(f"/meetings/{meeting_id}/record", data=form).status_code == 303
    session.expire_all()
    assert (meeting.state, meeting.present) == (MeetingState.HELD, 40)
    block = session.scalars(select(MeetingItem).where(MeetingItem.is_block)).one()
    assert (block.head_name, block.agree) == ("Chủ Hộ 102", 39)
    session.rollback()
    assert client.post(f"/meetings/{meeting_id}/closing").status_code == 422
    for _ in range(2):
        files = {"page": (BytesIO(PAGE), "trang.jpg")}
        assert client.post(f"/meetings/{meeting_id}/pages", data=files).status_code == 303
        session.rollback()
    for _ in range(2):
        assert client.post(f"/meetings/{meeting_id}/closing").status_code == 303
    session.expire_all()
    assert meeting.state is MeetingState.CLOSED
    assert village.review.stage is VillageStage.MINUTES
    shown = client.get(f"/meetings/{meeting_id}").text
    assert "Mọi hộ được thống nhất" in shown
    assert shown.count("/pages/") == 1


def test_the_signed_page_is_shown_and_nobody_keeps_a_copy(
    session: Session, cast: Cast, village: Village, as_: Any
) -> None:
    meeting = meeting_stage.closed(session, cast.actor(cast.village_head), village.review)
    session.commit()
    client = as_(cast.observer)
    address = next(
        part
        for part in client.get(f"/meetings/{meeting.id}").text.split('"')
        if f"{meeting.id}/pages/" in part
    )
    with client.get(address) as answer:
        assert (answer.data, answer.headers["Cache-Control"]) == (PAGE, "no-store")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(address[:-64] + "0" * 64).status_code == 404
    assert as_(cast.far_supervisor).get(address).status_code == 404


def test_strangers_find_nothing_and_others_may_not(
    session: Session, cast: Cast, village: Village, as_: Any
) -> None:
    meeting = meeting_stage.planned(session, cast.actor(cast.village_head), village.review)
    session.commit()
    here = f"/rounds/{village.round.id}/villages/{village.unit.id}"
    posts = [
        (f"{here}/meetings", {"id": str(new_id()), "planned_on": "2026-10-22", "place": "Ở xã"}),
        (f"/meetings/{meeting.id}/plan", {"planned_on": "2026-10-22", "place": "Ở xã"}),
        (f"/meetings/{meeting.id}/record", typed(session, meeting)),
        (f"/meetings/{meeting.id}/pages", {"page": (BytesIO(PAGE), "a.jpg")}),
        (f"/meetings/{meeting.id}/closing", {}),
        (f"/meetings/{meeting.id}/void", {"reason": "Hoãn"}),
        (f"{here}/meetings/voting", {"voting": ["reviewed"]}),
        (f"{here}/conclusions/{village.homes[0].id}", {}),
    ]
    gets = [
        f"{here}/meetings", f"/meetings/{meeting.id}", f"/meetings/{meeting.id}/list",
        f"/meetings/{meeting.id}/record", f"{here}/conclusions",
    ]  # fmt: skip
    session.rollback()
    for person, expected in ((cast.far_supervisor, 404), (cast.observer, 403)):
        client = as_(person)
        assert {
            path: client.post(path, data=form).status_code for path, form in posts if "pages" not in path
        } == {path: expected for path, _form in posts if "pages" not in path}
        found = {path: client.get(path).status_code for path in gets}
        reading = set(gets[:3]) if expected == 403 else set()
        assert found == {path: 200 if path in reading else expected for path in gets}
    assert as_(cast.village_head).post(posts[-2][0], data=posts[-2][1]).status_code == 403


def test_bad_input_is_refused_in_words_and_nothing_is_written(
    session: Session, cast: Cast, village: Village, as_: Any
) -> None:
    meeting = meeting_stage.planned(session, cast.actor(cast.village_head), village.review)
    session.commit()
    first = meetings.items_of(session, meeting)[0].household_id
    good = typed(session, meeting)
    session.rollback()
    client = as_(cast.cadre)
    for wrong in (
        {"held_on": "mai"}, {"started": "7 giờ"}, {"count_other": "-1"}, {"count_other": "mười"},
        {f"agree_{first}": "36"}, {f"disagree_{first}": ""}, {"block_agree": "50"}, {"seen": ""},
        {"chair_name": ""}, {"ended": "19:00"},
    ):  # fmt: skip
        answer = client.post(f"/meetings/{meeting.id}/record", data=good | wrong)
        assert answer.status_code == 422, wrong
    assert client.post(f"/meetings/{meeting.id}/pages", data={}).status_code == 422
    bad = {"page": (BytesIO(b"<script>"), "a.jpg")}
    assert client.post(f"/meetings/{meeting.id}/pages", data=bad).status_code == 422
    assert client.post(f"/meetings/{meeting.id}/void", data={"reason": ""}).status_code == 422
    session.expire_all()
    assert meeting.state is MeetingState.PLANNED
    session.rollback()
    assert client.post(f"/meetings/{meeting.id}/record", data=good | {"seen": "99"}).status_code == 409
    assert (
        "Hộ 101" in client.post(f"/meetings/{meeting.id}/record", data=good | {f"agree_{first}": "36"}).text
    )

"""Village meetings held on a phone: planned at the commune, carried in the kit, handed in once, never over another record."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from gnbv.clock import civil_day
from gnbv.ids import new_id
from gnbv.models import MeetingState, Verdict
from gnbv.services import meetings, procedure_files
from tests.factories import DAY, TENANT, Cast
from tests.meeting_phone import HOURS, Plan, entries, plan_of, planned, told
from tests.phone import MARKER, Phone, item
from tests.signing_in import signed_in

PHOTO = b"\xff\xd8\xff" + b"signed" * 9


@pytest.fixture
def village(session: Session, cast: Cast) -> Plan:
    return plan_of(session, cast)


def test_the_village_head_carries_the_list_in_the_order_of_the_meeting_with_reasons(
    app: Flask, session: Session, cast: Cast, village: Plan
) -> None:
    (told_,) = entries(Phone(app, cast.village_head).kit(), "meeting")
    assert (told_["state"], told_["place"], told_["percent"], told_["held"]) == (
        "planned",
        "Nhà văn hoá Thôn 1",
        50,
        None,
    )
    assert [one["group"] for one in told_["items"]] == ["new", "escaping", "changed", "unchanged"]
    assert [one["key"] for one in told_["capacities"]][:2] == ["chair", "secretary"]
    assert told_["minutes"]["village"] == "Thôn 1" and told_["standards"][0]["key"] == "vn-2022-2025"
    first = told_["items"][0]
    assert (first["classes"], first["before"]) == ({"vn-2022-2025": "poor"}, {})
    for other in (cast.collector, cast.cadre, cast.other_collector, cast.stranger):
        assert entries(Phone(app, other).kit(), "meeting") == [], other.username


def test_it_is_recorded_once_and_comes_back_with_the_kit(
    app: Flask, session: Session, cast: Cast, village: Plan
) -> None:
    head = Phone(app, cast.village_head)
    cursor = head.kit()["cursor"]
    sent = told(session, village)
    assert [head.send(sent)[0]["outcome"] for _ in range(2)] == ["accepted", "duplicate"]
    meeting = planned(session, village)
    assert (meeting.state, meeting.present, meeting.remarks) == (MeetingState.HELD, 32, "Nhất trí")
    verdicts = [one.verdict for one in meeting.items]
    assert verdicts == [Verdict.AGREED] * 3 + [Verdict.NOT_REACHED]
    assert meeting.started_at is not None and civil_day(meeting.started_at) == DAY
    (later,) = entries(head.kit(cursor), "meeting")
    assert (later["state"], later["held"]["votes"][0]["agree"], later["held"]["started_at"][:16]) == (
        "held",
        30,
        "2026-10-23T01:00",
    )


def test_its_signed_page_may_come_before_or_after_it(
    app: Flask, session: Session, cast: Cast, village: Plan
) -> None:
    head = Phone(app, cast.village_head)
    meeting = planned(session, village)
    sha = hashlib.sha256(PHOTO).hexdigest()
    address = f"/sync/attachments/{meeting.id}/signed_page/{sha}"
    answer = head.client.put(
        address,
        data=PHOTO,
        headers={**MARKER, "Content-Type": "image/jpeg", "Content-Range": f"bytes 0-{len(PHOTO) - 1}/{len(PHOTO)}"},
    )  # fmt: skip
    assert answer.status_code == 201
    page = {"ref": "signed_page", "sha256": sha, "size": len(PHOTO), "type": "image/jpeg"}
    assert head.send(told(session, village, attachments=[page]))[0]["outcome"] == "accepted"
    with app.app_context():
        assert meetings.signed_pages(session, meeting)
        assert len(procedure_files.of(session, TENANT, [meeting.id])[meeting.id]) == 1


def test_what_the_office_recorded_meanwhile_is_not_overwritten_and_a_person_decides(
    app: Flask, session: Session, cast: Cast, village: Plan
) -> None:
    sent = told(session, village, agree=20)
    office = told(session, village, agree=29)
    desk = Phone(app, cast.cadre)
    assert desk.send(office)[0]["outcome"] == "accepted"
    head = Phone(app, cast.village_head)
    (outcome,) = head.send(sent)
    assert (outcome["outcome"], outcome["cause"]["code"]) == ("conflict", "meeting_changed")
    assert planned(session, village).items[0].agree == 29
    page = signed_in(app, cast.supervisor)
    assert "Một cuộc họp dân ghi hai lần" in page.get("/conflicts").text
    shown = page.get(f"/conflicts/{sent['id']}").text
    assert "29 đồng ý" in shown and "20 đồng ý" in shown and "Trịnh Văn Trưởng" in shown
    for stranger in (cast.far_supervisor, cast.stranger):
        assert signed_in(app, stranger).get(f"/conflicts/{sent['id']}").status_code in (403, 404)
    assert page.post(f"/conflicts/{sent['id']}/take", data={"reason": ""}).status_code == 422
    answer = page.post(f"/conflicts/{sent['id']}/take", data={"reason": "Trưởng thôn đếm tại chỗ"})
    assert answer.status_code == 303
    assert planned(session, village).items[0].agree == 20
    assert page.post(f"/conflicts/{sent['id']}/keep", data={"reason": "x"}).status_code == 409
    receipts = {one["item"]: one for one in entries(head.kit(), "receipt")}
    assert (receipts[sent["id"]]["settled"], receipts[sent["id"]]["cause"]["code"]) == (True, "taken_here")


def test_the_commune_may_keep_its_own_record(app: Flask, session: Session, cast: Cast, village: Plan) -> None:
    sent = told(session, village, agree=20)
    Phone(app, cast.cadre).send(told(session, village, agree=29))
    assert Phone(app, cast.village_head).send(sent)[0]["outcome"] == "conflict"
    page = signed_in(app, cast.supervisor)
    assert page.post(f"/conflicts/{sent['id']}/keep", data={"reason": "Bản ở xã đủ"}).status_code == 303
    assert planned(session, village).items[0].agree == 29


WRONG: tuple[dict[str, Any], ...] = (
    {"held_on": "2026-02-30"},
    {"ended_at": HOURS[0]},
    {"place": " "},
    {"attendance": []},
    {"attendance": [{"capacity": "king", "count": 3}]},
    {"people": {"chair": {"name": ""}, "secretary": {"name": "x"}, "representatives": []}},
    {"votes": [{"household": "x", "agree": 1, "disagree": 1, "is_block": False}]},
    {"more": 1},
)


def test_what_no_meeting_can_be_is_refused_and_nothing_is_written(
    app: Flask, session: Session, cast: Cast, village: Plan
) -> None:
    head = Phone(app, cast.village_head)
    told_wrong = [*WRONG, {}]
    for wrong in told_wrong:
        sent = told(session, village, agree=30 if wrong else 31, **wrong)
        (outcome,) = head.send(sent)
        assert outcome["outcome"] == "rejected", wrong
        assert outcome["cause"]["code"] in ("malformed", "meeting_impossible"), wrong
    assert planned(session, village).state is MeetingState.PLANNED


def test_a_stranger_finds_no_meeting_and_others_may_not(
    app: Flask, session: Session, cast: Cast, village: Plan
) -> None:
    sent = told(session, village)
    found = {}
    for who in (cast.stranger, cast.far_supervisor, cast.collector, cast.observer):
        (outcome,) = Phone(app, who).send(sent | {"id": str(new_id())})
        found[who.username] = (outcome["outcome"], outcome["cause"]["code"])
    assert set(found.values()) == {("rejected", "not_found"), ("rejected", "not_permitted")}
    assert found[cast.stranger.username][1] == found[cast.far_supervisor.username][1] == "not_found"
    unknown = item("meeting", new_id(), sent["payload"])
    assert Phone(app, cast.village_head).send(unknown)[0]["cause"]["code"] == "not_found"

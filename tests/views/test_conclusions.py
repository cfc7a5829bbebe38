"""How a household ends its round when no visit reaches anybody: each way once, with its reason, and back again."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Assignment, Event, Membership, Round, RoundHousehold, RoundStatus, User, Visit
from tests import factories
from tests.factories import NOW, PASSWORD, TENANT, Cast
from tests.survey_factory import form_version, received_survey

REFUSAL = {
    "kind": "refused",
    "reason": "Không tiếp đoàn",
    "witness": ["Lò Thị Một", "Hà Văn Hai"],
    "capacity": ["trưởng thôn", "hàng xóm"],
    "decided_on": "2026-10-20",
}


@pytest.fixture
def round_(session: Session, cast: Cast) -> Round:
    made = factories.open_round(session, cast, form_version(session).id, ["thu"])
    session.commit()
    return made


def _client(app: Flask, user: User) -> FlaskClient:
    made = app.test_client()
    assert made.post("/login", data={"username": user.username, "password": PASSWORD}).status_code == 303
    return made


def _visits(session: Session, cast: Cast, round_: Round, *outcomes: str) -> None:
    for outcome in outcomes:
        session.add(
            Visit(
                tenant=TENANT, round_id=round_.id, household_id=cast.household.id,
                user_id=cast.collector.id, at=NOW, outcome=outcome,
            )
        )  # fmt: skip
    session.commit()


def _address(cast: Cast, round_: Round, tail: str = "/conclusion") -> str:
    return f"/rounds/{round_.id}/households/{cast.household.id}{tail}"


def _row(session: Session, cast: Cast) -> RoundHousehold:
    session.expire_all()
    return session.scalars(
        select(RoundHousehold).where(RoundHousehold.household_id == cast.household.id)
    ).one()


def _assignment(session: Session, cast: Cast) -> Assignment:
    return session.scalars(select(Assignment).where(Assignment.household_id == cast.household.id)).one()


def test_it_writes_a_refusal_before_two_witnesses_once(
    app: Flask, session: Session, cast: Cast, round_: Round
) -> None:
    client = _client(app, cast.supervisor)
    for _time in range(2):
        assert client.post(_address(cast, round_), data=REFUSAL).status_code == 303
    end = _row(session, cast).conclusion
    assert end is not None and (end["kind"], end["decided_on"]) == ("refused", "2026-10-20")
    assert end["witnesses"][1] == {"name": "Hà Văn Hai", "capacity": "hàng xóm"}
    assert _assignment(session, cast).close_reason == "concluded"
    made = session.scalars(select(Event.action).where(Event.subject_id == cast.household.id)).all()
    assert made == ["assignment.concluded", "household.concluded"]
    page = client.get(_address(cast, round_, ""))
    assert "Kết luận: Hộ từ chối rà soát" in page.text and "Lò Thị Một, trưởng thôn" in page.text


@pytest.mark.parametrize("kind", ["phone", "relative", "board"])
def test_it_offers_the_other_ways_after_three_empty_visits(
    app: Flask, session: Session, cast: Cast, round_: Round, kind: str
) -> None:
    client = _client(app, cast.coordinator)
    data = {"kind": kind, "reason": "Đi làm xa", "informant": "Lò Văn Em, em trai"}
    _visits(session, cast, round_, "absent", "later", "refused")
    assert "Cần thêm 1 lần đến không gặp" in client.get(_address(cast, round_, "")).text
    assert client.post(_address(cast, round_), data=data).status_code == 422
    _visits(session, cast, round_, "absent")
    assert 'value="board"' in client.get(_address(cast, round_, "")).text
    assert client.post(_address(cast, round_), data=data).status_code == 303
    end = _row(session, cast).conclusion
    assert end is not None and (end["kind"], end["by_name"]) == (kind, "Bùi Thị Đầu")


def test_it_takes_a_conclusion_back_with_a_reason(
    app: Flask, session: Session, cast: Cast, round_: Round
) -> None:
    client = _client(app, cast.leader)
    client.post(_address(cast, round_), data=REFUSAL)
    undo = _address(cast, round_, "/conclusion/undo")
    assert client.post(undo, data={"reason": " "}).status_code == 422
    for _time in range(2):
        assert client.post(undo, data={"reason": "Hộ đã đồng ý"}).status_code == 303
    assert _row(session, cast).conclusion is None
    event = session.scalars(select(Event).where(Event.action == "household.reopened")).one()
    assert event.details["was"]["kind"] == "refused" and event.details["reason"] == "Hộ đã đồng ý"


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "x"},
        {"reason": ""},
        {"witness": ["Lò Thị Một"], "capacity": ["trưởng thôn"]},
        {"witness": ["Lò Thị Một", "lò thị một"]},
        {"capacity": ["trưởng thôn", ""]},
        {"decided_on": "2026-13-01"},
        {"decided_on": "2026-10-24"},
        {"kind": "phone", "informant": ""},
    ],
)
def test_it_refuses_what_is_not_whole(
    app: Flask, session: Session, cast: Cast, round_: Round, change: dict[str, object]
) -> None:
    answer = _client(app, cast.supervisor).post(_address(cast, round_), data={**REFUSAL, **change})
    assert answer.status_code == 422
    assert _row(session, cast).conclusion is None and _assignment(session, cast).closed_at is None


def test_it_refuses_another_conclusion_a_survey_and_a_closed_round(
    app: Flask, session: Session, cast: Cast, round_: Round
) -> None:
    client = _client(app, cast.supervisor)
    client.post(_address(cast, round_), data=REFUSAL)
    assert client.post(_address(cast, round_), data={**REFUSAL, "reason": "khác"}).status_code == 409
    client.post(_address(cast, round_, "/conclusion/undo"), data={"reason": "x"})
    survey = received_survey(session, cast, round_id=round_.id)
    session.commit()
    assert client.post(_address(cast, round_), data=REFUSAL).status_code == 409
    assert str(survey.id) in client.get(_address(cast, round_, "")).text
    session.get_one(Round, (TENANT, round_.id)).status = RoundStatus.CLOSED
    session.commit()
    assert client.post(_address(cast, round_), data=REFUSAL).status_code == 409
    assert _row(session, cast).conclusion is None


def test_nobody_concludes_their_own_home(app: Flask, session: Session, cast: Cast, round_: Round) -> None:
    member = session.scalars(select(Membership).where(Membership.household_id == cast.household.id)).first()
    assert member is not None
    session.get_one(User, (TENANT, cast.supervisor.id)).person_id = member.person_id
    session.commit()
    client = _client(app, cast.supervisor)
    assert client.post(_address(cast, round_), data=REFUSAL).status_code == 403
    assert "Khi đến mãi không gặp" not in client.get(_address(cast, round_, "")).text


@pytest.mark.parametrize(
    ("who", "page", "act"),
    [
        ("far_supervisor", 404, 404),
        ("stranger", 404, 404),
        ("observer", 200, 403),
        ("collector", 403, 403),
    ],
)
def test_it_keeps_out_who_may_not(
    app: Flask, session: Session, cast: Cast, round_: Round, who: str, page: int, act: int
) -> None:
    client = _client(app, getattr(cast, who))
    assert client.get(_address(cast, round_, "")).status_code == page
    assert client.post(_address(cast, round_), data=REFUSAL).status_code == act
    assert client.post(_address(cast, round_, "/conclusion/undo"), data={"reason": "x"}).status_code == act
    assert _row(session, cast).conclusion is None

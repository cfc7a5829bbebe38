"""The page on which households are given to collectors."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Assignment, Progress, Role, Round, User
from tests import factories
from tests.factories import NOW, PASSWORD, TENANT, Cast
from tests.survey_factory import form_version


@pytest.fixture
def round_(session: Session, cast: Cast) -> Round:
    made = factories.open_round(session, cast, form_version(session).id, ["thu"])
    session.commit()
    return made


@pytest.fixture
def second(session: Session, cast: Cast) -> User:
    made = factories.user(session, "ba", Role.COLLECTOR, cast.village, name="Quàng Thị Ba")
    session.commit()
    return made


def _client(app: Flask, user: User) -> FlaskClient:
    made = app.test_client()
    assert made.post("/login", data={"username": user.username, "password": PASSWORD}).status_code == 303
    return made


def _open(session: Session, cast: Cast) -> list[str]:
    session.expire_all()
    rows = session.scalars(
        select(Assignment).where(Assignment.household_id == cast.household.id, Assignment.closed_at.is_(None))
    )
    return [row.user.name for row in rows]


def test_it_shows_the_draft_before_a_household_is_taken_over(
    app: Flask, session: Session, cast: Cast, round_: Round, second: User
) -> None:
    session.add(
        Progress(
            tenant=TENANT, round_id=round_.id, household_id=cast.household.id, user_id=cast.collector.id,
            section=3, sections=9, at=NOW,
        )
    )  # fmt: skip
    session.commit()
    client, address = _client(app, cast.coordinator), f"/rounds/{round_.id}/assignments"
    page = client.get(address, query_string={"unit": cast.village.id})
    assert page.status_code == 200
    assert "Lê Thị Thu còn bản nháp trên máy, mục 3/9" in page.text and "Quàng Thị Ba" in page.text
    shown = client.post(f"{address}/preview", data={"home": cast.household.id, "user": second.id})
    assert shown.status_code == 200
    assert "Lê Thị Thu còn bản nháp trên máy, mục 3/9" in shown.text
    assert "lấy lại từ Lê Thị Thu" in shown.text
    assert _open(session, cast) == ["Lê Thị Thu"]  # looking changes nothing
    give = re.findall(r'name="give" value="([^"]+)"', shown.text)
    assert give == [f"{cast.household.id}:{second.id}"]
    for _time in range(2):
        done = client.post(address, data={"give": give})
        assert done.status_code == 303
        assert _open(session, cast) == ["Quàng Thị Ba"]


def test_it_gives_a_whole_village_to_several(
    app: Flask, session: Session, cast: Cast, round_: Round, second: User
) -> None:
    for number in range(30, 34):
        home = factories.household(session, cast.village, number, f"Chủ Hộ {number}")
        factories.assign(session, round_, home, cast.collector).closed_at = NOW
    session.commit()
    client, address = _client(app, cast.leader), f"/rounds/{round_.id}/assignments"
    assert "Thôn 1: 4 hộ chưa giao" in client.get(address).text
    shown = client.post(
        f"{address}/preview",
        data={"village": cast.village.id, "user": [second.id, cast.collector.id]},
    )
    give = re.findall(r'name="give" value="([^"]+)"', shown.text)
    assert sorted(pair.partition(":")[2] for pair in give).count(str(second.id)) == 3  # the other has one
    assert client.post(address, data={"give": give}).status_code == 303
    assert "Không còn hộ nào chưa giao." in client.get(address).text


def test_it_swaps_one_village_in(app: Flask, cast: Cast, round_: Round) -> None:
    client = _client(app, cast.supervisor)
    part = client.get(
        f"/rounds/{round_.id}/assignments/households", query_string={"unit": cast.other_village.id}
    )
    assert part.status_code == 200 and part.text.lstrip().startswith('<div id="homes"')
    assert "Đỗ Thị Khác" in part.text and "Lò Văn Thử" not in part.text


def test_it_takes_back_with_a_reason(app: Flask, session: Session, cast: Cast, round_: Round) -> None:
    client, address = _client(app, cast.coordinator), f"/rounds/{round_.id}/assignments/closing"
    assert client.post(address, data={"home": cast.household.id}).status_code == 422
    assert client.post(address, data={"home": cast.household.id, "reason": "ốm"}).status_code == 303
    assert _open(session, cast) == []
    assert client.post(address, data={"home": cast.household.id, "reason": "ốm"}).status_code == 303


def test_it_refuses_bad_input_and_says_why(
    app: Flask, session: Session, cast: Cast, round_: Round, second: User
) -> None:
    client, address = _client(app, cast.coordinator), f"/rounds/{round_.id}/assignments"
    wrong = [
        client.post(f"{address}/preview", data={"user": second.id}),
        client.post(f"{address}/preview", data={"home": "x", "user": second.id}),
        client.post(address, data={}),
        client.post(address, data={"give": "x:y"}),
        client.post(address, data={"give": f"{cast.household.id}:{second.id}", "due_on": "31/02"}),
        client.post(address, data={"give": f"{cast.household.id}:{second.id}", "purpose": "x"}),
        client.post(address, data={"give": f"{cast.household.id}:{cast.other_collector.id}"}),
    ]
    assert [answer.status_code for answer in wrong] == [422] * len(wrong)
    assert "không có quyền rà soát" in wrong[-1].text
    assert client.post(address, data={"give": f"{cast.far_household.id}:{second.id}"}).status_code == 404
    assert _open(session, cast) == ["Lê Thị Thu"]


@pytest.mark.parametrize(
    ("who", "status"), [("far_supervisor", 404), ("stranger", 404), ("observer", 403), ("collector", 403)]
)
def test_it_keeps_out_who_may_not(
    app: Flask, session: Session, cast: Cast, round_: Round, second: User, who: str, status: int
) -> None:
    client, address = _client(app, getattr(cast, who)), f"/rounds/{round_.id}/assignments"
    pair = f"{cast.household.id}:{second.id}"
    met = [
        client.get(address),
        client.get(f"{address}/households"),
        client.post(f"{address}/preview", data={"home": cast.household.id, "user": second.id}),
        client.post(address, data={"give": pair}),
        client.post(f"{address}/closing", data={"home": cast.household.id, "reason": "x"}),
    ]
    assert [answer.status_code for answer in met] == [status] * len(met)
    assert _open(session, cast) == ["Lê Thị Thu"]

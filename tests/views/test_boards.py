"""The board's pages: figures that open their households, forecasts in words, and a fragment that is silent when
nothing changed."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.models import HouseholdRead, Round, RoundHousehold, Survey, Visit
from gnbv.services import events
from tests import factories, phone
from tests.factories import NOW, TENANT, Cast
from tests.services.test_boards import counted
from tests.signing_in import signed_in
from tests.survey_factory import received_survey


@pytest.fixture
def survey(session: Session, cast: Cast) -> Survey:
    made = received_survey(session, cast)
    session.add(
        Visit(
            tenant=TENANT,
            round_id=made.round_id,
            household_id=cast.others_household.id,
            user_id=cast.other_collector.id,
            at=NOW - timedelta(days=8),
            outcome="nobody_home",
        )  # fmt: skip
    )
    session.commit()
    return made


@pytest.fixture
def leader(app: Flask, cast: Cast) -> FlaskClient:
    return signed_in(app, cast.leader)


def test_every_figure_opens_a_list_of_as_many_households(leader: FlaskClient, survey: Survey) -> None:
    page = leader.get("/board", follow_redirects=True).text
    found = re.findall(r'<a href="(/rounds/[^"]+/households[^"]+)">([\d.]+)</a>', page)
    assert len(found) > 10
    for address, figure in found:
        answer = leader.get(html.unescape(address))
        assert answer.status_code == 200
        assert f"<strong>{figure} hộ</strong>" in answer.text.replace(' class="hero"', ""), address
        assert answer.text.count('class="plate') == int(figure), address


def test_it_says_when_the_round_will_be_finished(
    leader: FlaskClient, session: Session, survey: Survey
) -> None:
    page = leader.get(f"/rounds/{survey.round_id}").text
    # One sheet in seven days and one home left: a week from today, before the villages' last day.
    assert "Với nhịp này xong 30/10, kịp hạn 31/10" in page
    assert "Nhịp 7 ngày qua: 0,1 hộ mỗi ngày" in page
    session.get_one(Round, (TENANT, survey.round_id)).village_deadline = factories.DAY
    session.commit()
    page = leader.get(f"/rounds/{survey.round_id}").text
    assert "Với nhịp này xong 30/10, trễ 7 ngày so với hạn 23/10" in page
    assert "Với nhịp này xong 30/10, kịp hạn 14/12" in page


def test_the_list_says_the_last_sign_and_who_was_never_met(
    leader: FlaskClient, session: Session, cast: Cast, survey: Survey
) -> None:
    address = f"/rounds/{survey.round_id}/households"
    unseen = leader.get(f"{address}?state=unseen&days=7").text
    assert cast.others_household.head_name in unseen
    assert "1 lần tới" in unseen
    assert "ngày 15/10" in unseen
    assert cast.household.head_name not in unseen
    assert cast.others_household.head_name not in leader.get(f"{address}?state=unseen&days=14").text
    with db.engines["reads"].connect() as reads:
        read = reads.execute(select(HouseholdRead.household_id).where(HouseholdRead.place == "board")).all()
    assert [row.household_id for row in read] == [cast.others_household.id]


def test_a_home_concluded_without_a_sheet_is_no_longer_left(
    leader: FlaskClient, session: Session, cast: Cast, survey: Survey
) -> None:
    row = session.scalars(
        select(RoundHousehold).where(RoundHousehold.household_id == cast.others_household.id)
    ).one()
    row.conclusion = {"kind": "refused", "witnesses": ["A", "B"], "decided_on": "2026-10-22"}
    session.commit()
    page = leader.get(f"/rounds/{survey.round_id}").text
    assert "Còn 0 hộ" in page
    assert "Đã xong tại nhà" in page
    concluded = leader.get(f"/rounds/{survey.round_id}/households?state=concluded").text
    assert cast.others_household.head_name in concluded


def test_the_open_page_hears_only_of_what_changed(
    leader: FlaskClient, session: Session, survey: Survey
) -> None:
    address = f"/rounds/{survey.round_id}/villages"
    first = leader.get(address)
    known = re.search(r"known=([0-9a-f]{16})", first.text)
    assert known is not None
    assert leader.get(f"{address}?known={known[1]}").status_code == 204
    mark = re.search(r"mark=([0-9a-f]{16})", first.text)
    assert mark is not None
    known_and_mark = f"known={known[1]}&mark={mark[1]}"
    with counted(session) as asked:
        assert leader.get(f"{address}?{known_and_mark}").status_code == 204
    assert not [statement for statement in asked if "round_household" in statement]
    # Something happened elsewhere: it is looked at, and the figures are the same.
    events.next_number(session, TENANT, "event")
    session.commit()
    assert leader.get(f"{address}?{known_and_mark}").status_code == 204
    session.get_one(Survey, (TENANT, survey.id)).status = "returned"  # type: ignore[assignment]
    events.next_number(session, TENANT, "event")
    session.commit()
    assert leader.get(f"{address}?{known_and_mark}").status_code == 200
    again = leader.get(f"{address}?known={known[1]}")
    assert again.status_code == 200
    assert "<html" not in again.text


def test_a_stranger_does_not_find_it_and_a_collector_may_not(app: Flask, cast: Cast, survey: Survey) -> None:
    for path in ("", "/villages", "/households"):
        address = f"/rounds/{survey.round_id}{path}"
        assert signed_in(app, cast.far_supervisor).get(address).status_code == 404
        assert signed_in(app, cast.stranger).get(address).status_code == 404
        assert signed_in(app, cast.collector).get(address).status_code == 403
        assert signed_in(app, cast.leader).get(f"/rounds/{uuid4()}{path}").status_code == 404


def test_filters_that_do_not_exist_show_all_or_nothing(leader: FlaskClient, survey: Survey) -> None:
    address = f"/rounds/{survey.round_id}/households"
    assert "2 hộ" in leader.get(f"{address}?state=x&days=5&page=x").text
    assert "Không có hộ nào" in leader.get(f"{address}?village={uuid4()}").text


def test_a_draft_that_goes_on_is_news_for_the_board(
    app: Flask, session: Session, cast: Cast, leader: FlaskClient
) -> None:
    round_ = phone.season(session, cast)
    address = f"/rounds/{round_.id}/villages"
    mark = re.search(r"mark=([0-9a-f]{16})", leader.get(address).text)
    assert mark is not None
    assert leader.get(f"{address}?mark={mark[1]}").status_code == 204
    assert phone.Phone(app, cast.collector).send(phone.progress(cast, round_))[0]["outcome"] == "accepted"
    assert leader.get(f"{address}?mark={mark[1]}").status_code == 200


def test_a_village_and_a_person_of_the_board_have_pages_that_add_up(
    leader: FlaskClient, cast: Cast, survey: Survey
) -> None:
    board = leader.get(f"/rounds/{survey.round_id}").text
    village = f"/rounds/{survey.round_id}/villages/{cast.other_village.id}"
    person = f"/rounds/{survey.round_id}/collectors/{cast.collector.id}"
    assert f'href="{village}?days=7"' in board
    assert f'href="{person}?days=7"' in board
    for address, words, left in ((village, "Thôn 2", 1), (person, cast.collector.name, 0)):
        page = leader.get(address)
        assert page.status_code == 200
        assert words in page.text
        assert f"Còn {left} hộ" in page.text
        mark = re.search(r"mark=([0-9a-f]{16})", page.text)
        assert mark is not None
        assert leader.get(f"{address}?mark={mark[1]}").status_code == 204
        again = leader.get(f"{address}?mark=old")
        assert "<html" not in again.text and f"Còn {left} hộ" in again.text
    for href, figure in re.findall(
        r'href="(/rounds/[^"]+/households[^"]+)"><span class="grow">[^<]*</span><span[^>]*>([\d.]+)<',
        leader.get(village).text,
    ):
        assert f"{figure} hộ</strong>" in leader.get(html.unescape(href)).text


def test_a_village_that_is_late_says_why_and_what_to_do(
    leader: FlaskClient, session: Session, survey: Survey
) -> None:
    session.get_one(Round, (TENANT, survey.round_id)).village_deadline = factories.DAY - timedelta(days=1)
    session.commit()
    page = leader.get(f"/rounds/{survey.round_id}").text
    assert "Còn 1 hộ, 1 thôn trễ" in page
    assert "Thôn 2 chậm vì sao" in page
    assert "1 người còn hộ phải làm, 1 hộ không thấy 7 ngày. Còn 1 hộ, mỗi ngày làm 0,0 hộ." in page
    assert "Tiếp: hỏi 1 hộ không thấy 7 ngày" in page


def test_what_is_not_on_the_board_has_no_page(
    app: Flask, cast: Cast, leader: FlaskClient, survey: Survey
) -> None:
    for path in (f"villages/{cast.far_village.id}", f"villages/{uuid4()}", f"collectors/{cast.stranger.id}"):
        address = f"/rounds/{survey.round_id}/{path}"
        assert leader.get(address).status_code == 404
    address = f"/rounds/{survey.round_id}/villages/{cast.village.id}"
    assert signed_in(app, cast.far_supervisor).get(address).status_code == 404
    assert signed_in(app, cast.collector).get(address).status_code == 403


def test_every_home_of_a_list_leads_on(leader: FlaskClient, cast: Cast, survey: Survey) -> None:
    page = leader.get(f"/rounds/{survey.round_id}/households").text
    assert f'href="/surveys/{survey.id}"' in page
    assert f'href="/rounds/{survey.round_id}/households/{cast.others_household.id}"' in page

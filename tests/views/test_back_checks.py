"""The sample of a round to interview anew: drawn, added to, given to somebody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Assignment, BackCheck, Event, InboxRow, Purpose, Role, Round, User
from tests import factories, phone
from tests.back_check_stage import SHARE, drawn, given, main_survey, second_collector, sent
from tests.factories import Cast
from tests.phone import Phone
from tests.signing_in import signed_in


@pytest.fixture
def checker(session: Session, cast: Cast, round_: Round) -> User:
    return second_collector(session, cast)


def rows(session: Session) -> list[BackCheck]:
    session.expire_all()
    return list(session.scalars(select(BackCheck).order_by(BackCheck.id)))


def checkers(session: Session) -> list[str]:
    session.expire_all()
    found = select(Assignment).where(Assignment.purpose == Purpose.BACK_CHECK, Assignment.closed_at.is_(None))
    return [row.user.name for row in session.scalars(found)]


def test_a_sample_is_drawn_with_its_seed_and_added_to_when_more_came(
    app: Flask, session: Session, cast: Cast, round_: Round
) -> None:
    main_survey(app, cast, round_)
    first = drawn(app, session, cast, round_)
    assert (first.seed, first.share, first.reason) == ("7", 0.05, "drawn")
    desk, address = signed_in(app, cast.coordinator), f"/rounds/{round_.id}/back-checks"
    for _time in range(2):  # nothing new came: nothing is added, and nothing drawn again
        assert desk.post(address, data={"share": "5"}).status_code == 303
        assert [row.id for row in rows(session)] == [first.id]
    other = phone.survey(cast, round_, household=str(cast.others_household.id))
    sent(app, cast.other_collector, other)
    assert "Đã rút thêm 1 hộ" in desk.post(address, data={"share": "5,0 %"}, follow_redirects=True).text
    found = rows(session)
    assert [row.id for row in found][0] == first.id and len(found) == 2, "one of each collector"
    event = session.scalars(select(Event).where(Event.action == "round.back_checks_drawn")).all()[-1]
    assert (event.details["seed"], event.details["sample"], event.details["surveys"]) == (7, 2, 2)


def test_the_seed_of_a_round_is_not_changed_until_somebody_likes_the_sample(
    app: Flask, session: Session, cast: Cast, round_: Round
) -> None:
    main_survey(app, cast, round_)
    drawn(app, session, cast, round_)
    again = signed_in(app, cast.leader).post(
        f"/rounds/{round_.id}/back-checks", data={"share": "5", "seed": "8"}
    )
    assert (again.status_code, "số gốc 7" in again.text) == (409, True)


def test_one_that_was_asked_for_stands_in_the_same_list(
    app: Flask, session: Session, cast: Cast, round_: Round
) -> None:
    item = main_survey(app, cast, round_)
    desk = signed_in(app, cast.supervisor)
    assert desk.post(f"/surveys/{item['subject']}/back-check", data={"note": "lạ"}).status_code == 303
    address = f"/rounds/{round_.id}/back-checks"
    assert "Lò Văn Thử" in desk.get(address).text
    drawn(app, session, cast, round_)
    (row,) = rows(session)
    assert (row.reason, row.seed) == ("asked", "7"), "the draw found it, too"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"share": "x"}, 422),
        ({"share": "0"}, 422),
        ({"share": "60"}, 422),
        ({"share": "5", "seed": "-3"}, 422),
        ({"share": "5", "seed": "99999999999"}, 422),
    ],
)
def test_a_draw_that_makes_no_sense_is_refused(
    app: Flask, session: Session, cast: Cast, round_: Round, data: dict[str, str], status: int
) -> None:
    main_survey(app, cast, round_)
    answer = signed_in(app, cast.coordinator).post(f"/rounds/{round_.id}/back-checks", data=data)
    assert (answer.status_code, "Mẫu vẫn như cũ" in answer.text) == (status, True)
    assert rows(session) == []


def test_nothing_is_drawn_before_a_survey_came(app: Flask, cast: Cast, round_: Round) -> None:
    answer = signed_in(app, cast.coordinator).post(f"/rounds/{round_.id}/back-checks", data=SHARE)
    assert (answer.status_code, "Chưa có phiếu nào" in answer.text) == (409, True)


def test_it_is_given_to_somebody_else_and_the_first_collector_hears_nothing(
    app: Flask, session: Session, cast: Cast, round_: Round, checker: User
) -> None:
    main_survey(app, cast, round_)
    before = Phone(app, cast.collector).kit()["entries"]
    drawn(app, session, cast, round_)
    desk, address = signed_in(app, cast.coordinator), f"/rounds/{round_.id}/back-checks"
    page = desk.get(address).text
    offered = re.findall(r'<option value="[^"]+:([^"]+)"( selected)?>', page)
    assert str(cast.collector.id) not in [user for user, _ in offered]
    assert sum(bool(chosen) for _, chosen in offered) == 1
    for _time in range(2):
        given(app, cast, round_, checker)
        assert checkers(session) == ["Quàng Thị Ba"]
    assert "Đã giao, chờ hỏi lại" in desk.get(address).text
    assert Phone(app, cast.collector).kit()["entries"] == before
    told = session.scalars(select(InboxRow.user_id)).all()
    assert set(told) == {checker.id}


def test_who_was_there_is_family_or_reads_the_first_sheet_is_not_sent(
    app: Flask, session: Session, cast: Cast, round_: Round, checker: User
) -> None:
    main_survey(app, cast, round_)
    drawn(app, session, cast, round_)
    checker.person_id = cast.household.head_id
    reader = factories.user(session, "tu", Role.COLLECTOR, cast.village, name="Lường Văn Tư")
    session.add(
        factories.Grant(
            tenant=1, user_id=reader.id, role=Role.SUPERVISOR, unit_id=cast.commune.id,
            valid_from=factories.date(2026, 1, 1),
        )
    )  # fmt: skip
    session.commit()
    desk = signed_in(app, cast.coordinator)
    words = {cast.collector: "không ai tự phúc tra", checker: "nhà của", reader: "đọc được phiếu"}
    for user, said in words.items():
        pair = f"{cast.household.id}:{user.id}"
        answer = desk.post(f"/rounds/{round_.id}/back-checks/assignments", data={"give": pair})
        assert (answer.status_code, said in answer.text) == (422, True), answer.text
    assert checkers(session) == []


def test_giving_what_makes_no_sense_is_refused(
    app: Flask, session: Session, cast: Cast, round_: Round, checker: User
) -> None:
    main_survey(app, cast, round_)
    desk, address = signed_in(app, cast.coordinator), f"/rounds/{round_.id}/back-checks/assignments"
    pair = f"{cast.household.id}:{checker.id}"
    assert desk.post(address, data={"give": pair}).status_code == 409, "nobody drew it"
    drawn(app, session, cast, round_)
    wrong: list[dict[str, Any]] = [{}, {"give": ""}, {"give": "x:y"}]
    assert [desk.post(address, data=data).status_code for data in wrong] == [422, 422, 422]
    far = f"{cast.far_household.id}:{checker.id}"
    assert desk.post(address, data={"give": far}).status_code == 404
    assert checkers(session) == []


@pytest.mark.parametrize(
    ("who", "status"), [("far_supervisor", 404), ("stranger", 404), ("observer", 403), ("collector", 403)]
)
def test_it_keeps_out_who_may_not(
    app: Flask, session: Session, cast: Cast, round_: Round, checker: User, who: str, status: int
) -> None:
    main_survey(app, cast, round_)
    check = drawn(app, session, cast, round_)
    client, address = signed_in(app, getattr(cast, who)), f"/rounds/{round_.id}/back-checks"
    pair = f"{cast.household.id}:{checker.id}"
    met = [
        client.get(address), client.get(f"{address}/rates"), client.get(f"{address}/{check.id}"),
        client.post(address, data=SHARE), client.post(f"{address}/assignments", data={"give": pair}),
    ]  # fmt: skip
    assert [answer.status_code for answer in met] == [status] * len(met)
    assert checkers(session) == []

"""Administration of people: each act works, is refused to strangers and other roles, asks its reason, is repeatable."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Invalid
from gnbv.ids import new_id
from gnbv.models import Event, Grant, Role, User
from gnbv.services import accounts, passwords
from tests.factories import PASSWORD, TENANT, Cast, user

REASON = {"reason": "Nghỉ việc từ tháng 10"}


def signed_in(app: Flask, who: User, password: str = PASSWORD) -> FlaskClient:
    client = app.test_client()
    assert client.post("/login", json={"username": who.username, "password": password}).status_code == 303
    return client


@pytest.fixture
def office(app: Flask, cast: Cast) -> FlaskClient:
    """The administrator's browser."""
    return signed_in(app, cast.administrator)


def events_of(session: Session, who: User) -> list[str]:
    session.expire_all()
    found = select(Event.action).where(Event.subject_id == who.id).order_by(Event.number)
    return list(session.scalars(found))


def fresh(session: Session, who: User) -> User:
    session.expire_all()
    return session.get_one(User, (TENANT, who.id))


def acts(cast: Cast, who: User) -> dict[str, dict[str, str]]:
    """Every act on an account, with what its form sends."""
    grant = who.grants[0]
    move = {"grant": str(grant.id), "unit": str(cast.other_village.id), "begins": "2026-10-25"}
    return {"closure": REASON, "opening": REASON, "password": REASON, "move": {**REASON, **move}}


def test_it_lists_the_people_of_the_own_units_and_finds_them_without_marks(
    office: FlaskClient, cast: Cast
) -> None:
    page = office.get("/people").text
    assert "Lê Thị Thu" in page and "Rà soát viên, Thôn 1" in page and "Người Xã Xa" not in page
    found = office.get("/people?q=le thi").text
    assert "Lê Thị Thu" in found and "Hoàng Văn Duyệt" not in found


def test_it_shows_one_person_with_roles_phones_and_history(office: FlaskClient, cast: Cast) -> None:
    page = office.get(f"/people/{cast.collector.id}").text
    assert "Rà soát viên, Thôn 1" in page and "Cấp mật khẩu mới" in page and "Chưa có máy nào" in page


def test_it_closes_an_account_and_ends_its_sessions(
    app: Flask, office: FlaskClient, cast: Cast, session: Session
) -> None:
    browser = signed_in(app, cast.collector)
    assert office.post(f"/people/{cast.collector.id}/closure", data=REASON).status_code == 303
    assert browser.get("/account").status_code == 303
    assert (
        app.test_client()
        .post("/login", json={"username": cast.collector.username, "password": PASSWORD})
        .status_code
        == 401
    )
    assert office.post(f"/people/{cast.collector.id}/closure", data=REASON).status_code == 303
    assert events_of(session, cast.collector) == ["user.closed"]


def test_it_opens_an_account_again(app: Flask, office: FlaskClient, cast: Cast, session: Session) -> None:
    office.post(f"/people/{cast.collector.id}/closure", data=REASON)
    for _ in range(2):
        assert office.post(f"/people/{cast.collector.id}/opening", data=REASON).status_code == 303
    signed_in(app, cast.collector)
    assert events_of(session, cast.collector) == ["user.closed", "user.opened"]


def test_it_gives_a_password_for_one_sign_in_that_is_told_once(
    app: Flask, office: FlaskClient, cast: Cast, session: Session
) -> None:
    browser = signed_in(app, cast.collector)
    answer = office.post(f"/people/{cast.collector.id}/password", data=REASON)
    given = re.search(r'<code id="password">([a-z2-9-]{14})</code>', answer.text)
    assert answer.status_code == 200 and given is not None
    password = given.group(1)
    assert password not in office.get(f"/people/{cast.collector.id}").text
    assert browser.get("/account").status_code == 303
    typed = app.test_client().post("/login", data={"username": "thu", "password": password, "next": "/app"})
    assert typed.location == "/account/password"
    row = fresh(session, cast.collector)
    assert row.password_is_temporary and passwords.verify(row.password_hash, password)
    assert events_of(session, cast.collector) == ["user.password_reset"]
    assert password not in str([event.details for event in session.scalars(select(Event))])


def test_it_moves_a_role_to_another_unit_from_a_day_on(
    office: FlaskClient, cast: Cast, session: Session
) -> None:
    form = acts(cast, cast.collector)["move"]
    for _ in range(2):
        assert office.post(f"/people/{cast.collector.id}/move", data=form).status_code == 303
    session.expire_all()
    grants = session.scalars(
        select(Grant).where(Grant.user_id == cast.collector.id).order_by(Grant.valid_from)
    ).all()
    assert [(one.unit_id, one.role, one.valid_from, one.valid_to) for one in grants] == [
        (cast.village.id, Role.COLLECTOR, date(2026, 1, 1), date(2026, 10, 24)),
        (cast.other_village.id, Role.COLLECTOR, date(2026, 10, 25), None),
    ]
    assert events_of(session, cast.collector) == ["user.moved"]


@pytest.mark.parametrize("act", ["closure", "opening", "password", "move"])
def test_it_finds_no_stranger_and_takes_nobody_without_the_right(
    app: Flask, office: FlaskClient, cast: Cast, session: Session, act: str
) -> None:
    far = f"/people/{cast.stranger.id}/{act}"
    assert office.post(far, data=acts(cast, cast.stranger)[act]).status_code == 404
    near = f"/people/{cast.collector.id}/{act}"
    form = acts(cast, cast.collector)[act]
    assert signed_in(app, cast.supervisor).post(near, data=form).status_code == 403
    assert signed_in(app, cast.far_supervisor).post(near, data=form).status_code == 404
    assert office.post(f"/people/{new_id()}/{act}", data=form).status_code == 404
    assert events_of(session, cast.collector) == [] == events_of(session, cast.stranger)


@pytest.mark.parametrize("act", ["closure", "opening", "password", "move"])
def test_it_does_nothing_without_a_reason(
    office: FlaskClient, cast: Cast, session: Session, act: str
) -> None:
    if act == "opening":
        office.post(f"/people/{cast.collector.id}/closure", data=REASON)
    before = events_of(session, cast.collector)
    for reason in ("", "  ", "\0"):
        form = {**acts(cast, cast.collector)[act], "reason": reason}
        assert office.post(f"/people/{cast.collector.id}/{act}", data=form).status_code == 422
    assert events_of(session, cast.collector) == before


@pytest.mark.parametrize("act", ["closure", "password", "move"])
def test_nobody_does_it_to_the_own_account(
    office: FlaskClient, cast: Cast, session: Session, act: str
) -> None:
    form = acts(cast, cast.administrator)[act]
    answer = office.post(f"/people/{cast.administrator.id}/{act}", data=form)
    assert answer.status_code == 422 and "chính bạn" in answer.text
    assert fresh(session, cast.administrator).is_active


def test_a_unit_keeps_its_last_administrator(app: Flask, cast: Cast, session: Session) -> None:
    with pytest.raises(Invalid) as refused:
        accounts.close(session, None, fresh(session, cast.administrator), "Nghỉ hưu")
    assert refused.value.code == "last_administrator"
    above = user(session, "tinh", Role.ADMINISTRATOR, cast.province)
    session.commit()
    page = signed_in(app, above)
    assert page.post(f"/people/{cast.administrator.id}/closure", data=REASON).status_code == 303
    with pytest.raises(Invalid):
        accounts.close(session, None, fresh(session, above), "Nghỉ hưu")


def test_it_leaves_a_person_who_also_works_elsewhere_to_the_administrator_above(
    app: Flask, office: FlaskClient, cast: Cast, session: Session
) -> None:
    session.add(
        Grant(
            tenant=TENANT,
            user_id=cast.collector.id,
            role=Role.OBSERVER,
            unit_id=cast.far_commune.id,
            valid_from=date(2026, 1, 1),
        )
    )
    session.commit()
    for act in ("closure", "password"):
        answer = office.post(f"/people/{cast.collector.id}/{act}", data=REASON)
        assert answer.status_code == 403 and "cấp trên" in answer.text


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"begins": "2026-01-01"}, 422),
        ({"begins": "31/12"}, 422),
        ({"unit": ""}, 422),
        ({"grant": str(UUID(int=7))}, 404),
        ({"unit": "far"}, 404),
        ({"unit": "same"}, 422),
    ],
)
def test_it_refuses_a_move_that_cannot_be(
    office: FlaskClient, cast: Cast, session: Session, change: dict[str, str], status: int
) -> None:
    named = {"far": str(cast.far_village.id), "same": str(cast.village.id)}
    change = {key: named.get(value, value) for key, value in change.items()}
    form = {**acts(cast, cast.collector)["move"], **change}
    assert office.post(f"/people/{cast.collector.id}/move", data=form).status_code == status
    assert events_of(session, cast.collector) == []

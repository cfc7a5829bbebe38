"""Households made on a phone whose person moved, whose account is closed or whose round has ended: kept, then taken in
or put aside by a person, with the sheet that waits for them."""

from __future__ import annotations

from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Assignment,
    ChangeState,
    Household,
    HouseholdChange,
    Round,
    RoundStatus,
    Survey,
    SurveyStatus,
    SyncItem,
)
from tests import phone
from tests.change_stage import change_of, home_of
from tests.factories import TENANT, Cast
from tests.new_household import household, sheet
from tests.phone import Phone
from tests.signing_in import signed_in
from tests.views.test_late import dropped, lost, path
from tests.views.test_sync_moved import code, move


def test_of_a_closed_account_it_is_taken_in_with_its_sheet(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    item = household(cast, round_)
    survey = sheet(cast, round_, item)
    dropped(app, lost(app, session, cast.collector), survey, item)
    page = duyet.get("/late").text
    assert "Hộ mới: Lò Văn Thử" in page and "tách từ hộ này" in page and "Vi Thị Dâu" in page
    early = duyet.post(path(survey))
    assert early.status_code == 409 and "hộ mới" in early.text
    assert duyet.post(path(item)).status_code == 303
    assert duyet.post(path(survey)).status_code == 303
    home = home_of(session, item["subject"])
    assert home.is_pending
    assert change_of(session).proposed_by == cast.collector.id
    assert not session.scalars(select(Assignment).where(Assignment.household_id == home.id)).all()
    assert session.scalars(select(Survey.status)).one() is SurveyStatus.RECEIVED


def test_of_somebody_who_moved_it_is_held_until_a_person_has_looked(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    who = Phone(app, cast.collector)
    move(session, cast.collector, cast)
    item = household(cast, round_)
    survey = sheet(cast, round_, item)
    assert [code(one) for one in who.send(item, survey)] == [("held", "moved"), ("held", "household_missing")]
    assert not session.get(Household, (TENANT, UUID(item["subject"])))
    assert duyet.post(path(item)).status_code == 303
    assert home_of(session, item["subject"]).is_pending
    row = session.get_one(SyncItem, (TENANT, UUID(survey["id"])), populate_existing=True)
    assert row.body_sealed is None  # it waits as a survey now, for the same person to look at
    assert session.scalars(select(Survey.status)).one() is SurveyStatus.HELD


def test_after_the_round_it_is_held_and_can_be_put_aside(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    who = Phone(app, cast.collector)
    session.merge(round_).status = RoundStatus.CLOSED
    session.commit()
    item, other = household(cast, round_), household(cast, round_)
    assert [code(one) for one in who.send(item, other)] == [("held", "round_closed")] * 2
    assert duyet.post(path(item, "withdrawal"), data={"note": ""}).status_code == 422
    assert duyet.post(path(item, "withdrawal"), data={"note": "Đợt đã xong"}).status_code == 303
    assert not session.scalars(select(HouseholdChange)).all()
    assert duyet.post(path(other)).status_code == 303
    assert change_of(session).state is ChangeState.PROPOSED


def test_what_comes_after_a_refusal_opens_the_question_again(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    who = Phone(app, cast.collector)
    item = household(cast, round_)
    who.send(item)
    first = change_of(session)
    assert duyet.post(f"/changes/{first.id}/refusal", data={"reason": "Chưa có sổ riêng"}).status_code == 303
    again = phone.item("household", item["subject"], {**item["payload"], "evidence": "Nay đã có sổ riêng"})
    assert code(who.send(again)[0]) == ("held", "household_decided")
    assert duyet.post(path(again)).status_code == 303
    assert home_of(session, item["subject"]).is_pending
    states = session.scalars(select(HouseholdChange.state).order_by(HouseholdChange.proposed_at)).all()
    assert states == [ChangeState.REFUSED, ChangeState.PROPOSED]


def test_only_who_settles_there_takes_it_in(app: Flask, cast: Cast, round_: Round, session: Session) -> None:
    item = household(cast, round_)
    dropped(app, lost(app, session, cast.collector), item)
    for person, status in ((cast.far_supervisor, 404), (cast.leader, 403), (cast.coordinator, 303)):
        assert signed_in(app, person).post(path(item)).status_code == status

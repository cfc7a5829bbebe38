"""Ids that somebody else used, before anything is known of them or beside two more surveys of the household."""

from __future__ import annotations

from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Assignment, DepositToken, Outcome, Round, Survey, SurveyStatus, SyncItem, User, Visit
from tests import factories, phone
from tests.conflict_stage import TwoPhones, kept
from tests.factories import Cast
from tests.phone import Phone

REASON = {"reason": "Đã hỏi cả hai người."}


def assign(session: Session, cast: Cast, round_: Round, person: User) -> None:
    session.add(
        Assignment(
            tenant=1,
            round_id=round_.id,
            household_id=cast.household.id,
            user_id=person.id,
            assigned_at=factories.NOW,
        )
    )
    session.commit()


def statuses(session: Session) -> dict[UUID, SurveyStatus]:
    session.expire_all()
    return {row.collector_id: row.status for row in session.scalars(select(Survey))}


def test_it_makes_a_rival_of_a_survey_that_came_under_anothers_id(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    assign(session, cast, round_, cast.village_head)
    first = phone.survey(cast, round_)
    assert Phone(app, cast.collector).send(first)[0]["outcome"] == "accepted"
    head = Phone(app, cast.village_head)
    other = phone.survey(cast, round_, {"house.floor_area": "44"}, subject=UUID(first["subject"]))
    assert head.send(other)[0]["cause"]["code"] == "same_id"
    path = f"/conflicts/{other['id']}"
    assert "44" in duyet.get(path).text
    # Answers of two people are not mixed.
    form = {**REASON, "revision": first["id"]}
    assert duyet.post(f"{path}/picks", data={**form, "pick:floor_area": "came"}).status_code == 404
    answer = duyet.post(f"{path}/take", data=form)
    assert (answer.status_code, answer.location) == (303, path)
    row = kept(session, other["id"])
    assert (row.outcome, row.settled_at) == (Outcome.CONFLICT, None) and str(row.subject) != first["subject"]
    assert "Một hộ có hai phiếu" in duyet.get(path).text
    assert head.send(other)[0]["outcome"] == "conflict"
    assert duyet.post(f"{path}/choice", data={**REASON, "chosen": str(row.subject)}).status_code == 303
    assert statuses(session) == {
        cast.collector.id: SurveyStatus.WITHDRAWN, cast.village_head.id: SurveyStatus.RECEIVED,
    }  # fmt: skip


def test_it_settles_three_surveys_of_one_household_at_once(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    third = factories.user(session, "ba", factories.Role.COLLECTOR, cast.village, name="Người Thứ Ba")
    for person in (cast.village_head, third):
        assign(session, cast, round_, person)
    raws = []
    for person in (cast.collector, cast.village_head, third):
        raws.append(phone.survey(cast, round_))
        Phone(app, person).send(raws[-1])
    page = duyet.get(f"/conflicts/{raws[2]['id']}").text
    for name in ("Lê Thị Thu", "Trịnh Văn Trưởng", "Người Thứ Ba"):
        assert f"của {name}" in page
    form = {**REASON, "chosen": raws[1]["subject"]}
    assert duyet.post(f"/conflicts/{raws[2]['id']}/choice", data=form).status_code == 303
    assert statuses(session) == {
        cast.collector.id: SurveyStatus.WITHDRAWN,
        cast.village_head.id: SurveyStatus.RECEIVED,
        third.id: SurveyStatus.WITHDRAWN,
    }
    assert not session.scalars(
        select(SyncItem).where(SyncItem.outcome == Outcome.CONFLICT, SyncItem.settled_at.is_(None))
    ).all()
    assert duyet.post(f"/conflicts/{raws[1]['id']}/choice", data=form).status_code == 409


def test_it_keeps_one_of_two_contents_of_which_neither_could_be_taken(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    who = Phone(app, cast.collector)
    first = phone.survey(cast, round_, version="1999.1")
    other = phone.survey(
        cast, round_, {"house.floor_area": "44"}, subject=UUID(first["subject"]), id_=UUID(first["id"])
    )
    assert who.send(first)[0]["cause"]["code"] == "unknown_form"
    assert who.send(other)[0]["cause"]["code"] == "same_id"
    listed = duyet.get("/conflicts").text
    path = "/conflicts/" + listed.split('href="/conflicts/')[1].split('"')[0]
    assert "Một mã mà hai nội dung" in duyet.get(path).text
    assert duyet.post(f"{path}/keep", data=REASON).status_code == 303
    assert who.send(other)[0]["outcome"] == "duplicate"
    assert who.send(first)[0]["outcome"] == "duplicate"


def test_it_finds_no_conflict_that_is_none(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    raw = phone.survey(cast, round_)
    Phone(app, cast.collector).send(raw)
    for item in (raw["id"], str(new_id())):
        assert duyet.post(f"/conflicts/{item}/keep", data=REASON).status_code == 404
    assert duyet.get(f"/conflicts/{new_id()}").status_code == 404
    assert duyet.get("/conflicts/x").status_code == 404


def test_it_takes_a_second_visit_under_one_id_as_one_more(
    app: Flask, cast: Cast, round_: Round, session: Session
) -> None:
    who = Phone(app, cast.collector)
    first = phone.visit(cast, round_)
    other = phone.item(
        "visit", cast.household.id, {**first["payload"], "note": "Lại khoá"}, id_=UUID(first["id"])
    )
    payload = {"at": phone.MADE_AT, "purpose": "Hỏi địa chỉ"}
    opened = phone.item("access", cast.household.id, payload, id_=UUID(first["id"]))
    assert [who.send(one)[0]["outcome"] for one in (first, other, opened)] == ["accepted"] * 3
    assert [who.send(one)[0]["outcome"] for one in (first, other, opened)] == ["duplicate"] * 3
    assert {row.note for row in session.scalars(select(Visit))} == {"Cửa khoá", "Lại khoá"}
    assert {row.outcome for row in session.scalars(select(SyncItem))} == {Outcome.ACCEPTED}


def test_it_tells_of_a_second_visit_that_was_held_by_the_id_the_phone_knows(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    who = Phone(app, cast.collector)
    first = phone.visit(cast, round_)
    others = [
        phone.item("visit", cast.household.id, {**first["payload"], "note": note}, id_=UUID(first["id"]))
        for note in ("Lại khoá", "Vẫn khoá")
    ]
    who.send(first)
    token = session.scalars(select(DepositToken)).one()
    token.revoked_at = factories.NOW
    session.commit()
    for raw in others:
        assert who.drop_off(app, raw).get_json()["outcomes"][0]["outcome"] == "held"
    waiting = session.scalars(select(SyncItem.id).where(SyncItem.outcome == Outcome.HELD)).all()
    assert duyet.post(f"/late/{waiting[0]}/acceptance").status_code == 303
    assert duyet.post(f"/late/{waiting[1]}/withdrawal", data={"note": "Ghi nhầm"}).status_code == 303
    receipts = [
        one["data"] for one in Phone(app, cast.collector).kit()["entries"] if one["type"] == "receipt"
    ]
    assert {row["item"] for row in receipts} == {first["id"]} and all(row["settled"] for row in receipts)
    assert {(row["cause"] or {}).get("code") for row in receipts} == {None, "put_aside"}


def test_it_answers_each_item_when_one_has_the_id_of_a_revision_of_the_office(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    two = TwoPhones(app, cast, round_)
    assert two.post(duyet, "picks", **{"pick:floor_area": "came"}).status_code == 303
    office_made = session.scalars(select(Survey.revision_id)).one()
    assert office_made is not None and session.get(SyncItem, (1, office_made)) is None
    who = Phone(app, cast.collector)
    for named in ({"subject": UUID(two.survey), "base": office_made}, {}):
        raw = phone.survey(cast, round_, {"house.floor_area": "31"}, id_=office_made, **named)
        outcomes = who.send(raw, phone.visit(cast, round_))
        assert [one["outcome"] for one in outcomes] == ["conflict", "accepted"]
        assert outcomes[0]["cause"]["code"] == "same_id"
        assert who.send(raw)[0]["outcome"] == "conflict"
    taken = session.scalars(select(SyncItem).where(SyncItem.outcome == Outcome.CONFLICT)).all()
    assert {(row.cause or {})["item"] for row in taken if row.settled_at is None} == {str(office_made)}
    listed = duyet.get("/conflicts").text
    assert all(f"/conflicts/{row.id}" in listed for row in taken if row.settled_at is None)


def test_it_takes_a_visit_whose_id_another_visit_has(
    app: Flask, cast: Cast, round_: Round, session: Session
) -> None:
    raw = phone.visit(cast, round_)
    who = Phone(app, cast.collector)
    who.send(raw)
    session.delete(kept(session, raw["id"]))
    session.commit()
    assert who.send(raw)[0]["outcome"] == "accepted"
    assert who.send(raw)[0]["outcome"] == "duplicate"

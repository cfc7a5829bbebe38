"""Work handed in by the deposit token after the right to send had ended: held, then taken in or put aside."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Attachment,
    AttachmentState,
    Completion,
    DepositToken,
    Grant,
    Outcome,
    Round,
    RoundStatus,
    Survey,
    SurveyStatus,
    User,
    Visit,
)
from tests import factories, phone
from tests.conflict_stage import HERE, kept
from tests.factories import Cast
from tests.phone import MARKER, Phone
from tests.plan_factory import plan, turn
from tests.signing_in import signed_in


def lost(app: Flask, session: Session, person: User) -> Phone:
    """A phone whose deposit token was revoked, and its person's account closed."""
    who = Phone(app, person)
    token = session.scalars(select(DepositToken).where(DepositToken.user_id == person.id)).one()
    token.revoked_at = factories.NOW
    session.merge(person).is_active = False
    session.commit()
    return who


def dropped(app: Flask, who: Phone, *items: dict[str, Any]) -> None:
    outcomes = who.drop_off(app, *items).get_json()["outcomes"]
    assert [(one["outcome"], one["cause"]["code"]) for one in outcomes] == [("held", "late")] * len(items)


def path(item: dict[str, Any], act: str = "acceptance") -> str:
    return f"/late/{item['id']}/{act}"


def test_it_takes_in_the_survey_of_a_closed_account_with_its_photo(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    who = lost(app, session, cast.collector)
    picture = b"\xff\xd8\xff" + b"x" * 40
    sha = hashlib.sha256(picture).hexdigest()
    file = {"ref": "b1_photo", "sha256": sha, "size": len(picture), "type": "image/jpeg"}
    raw = phone.survey(cast, round_, {"paper.b1_photo": f"{sha}.jpg"}, attachments=[file])
    dropped(app, who, raw)
    assert "0 trên 1 ảnh đã tới" in duyet.get("/late").text
    headers = {**MARKER, "X-Gnbv-Device": who.device, "X-Gnbv-Deposit": who.deposit}
    url = f"/sync/attachments/{raw['subject']}/b1_photo/{sha}"
    sent = app.test_client().put(url, data=picture, headers={**headers, "Content-Type": "image/jpeg"})
    assert sent.status_code == 201
    page = duyet.get("/late").text
    assert "Lê Thị Thu" in page and "Lò Văn Thử" in page and "1 trên 1 ảnh đã tới" in page
    assert duyet.post(path(raw)).status_code == 303
    session.expire_all()
    survey = session.scalars(select(Survey)).one()
    assert (survey.status, survey.collector_id) == (SurveyStatus.RECEIVED, cast.collector.id)
    assert session.scalars(select(Attachment.state)).all() == [AttachmentState.STORED]
    with duyet.get(f"/surveys/{survey.id}/files/b1_photo") as shown:
        assert shown.data == picture
    row = kept(session, raw["id"])
    assert (row.outcome, row.body_sealed) == (Outcome.ACCEPTED, None) and row.settled_at is not None
    again = who.drop_off(app, raw).get_json()["outcomes"][0]
    assert again["outcome"] == "duplicate"
    assert duyet.post(path(raw)).status_code == 404


def test_it_shows_the_answers_before_a_person_decides(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    dropped(app, lost(app, session, cast.collector), phone.survey(cast, round_))
    page = duyet.get("/late", headers=HERE).text
    assert "Tài khoản người gửi nay đã khoá." in page
    assert "Tường nhà làm bằng gì?" in page


def test_it_takes_in_visits_ticks_and_openings_of_a_revoked_phone(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    who = lost(app, session, cast.collector)
    occurrence = turn(session, plan(session, cast))
    session.commit()
    cadre = lost(app, session, cast.cadre)
    came = phone.visit(cast, round_)
    opened = phone.item("access", cast.household.id, {"at": phone.MADE_AT, "purpose": "Hỏi địa chỉ"})
    tick = phone.item("completion", occurrence.id, {"note": "Đã họp", "done_on": "2026-10-22", "undo": False})
    dropped(app, who, came, opened)
    dropped(app, cadre, tick)
    page = duyet.get("/late").text
    assert "Cửa khoá" in page and "Hỏi địa chỉ" in page and "Đã họp" in page
    dau = signed_in(app, cast.coordinator)
    for one, client in ((came, duyet), (opened, dau), (tick, dau)):
        assert client.post(path(one)).status_code == 303
        assert client.post(path(one)).status_code == 404
    session.expire_all()
    assert session.scalars(select(Visit.user_id)).all() == [cast.collector.id]
    assert session.scalars(select(Completion.user_id)).all() == [cast.cadre.id]
    assert "Không có gì gửi muộn" in duyet.get("/late").text


def test_it_takes_in_what_somebody_made_before_they_moved(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    who = Phone(app, cast.collector)
    for token in session.scalars(select(DepositToken)):
        token.revoked_at = factories.NOW
    for grant in session.merge(cast.collector).grants:
        grant.valid_to = date(2026, 10, 1)
    session.add(
        Grant(
            tenant=1,
            user_id=cast.collector.id,
            role=factories.Role.COLLECTOR,
            unit_id=cast.far_village.id,
            valid_from=date(2026, 10, 2),
        )
    )
    session.commit()
    raw, came = phone.survey(cast, round_), phone.visit(cast, round_)
    dropped(app, who, raw, came)
    # The other commune has the person now, and nothing to say about this household.
    far = signed_in(app, cast.far_supervisor)
    assert far.post(path(raw)).status_code == 404 and far.post(path(came)).status_code == 404
    assert duyet.post(path(raw)).status_code == 303 and duyet.post(path(came)).status_code == 303
    session.expire_all()
    assert session.scalars(select(Survey.status)).all() == [SurveyStatus.RECEIVED]
    assert len(session.scalars(select(Visit)).all()) == 1


def test_it_makes_a_conflict_of_a_late_correction_that_met_another(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    first = phone.survey(cast, round_)
    Phone(app, cast.collector).send(first)
    base = {"subject": first["subject"], "base": first["id"]}
    Phone(app, cast.collector).send(phone.survey(cast, round_, HERE, **base))
    who = Phone(app, cast.collector)
    session.merge(cast.collector).is_active = False
    session.commit()
    raw = phone.survey(cast, round_, {"house.floor_area": "44"}, **base)
    dropped(app, who, raw)
    assert duyet.post(path(raw)).status_code == 303
    row = kept(session, raw["id"])
    assert row.outcome is Outcome.CONFLICT and row.settled_at is None and row.body_sealed is not None
    assert f"/conflicts/{raw['id']}" in duyet.get("/conflicts").text
    form = {"revision": str(session.scalars(select(Survey.revision_id)).one()), "reason": "Đã hỏi"}
    assert duyet.post(f"/conflicts/{raw['id']}/take", data=form).status_code == 303
    assert session.scalars(select(Survey.status)).one() is SurveyStatus.RECEIVED


def test_it_puts_aside_with_a_reason_that_travels_in_the_receipt(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    who = lost(app, session, cast.collector)
    raw = phone.visit(cast, round_)
    dropped(app, who, raw)
    assert duyet.post(path(raw, "withdrawal"), data={"note": " "}).status_code == 422
    assert duyet.post(path(raw, "withdrawal"), data={"note": "Ghi nhầm hộ."}).status_code == 303
    row = kept(session, raw["id"])
    assert row.body_sealed is not None and row.settled_at is not None
    assert "không ghi nhận, lý do: Ghi nhầm hộ." in (row.cause or {})["vi"]
    assert duyet.post(path(raw, "withdrawal"), data={"note": "Ghi nhầm hộ."}).status_code == 404
    session.merge(cast.collector).is_active = True
    session.commit()
    receipts = [
        one["data"] for one in Phone(app, cast.collector).kit()["entries"] if one["type"] == "receipt"
    ]
    assert [(one["item"], one["settled"]) for one in receipts] == [(raw["id"], True)]


def test_it_hides_late_items_from_strangers_and_refuses_other_roles(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    who = lost(app, session, cast.collector)
    raw, came = phone.survey(cast, round_), phone.visit(cast, round_)
    dropped(app, who, raw, came)
    far = signed_in(app, cast.far_supervisor)
    assert "Lê Thị Thu" not in far.get("/late").text
    for act in ("acceptance", "withdrawal"):
        assert far.post(path(raw, act), data={"note": "x"}).status_code == 404
        for person in (cast.observer, cast.leader, cast.village_head):
            assert signed_in(app, person).post(path(raw, act), data={"note": "x"}).status_code == 403
    # A coordinator settles visits, and decides no survey.
    dau = signed_in(app, cast.coordinator)
    assert dau.post(path(raw)).status_code == 404 and dau.post(path(came)).status_code == 303
    strange = phone.survey(cast, round_, {"house.floor_area": "9000000"})
    dropped(app, who, strange)
    assert duyet.post(path(strange)).status_code in (409, 422)


def test_it_takes_in_a_late_survey_of_a_closed_round(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    who = lost(app, session, cast.collector)
    session.merge(round_).status = RoundStatus.CLOSED
    session.commit()
    raw = phone.survey(cast, round_)
    dropped(app, who, raw)
    assert duyet.post(path(raw)).status_code == 303
    session.expire_all()
    assert session.scalars(select(Survey.status)).one() is SurveyStatus.RECEIVED

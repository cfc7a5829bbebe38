"""Two standards in one season: lists for both, a setting that a person confirms, decisions apart; the superior's opinion."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import (
    Event,
    LedgerRow,
    Recognition,
    RecognitionState,
    Standing,
    SurveyStatus,
    VillageStage,
)
from gnbv.services import recognition_signing, recognitions, standard_uses
from tests.factories import Cast
from tests.procedure_stage import STANDARD, Village
from tests.recognition_stage import SIGNING, ready_village, signed, submitted
from tests.signing_in import signed_in
from tests.views.test_status_column import statuses

LATER = "vn-2027-2030"
BOTH = (STANDARD, LATER)


@pytest.fixture
def village(session: Session, cast: Cast) -> Village:
    made = ready_village(session, cast, standards=BOTH)
    session.commit()
    return made


def test_nothing_is_gathered_until_a_person_confirms_which_standard_serves_what(
    session: Session, desk: FlaskClient, village: Village
) -> None:
    path = f"/rounds/{village.round.id}"
    page = desk.get(f"{path}/recognitions").text
    assert "Chuẩn nghèo đa chiều 2022–2025" in page and "2027–2030" in page
    assert "chưa có người xác nhận" in page.lower()
    early = desk.post(f"{path}/recognitions", data={"standard": STANDARD})
    assert early.status_code == 409 and "xác nhận chuẩn nào" in early.text
    for _ in range(2):
        assert desk.post(f"{path}/standards/confirmation").status_code == 303
    session.expire_all()
    assert standard_uses.of(village.round).confirmed_name == "Bùi Thị Đầu"
    assert session.scalars(select(Event.action)).all().count("round.uses_confirmed") == 1
    assert desk.post(f"{path}/recognitions", data={"standard": STANDARD}).status_code == 303


def test_a_new_choice_is_confirmed_anew_and_a_wrong_one_refused(
    app: Flask, session: Session, cast: Cast, desk: FlaskClient, village: Village
) -> None:
    path = f"/rounds/{village.round.id}/standards"
    desk.post(f"{path}/confirmation")
    sent = {"recognition": [STANDARD], "certificate": STANDARD, "report": LATER}
    for more in ({"recognition": []}, {"certificate": LATER}, {"report": "khac"}, {"recognition": ["khac"]}):
        assert desk.post(path, data={**sent, **more}).status_code == 422, more
    assert signed_in(app, cast.supervisor).post(path, data=sent).status_code == 403
    assert signed_in(app, cast.far_supervisor).post(path, data=sent).status_code == 404
    for _ in range(2):
        assert desk.post(path, data=sent).status_code == 303
    session.expire_all()
    uses = standard_uses.of(village.round)
    assert (uses.recognition, uses.report, uses.is_confirmed) == ((STANDARD,), LATER, False)
    assert "Chưa xác nhận" in desk.get(path).text


def test_each_standard_has_its_decision_and_the_register_changes_once(
    session: Session, cast: Cast, desk: FlaskClient, village: Village
) -> None:
    standard_uses.confirm(session, cast.actor(cast.coordinator), village.round)
    for row in session.scalars(select(LedgerRow).where(LedgerRow.standard == LATER)):
        row.is_illustrative = True
    session.flush()
    first = signed(session, cast, village.round)
    assert set(statuses(session).values()) == {SurveyStatus.RECOGNISED}
    assert village.review.stage is VillageStage.RECOGNITION
    with pytest.raises(Exception, match="MINH HỌA"):
        recognitions.draft(session, cast.actor(cast.coordinator), village.round, LATER)
    for row in session.scalars(select(LedgerRow).where(LedgerRow.standard == LATER)):
        row.is_illustrative = False
    session.flush()
    second = submitted(session, cast, village.round, LATER)
    recognition_signing.sign(session, cast.actor(cast.leader), second, replace(SIGNING, number="89/QĐ-UBND"))
    session.commit()
    assert {first.state, second.state} == {RecognitionState.SIGNED}
    official = select(func.count()).where(LedgerRow.standing == Standing.OFFICIAL, LedgerRow.year == 2026)
    assert session.scalar(official.select_from(LedgerRow)) == 8
    assert "2027–2030" in desk.get(f"/recognitions/{second.id}/print").text
    gone = desk.post(
        f"/rounds/{village.round.id}/standards",
        data={"recognition": [LATER], "certificate": LATER, "report": LATER},
    )
    assert gone.status_code == 409 and "Đính chính" in gone.text


def test_where_the_superior_is_asked_nothing_is_signed_before_it_agrees(
    session: Session, cast: Cast, desk: FlaskClient
) -> None:
    village = ready_village(session, cast)
    village.round.settings = {**village.round.settings, "switches": {"superior_opinion": True}}
    row = submitted(session, cast, village.round)
    session.commit()
    chair = cast.actor(cast.leader)
    with pytest.raises(Exception, match="xin ý kiến cấp trên"):
        recognition_signing.sign(session, chair, row, SIGNING)
    session.rollback()
    path = f"/recognitions/{row.id}/opinion"
    told = {"agrees": "no", "number": "7/SNN", "on": "2026-10-23", "text": "Rà lại Thôn 1"}
    for more in ({"number": ""}, {"text": ""}, {"on": "2026-10-22"}):
        assert desk.post(path, data={**told, **more}).status_code == 422, more
    for _ in range(2):
        assert desk.post(path, data=told).status_code == 303
    with pytest.raises(Exception, match="chưa thống nhất"):
        recognition_signing.sign(session, chair, session.get_one(Recognition, (1, row.id)), SIGNING)
    session.rollback()
    assert desk.post(path, data={**told, "agrees": "yes", "number": "9/SNN"}).status_code == 303
    session.expire_all()
    done = recognition_signing.sign(session, chair, session.get_one(Recognition, (1, row.id)), SIGNING)
    assert done.state is RecognitionState.SIGNED
    assert session.scalars(select(Event.action)).all().count("recognition.opinion") == 2

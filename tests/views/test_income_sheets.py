"""The average living standard: own request, own income sheet, own list and decision; never B1 or B2."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import (
    Basis,
    HouseholdClass,
    IncomeSheet,
    LedgerRow,
    ListReason,
    PackComponent,
    PackStatus,
    Petition,
    PetitionKind,
    PetitionState,
    Recognition,
    RecognitionRow,
    Round,
    RoundHousehold,
    RoundStatus,
    Standing,
)
from gnbv.services import recognition_signing, recognitions
from tests.factories import DAY, NOW, TENANT, Cast
from tests.procedure_stage import STANDARD, season_of
from tests.recognition_stage import SIGNING
from tests.signing_in import signed_in

SHEET = {
    "standard": STANDARD, "from_month": "2025-10", "members": "3", "amount-crops": "60000", "amount-wages": "10000",
    "amount-aid": "9000", "is_farm": "yes", "farm_work": "Trồng lúa, nuôi gà", "asked_on": "2026-10-20",
    "asked_by": "Phạm Thị Cán", "note": "",
}  # fmt: skip


@pytest.fixture
def round_(session: Session, cast: Cast) -> Round:
    made = season_of(session, cast)
    session.commit()
    return made


@pytest.fixture
def petition(session: Session, cast: Cast, round_: Round) -> Petition:
    row = Petition(
        tenant=TENANT, id=new_id(), unit_id=cast.commune.id, village_id=cast.village.id,
        household_id=cast.household.id, round_id=round_.id, year=2026, number=7, kind=PetitionKind.AVERAGE,
        state=PetitionState.LISTED, applicant="Lò Văn Thử", channel="counter", received_on=date(2026, 10, 1),
        answer_by=date(2026, 10, 30), recorded_at=NOW,
    )  # fmt: skip
    line = RoundHousehold(
        tenant=TENANT, id=new_id(), round_id=round_.id, household_id=cast.household.id, unit_id=cast.village.id,
        reason=ListReason.AVERAGE, added_at=NOW,
    )  # fmt: skip
    session.add_all([row, line])
    session.commit()
    return row


@pytest.fixture
def counter(app: Flask, cast: Cast) -> FlaskClient:
    return signed_in(app, cast.cadre)


def official(session: Session) -> None:
    """Two people have confirmed the rule of every standard."""
    for row in session.scalars(select(PackComponent).where(PackComponent.component == "rule")):
        row.status = PackStatus.OFFICIAL
    session.commit()


def sheet(session: Session) -> IncomeSheet:
    session.expire_all()
    return session.scalars(select(IncomeSheet)).one()


def test_a_request_is_written_concluded_and_recognised_on_its_own_list(
    session: Session, cast: Cast, counter: FlaskClient, desk: FlaskClient, round_: Round, petition: Petition
) -> None:
    official(session)
    path = f"/petitions/{petition.id}/income"
    for _ in range(2):
        assert counter.post(path, data=SHEET).status_code == 303
    row = sheet(session)
    assert (row.total, row.version, row.verdict) == (70_000_000, 1, None)  # aid of the State is not added up
    assert "1.944.444 đồng" in desk.get(path).text
    for _ in range(2):
        assert desk.post(f"{path}/conclusion", data={"standard": STANDARD}).status_code == 303
    assert sheet(session).verdict["is_met"] is True
    (proposed,) = session.scalars(select(LedgerRow).where(LedgerRow.standing == Standing.PROPOSED)).all()
    assert (proposed.household_class, proposed.basis, proposed.is_illustrative) == (
        HouseholdClass.AVERAGE, Basis.AVERAGE, False,
    )  # fmt: skip
    assert "Đạt, chờ công nhận" in desk.get(f"/rounds/{round_.id}/average").text
    answer = desk.post(f"/rounds/{round_.id}/recognitions", data={"standard": STANDARD, "kind": "average"})
    assert answer.status_code == 303, answer.text
    decision = session.scalars(select(Recognition)).one()
    recognitions.submit(session, cast.actor(cast.coordinator), decision, "3/TTr", DAY)
    recognition_signing.sign(session, cast.actor(cast.leader), decision, SIGNING)
    session.commit()
    line = session.scalars(select(RecognitionRow)).one()
    assert (line.lists, line.after) == (["average"], HouseholdClass.AVERAGE)
    assert "CÓ MỨC SỐNG TRUNG BÌNH" in desk.get(f"/recognitions/{decision.id}/print").text
    late = counter.post(path, data={**SHEET, "members": "4"})
    assert late.status_code == 409 and "đính chính" in late.text


def test_putting_the_sheet_right_takes_the_conclusion_back(
    session: Session, counter: FlaskClient, desk: FlaskClient, petition: Petition
) -> None:
    path = f"/petitions/{petition.id}/income"
    counter.post(path, data=SHEET)
    desk.post(f"{path}/conclusion", data={"standard": STANDARD})
    assert counter.post(path, data={**SHEET, "amount-crops": "200000"}).status_code == 303
    assert (sheet(session).verdict, sheet(session).version) == (None, 2)
    assert [one.standing for one in session.scalars(select(LedgerRow).order_by(LedgerRow.recorded_at))] == [
        Standing.PROPOSED, Standing.WITHDRAWN,
    ]  # fmt: skip
    desk.post(f"{path}/conclusion", data={"standard": STANDARD})
    said = sheet(session).verdict
    assert said["code"] == "above" and "2.250.000" in said["reason"]


def test_an_unconfirmed_line_is_illustrative_and_blocks_the_decision(
    session: Session, counter: FlaskClient, desk: FlaskClient, round_: Round, petition: Petition
) -> None:
    path = f"/petitions/{petition.id}/income"
    counter.post(path, data=SHEET)
    desk.post(f"{path}/conclusion", data={"standard": STANDARD})
    answer = desk.post(f"/rounds/{round_.id}/recognitions", data={"standard": STANDARD, "kind": "average"})
    assert answer.status_code == 409 and "MINH HỌA" in answer.text


def test_strangers_find_nothing_and_others_may_not_write(
    app: Flask, cast: Cast, session: Session, counter: FlaskClient, petition: Petition
) -> None:
    path = f"/petitions/{petition.id}/income"
    assert signed_in(app, cast.far_supervisor).post(path, data=SHEET).status_code == 404
    assert signed_in(app, cast.supervisor).post(path, data=SHEET).status_code == 403
    assert counter.post(f"{path}/conclusion", data={"standard": STANDARD}).status_code == 403
    cast.cadre.person_id = cast.household.head_id
    session.commit()
    assert counter.post(path, data=SHEET).status_code == 403
    assert not session.scalars(select(IncomeSheet)).all()


@pytest.mark.parametrize(
    "more",
    [
        {"members": "0"}, {"amount-crops": "-5"}, {"from_month": "2027-01"}, {"from_month": ""}, {"asked_by": ""},
        {"farm_work": ""}, {"standard": "khac"},
    ],
)  # fmt: skip
def test_bad_input_is_refused_and_the_former_sheet_kept(
    session: Session, counter: FlaskClient, petition: Petition, more: dict[str, str]
) -> None:
    path = f"/petitions/{petition.id}/income"
    assert counter.post(path, data=SHEET).status_code == 303
    answer = counter.post(path, data={**SHEET, **more})
    assert answer.status_code == 422 and sheet(session).version == 1


def test_a_closed_round_takes_no_sheet(
    session: Session, counter: FlaskClient, round_: Round, petition: Petition
) -> None:
    round_.status = RoundStatus.CLOSED
    session.commit()
    answer = counter.post(f"/petitions/{petition.id}/income", data=SHEET)
    assert answer.status_code == 409 and "mở lại đợt" in answer.text

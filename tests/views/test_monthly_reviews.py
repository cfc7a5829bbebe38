"""One press opens the month's review: only from the 15th, only who runs rounds, twice the same round."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Petition, PetitionKind, Round, RoundHousehold, RoundKind, Screening
from gnbv.services import petitions
from gnbv.services.petitions import Asked
from tests.factories import Cast
from tests.phone import published_sheet
from tests.signing_in import signed_in


@pytest.fixture
def press(session: Session, cast: Cast) -> str:
    """Two petitions of this month, one of them ready (the tests' day is 23/10)."""
    published_sheet(session)
    actor = cast.actor(cast.cadre)
    for home, ready in ((cast.unlisted, True), (cast.household, False)):
        asked = Asked(PetitionKind.POOR, date(2026, 10, 15), home)
        row = petitions.take_in(session, actor, new_id(), cast.village, asked)
        if ready:
            petitions.screen(session, actor, row, Screening.PASSED)
    session.commit()
    return f"/units/{cast.commune.id}/monthly-review"


def rounds(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Round)) or 0


def test_one_press_opens_the_round_of_the_ready_petitions_alone(
    app: Flask, session: Session, cast: Cast, press: str
) -> None:
    desk = signed_in(app, cast.coordinator)
    late = Asked(PetitionKind.ESCAPE, date(2026, 10, 16), cast.others_household)
    petitions.take_in(session, cast.actor(cast.cadre), new_id(), cast.other_village, late)
    session.commit()
    # What came after the 15th waits for the month after.
    assert "Có 2 giấy đề nghị. Mở đợt tháng 10" in desk.get("/rounds").text
    opened = desk.post(press)
    assert opened.status_code == 303
    shown = desk.get(opened.location).text
    assert "còn 6 ngày (4 ngày làm việc), hẹn trả lời 29/10" in shown
    assert "Hạn trả lời từng giấy đề nghị" in shown
    assert "giấy đưa vào danh sách được ngay" not in shown
    assert desk.post(press).location == opened.location
    session.expire_all()
    (round_,) = session.scalars(select(Round).where(Round.kind == RoundKind.MONTHLY))
    homes = session.scalars(
        select(RoundHousehold.household_id).where(RoundHousehold.round_id == round_.id)
    ).all()
    assert list(homes) == [cast.unlisted.id]
    assert "Mở đợt tháng 10" not in desk.get("/rounds").text


def test_it_is_refused_to_others_and_without_a_petition_that_is_ready(
    app: Flask, session: Session, cast: Cast, press: str
) -> None:
    assert signed_in(app, cast.cadre).post(press).status_code == 403
    assert signed_in(app, cast.far_supervisor).post(press).status_code == 404
    for row in session.scalars(select(Petition)):
        row.screening = Screening.NONE
    session.commit()
    answer = signed_in(app, cast.leader).post(press)
    assert answer.status_code == 422
    assert "Phiếu A" in answer.text
    assert rounds(session) == 0

"""The later kinds of records of ``tests/neighbours.py``: a change of a household, a back-check, a sheet of paper."""

from __future__ import annotations

import hashlib
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import (
    Assignment,
    BackCheck,
    ChangeKind,
    ChangeState,
    Household,
    HouseholdChange,
    Purpose,
    Round,
    User,
)
from tests import factories, paper_stage, phone
from tests.factories import DAY, NOW, TENANT, Cast
from tests.phone import Phone


def give(
    session: Session, round_: Round, home: Household, user: User, purpose: Purpose = Purpose.MAIN
) -> None:
    """Put a household of the list into somebody's hands, beside whoever has it."""
    session.add(
        Assignment(
            tenant=TENANT, id=new_id(), round_id=round_.id, household_id=home.id, user_id=user.id, purpose=purpose,
            assigned_at=NOW,
        )
    )  # fmt: skip
    session.commit()


def round_beside(session: Session, cast: Cast, like: Round) -> Round:
    """The neighbours' own round, so that their people have something to begin from."""
    columns = {column.name: getattr(like, column.name) for column in Round.__table__.columns}
    row = Round(**{**columns, "id": new_id(), "unit_id": cast.far_commune.id})
    session.add(row)
    session.flush()
    factories.assign(session, row, cast.far_household, cast.stranger)
    return row


def change(session: Session, cast: Cast, round_: Round) -> HouseholdChange:
    """Nobody lives there any more, says a collector; nobody has confirmed it."""
    home = cast.others_household
    row = HouseholdChange(
        tenant=TENANT, id=new_id(), household_id=home.id, round_id=round_.id, unit_id=home.unit_id,
        kind=ChangeKind.NOBODY, on=DAY, evidence="Trưởng thôn nói", state=ChangeState.PROPOSED,
        proposed_by=cast.other_collector.id, proposed_at=NOW,
    )  # fmt: skip
    session.add(row)
    session.commit()
    return row


def back_check(app: Flask, session: Session, cast: Cast, round_: Round) -> BackCheck:
    """A home that was surveyed, and interviewed anew by the village head."""
    home = factories.household(session, cast.village, 44, "Vi Thị Tư")
    factories.assign(session, round_, home, cast.collector)
    give(session, round_, home, cast.village_head, Purpose.BACK_CHECK)
    named = {"household": str(home.id)}
    first = phone.survey(cast, round_, **named)
    again = phone.survey(cast, round_, {"house.walls": "poor_wood"}, purpose="back_check", **named)
    assert Phone(app, cast.collector).send(first)[0]["outcome"] == "accepted"
    row = BackCheck(
        tenant=TENANT, id=new_id(), round_id=round_.id, survey_id=UUID(first["subject"]), seed="", reason="asked",
        drawn_at=NOW, drawn_by=cast.supervisor.id,
    )  # fmt: skip
    session.add(row)
    session.commit()
    assert Phone(app, cast.village_head).send(again)[0]["outcome"] == "accepted"
    return row


def paper(desk: FlaskClient, cast: Cast, round_: Round) -> str:
    """A sheet of paper that somebody of the office began to type, with its scan: the scan's hash."""
    sent = {"turn": str(new_id()), "seen": "0"}
    answer = paper_stage.attach(desk, round_, cast.others_household, sent)
    assert answer.status_code == 303, answer.text
    return hashlib.sha256(paper_stage.JPEG).hexdigest()

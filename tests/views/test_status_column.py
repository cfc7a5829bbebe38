"""The status of a survey is a column, for lists; after every act it must be what the rows of the acts say."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Decision, DecisionKind, Outcome, Round, Survey, SurveyStatus, SyncItem
from gnbv.services import decisions, held
from tests.factories import Cast
from tests.phone import Phone, season, survey

AFTER = {
    DecisionKind.APPROVAL: SurveyStatus.APPROVED,
    DecisionKind.RETURN: SurveyStatus.RETURNED,
    DecisionKind.HOLD: SurveyStatus.HELD,
    DecisionKind.RELEASE: SurveyStatus.RECEIVED,
    DecisionKind.WITHDRAWAL: SurveyStatus.WITHDRAWN,
}
ARRIVED = {
    Outcome.ACCEPTED: SurveyStatus.RECEIVED,
    Outcome.HELD: SurveyStatus.HELD,
    Outcome.CONFLICT: SurveyStatus.HELD,
}


@pytest.fixture
def round_(session: Session, cast: Cast) -> Round:
    return season(session, cast)


@pytest.fixture
def phone(app: Flask, cast: Cast, round_: Round) -> Phone:
    return Phone(app, cast.collector)


def statuses(session: Session) -> dict[str, SurveyStatus]:
    """Every survey's column, compared with the newest decision on its current revision, or with its arrival."""
    session.flush()
    session.expire_all()
    columns, rows = {}, {}
    for one in session.scalars(select(Survey)):
        newest = session.scalars(
            select(Decision.kind)
            .where(Decision.survey_id == one.id, Decision.revision_id == one.revision_id)
            .order_by(Decision.decided_at.desc())
        ).first()
        arrival = session.scalars(select(SyncItem.outcome).where(SyncItem.id == one.revision_id)).one()
        columns[str(one.id)] = one.status
        rows[str(one.id)] = ARRIVED[arrival] if newest is None else AFTER[newest]
    assert columns == rows
    return columns


def found(session: Session, sent: dict[str, str]) -> Survey:
    return session.scalars(select(Survey).where(Survey.id == UUID(sent["subject"]))).one()


def test_it_follows_a_return_a_correction_and_an_approval(
    phone: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    actor, first = cast.actor(cast.supervisor), survey(cast, round_)
    phone.send(first)
    assert statuses(session) == {first["subject"]: SurveyStatus.RECEIVED}
    decisions.send_back(session, actor, found(session, first), UUID(first["id"]), "Xem lại mái nhà")
    session.commit()
    assert statuses(session) == {first["subject"]: SurveyStatus.RETURNED}
    second = survey(cast, round_, subject=first["subject"], base=first["id"])
    phone.send(second)
    assert statuses(session) == {first["subject"]: SurveyStatus.RECEIVED}
    decisions.approve(session, actor, found(session, first), UUID(second["id"]))
    assert statuses(session) == {first["subject"]: SurveyStatus.APPROVED}


def test_it_follows_a_rival_that_is_withdrawn(
    phone: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    main, rival = survey(cast, round_), survey(cast, round_)
    phone.send(main, rival)
    standing = sorted(statuses(session).values())
    assert standing == sorted([SurveyStatus.RECEIVED, SurveyStatus.HELD])
    second = next(one for one in (main, rival) if found(session, one).status is SurveyStatus.HELD)
    actor = cast.actor(cast.supervisor)
    held.withdraw(session, actor, found(session, second), UUID(second["id"]), "Làm hai lần")
    assert statuses(session)[second["subject"]] is SurveyStatus.WITHDRAWN


def test_it_follows_an_unassigned_survey_that_is_taken_in(
    phone: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    sent = survey(cast, round_, household=str(cast.unlisted.id))
    assert phone.send(sent)[0]["outcome"] == "held"
    assert statuses(session) == {sent["subject"]: SurveyStatus.HELD}
    held.take_in(session, cast.actor(cast.supervisor), found(session, sent), UUID(sent["id"]))
    assert statuses(session) == {sent["subject"]: SurveyStatus.RECEIVED}

"""The status of a survey is a column, for lists; after every act it must be what the rows of the acts say."""

from __future__ import annotations

from uuid import UUID

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Decision, DecisionKind, Outcome, Round, Survey, SurveyStatus, SyncItem
from gnbv.services import (
    back_check_requests,
    conflict_acts,
    conflict_picks,
    corrections,
    decisions,
    held,
    reopenings,
)
from tests.factories import Cast
from tests.phone import Phone, survey

AFTER = {
    DecisionKind.APPROVAL: SurveyStatus.APPROVED,
    DecisionKind.RETURN: SurveyStatus.RETURNED,
    DecisionKind.HOLD: SurveyStatus.HELD,
    DecisionKind.RELEASE: SurveyStatus.RECEIVED,
    DecisionKind.WITHDRAWAL: SurveyStatus.WITHDRAWN,
    DecisionKind.REOPENING: SurveyStatus.RECEIVED,
    DecisionKind.CORRECTION: SurveyStatus.RECEIVED,
    DecisionKind.RECOGNITION: SurveyStatus.RECOGNISED,
}
ARRIVED = {
    Outcome.ACCEPTED: SurveyStatus.RECEIVED,
    Outcome.HELD: SurveyStatus.HELD,
    Outcome.CONFLICT: SurveyStatus.HELD,
}


def statuses(session: Session) -> dict[str, SurveyStatus]:
    """Every survey's column, compared with the newest decision on its current revision, or with its arrival."""
    session.flush()
    session.expire_all()
    columns, rows = {}, {}
    for one in session.scalars(select(Survey)):
        newest = session.scalars(
            select(Decision.kind)
            .where(Decision.survey_id == one.id, Decision.revision_id == one.revision_id)
            .where(Decision.kind != DecisionKind.BACK_CHECK)  # it moves nothing
            .order_by(Decision.decided_at.desc())
        ).first()
        # A revision of the office came with no item of a phone.
        found_outcome = session.scalars(select(SyncItem.outcome).where(SyncItem.id == one.revision_id))
        arrival = found_outcome.one_or_none() or Outcome.ACCEPTED
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


def test_it_follows_a_correction_a_back_check_and_a_reopening(
    phone: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    actor, first = cast.actor(cast.supervisor), survey(cast, round_)
    phone.send(first)
    made = corrections.correct(
        session, actor, found(session, first), UUID(first["id"]), "floor_area", "41", "Đo lại"
    )
    assert statuses(session) == {first["subject"]: SurveyStatus.RECEIVED}
    decisions.approve(session, actor, found(session, first), made.id)
    back_check_requests.ask(session, actor, found(session, first), "Ghi quá nhanh")
    assert statuses(session) == {first["subject"]: SurveyStatus.APPROVED}
    reopenings.reopen(session, actor, found(session, first), found(session, first).revision_id, "Nhầm hộ")
    assert statuses(session) == {first["subject"]: SurveyStatus.RECEIVED}


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


def test_it_follows_what_is_decided_of_two_copies(
    app: Flask, phone: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    actor, first = cast.actor(cast.supervisor), survey(cast, round_)
    base = {"subject": first["subject"], "base": first["id"]}
    phone.send(first)
    phone.send(survey(cast, round_, {"house.floor_area": "50"}, **base))
    for act in ("picks", "take", "keep"):
        seen = found(session, first).revision_id
        met = survey(cast, round_, {"house.floor_area": act_area(act)}, **base)
        assert phone.send(met)[0]["outcome"] == "conflict"
        decisions.send_back(session, actor, found(session, first), seen, "Xem lại")
        if act == "picks":
            conflict_picks.pick(session, actor, UUID(met["id"]), seen, {"floor_area": "came"}, "Đã hỏi")
        else:
            getattr(conflict_acts, act)(session, actor, UUID(met["id"]), seen, "Đã hỏi")
        expected = SurveyStatus.RETURNED if act == "keep" else SurveyStatus.RECEIVED
        assert statuses(session) == {first["subject"]: expected}
        session.commit()


def act_area(act: str) -> str:
    return {"picks": "41", "take": "42", "keep": "43"}[act]


def test_it_follows_the_choice_of_one_of_two_surveys(
    phone: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    main, rival = survey(cast, round_), survey(cast, round_)
    phone.send(main)
    phone.send(rival)
    actor = cast.actor(cast.supervisor)
    conflict_acts.choose(session, actor, UUID(rival["id"]), UUID(rival["subject"]), "Đủ người hơn")
    assert statuses(session) == {
        main["subject"]: SurveyStatus.WITHDRAWN,
        rival["subject"]: SurveyStatus.RECEIVED,
    }

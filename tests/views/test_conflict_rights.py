"""Who may decide a conflict, and when: once, on what they saw, never their own work."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import Event, Revision, Round, SurveyStatus, User
from gnbv.services import decisions
from tests import factories, phone
from tests.conflict_stage import TwoPhones, answers, kept
from tests.factories import Cast
from tests.signing_in import signed_in


@pytest.fixture
def two(app: Flask, cast: Cast, round_: Round) -> TwoPhones:
    return TwoPhones(app, cast, round_)


@pytest.mark.parametrize("act", ["keep", "take", "picks"])
def test_it_tells_the_second_of_two_supervisors(
    app: Flask, duyet: FlaskClient, two: TwoPhones, cast: Cast, session: Session, act: str
) -> None:
    second = factories.user(
        session, "duyet2", cast.supervisor.grants[0].role, cast.commune, name="Người Thứ Hai"
    )
    session.commit()
    assert two.post(duyet, "keep").status_code == 303
    late = two.post(signed_in(app, second), act, **{"pick:floor_area": "came"})
    assert late.status_code == 409 and "Hoàng Văn Duyệt" in late.text
    assert two.post(duyet, act, **{"pick:floor_area": "came"}).status_code == 409
    assert session.scalar(select(func.count()).select_from(Revision)) == 2
    settled = select(func.count()).select_from(Event).where(Event.action == "conflict.settled")
    assert session.scalar(settled) == 1


def test_it_decides_nothing_on_a_page_that_is_old(
    duyet: FlaskClient, two: TwoPhones, cast: Cast, round_: Round, session: Session
) -> None:
    newer = phone.survey(cast, round_, {"house.floor_area": "50"}, subject=two.survey, base=two.here["id"])
    assert two.one.send(newer)[0]["outcome"] == "accepted"
    for act in ("keep", "take", "picks"):
        assert two.post(duyet, act, **{"pick:floor_area": "came"}).status_code == 409
        assert two.post(duyet, act, revision="x").status_code == 409
    assert kept(session, two.came["id"]).settled_at is None


def test_it_is_hidden_from_strangers_and_refused_to_other_roles(
    app: Flask, two: TwoPhones, cast: Cast, session: Session
) -> None:
    far = signed_in(app, cast.far_supervisor)
    assert far.get(two.path).status_code == 404 and two.path not in far.get("/conflicts").text
    people: list[tuple[User, int]] = [
        (cast.far_supervisor, 404),
        (cast.coordinator, 403),
        (cast.collector, 403),
    ]
    people += [(cast.observer, 403), (cast.leader, 403)]
    for person, status in people:
        client = signed_in(app, person)
        for act in ("keep", "take", "picks", "choice"):
            answer = two.post(client, act, chosen=two.survey, **{"pick:floor_area": "came"})
            assert answer.status_code == status, (person.username, act)
    assert kept(session, two.came["id"]).settled_at is None


def test_it_lets_nobody_decide_their_own_work(
    app: Flask, two: TwoPhones, cast: Cast, session: Session
) -> None:
    session.merge(cast.collector).person_id = None
    session.add(
        factories.Grant(
            tenant=1, user_id=cast.collector.id, role=factories.Role.SUPERVISOR,
            unit_id=cast.commune.id, valid_from=factories.date(2026, 1, 1),
        )
    )  # fmt: skip
    session.commit()
    own = signed_in(app, cast.collector)
    assert "việc của chính mình" in own.get(two.path).text
    for act in ("keep", "take", "picks"):
        assert two.post(own, act, **{"pick:floor_area": "came"}).status_code == 403


def test_it_only_keeps_when_the_survey_was_approved_meanwhile(
    duyet: FlaskClient, two: TwoPhones, cast: Cast, session: Session
) -> None:
    survey, revision, _ = answers(session)
    decisions.approve(session, cast.actor(cast.supervisor), survey, revision.id)
    session.commit()
    page = duyet.get(two.path).text
    assert "chỉ còn cách giữ bản xã đang có" in page and "Lấy bản mới gửi</button>" not in page
    assert two.post(duyet, "take").status_code == 409
    assert two.post(duyet, "picks", **{"pick:floor_area": "came"}).status_code == 409
    assert two.post(duyet, "keep").status_code == 303
    assert answers(session)[0].status is SurveyStatus.APPROVED

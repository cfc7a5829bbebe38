"""The list of the supervisor: approving many at once, saved views, addresses of filters."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import (
    Attachment,
    AttachmentState,
    Decision,
    Flag,
    Grant,
    LedgerRow,
    Role,
    SavedView,
    Survey,
    SurveyStatus,
)
from tests import factories
from tests.factories import NOW, TENANT, Cast, household
from tests.signing_in import signed_in
from tests.survey_factory import received_survey


@pytest.fixture
def office(app: Flask, cast: Cast) -> FlaskClient:
    return signed_in(app, cast.supervisor)


@pytest.fixture
def first(session: Session, cast: Cast) -> Survey:
    made = received_survey(session, cast)
    session.commit()
    return made


def another(session: Session, cast: Cast, first: Survey, number: int, **more: Any) -> Survey:
    made = received_survey(session, cast, round_id=first.round_id, **more)
    made.household_id = household(session, cast.village, number, f"Vi Thị {number}").id
    session.commit()
    return made


def tick(*surveys: Survey) -> dict[str, list[str]]:
    return {"survey": [f"{one.id}@{one.revision_id}" for one in surveys]}


def statuses(session: Session, *surveys: Survey) -> list[SurveyStatus]:
    ids = [one.id for one in surveys]
    session.expire_all()
    found = dict(session.execute(select(Survey.id, Survey.status)).all())
    return [found[one] for one in ids]


def test_clean_surveys_are_approved_together_each_with_its_decision(
    session: Session, cast: Cast, office: FlaskClient, first: Survey
) -> None:
    second = another(session, cast, first, 41)
    page = office.get("/surveys").text
    assert page.count('name="survey"') == 2
    answer = office.post("/surveys/approvals", data=tick(first, second))
    assert (answer.status_code, "Đã duyệt 2 phiếu" in answer.text) == (200, True)
    assert statuses(session, first, second) == [SurveyStatus.APPROVED] * 2
    assert len(session.scalars(select(Decision)).all()) == len(session.scalars(select(LedgerRow)).all()) == 2
    again = office.post("/surveys/approvals", data=tick(first))
    assert (again.status_code, "Đã duyệt 0 phiếu" in again.text) == (200, True)
    assert len(session.scalars(select(Decision)).all()) == 2


def test_each_survey_that_is_not_clean_is_told_and_the_others_go_on(
    session: Session, cast: Cast, office: FlaskClient, first: Survey
) -> None:
    flagged, unclassed = (
        another(session, cast, first, 41),
        another(session, cast, first, 42, household_class=None),
    )
    waiting, own = (
        another(session, cast, first, 43),
        another(session, cast, first, 44, collector=cast.supervisor),
    )
    session.add(
        Flag(
            tenant=TENANT,
            id=new_id(),
            survey_id=flagged.id,
            revision_id=flagged.revision_id,
            code="two_steps",
            weight=3,
            evidence={},
            raised_at=NOW,
        )  # fmt: skip
    )
    session.add(
        Attachment(
            tenant=TENANT,
            survey_id=waiting.id,
            question="house_photo",
            sha256="a" * 64,
            size=9,
            content_type="image/jpeg",
            state=AttachmentState.EXPECTED,
            owner_id=cast.collector.id,
        )  # fmt: skip
    )
    session.commit()
    mine = (first, flagged, unclassed, waiting, own)
    assert office.get("/surveys").text.count('name="survey"') == 1
    text = office.post("/surveys/approvals", data=tick(*mine)).text
    assert "Đã duyệt 1 phiếu" in text and "4 phiếu chưa duyệt, vẫn chờ" in text
    for words in ("có điểm cần xem nên", "chưa có xếp loại", "ảnh chưa về", "Không ai tự duyệt"):
        assert words in text
    assert statuses(session, *mine) == [SurveyStatus.APPROVED] + [SurveyStatus.RECEIVED] * 4


def test_a_survey_that_changed_since_the_list_is_not_approved(
    session: Session, office: FlaskClient, first: Survey
) -> None:
    answer = office.post("/surveys/approvals", data={"survey": f"{first.id}@{new_id()}"})
    assert "bản sửa mới hơn" in answer.text
    assert statuses(session, first) == [SurveyStatus.RECEIVED]


def test_many_are_refused_to_strangers_readers_and_senseless_forms(
    app: Flask, session: Session, cast: Cast, office: FlaskClient, first: Survey
) -> None:
    for person, status in ((cast.far_supervisor, 404), (cast.leader, 403), (cast.collector, 403)):
        met = signed_in(app, person).post("/surveys/approvals", data=tick(first))
        assert met.status_code == status, person.username
    assert office.post("/surveys/approvals").status_code == 422
    assert office.post("/surveys/approvals", data={"survey": "x"}).status_code == 404
    assert statuses(session, first) == [SurveyStatus.RECEIVED]
    assert 'name="survey"' not in signed_in(app, cast.leader).get("/surveys").text


def test_somebody_who_decides_elsewhere_only_is_told_of_each(
    app: Flask, session: Session, cast: Cast, first: Survey
) -> None:
    """A leader here who supervises another village reads this survey and may not decide it."""
    session.add(
        Grant(
            tenant=TENANT,
            user_id=cast.leader.id,
            role=Role.SUPERVISOR,
            unit_id=cast.other_village.id,
            valid_from=factories.date(2026, 1, 1),
        )  # fmt: skip
    )
    session.commit()
    text = signed_in(app, cast.leader).post("/surveys/approvals", data=tick(first)).text
    assert "Đã duyệt 0 phiếu" in text and "không được làm việc đó" in text


def test_a_view_is_kept_used_renewed_and_removed_by_its_owner_alone(
    app: Flask, session: Session, cast: Cast, office: FlaskClient, first: Survey
) -> None:
    for flag in ("any", "none"):
        kept = office.post("/surveys/views", data={"name": " Cần  xem ", "flag": flag, "unit": "x"})
        assert (kept.status_code, kept.location.split("?")[1]) == (303, f"flag={flag}")
    (row,) = session.scalars(select(SavedView)).all()
    assert (row.name, row.query) == ("Cần xem", {"flag": "none"})
    assert 'href="/surveys?flag=none"' in office.get("/surveys").text
    other = signed_in(app, cast.leader)
    assert "Cần xem</a>" not in other.get("/surveys").text
    assert other.post(f"/surveys/views/{row.id}/removal").status_code == 404
    assert office.post(f"/surveys/views/{row.id}/removal").status_code == 303
    assert office.post(f"/surveys/views/{row.id}/removal").status_code == 404


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_view_without_a_usable_name_is_refused(session: Session, office: FlaskClient, name: str) -> None:
    assert office.post("/surveys/views", data={"name": name}).status_code == 422
    assert session.scalars(select(SavedView)).all() == []


def test_who_collects_keeps_no_views(app: Flask, cast: Cast) -> None:
    answer = signed_in(app, cast.collector).post("/surveys/views", data={"name": "Của tôi"})
    assert answer.status_code == 403

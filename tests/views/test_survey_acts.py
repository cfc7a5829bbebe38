"""What a supervisor does with one survey beside returning and approving it, at the pages."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    BackCheck,
    CommentTemplate,
    Decision,
    DecisionKind,
    Flag,
    LedgerRow,
    Role,
    Standing,
    SurveyStatus,
)
from tests import factories
from tests.factories import Cast
from tests.phone import Phone
from tests.signing_in import signed_in
from tests.survey_factory import only


def kinds(session: Session) -> list[DecisionKind]:
    return list(session.scalars(select(Decision.kind).order_by(Decision.decided_at)))


def approved(office: FlaskClient, sent: dict[str, Any]) -> None:
    page = f"/surveys/{sent['subject']}/approval"
    assert office.post(page, data={"revision": sent["id"]}).status_code == 303


ACTS = {
    "reopening": {"note": "Nhầm hộ"},
    "back-check": {"note": "Ghi quá nhanh"},
    "correction": {"ref": "floor_area", "value": "41", "note": "Đo lại"},
    "reader": {},
    "comment-templates": {"note": "Xem lại diện tích"},
}


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_finds_nothing_and_a_reader_has_no_right(
    app: Flask, session: Session, cast: Cast, sent: dict[str, Any], act: str
) -> None:
    data = {"revision": sent["id"], **ACTS[act]}
    for person, status in ((cast.far_supervisor, 404), (cast.leader, 403), (cast.collector, 403)):
        answer = signed_in(app, person).post(f"/surveys/{sent['subject']}/{act}", data=data)
        assert answer.status_code == status, person.username
    assert kinds(session) == []


@pytest.mark.parametrize("act", ACTS)
def test_nobody_does_it_to_their_own_sheet(
    app: Flask, session: Session, cast: Cast, sent: dict[str, Any], act: str
) -> None:
    session.add(
        factories.Grant(
            tenant=factories.TENANT,
            user_id=cast.collector.id,
            role=Role.SUPERVISOR,
            unit_id=cast.commune.id,
            valid_from=factories.date(2026, 1, 1),
        )  # fmt: skip
    )
    session.commit()
    data = {"revision": sent["id"], **ACTS[act]}
    own = signed_in(app, cast.collector)
    assert own.post(f"/surveys/{sent['subject']}/{act}", data=data).status_code == 403


def test_an_approved_survey_is_reopened_with_a_reason_and_its_proposal_withdrawn(
    session: Session, office: FlaskClient, sent: dict[str, Any]
) -> None:
    approved(office, sent)
    page = f"/surveys/{sent['subject']}"
    assert "Mở lại phiếu đã duyệt" in office.get(page).text
    silent = office.post(f"{page}/reopening", data={"revision": sent["id"], "note": " "})
    assert (silent.status_code, "Chưa ghi lý do" in silent.text) == (422, True)
    done = office.post(f"{page}/reopening", data={"revision": sent["id"], "note": "Nhầm hộ"})
    assert done.status_code == 303
    assert only(session).status is SurveyStatus.RECEIVED
    rows = session.scalars(select(LedgerRow).order_by(LedgerRow.recorded_at)).all()
    assert [row.standing for row in rows] == [Standing.PROPOSED, Standing.WITHDRAWN]
    assert rows[1].supersedes_id == rows[0].id
    assert kinds(session) == [DecisionKind.APPROVAL, DecisionKind.REOPENING]
    again = office.post(f"{page}/reopening", data={"revision": sent["id"], "note": "Nhầm hộ"})
    assert again.status_code == 409
    assert "Nhầm hộ" in office.get(page).text
    approved(office, sent)
    standing = [row.standing for row in session.scalars(select(LedgerRow).order_by(LedgerRow.recorded_at))]
    assert standing == [Standing.PROPOSED, Standing.WITHDRAWN, Standing.PROPOSED]


def test_a_recognised_survey_is_not_reopened(
    session: Session, office: FlaskClient, sent: dict[str, Any]
) -> None:
    approved(office, sent)
    only(session).status = SurveyStatus.RECOGNISED
    session.commit()
    answer = office.post(
        f"/surveys/{sent['subject']}/reopening", data={"revision": sent["id"], "note": "Nhầm"}
    )
    assert answer.status_code == 409
    assert "đã được công nhận" in answer.text
    assert only(session).status is SurveyStatus.RECOGNISED


def test_a_back_check_is_asked_once_and_the_collector_hears_nothing(
    phone: Phone, session: Session, office: FlaskClient, sent: dict[str, Any]
) -> None:
    page = f"/surveys/{sent['subject']}"
    assert office.post(f"{page}/back-check", data={"note": ""}).status_code == 422
    assert office.post(f"{page}/back-check", data={"note": "Ghi quá nhanh"}).status_code == 303
    row = session.scalars(select(BackCheck)).one()
    assert (str(row.survey_id), row.reason, row.check_survey_id) == (sent["subject"], "asked", None)
    assert (kinds(session), only(session).status) == ([DecisionKind.BACK_CHECK], SurveyStatus.RECEIVED)
    assert office.post(f"{page}/back-check", data={"note": "Nữa"}).status_code == 409
    assert "danh sách phúc tra" in office.get(page).text
    entry = next(entry for entry in phone.kit()["entries"] if entry["type"] == "survey")
    assert entry["data"]["decided"] is None
    assert "back_check" not in str(entry["data"])


def test_a_flag_is_explained_and_the_words_are_shown(
    session: Session, office: FlaskClient, sent: dict[str, Any]
) -> None:
    page = f"/surveys/{sent['subject']}"
    flag = session.scalars(select(Flag).where(Flag.code == "changed_after_score")).one()
    assert office.post(f"{page}/flags/{flag.id}/explanation", data={"note": ""}).status_code == 422
    done = office.post(f"{page}/flags/{flag.id}/explanation", data={"note": "Đã gọi hỏi lại"})
    assert done.status_code == 303
    text = office.get(page).text
    assert "Đã xem" in text and "Đã gọi hỏi lại" in text
    nowhere = f"{page}/flags/00000000-0000-7000-8000-000000000000/explanation"
    assert office.post(nowhere, data={"note": "x"}).status_code == 404


def test_words_are_kept_for_the_commune_chosen_and_removed(
    session: Session, office: FlaskClient, sent: dict[str, Any]
) -> None:
    page = f"/surveys/{sent['subject']}"
    for _ in range(2):
        kept = office.post(f"{page}/comment-templates", data={"note": " Xem lại  diện tích "})
        assert kept.status_code == 303
    (row,) = session.scalars(select(CommentTemplate)).all()
    assert row.text == "Xem lại diện tích"
    assert office.post(f"{page}/comment-templates", data={"note": "  "}).status_code == 422
    remark = office.post(f"{page}/comments", data={"ref": "walls", "text": "", "template": row.text})
    assert remark.status_code == 303
    office.post(f"{page}/comments", data={"ref": "roof", "text": "Chụp lại mái", "keep": "y"})
    text = office.get(page).text
    assert "<p>Xem lại diện tích</p>" in text
    assert '<option value="Chụp lại mái">' in text
    assert office.post(f"{page}/comment-templates/{row.id}/removal").status_code == 303
    assert office.post(f"{page}/comment-templates/{row.id}/removal").status_code == 404

"""A sheet of paper handed in: the same act as the phone's, told by who asked and who typed; each refused to others."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import (
    Grant,
    Origin,
    Outcome,
    PaperDraft,
    Revision,
    Role,
    Round,
    Survey,
    SurveyStatus,
    SyncItem,
)
from gnbv.services import surveys
from tests.factories import DAY, TENANT, Cast
from tests.paper_stage import address, attach, form, hand_in, handed_in
from tests.phone import Phone, survey
from tests.signing_in import signed_in


@pytest.fixture
def typist(app: Flask, cast: Cast, round_: Round) -> FlaskClient:
    """The cadre's browser."""
    return signed_in(app, cast.cadre)


def only(session: Session) -> Survey:
    session.expire_all()
    return session.scalars(select(Survey)).one()


def test_it_becomes_a_survey_of_who_asked_typed_by_who_typed(
    session: Session, cast: Cast, typist: FlaskClient, round_: Round
) -> None:
    handed_in(typist, round_, cast.household, cast.collector)
    row = only(session)
    assert (row.collector_id, row.status, row.is_rival) == (cast.collector.id, SurveyStatus.RECEIVED, False)
    assert row.assignment_id is not None
    revision = session.scalars(select(Revision)).one()
    assert (revision.origin, revision.author_id) == (Origin.PAPER, cast.cadre.id)
    assert (revision.made_on.isoformat(), revision.seconds) == ("2026-10-05", None)
    document = surveys.document_of(session, revision)
    assert document["meta"]["source"] == "paper"
    assert document["meta"]["paper"] == {"collector_name": "Lê Thị Thu", "typed_by": "Phạm Thị Cán"}
    assert (
        document["answers"]["house"]["walls"]
        and [one["ref"] for one in document["attachments"]][0] == "paper_scan.1"
    )
    assert session.scalars(select(PaperDraft)).all() == []


def test_the_same_page_sent_twice_is_one_revision(
    session: Session, cast: Cast, typist: FlaskClient, round_: Round
) -> None:
    sent = handed_in(typist, round_, cast.household, cast.collector)
    assert hand_in(typist, round_, cast.household, sent).status_code == 303
    assert session.scalar(select(func.count()).select_from(Revision)) == 1
    assert session.scalars(select(PaperDraft)).all() == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"f:walls": ""}, "Tường nhà làm bằng gì?"),
        ({"f:walls": "99"}, "Chưa rõ là câu nào"),
        ({"f:floor_area": "ba mươi"}, "Diện tích nhà ở"),
        ({"paper:on": ""}, "Ghi ngày trên phiếu"),
        ({"paper:on": "24/10/2026"}, "Ngày này chưa tới"),
        ({"paper:on": "05/10/2025"}, "Xem lại năm trên phiếu"),
        ({"paper:collector": ""}, "Chọn người rà soát"),
        ({"paper:collector": "other"}, "Ghi tên người rà soát"),
    ],
)
def test_a_sheet_that_is_not_right_is_told_field_by_field_and_everything_typed_stays(
    session: Session, cast: Cast, typist: FlaskClient, round_: Round, more: dict[str, str], words: str
) -> None:
    sent = {**form(round_, cast.household, cast.collector), **more, "f:hamlet": "Xóm đã gõ"}
    attach(typist, round_, cast.household, sent)
    answer = hand_in(typist, round_, cast.household, sent)
    assert answer.status_code == 422
    assert words in answer.text and "Phần đã gõ vẫn giữ" in answer.text and "Xóm đã gõ" in answer.text
    assert session.scalars(select(Survey)).all() == []
    assert "Xóm đã gõ" in typist.get(address(round_, cast.household)).text


def test_a_sheet_without_a_scan_is_not_handed_in(cast: Cast, typist: FlaskClient, round_: Round) -> None:
    answer = hand_in(typist, round_, cast.household, form(round_, cast.household, cast.collector))
    assert answer.status_code == 422 and "Chưa có bản quét" in answer.text


def test_a_household_with_a_phones_survey_keeps_both(
    session: Session, cast: Cast, typist: FlaskClient, round_: Round, phone: Phone
) -> None:
    item = survey(cast, round_)
    assert phone.send(item)[0]["outcome"] == "accepted"
    assert "đã có phiếu của Lê Thị Thu" in typist.get(address(round_, cast.household)).text
    handed_in(typist, round_, cast.household, cast.collector)
    session.expire_all()
    rows = {row.is_rival: row for row in session.scalars(select(Survey))}
    assert str(rows[False].id) == item["subject"] and rows[False].status is SurveyStatus.RECEIVED
    assert rows[True].status is SurveyStatus.HELD
    met = session.scalars(select(SyncItem).where(SyncItem.subject == rows[True].id)).one()
    assert met.outcome is Outcome.CONFLICT


def test_a_reviewer_without_an_account_stands_by_name(
    session: Session, cast: Cast, typist: FlaskClient, round_: Round
) -> None:
    more = {"paper:collector": "other", "paper:name": "Quách Thị Giấy"}
    handed_in(typist, round_, cast.household, cast.collector, **more)
    assert only(session).collector_id == cast.cadre.id
    document = surveys.document_of(session, session.scalars(select(Revision)).one())
    assert document["meta"]["paper"]["collector_name"] == "Quách Thị Giấy"


def test_a_household_that_nobody_expects_is_held(
    session: Session, cast: Cast, typist: FlaskClient, round_: Round
) -> None:
    assert "không có trong danh sách" in typist.get(address(round_, cast.unlisted)).text
    handed_in(typist, round_, cast.unlisted, cast.collector)
    assert only(session).status is SurveyStatus.HELD


def test_who_typed_it_does_not_decide_it(
    app: Flask, session: Session, cast: Cast, typist: FlaskClient, round_: Round, duyet: FlaskClient
) -> None:
    session.add(
        Grant(
            tenant=TENANT,
            user_id=cast.cadre.id,
            role=Role.SUPERVISOR,
            unit_id=cast.commune.id,
            valid_from=DAY,
        )
    )
    session.commit()
    handed_in(typist, round_, cast.household, cast.collector)
    row = only(session)
    decided = {"revision": str(row.revision_id), "note": "", "without_photos": "y"}
    assert typist.post(f"/surveys/{row.id}/approval", data=decided).status_code == 403
    assert duyet.post(f"/surveys/{row.id}/approval", data=decided).status_code == 303
    assert only(session).status is SurveyStatus.APPROVED
    page = typist.get(address(round_, cast.household)).text
    assert "đã được quyết định" in page and 'id="sheet"' not in page


def test_strangers_meet_404_and_wrong_roles_403(
    app: Flask, session: Session, cast: Cast, round_: Round, typist: FlaskClient
) -> None:
    sent: dict[str, Any] = form(round_, cast.household, cast.collector)
    for person, status in (
        (cast.far_supervisor, 404),
        (cast.stranger, 404),
        (cast.supervisor, 403),
        (cast.collector, 403),
        (cast.administrator, 403),
    ):
        client = signed_in(app, person)
        assert client.get(address(round_, cast.household)).status_code == status, person.username
        for act in ("submission", "scans", "turn", "removal", "scans/0/removal"):
            assert client.post(address(round_, cast.household, act), data=sent).status_code == status
        assert client.post(address(round_, cast.household, "draft"), json=sent).status_code == status
    assert typist.get(address(round_, cast.far_household)).status_code == 404

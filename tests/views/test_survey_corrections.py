"""An answer corrected at the commune: a revision of the office beside the collector's own."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Decision,
    DecisionKind,
    Origin,
    Revision,
    Round,
    SurveyStatus,
)
from gnbv.services import surveys
from tests.factories import Cast
from tests.phone import Phone, survey
from tests.survey_factory import only


def kinds(session: Session) -> list[DecisionKind]:
    return list(session.scalars(select(Decision.kind).order_by(Decision.decided_at)))


def test_an_answer_is_corrected_apart_from_the_collectors_own(
    session: Session, office: FlaskClient, sent: dict[str, Any]
) -> None:
    page = f"/surveys/{sent['subject']}"
    office.post(f"{page}/comments", data={"ref": "walls", "text": "Xem lại tường"})
    form = office.get(f"{page}/correction?ref=floor_area")
    assert form.status_code == 200
    done = office.post(
        f"{page}/correction",
        data={"revision": sent["id"], "ref": "floor_area", "value": "41,5", "note": "Đo lại tại nhà"},
    )
    assert done.status_code == 303, done.text
    one = only(session)
    revisions = session.scalars(select(Revision).order_by(Revision.number)).all()
    assert [row.origin for row in revisions] == [Origin.PHONE, Origin.OFFICE]
    old, new = (surveys.document_of(session, row)["answers"]["house"]["floor_area"] for row in revisions)
    assert (old != "41.5", new, one.status) == (True, "41.5", SurveyStatus.RECEIVED)
    assert kinds(session) == [DecisionKind.CORRECTION]
    text = office.get(page).text
    assert f"Hoàng Văn Duyệt (Lê Thị Thu ghi “{old}”). Lý do: Đo lại tại nhà" in text
    assert "Đổi 1 câu" in text
    assert "Sửa xong tại xã" in text and "Làm xong" not in text, "the hour is the office's"
    assert "Sửa 1 câu sau khi thấy điểm" in text, "what was seen at arrival goes along"
    assert "Xem lại tường" in text, "a remark that was not sent goes along"


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({"note": " "}, 422, "Chưa ghi lý do"),
        ({"value": "  "}, 422, "không đúng kiểu"),
        ({"value": "rộng"}, 422, "không đúng kiểu"),
        ({"ref": "walls", "value": "gold"}, 422, "không đúng kiểu"),
        ({"value": "123456"}, 422, "Sửa như vậy thì phiếu còn câu chưa đúng"),
        ({"ref": "no_such"}, 404, ""),
        ({"ref": "house_photo"}, 404, ""),
        ({"revision": "00000000-0000-7000-8000-000000000000"}, 409, "bản sửa mới hơn"),
        ({"revision": "x"}, 404, ""),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(
    session: Session, office: FlaskClient, sent: dict[str, Any], data: dict[str, str], status: int, words: str
) -> None:
    given = {"revision": sent["id"], "ref": "floor_area", "value": "41", "note": "Đo lại", **data}
    answer = office.post(f"/surveys/{sent['subject']}/correction", data=given)
    assert answer.status_code == status, answer.text
    assert words in answer.text
    assert len(session.scalars(select(Revision.id)).all()) == 1


def test_the_same_correction_twice_is_one(
    session: Session, office: FlaskClient, sent: dict[str, Any]
) -> None:
    given = {"ref": "floor_area", "value": "41", "note": "Đo lại"}
    for status in (303, 409):
        answer = office.post(f"/surveys/{sent['subject']}/correction", data={"revision": sent["id"], **given})
        assert answer.status_code == status
    newest = str(only(session).revision_id)
    same = office.post(f"/surveys/{sent['subject']}/correction", data={"revision": newest, **given})
    assert (same.status_code, "vẫn như cũ" in same.text) == (422, True)


def test_a_correction_of_the_collector_ends_the_offices_mark(
    phone: Phone, cast: Cast, round_: Round, session: Session, office: FlaskClient, sent: dict[str, Any]
) -> None:
    page = f"/surveys/{sent['subject']}"
    office.post(
        f"{page}/correction",
        data={"revision": sent["id"], "ref": "floor_area", "value": "41", "note": "Đo lại"},
    )
    newest = str(only(session).revision_id)
    office.post(f"{page}/return", data={"revision": newest, "note": "Hỏi lại"})
    again = survey(cast, round_, {"house.floor_area": "39"}, subject=sent["subject"], base=newest)
    assert phone.send(again)[0]["outcome"] == "accepted"
    text = office.get(page).text
    assert "41 → <strong>39</strong>" in text
    assert "Sửa tại xã: Hoàng Văn Duyệt" not in text

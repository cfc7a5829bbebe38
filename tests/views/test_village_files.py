"""The village's file, the observer's sample of it and recommendations."""

from __future__ import annotations

import io
import zipfile
from uuid import UUID

import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.ids import new_id
from gnbv.models import HouseholdRead, InboxRow, ObserverSample, Recommendation, VillageStage
from gnbv.services import village_files
from tests import procedure_papers as papers
from tests import procedure_stage as stage
from tests.factories import Cast
from tests.signing_in import signed_in


@pytest.fixture
def village(session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> stage.Village:
    made = stage.approved_village(session, cast, stage=VillageStage.POSTING)
    papers.agreed_meeting(session, made.review)
    papers.posted(session, made.review, papers.PostingState.UP)
    session.commit()
    return made


@pytest.fixture
def observer(app: Flask, cast: Cast) -> FlaskClient:
    return signed_in(app, cast.observer)


def here(village: stage.Village, tail: str) -> str:
    return f"/rounds/{village.round.id}/villages/{village.unit.id}/{tail}"


def reads_of(place: str) -> int:
    with db.engines["reads"].connect() as connection:
        query = select(func.count()).select_from(HouseholdRead).where(HouseholdRead.place == place)
        return connection.scalar(query) or 0


def test_the_page_lists_what_the_file_holds_and_what_is_missing(
    app: Flask, cast: Cast, village: stage.Village, observer: FlaskClient
) -> None:
    shown = observer.get(here(village, "file")).text
    for words in (
        "Chưa có ảnh trang ký của biên bản lần 1",
        "Danh sách chưa gỡ",
        "Chưa có quyết định công nhận",
    ):
        assert words in shown
    assert signed_in(app, cast.far_supervisor).get(here(village, "file")).status_code == 404
    assert signed_in(app, cast.collector).get(here(village, "file")).status_code == 403
    head = signed_in(app, cast.village_head).get(here(village, "file"))
    assert "không có phiếu rà soát" in head.text


def test_one_pdf_begins_with_what_is_missing_and_each_home_is_logged(
    session: Session, village: stage.Village, observer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Answers of the builder's sheets cannot be read; sheets on paper have tests of their own.
    monkeypatch.setattr(village_files, "_DECIDED", ())
    answer = observer.get(here(village, "file.pdf"))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    pages = [one.extract_text() for one in pypdf.PdfReader(io.BytesIO(answer.data)).pages]
    assert "Còn thiếu" in pages[0]
    assert "Chưa có quyết định công nhận" in pages[0]
    whole = "\n".join(pages)
    for words in ("DANH SÁCH HỘ RÀ SOÁT", "NIÊM YẾT LẦN 1", "SỔ GIAO GIẤY CHỨNG NHẬN", "Chủ Hộ 101"):
        assert words in whole
    assert reads_of("village_file") == len(village.homes)
    with observer.get(here(village, "file.zip")) as sent:
        packed = zipfile.ZipFile(io.BytesIO(sent.data))
    assert "0-muc-luc-va-con-thieu.pdf" in packed.namelist()
    assert "4-niem-yet/lan-1.pdf" in packed.namelist()


def test_the_observer_draws_the_same_sample_again_and_may_only_add(
    app: Flask, session: Session, cast: Cast, village: stage.Village, observer: FlaskClient
) -> None:
    where = here(village, "sample")
    assert observer.post(where, data={"size": "99"}).status_code == 422
    assert observer.post(where, data={"size": "2", "seed": "x"}).status_code == 422
    for _twice in range(2):
        assert observer.post(where, data={"size": "2", "seed": "7"}).status_code == 303
    session.expire_all()
    (row,) = session.scalars(select(ObserverSample))
    first = list(row.households)
    assert (row.seed, len(first)) == (7, 2)
    assert observer.post(where, data={"size": "2", "seed": "8"}).status_code == 409
    assert observer.post(where, data={"size": "1"}).status_code == 409
    assert observer.post(where, data={"size": "3"}).status_code == 303
    session.expire_all()
    assert session.scalars(select(ObserverSample)).one().households[:2] == first
    assert "số gốc 7" in observer.get(here(village, "file")).text
    assert reads_of("observer_sample") == 3
    assert signed_in(app, cast.coordinator).post(where, data={"size": "2"}).status_code == 403
    assert signed_in(app, cast.far_supervisor).post(where, data={"size": "2"}).status_code == 404


def test_a_recommendation_is_told_answered_once_and_told_back(
    app: Flask, session: Session, cast: Cast, village: stage.Village, observer: FlaskClient
) -> None:
    where, made = here(village, "recommendations"), str(new_id())
    sent = {
        "id": made,
        "text": "Xem lại hộ 101",
        "answer_by": "2026-10-30",
        "household": str(village.homes[0].id),
    }
    assert observer.post(where, data={**sent, "answer_by": "2026-10-23"}).status_code == 422
    assert observer.post(where, data={**sent, "text": " "}).status_code == 422
    assert observer.post(where, data={**sent, "household": str(cast.far_household.id)}).status_code == 404
    for _twice in range(2):
        assert observer.post(where, data=sent).status_code == 303
    assert observer.post(where, data={**sent, "text": "Khác"}).status_code == 409
    desk = signed_in(app, cast.coordinator)
    assert desk.post(where, data={**sent, "id": str(new_id())}).status_code == 403
    assert "Chờ trả lời, hạn 30/10" in desk.get("/recommendations").text
    reply = f"/recommendations/{made}/answer"
    assert observer.post(reply, data={"answer": "Rồi"}).status_code == 403
    assert signed_in(app, cast.far_supervisor).post(reply, data={"answer": "Rồi"}).status_code == 404
    assert desk.post(reply, data={"answer": ""}).status_code == 422
    for _twice in range(2):
        assert (
            desk.post(reply, data={"answer": "Đã xem lại, giữ kết quả", "number": "3/BC"}).status_code == 303
        )
    assert desk.post(reply, data={"answer": "Khác"}).status_code == 409
    session.expire_all()
    row = session.scalars(select(Recommendation)).one()
    assert (row.answer_number, row.answered_by) == ("3/BC", cast.coordinator.id)
    told = {(one.user_id, one.kind) for one in session.scalars(select(InboxRow))}
    assert told == {
        (cast.coordinator.id, "recommendation"), (cast.leader.id, "recommendation"),
        (cast.observer.id, "recommendation_answered"),
    }  # fmt: skip
    opened = desk.post(f"/inbox/{_row(session, cast.coordinator.id)}/reading")
    assert opened.location.endswith(here(village, "file"))


def _row(session: Session, user_id: UUID) -> UUID:
    return session.scalars(select(InboxRow.id).where(InboxRow.user_id == user_id)).one()

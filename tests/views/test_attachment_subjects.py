"""Only whoever holds the meetings of a village adds pages to one; what is no picture proves nothing."""

from __future__ import annotations

import hashlib
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import User
from gnbv.services import certificate_handing, complaints, procedure_files
from tests import posting_stage
from tests.factories import TENANT, Cast
from tests.meeting_phone import plan_of
from tests.phone import MARKER, Phone
from tests.posting_stage import agreed_village, complained

PHOTO = b"\xff\xd8\xff\xe0" + b"trang da ky" * 20


def sent(app: Flask, person: User, subject: UUID, name: str, content: bytes = PHOTO) -> int:
    answer = Phone(app, person).client.put(
        f"/sync/attachments/{subject}/{name}/{hashlib.sha256(content).hexdigest()}",
        data=content,
        headers={
            **MARKER, "Content-Type": "image/jpeg", "Content-Range": f"bytes 0-{len(content) - 1}/{len(content)}",
        },
    )  # fmt: skip
    return int(answer.status_code)


def pages(app: Flask, session: Session, subject: UUID) -> int:
    with app.app_context():
        return len(procedure_files.of(session, TENANT, [subject]).get(subject, []))


@pytest.mark.parametrize("who", ["collector", "stranger"])
def test_nobody_else_adds_a_signed_page_to_a_meeting(
    app: Flask, session: Session, cast: Cast, who: str
) -> None:
    meeting = plan_of(session, cast).meeting
    assert sent(app, getattr(cast, who), meeting, "signed_page") == 404
    assert pages(app, session, meeting) == 0
    assert sent(app, cast.village_head, meeting, "signed_page") == 201
    assert pages(app, session, meeting) == 1


def test_what_is_no_picture_is_no_signed_page(app: Flask, session: Session, cast: Cast) -> None:
    meeting = plan_of(session, cast).meeting
    assert sent(app, cast.village_head, meeting, "signed_page", b"<html>day la bien ban</html>") == 201
    assert pages(app, session, meeting) == 0


def test_photos_of_a_list_and_papers_of_a_complaint_come_from_those_who_have_them(
    app: Flask, session: Session, cast: Cast
) -> None:
    village = agreed_village(session, cast)
    posting = posting_stage.put_up(session, cast, village)
    complaint = complained(session, cast, village, posting)
    assert complaints.number(complaint) and complaint.received_by == cast.cadre.id
    subjects = posting.id, complaint.id
    session.commit()
    assert sent(app, cast.collector, subjects[0], "posting_up") == 404
    assert sent(app, cast.village_head, subjects[0], "posting_up") == 201
    assert sent(app, cast.collector, subjects[1], "complaint_paper") == 404
    assert sent(app, cast.cadre, subjects[1], "complaint_paper") == 201


def test_no_phone_adds_a_signed_page_to_a_hand_over_book(app: Flask, session: Session, cast: Cast) -> None:
    book = certificate_handing.book_of(new_id(), cast.village.id)
    assert sent(app, cast.village_head, book, "handover_page") == 404
    assert sent(app, cast.village_head, book, "handover_page2") == 404
    assert pages(app, session, book) == 0

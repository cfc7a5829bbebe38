"""Work that comes to the office as a file: once whatever happens, told item by item, and refused whole when in doubt."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import (
    Attachment,
    AttachmentState,
    Event,
    Origin,
    Revision,
    Round,
    Survey,
    SurveyStatus,
    SyncItem,
)
from gnbv.places import storage
from gnbv.services import causes
from tests import factories, handover, phone
from tests.factories import Cast
from tests.handover import hand_in, made, sealed
from tests.phone import Phone
from tests.signing_in import signed_in


@pytest.fixture
def desk(app: Flask, cast: Cast) -> FlaskClient:
    return signed_in(app, cast.supervisor)


def count(session: Session, model: type) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model)) or 0


def result(desk: FlaskClient, content: bytes) -> str:
    answer = hand_in(desk, content)
    assert answer.status_code == 303, answer.text
    shown = desk.get(answer.location)
    assert shown.status_code == 200
    return re.sub(r"\s+", " ", shown.text)


def evening(cast: Cast, round_: Round) -> tuple[list[dict], dict, str]:
    """A survey with its photo, and a visit: as their envelopes."""
    survey = str(new_id())
    photo = handover.photo(cast.commune.id, survey)
    first = phone.survey(cast, round_, subject=survey, attachments=[handover.promise(photo)])
    items = [first, phone.visit(cast, round_, household=cast.unlisted)]
    return items, photo, survey


def test_it_takes_what_a_phone_without_a_network_finished(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    items, photo, survey = evening(cast, round_)
    boxes = [sealed(cast.commune.id, item) for item in items]
    page = result(desk, made(thu, *boxes, files=(photo,)))
    assert "Đã nhận: 2" in page and "1 ảnh" in page and cast.collector.name in page
    assert cast.household.head_name in page
    session.expire_all()
    revision = session.scalars(select(Revision)).one()
    assert (revision.origin, revision.author_id) == (Origin.HANDOVER, cast.collector.id)
    assert (revision.sha256, str(revision.device_id)) == (items[0]["sha256"], thu.device)
    kept = session.scalars(select(Attachment)).one()
    assert kept.state is AttachmentState.STORED and str(kept.survey_id) == survey
    with storage().open(kept.tenant, kept.sha256) as file:
        assert file.read() == handover.PHOTO


def test_it_counts_once_what_the_phone_sends_later(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    items, photo, survey = evening(cast, round_)
    boxes = [sealed(cast.commune.id, item) for item in items]
    result(desk, made(thu, *boxes, files=(photo,)))
    assert [one["outcome"] for one in thu.send(*boxes)] == ["duplicate", "duplicate"]
    address = f"/sync/attachments/{survey}/{photo['ref']}/{photo['sha256']}"
    head = thu.client.head(address, headers={**phone.MARKER, "X-Gnbv-Device": thu.device})
    assert (head.status_code, head.headers["Upload-Offset"]) == (200, str(photo["size"]))
    assert (count(session, Survey), count(session, Revision), count(session, SyncItem)) == (1, 1, 2)


def test_it_counts_once_what_the_phone_has_sent_before(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    items, photo, _survey = evening(cast, round_)
    boxes = [sealed(cast.commune.id, item) for item in items]
    assert [one["outcome"] for one in thu.send(*boxes)] == ["accepted", "accepted"]
    page = result(desk, made(thu, *boxes, files=(photo,)))
    assert "Đã có từ trước: 2" in page and "1 ảnh" in page
    assert (count(session, Survey), count(session, Revision), count(session, SyncItem)) == (1, 1, 2)
    session.expire_all()
    assert session.scalars(select(Attachment)).one().state is AttachmentState.STORED


def test_it_takes_the_same_file_twice_and_lists_both(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    items, photo, _survey = evening(cast, round_)
    file = made(thu, *[sealed(cast.commune.id, item) for item in items], files=(photo,))
    assert "Đã nhận: 2" in result(desk, file)
    assert "Đã có từ trước: 2" in result(desk, file)
    assert (count(session, Revision), count(session, Attachment)) == (1, 1)
    listed = re.sub(r"\s+", " ", desk.get("/handovers").text)
    assert listed.index("Đã có từ trước: 2") < listed.index("Đã nhận: 2")
    taken = session.scalars(select(Event).where(Event.action == "handover.taken")).all()
    assert [event.actor_id for event in taken] == [cast.supervisor.id] * 2


def test_it_takes_a_correction_on_its_base_in_any_order(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    first = phone.survey(cast, round_)
    second = phone.survey(cast, round_, subject=first["subject"], base=first["id"])
    boxes = [sealed(cast.commune.id, item) for item in (second, first)]
    assert "Đã nhận: 2" in result(desk, made(thu, *boxes))
    session.expire_all()
    survey = session.scalars(select(Survey)).one()
    assert (str(survey.revision_id), survey.revision_count) == (second["id"], 2)
    assert survey.status is SurveyStatus.RECEIVED


def test_it_holds_what_a_disabled_person_finished(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    session.merge(cast.collector).is_active = False
    session.commit()
    page = result(desk, made(thu, sealed(cast.commune.id, phone.survey(cast, round_))))
    assert "Đang chờ xem lại: 1" in page and causes.LATE["vi"] in page
    assert (count(session, SyncItem), count(session, Survey)) == (1, 0)


def test_it_holds_what_somebody_finished_who_moved_away(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    for grant in session.merge(cast.collector).grants:
        grant.valid_to = factories.DAY.replace(day=1)
    session.commit()
    page = result(desk, made(thu, sealed(cast.commune.id, phone.survey(cast, round_))))
    assert "Đang chờ xem lại: 1" in page
    session.expire_all()
    assert session.scalars(select(Survey)).one().status is SurveyStatus.HELD


def test_it_says_what_it_did_not_take_and_why(
    thu: Phone, desk: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    good = sealed(cast.commune.id, phone.survey(cast, round_))
    far = sealed(cast.commune.id, phone.survey(cast, round_, household=str(cast.far_household.id)))
    damaged = sealed(cast.commune.id, phone.visit(cast, round_))
    damaged["sealed"]["ct"] = damaged["sealed"]["ct"][:-6] + "AAAAAA"
    plain = phone.visit(cast, round_)
    photo = handover.photo(cast.commune.id, str(new_id()))
    photo["bytes"] = photo["bytes"][:-8]
    page = result(desk, made(thu, good, far, damaged, plain, files=(photo, {"survey": 7})))
    assert "Đã nhận: 1" in page and "Xã chưa nhận được: 3" in page and "2 ảnh chưa nhận" in page
    for words in ("Không mở được phong bì", "không được niêm phong", "Không mở được ảnh này"):
        assert words in page
    assert cast.far_household.head_name not in page
    assert (count(session, Survey), count(session, Attachment)) == (1, 0)


@pytest.mark.parametrize("user", ["collector", "leader", "cadre", "observer"])
def test_it_takes_files_from_nobody_else(app: Flask, cast: Cast, thu: Phone, user: str) -> None:
    client = signed_in(app, getattr(cast, user))
    assert client.get("/handovers").status_code == 403
    assert hand_in(client, made(thu)).status_code == 403


def test_it_shows_an_import_to_nobody_of_another_commune(
    app: Flask, cast: Cast, thu: Phone, desk: FlaskClient, round_: Round
) -> None:
    answer = hand_in(desk, made(thu, sealed(cast.commune.id, phone.survey(cast, round_))))
    far = signed_in(app, cast.far_supervisor)
    assert far.get(answer.location).status_code == 404
    assert cast.collector.name not in far.get("/handovers").text

"""Rosters opened on two phones, answers that the sheet refuses, photos of both copies."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from gnbv.models import Round
from gnbv.services import surveys
from tests import phone
from tests.conflict_stage import TwoPhones, answers
from tests.factories import Cast
from tests.phone import MARKER, Phone
from tests.signing_in import signed_in

REASON = {"reason": "Trưởng thôn gặp đủ người."}


def test_it_matches_members_by_person_when_two_phones_gave_them_ids(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    renamed = {f"people.member.{n}._id": f"other-{n}" for n in range(4)}
    came = {**renamed, "people.member.1.full_name": "Trịnh Thị Bê", "people.member.1.wants_training": "no"}
    two = TwoPhones(app, cast, round_, came=came)
    page = duyet.get(two.path).text
    table = page[page.index("Những câu khác nhau") : page.index("</table>")]
    assert "Trịnh Thị Bê" in table and "Lê Thị Cúc" not in table and "Không có trong danh sách" not in table
    assert two.post(duyet, "picks", **{"pick:full_name@m2": "came"}).status_code == 303
    _survey, _revision, here = answers(session)
    assert [one["_id"] for one in here["people"]["member"]] == ["m1", "m2", "m3", "m4"]
    assert here["people"]["member"][1]["full_name"] == "Trịnh Thị Bê"


def test_it_adds_a_member_that_one_phone_alone_has(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    first = phone.survey(cast, round_)["payload"]["answers"]["people"]["member"]
    baby = {**first[2], "_id": "baby", "full_name": "Lê Văn Út", "joined": "missed"}
    baby.pop("person_id", None)
    two = TwoPhones(app, cast, round_, came={"people.member": [*first, baby]})
    page = duyet.get(two.path).text
    assert "Người trong danh sách: Lê Văn Út" in page and "Không có trong danh sách" in page
    answer = two.post(duyet, "picks", **{"pick:member@baby": "came"})
    assert answer.status_code == 303, answer.text
    _survey, _revision, here = answers(session)
    assert [one["full_name"] for one in here["people"]["member"]][-1] == "Lê Văn Út"


def test_it_says_which_answers_the_sheet_refuses(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    members = phone.survey(cast, round_)["payload"]["answers"]["people"]["member"]
    two = TwoPhones(app, cast, round_, came={"people.member": members[1:]})
    answer = two.post(duyet, "picks", **{"pick:member@m1": "came"})
    assert answer.status_code == 422 and "danh sách phải có đúng một chủ hộ" in answer.text
    assert 'name="pick:member@m1" value="came" required checked' in answer.text
    assert answers(session)[1].number == 2
    # The whole copy is refused for the same cause, so that act is not offered.
    assert "Mẫu phiếu không nhận bản này" in answer.text and "Lấy bản mới gửi</button>" not in answer.text
    assert two.post(duyet, "take").status_code == 422


def photo(mark: bytes) -> tuple[bytes, dict[str, Any], dict[str, str]]:
    """A picture, how a survey names it, and the answer that it is."""
    picture = b"\xff\xd8\xff" + mark * 40
    sha = hashlib.sha256(picture).hexdigest()
    file = {"ref": "b1_photo", "sha256": sha, "size": len(picture), "type": "image/jpeg"}
    return picture, file, {"paper.b1_photo": f"{sha}.jpg"}


def upload(two: TwoPhones, who: Phone, picture: bytes, file: dict[str, Any]) -> None:
    url = f"/sync/attachments/{two.survey}/b1_photo/{file['sha256']}"
    sent = who.client.put(url, data=picture, headers={**MARKER, "Content-Type": "image/jpeg"})
    assert sent.status_code == 201


@pytest.fixture
def photos(app: Flask, cast: Cast, round_: Round) -> tuple[TwoPhones, list[bytes], list[str]]:
    """Both copies have a photo at the same question; that of the copy that came arrived last."""
    (one, first, here), (other, second, came) = photo(b"1"), photo(b"2")
    two = TwoPhones(app, cast, round_, came=came, here=here, here_files=[first], attachments=[second])
    upload(two, two.one, one, first)
    upload(two, two.two, other, second)
    return two, [one, other], [first["sha256"], second["sha256"]]


def test_it_shows_the_photos_of_both_copies(
    app: Flask, duyet: FlaskClient, cast: Cast, photos: tuple[TwoPhones, list[bytes], list[str]]
) -> None:
    two, pictures, hashes = photos
    page = duyet.get(two.path).text
    for picture, sha in zip(pictures, hashes, strict=True):
        assert f"{two.path}/files/{sha}" in page
        with duyet.get(f"{two.path}/files/{sha}") as shown:
            assert (shown.status_code, shown.data) == (200, picture)
        assert signed_in(app, cast.far_supervisor).get(f"{two.path}/files/{sha}").status_code == 404
    assert duyet.get(f"{two.path}/files/{'0' * 64}").status_code == 404


@pytest.mark.parametrize(("side", "place"), [("here", 0), ("came", 1)])
def test_the_survey_shows_the_photo_of_the_copy_that_counts(
    duyet: FlaskClient,
    photos: tuple[TwoPhones, list[bytes], list[str]],
    session: Session,
    side: str,
    place: int,
) -> None:
    two, pictures, hashes = photos
    act = "keep" if side == "here" else "picks"
    assert two.post(duyet, act, **{"pick:b1_photo": side}).status_code == 303
    _survey, revision, here = answers(session)
    assert here["paper"]["b1_photo"] == f"{hashes[place]}.jpg"
    named = surveys.document_of(session, revision)["attachments"]
    assert [file["sha256"] for file in named] == [hashes[place]]
    session.rollback()
    with duyet.get(f"/surveys/{two.survey}/files/b1_photo") as shown:
        assert shown.data == pictures[place]

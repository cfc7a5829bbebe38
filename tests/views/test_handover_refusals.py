"""Hand-over files that are not taken: nothing of them is, and the page says why and what to do."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import GnbvError
from gnbv.ids import new_id
from gnbv.models import DepositToken, Event, Round, SyncItem
from gnbv.services import handover_file
from tests import handover, phone
from tests.factories import Cast
from tests.handover import closed, hand_in, made, sealed
from tests.phone import Phone
from tests.signing_in import signed_in

LIMIT = 1024 * 1024


@pytest.fixture
def desk(app: Flask, cast: Cast) -> FlaskClient:
    return signed_in(app, cast.supervisor)


@pytest.fixture
def file(thu: Phone, cast: Cast, round_: Round) -> bytes:
    return made(thu, sealed(cast.commune.id, phone.visit(cast, round_)))


def refused(session: Session, desk: FlaskClient, content: bytes, status: int = 422) -> str:
    """The words of the refusal, after seeing that nothing was taken."""
    answer = hand_in(desk, content)
    assert answer.status_code == status, answer.text
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(SyncItem)) == 0
    assert (
        session.scalar(select(func.count()).select_from(Event).where(Event.action == "handover.taken")) == 0
    )
    note = re.search(r'role="alert">.*?<p>(.*?)</p>', answer.text, re.S)
    assert note, answer.text
    assert note[1].count(".") >= 3 and "vẫn" in note[1]
    return note[1]


def code(content: bytes) -> str:
    with pytest.raises(GnbvError) as caught:
        handover_file.check(io.BytesIO(content), line_limit=LIMIT)
    return caught.value.code


def test_it_takes_nothing_of_a_file_cut_at_any_byte(file: bytes) -> None:
    whole = handover_file.check(io.BytesIO(file), line_limit=LIMIT)
    assert whole.items == 1
    cuts = {code(file[:at]) for at in range(1, len(file) - 1)}
    assert cuts == {"handover_cut"}
    assert code(b"") == "handover_strange"
    # Without the last line break all of it is there.
    assert handover_file.check(io.BytesIO(file[:-1]), line_limit=LIMIT) == whole


def test_it_says_clearly_that_a_file_is_cut(session: Session, desk: FlaskClient, file: bytes) -> None:
    assert "bị đứt" in refused(session, desk, file[: len(file) // 2])


def test_it_takes_nothing_of_a_file_with_any_byte_changed(thu: Phone, file: bytes) -> None:
    from gnbv.services.sign_in import token_hash

    taken = []
    for at in range(0, len(file) - 1):
        changed = file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :]
        try:
            head = handover_file.check(io.BytesIO(changed), line_limit=LIMIT)
        except GnbvError:
            continue
        if head.is_made_with(token_hash(thu.deposit)):
            taken.append(at)
    assert taken == []


def test_it_says_clearly_that_a_file_was_changed(session: Session, desk: FlaskClient, file: bytes) -> None:
    at = file.index(b'"ct"') + 10
    assert "đã bị đổi" in refused(session, desk, file[:at] + b"x" + file[at + 1 :])
    assert "đã bị đổi" in refused(session, desk, file + b'{"item":{}}\n')


def test_it_takes_no_file_that_another_token_closed(
    session: Session, desk: FlaskClient, thu: Phone, cast: Cast, round_: Round
) -> None:
    item = sealed(cast.commune.id, phone.visit(cast, round_))
    assert "Không kiểm chứng được" in refused(session, desk, made(thu, item, token="x" * 43))


def test_it_refuses_unknown_phones_and_other_communes_in_the_same_words(
    app: Flask, session: Session, desk: FlaskClient, thu: Phone, cast: Cast, file: bytes
) -> None:
    stranger = made(Phone(app, cast.stranger))
    unknown = made(thu, device=str(new_id()))
    far = signed_in(app, cast.far_supervisor)
    said = [
        refused(session, one, content, 404)
        for one, content in ((desk, stranger), (desk, unknown), (far, file))
    ]
    assert len(set(said)) == 1 and "Nộp tệp ở xã" in said[0]


def test_it_takes_no_file_of_a_token_that_ran_out(session: Session, desk: FlaskClient, file: bytes) -> None:
    for token in session.scalars(select(DepositToken)):
        token.expires_at = now() - timedelta(days=1)
    session.commit()
    assert "đã hết hạn" in refused(session, desk, file)


@pytest.mark.parametrize(
    "content",
    [b"\x00\xff\xfe" * 50, b"xin chao\n" * 10_000, b'{"app":"other"}\n', b"[" * 100_000, b"{}" + b" " * 3_000_000],
    ids=["binary", "rubbish", "another app", "nested", "gigantic"],
)  # fmt: skip
def test_it_takes_no_file_that_is_none_of_ours(session: Session, desk: FlaskClient, content: bytes) -> None:
    assert "không phải tệp giao phiếu" in refused(session, desk, content)


def test_it_takes_no_file_of_a_version_to_come(session: Session, desk: FlaskClient, thu: Phone) -> None:
    assert "bản ứng dụng mới hơn" in refused(session, desk, made(thu, handover=2))


def test_it_takes_no_file_with_too_many_or_too_long_lines(
    app: Flask, session: Session, desk: FlaskClient, thu: Phone
) -> None:
    head = json.dumps(
        {"app": "gnbv", "handover": 1, "device": thu.device, "made_at": "x", "items": 1, "files": 0}
    )
    head = head.replace(", ", ",").replace(": ", ":")
    many = closed([head.encode(), *[b"rubbish"] * 10_000], thu.deposit)
    assert "lớn quá mức" in refused(session, desk, many, 413)
    long = closed([head.encode(), b"x" * 15_000_000], thu.deposit)
    app.config["HANDOVER_MAX_BYTES"] = 20_000_000
    assert "lớn quá mức" in refused(session, desk, long, 413)
    app.config["HANDOVER_MAX_BYTES"] = 1_000_000
    assert hand_in(desk, long).status_code == 413


def test_it_takes_what_it_can_read_beside_rubbish_that_the_phone_signed(
    session: Session, desk: FlaskClient, thu: Phone, cast: Cast, round_: Round
) -> None:
    item = {"item": sealed(cast.commune.id, phone.visit(cast, round_))}
    head = {"app": "gnbv", "handover": 1, "device": thu.device, "made_at": "x", "items": 2, "files": 0}
    lines = [json.dumps(one, separators=(",", ":")).encode() for one in (head, item)]
    answer = hand_in(desk, closed([lines[0], b"rubbish", b'{"item":[]}', lines[1]], thu.deposit))
    page = re.sub(r"\s+", " ", desk.get(answer.location).text)
    assert "Xã chưa nhận được: 2" in page and "Đã nhận: 1" in page


def test_it_survives_names_that_no_database_keeps(
    session: Session, desk: FlaskClient, thu: Phone, cast: Cast
) -> None:
    strange = [handover.photo(cast.commune.id, str(new_id()), ref) for ref in ("a\0b", "a\ud800b", "a b")]
    item = {"id": "\0\ud800", "subject": 7, "made_at": ["x"]}
    answer = hand_in(desk, made(thu, item, files=tuple(strange), made_at="\0 lúc"), name="tệp.gnbv")
    page = re.sub(r"\s+", " ", desk.get(answer.location).text)
    assert "Xã chưa nhận được: 1" in page and "3 ảnh chưa nhận" in page


def test_it_asks_for_a_file(session: Session, desk: FlaskClient) -> None:
    answer = desk.post("/handovers", data={})
    assert answer.status_code == 422 and "Chưa chọn tệp" in answer.text
    assert desk.get(f"/handovers/{new_id()}").status_code == 404

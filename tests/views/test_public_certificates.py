"""Anybody who holds a paper asks whether it is true, and learns no word more than it says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from gnbv.models import Certificate, CertificateEnd, CertificateState, SignInFailure
from gnbv.services import public_attempts
from tests.certificate_stage import marked, ordered, rows
from tests.factories import DAY, Cast
from tests.procedure_stage import P


@pytest.fixture
def row(session: Session, cast: Cast) -> Certificate:
    marked(session, cast, homes=[(P, P)])
    return rows(session)[0]


def test_it_confirms_what_the_paper_says_and_no_word_more(client: FlaskClient, row: Certificate) -> None:
    answer = client.get(f"/c/{row.code}")
    assert answer.status_code == 200 and "Giấy đúng, đang có giá trị" in answer.text
    for words in ("01/2026/GCN-HN", "Chủ Hộ 101", "Vợ Hộ 101", "1961", "215/QĐ-UBND", "31/12/2026"):
        assert words in answer.text
    for secret in (str(row.household_id), str(row.id), row.household_code, "Chưa giao", "đã in"):
        assert secret not in answer.text
    headers = answer.headers
    assert headers["Cache-Control"] == "no-store" and "noindex" in headers["X-Robots-Tag"]
    assert headers["Referrer-Policy"] == "no-referrer" and "noindex" in answer.text


@pytest.mark.parametrize("write", [str.lower, lambda code: f"{code[:4]}-{code[4:8]} {code[8:]}", lambda code: code.replace("0", "O").replace("1", "l")])  # fmt: skip
def test_the_code_is_found_however_it_is_typed(client: FlaskClient, row: Certificate, write) -> None:  # type: ignore[no-untyped-def]
    answer = client.get("/c", query_string={"code": write(row.code)})
    assert answer.status_code == 303 and answer.headers["Location"] == f"/c/{row.code}"
    assert client.get(f"/c/{write(row.code)}").status_code == 200


@pytest.mark.parametrize(
    ("change", "words", "shows_names"),
    [
        ({"valid_from": DAY + timedelta(days=1)}, "chưa tới ngày", True),
        ({"valid_to": DAY - timedelta(days=1)}, "không còn giá trị", False),
        ({"state": CertificateState.REPLACED, "ended_on": DAY, "ended_kind": CertificateEnd.LOST}, "được thay bằng giấy khác", False),
        ({"state": CertificateState.WITHDRAWN, "ended_on": DAY, "ended_kind": CertificateEnd.CLASS}, "đã bị thu hồi", False),
        ({"state": CertificateState.HANDED, "ended_on": DAY, "ended_kind": CertificateEnd.CLASS}, "không còn giá trị", False),
        ({"state": CertificateState.HANDED, "ended_on": date(2027, 1, 1), "ended_kind": CertificateEnd.CLASS}, "đang có giá trị", True),
    ],
)  # fmt: skip
def test_it_says_since_when_a_paper_holds_no_more_and_then_names_nobody(
    session: Session,
    client: FlaskClient,
    row: Certificate,
    change: dict[str, object],
    words: str,
    shows_names: bool,
) -> None:
    for name, value in change.items():
        setattr(row, name, value)
    session.commit()
    page = client.get(f"/c/{row.code}").text
    assert words in page and ("Chủ Hộ 101" in page) is shows_names


def test_an_unknown_code_is_told_in_words_and_guessing_is_slowed_down(
    session: Session, client: FlaskClient, row: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_attempts, "FREE_TRIES", 3)
    for code in ("0" * 12, "khong-co", "%FF"):
        answer = client.get(f"/c/{code}")
        assert answer.status_code == 404 and "Không có giấy nào mang mã này" in answer.text
    slowed = client.get("/c/000000000000")
    assert slowed.status_code == 429 and int(slowed.headers["Retry-After"]) > 0
    session.expire_all()
    counted = session.get(SignInFailure, (1, "public:127.0.0.1"))
    assert counted is not None and counted.count == 3
    counted.last_at -= timedelta(hours=2)
    session.commit()
    assert client.get(f"/c/{row.code}").status_code == 200


def test_what_is_found_is_never_counted_and_a_paper_not_printed_is_not_found(
    session: Session, cast: Cast, client: FlaskClient
) -> None:
    ordered(session, cast, homes=[(P, P)])
    (waiting,) = rows(session)
    assert client.get(f"/c/{waiting.code}").status_code == 404
    waiting.sha256, waiting.state = "0" * 64, CertificateState.MADE
    session.commit()
    for _ in range(25):
        assert client.get(f"/c/{waiting.code}").status_code == 200

"""The print run: each paper once, whoever prints and whatever breaks off; the file says what the rows say."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from pypdf import PdfReader
from sqlalchemy.orm import Session

from gnbv.cli import main
from gnbv.clock import now
from gnbv.models import CertificateState, VillageStage
from gnbv.places import storage
from gnbv.services import certificate_codes, certificate_papers, certificate_runs, documents_pdf
from tests.certificate_stage import a_paper, ordered, prepared, printed, rows
from tests.factories import TENANT, Cast
from tests.procedure_stage import N, P


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)


def squeezed(words: str) -> str:
    return re.sub(r"\s", "", words)


def test_nothing_is_printed_before_somebody_said_so(session: Session, cast: Cast) -> None:
    made = prepared(session, cast)
    assert certificate_runs.claim(session, TENANT) == []
    assert certificate_runs.progress(session, made.recognition).prepared == 3


def test_two_workers_never_have_the_same_paper(session: Session, cast: Cast) -> None:
    ordered(session, cast, homes=[(P, P)] * 5)
    first = certificate_runs.claim(session, TENANT, limit=3)
    second = certificate_runs.claim(session, TENANT, limit=3)
    assert [len(first), len(second)] == [3, 2]
    assert not {paper.id for paper in first} & {paper.id for paper in second}
    assert certificate_runs.claim(session, TENANT) == []


def test_a_run_that_broke_off_goes_on_where_it_ended(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ordered(session, cast, homes=[(P, P)] * 4)
    files = certificate_runs.printed(certificate_runs.claim(session, TENANT, limit=2))
    certificate_runs.keep(session, None, files)
    lost = certificate_runs.claim(session, TENANT, limit=1)  # and the process ends here
    session.commit()
    progress = certificate_runs.progress(session, made.recognition)
    assert (progress.made, progress.left, progress.resting) == (2, 2, 1)
    later = now() + certificate_runs.LEASE + timedelta(seconds=1)
    monkeypatch.setattr(certificate_runs, "now", lambda: later)
    again = certificate_runs.claim(session, TENANT)
    assert lost[0].id in {paper.id for paper in again} and len(again) == 2
    # The process that was thought lost comes back late: what is printed stays as it is.
    assert certificate_runs.keep(session, None, certificate_runs.printed(again)) == 2
    kept = [row.sha256 for row in rows(session)]
    assert certificate_runs.keep(session, None, certificate_runs.printed(lost)) == 0
    assert [row.sha256 for row in rows(session)] == kept


def test_a_paper_that_cannot_be_printed_does_not_keep_the_others(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ordered(session, cast, homes=[(P, P)] * 3)
    for name in ("pages", "pdf"):
        usual = getattr(documents_pdf.Press, name)

        def fails(press: documents_pdf.Press, html: str, usual: Any = usual) -> Any:
            if "Chủ Hộ 102" in html:
                raise ValueError("broken")
            return usual(press, html)

        monkeypatch.setattr(documents_pdf.Press, name, fails)
    certificate_runs.keep(session, None, certificate_runs.printed(certificate_runs.claim(session, TENANT)))
    progress = certificate_runs.progress(session, made.recognition)
    assert (progress.made, progress.left) == (2, 1)


def test_the_village_reaches_its_last_stage_when_all_its_papers_are_there(
    session: Session, cast: Cast
) -> None:
    made = ordered(session, cast)
    for _ in range(3):
        assert made.village.review.stage is VillageStage.RECOGNITION
        papers = certificate_runs.claim(session, TENANT, limit=1)
        certificate_runs.keep(session, None, certificate_runs.printed(papers))
        session.commit()
    session.refresh(made.village.review)
    assert made.village.review.stage is VillageStage.CERTIFICATES
    assert {row.state for row in rows(session)} == {CertificateState.MADE}


def test_the_text_of_the_file_is_what_the_rows_say(session: Session, cast: Cast) -> None:
    printed(session, cast, homes=[(P, P), (P, N)])  # printed together, each in its own file
    row = rows(session)[1]
    assert row.sha256 is not None
    with storage().open(TENANT, row.sha256) as file:
        content = file.read()
    assert len(PdfReader(io.BytesIO(content)).pages) == 1
    said = squeezed(text_of(content))
    for words in (
        "GIẤY CHỨNG NHẬN", "HỘ CẬN NGHÈO", "Số: 01/2026/GCN-HCN", "XÃ GẦN", "Chủ Hộ 102", "TEST-102", "Thôn 1, xã Gần",
        "215/QĐ-UBND", "22/10/2026", "đến 31/12/2026", "03 người", "Vợ hoặc chồng", "1961", "Nguyễn Văn Lãnh",
        certificate_codes.grouped(row.code), "xuanhoa.example.vn/c", "Bố cục tạm thời",
    ):  # fmt: skip
        assert squeezed(words) in said, words
    assert "MINH HỌA" not in said and "101" not in said


@pytest.mark.parametrize(
    ("count", "name"),
    [(1, "A"), (9, "Nguyễn Thị Ngọc Ưởng"), (24, "Nguyễn Thị Ngọc Ưởng"), (40, "Nguyễn Thị Ngọc Ưởng"),
     (12, "Nguyễn Phạm Công Tằng Tôn Nữ Hoàng Thị Bích Ngọc Diễm Quỳnh Anh")],
)  # fmt: skip
def test_every_member_stands_on_one_page_however_many_and_whatever_their_names(count: int, name: str) -> None:
    paper = a_paper(count, name)
    content = documents_pdf.pdf(certificate_papers.html([paper]), certificate_papers.STYLESHEET)
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) == 1
    said = squeezed(text_of(content))
    assert all(squeezed(one.name) in said for one in paper.members) and paper.count == count
    assert sum(len(column) for column in paper.columns) == count


def test_the_worker_prints_what_is_ordered_and_says_how_many(
    session: Session, cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordered(session, cast)
    monkeypatch.setenv("GNBV_INSTANCE", app.instance_path)
    done = CliRunner().invoke(main, ["worker", "--once"])
    assert done.exit_code == 0 and "certificates: 3" in done.output, done.output
    assert {row.state for row in rows(session)} == {CertificateState.MADE}
    assert "certificates" not in CliRunner().invoke(main, ["worker", "--once"]).output

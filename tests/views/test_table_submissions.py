"""Tables are handed in as they were seen, stay so, and are compared; a superior's workbook is filled."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest
from sqlalchemy import func, select

from gnbv.models import LedgerRow, TableSubmission, TableTemplate
from tests import table_stage
from tests.table_stage import STANDARD, row
from tests.views.test_tables import enter, homes, words  # noqa: F401

NUMBERS = [f"T{n}" for n in range(2, 16)]


def form(client, cast, *codes: str, **more: str) -> dict[str, object]:
    page = client.get("/tables?year=2026")
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page.text)[1]
    return {
        "unit": str(cast.commune.id), "year": "2026", "standard": STANDARD, "seen": seen,
        "table": list(codes) or NUMBERS, **more,
    }  # fmt: skip


def submit(client, cast, *codes: str, **more: str):
    return client.post("/tables/submissions", data=form(client, cast, *codes, **more))


def count(session, model) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model))


def test_tables_are_frozen_with_a_hash_and_the_same_again_is_the_same_submission(enter, cast, session):  # noqa: F811
    client = enter(cast.coordinator)
    first = submit(client, cast)
    assert first.status_code == 303
    assert submit(client, cast).headers["Location"] == first.headers["Location"]
    (kept,) = session.scalars(select(TableSubmission)).all()
    assert (kept.number, kept.year, kept.is_preliminary, len(kept.sha256)) == (1, 2026, False, 64)
    assert kept.tables["T2"]["sections"][0]["total"] == [2, 1, 0, 0, 0, 0, 1, 0, 2]
    # A list is kept by household, number and head; no member is copied.
    assert "Người 102-2" not in str(kept.tables["T15"])
    shown = client.get(first.headers["Location"])
    assert "Nội dung còn nguyên như lúc nộp" in shown.text
    assert "Từ lúc nộp chưa có gì khác" in shown.text


def test_what_changed_since_is_shown_cell_by_cell_and_the_next_one_gets_a_number(enter, cast, homes, session):  # noqa: F811
    client = enter(cast.coordinator)
    first = submit(client, cast).headers["Location"]
    later = datetime(2026, 12, 20, tzinfo=UTC)
    session.add(LedgerRow(**row(homes[102].id, 2026, "not_poor", at=later)))
    session.commit()
    page = words(client.get(first))
    assert "chỗ đã khác" in page
    assert "T15: Thôn 1, 102 Chủ 102, không còn trong danh sách" in page
    assert re.search(r"\(3\) Vượt chuẩn cận nghèo Toàn bộ 0 1", page)
    assert submit(client, cast).headers["Location"] != first
    assert sorted(session.scalars(select(TableSubmission.number))) == [1, 2]


def test_a_content_that_is_not_what_its_hash_says_is_told(enter, cast, session):  # noqa: F811
    client = enter(cast.coordinator)
    first = submit(client, cast).headers["Location"]
    kept = session.scalars(select(TableSubmission)).one()
    kept.tables = {**kept.tables, "T15": {**kept.tables["T15"], "homes": []}}
    session.commit()
    assert "Nội dung không còn như lúc nộp" in client.get(first).text


def test_t1_without_the_figures_of_a_village_names_it_and_is_not_submitted(enter, cast, session):  # noqa: F811
    table_stage.figures(session, cast.village)
    session.commit()
    answer = submit(enter(cast.leader), cast, "T1", "T2", acknowledged="không có số")
    assert answer.status_code == 422
    assert "Thôn 2" in answer.text
    assert count(session, TableSubmission) == 0
    table_stage.figures(session, cast.other_village)
    session.commit()
    assert submit(enter(cast.leader), cast, "T1", "T2").status_code == 303


def test_tables_that_do_not_reconcile_go_out_with_a_reason_only(enter, cast, homes, session):  # noqa: F811
    homes[102].closed_on = datetime(2026, 5, 1, tzinfo=UTC).date()
    session.commit()
    client = enter(cast.coordinator)
    refused = submit(client, cast)
    assert refused.status_code == 422
    assert "chưa khớp" in refused.text
    assert submit(client, cast, "T8").status_code == 303  # another table is not touched by it
    assert submit(client, cast, acknowledged="Hộ chuyển đi, giấy tờ đang bổ sung").status_code == 303
    kept = session.scalars(select(TableSubmission).order_by(TableSubmission.number.desc())).first()
    assert kept.acknowledged == "Hộ chuyển đi, giấy tờ đang bổ sung"
    assert [one["code"] for one in kept.checks if not one["holds"]][-1] == "unexplained"


def test_what_nobody_saw_and_nothing_at_all_are_not_submitted(enter, cast, session):  # noqa: F811
    client = enter(cast.coordinator)
    assert client.post("/tables/submissions", data=form(client, cast, seen="0" * 16)).status_code == 409
    assert client.post("/tables/submissions", data=form(client, cast, "T99")).status_code == 422
    assert count(session, TableSubmission) == 0


def test_who_only_reads_does_not_submit_and_a_stranger_finds_nothing(enter, cast):  # noqa: F811
    client = enter(cast.coordinator)
    sent = form(client, cast)
    address = submit(client, cast).headers["Location"]
    for person in (cast.supervisor, cast.observer):
        assert enter(person).get(address).status_code == 200
        assert enter(person).post("/tables/submissions", data=sent).status_code == 403
    assert enter(cast.cadre).get(address).status_code == 403
    assert enter(cast.far_supervisor).get(address).status_code == 404
    assert enter(cast.stranger).get(address).status_code == 404


def workbook(**cells: str) -> bytes:
    book = openpyxl.Workbook()
    for name, text in cells.items():
        book.active[name] = text
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(client, cast, content: bytes, name: str = "mau.xlsx", cells: str = ""):
    sent = {"unit": str(cast.commune.id), "year": "2026", "standard": STANDARD, "cells": cells}
    return client.post("/tables/templates", data={**sent, "file": (io.BytesIO(content), name)})


def test_a_superiors_workbook_is_previewed_and_filled_and_the_same_file_is_kept_once(enter, cast, session):  # noqa: F811
    client = enter(cast.coordinator)
    content = workbook(
        A1="{{unit}} năm {{year}}", B2="{{T2.poor.households.9}}", B3="=B2*2", B4="{{T1.poor_rate}}"
    )
    kept = upload(client, cast, content, cells="Sheet!C5 = T3.households.5@Thôn 1")
    assert upload(client, cast, content, cells="Sheet!C5 = T3.households.5@Thôn 1").status_code == 303
    assert count(session, TableTemplate) == 1
    page = words(client.get(kept.headers["Location"]))
    assert "Hiểu cả 5 ô" in page
    assert "để trống: chưa có số" in page
    address = re.search(r'href="([^"]*filled\.xlsx[^"]*)"', client.get(kept.headers["Location"]).text)[1]
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(address.replace("&amp;", "&")).data)).active
    found = [sheet[name].value for name in ("A1", "B2", "B3", "B4", "C5")]
    assert found == ["Xã Gần năm 2026", 2, "=B2*2", None, 1]


@pytest.mark.parametrize(
    "mark", ["{{T2.9}}", "{{T77.1}}", "{{T2.poor.households.9", "{{T2.households.9@Thôn Xa}}"]
)
def test_a_mark_that_is_not_known_is_named_by_its_cell_and_nothing_is_filled(enter, cast, mark):  # noqa: F811
    client = enter(cast.coordinator)
    kept = upload(client, cast, workbook(D7=mark, A1="{{year}}")).headers["Location"]
    assert "Sheet!D7" in client.get(kept).text
    answer = client.get(kept.replace("?", "/filled.xlsx?"))
    assert answer.status_code == 422
    assert "Sheet!D7" in answer.text


def test_macros_broken_files_and_lines_that_name_no_cell_are_refused(enter, cast, session):  # noqa: F811
    client = enter(cast.coordinator)
    stream = io.BytesIO(workbook(A1="x"))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    assert "macro" in upload(client, cast, stream.getvalue()).text
    assert upload(client, cast, b"no workbook").status_code == 422
    assert upload(client, cast, workbook(A1="x"), "mau.xlsm").status_code == 422
    assert upload(client, cast, workbook(A1="x"), cells="ô đầu tiên").status_code == 422
    assert upload(client, cast, b"", name="").status_code == 422
    assert count(session, TableTemplate) == 0


def test_workbooks_are_taken_from_coordinator_and_leader_and_found_by_no_stranger(enter, cast):  # noqa: F811
    kept = upload(enter(cast.leader), cast, workbook(A1="{{year}}")).headers["Location"]
    assert upload(enter(cast.supervisor), cast, workbook(A1="x")).status_code == 403
    assert enter(cast.observer).get(kept).status_code == 200
    assert enter(cast.cadre).get(kept).status_code == 403
    assert enter(cast.far_supervisor).get(kept).status_code == 404

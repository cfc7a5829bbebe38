"""A file may be named with any letters; its headers go over the wire as latin-1, as gunicorn writes them."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from flask import Response
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from gnbv.models import Form, FormVersion
from gnbv.views import downloads
from tests.tree import ROOT
from tests.views.test_forms import kept


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("phieu-1.xlsx", "phieu-1.xlsx"),
        ("phiếu-bản dịch Đợt.xlsx", "phieu-ban dich Dot.xlsx"),
        ('a"b\\c/d\r\nX: y.csv', "a_b_c_d__X: y.csv"),
        ("表\ud800.xlsx", "__.xlsx"),
    ],
)
def test_a_name_reaches_the_browser_in_letters_of_the_wire(name: str, plain: str) -> None:
    answer = downloads.name_file(Response(), name)
    header = answer.headers["Content-Disposition"]
    assert header.encode("ascii").isascii() and header.isprintable()
    found = re.fullmatch(r"attachment; filename=\"?([^\"]*?)\"?(?:; filename\*=UTF-8''(\S+))?", header)
    assert found and found[1] == plain
    assert (unquote(found[2]) if found[2] else plain) == name.encode("utf-8", "replace").decode()


def test_a_picture_or_paper_may_be_shown_under_its_name() -> None:
    header = downloads.name_file(Response(), "phieu.pdf", shown=True).headers["Content-Disposition"]
    assert header == "inline; filename=phieu.pdf"


def test_every_download_of_a_sheet_with_vietnamese_names_has_headers_of_the_wire(
    desk: FlaskClient, session: Session
) -> None:
    row = kept(desk, session)
    desk.post(f"/forms/{row.id}/publication")
    session.execute(update(FormVersion).values(version="bản 2"))
    session.execute(update(Form).values(key="phiếu-điều-tra"))
    session.commit()
    paths = [
        f"/forms/{row.id}/texts/table.xlsx",
        f"/forms/{row.id}/sheet.xlsx",
        f"/form-exports/versions/{row.id}/sheet.xlsx",
        f"/form-exports/versions/{row.id}/xform.xml",
        *(
            f"/form-exports/{row.form_id}/answers?kind={kind}&values=labels"
            for kind in ("zip", "xlsx", "json")
        ),
    ]
    for path in paths:
        with desk.get(path) as answer:
            assert answer.status_code == 200, path
            assert "filename*=UTF-8''" in answer.headers["Content-Disposition"], path
            for name, value in answer.headers:
                f"{name}: {value}\r\n".encode("latin-1")


def test_no_view_writes_the_name_of_a_file_by_itself() -> None:
    views = (ROOT / "gnbv" / "views").glob("*.py")
    told = [path.name for path in views if "Content-Disposition" in path.read_text(encoding="utf-8")]
    assert told == ["downloads.py"]

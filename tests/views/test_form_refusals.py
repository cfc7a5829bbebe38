"""Workbooks that must not come in, and words that must not become markup."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import html5lib
import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import Form
from tests.sheets import q, workbook
from tests.views.test_forms import book, upload, version_of

XSS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</template></script><script>alert(1)</script>",
    "{{ 7*7 }}${'a'}",
    "<a href='javascript:alert(1)'>x</a>",
    "<!--<style>*{display:none}</style>-->",
)
HANDLED = {"onerror", "onload", "onclick", "style"}


def locked() -> bytes:
    return b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


def with_entities() -> bytes:
    source, made = zipfile.ZipFile(io.BytesIO(book())), io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/workbook.xml":
                data = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + data.split(b"?>", 1)[-1]
            target.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Tệp trống."),
        (b"not a workbook", "Không đọc được tệp"),
        (book()[:900], "Không đọc được tệp"),
        (locked(), "Tệp có mật khẩu: hãy bỏ mật khẩu rồi thử lại."),
        (with_entities(), "Tệp có khai báo XML không an toàn."),
        (workbook([], settings={"version": "1"}), "Không có trang “survey” hoặc trang trống."),
        (workbook([q("text", "a")], settings={"version": ""}), "Chưa ghi số bản"),
    ],
    ids=["empty", "no workbook", "cut off", "locked", "entities", "no survey", "no version"],
)
def test_it_says_why_a_file_is_not_taken(
    desk: FlaskClient, session: Session, content: bytes, words: str
) -> None:
    answer = upload(desk, content)
    assert answer.status_code == 422 and words in answer.text
    assert session.scalar(select(func.count()).select_from(Form)) == 0


def test_a_cell_far_to_the_right_is_refused_before_it_takes_minutes(desk: FlaskClient) -> None:
    made = openpyxl.load_workbook(io.BytesIO(book()))
    made["survey"].cell(3, 16_000, "x")
    stream = io.BytesIO()
    made.save(stream)
    answer = upload(desk, stream.getvalue())
    assert answer.status_code == 422 and "Tệp quá lớn." in answer.text


def test_strange_file_names_do_no_harm(desk: FlaskClient, session: Session) -> None:
    files = [
        (io.BytesIO(b"a,b\n1,2\n"), name) for name in ("../../x.csv", "a" * 300, "..", "bảng.csv", "x\ty.csv")
    ]
    data = {"sheet": (io.BytesIO(book()), "tên " * 100 + ".xlsx"), "beside": files}
    assert desk.post("/forms", data=data, content_type="multipart/form-data").status_code == 303
    assert version_of(session).version == "1"


def test_fifty_megabytes_are_refused_in_words(desk: FlaskClient) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="sheet"; filename="a.xlsx"\r\n\r\nPK'
    body = head + b"\0" * 50_000_000 + b"\r\n--x--\r\n"
    answer = desk.post("/forms", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413 and "lớn quá mức cho phép" in answer.text


@pytest.mark.parametrize(
    ("survey", "words"),
    [
        ([q("text", "a", relevant="fly(1)")], "Hàm “fly” không được hỗ trợ."),
        ([q("text", "a", relevant="((1 = 1)")], "thiếu hoặc thừa dấu ngoặc"),
        ([q("text", "a", relevant="${nowhere} = 1")], "Không có câu hỏi tên “nowhere”."),
        ([q("select_one missing", "a")], "Trang choices không có danh sách “missing”."),
        ([q("text", "a"), q("text", "a")], "Tên “a” bị trùng."),
        (
            [q("calculate", "a", calculation="${b}"), q("calculate", "b", calculation="${a}")],
            "Tính vòng tròn giữa",
        ),
        ([q("text", "a", constraint="regex(., '(a+)+$')")], "có thể làm treo máy"),
        ([q("text", "a", label="=1+1")], "Ô có công thức Excel: hãy dán lại thành giá trị."),
        ([q("text", "a b")], "Tên không hợp lệ"),
        ([q("hologram", "a")], "Không có loại câu hỏi “hologram”."),
    ],
    ids=[
        "function",
        "brackets",
        "question",
        "list",
        "duplicate",
        "circle",
        "regex",
        "formula",
        "name",
        "type",
    ],
)
def test_it_says_what_to_correct_in_a_sheet(desk: FlaskClient, survey: Any, words: str) -> None:
    answer = upload(desk, workbook(survey, settings={"version": "1"}))
    assert answer.status_code == 422 and words in answer.text


@pytest.mark.parametrize("evil", XSS)
def test_markup_in_a_sheet_stays_text_everywhere(desk: FlaskClient, session: Session, evil: str) -> None:
    told = evil.replace("${", "$ {")
    rows = [
        {"type": "begin_group", "name": "g", "label": f"Nhóm {told}"},
        q(
            "select_one evil",
            "a",
            label=f"Câu {told}",
            hint=told,
            constraint="1 = 1",
            constraint_message=told,
        ),
        {"type": "end_group"},
    ]
    choices = [{"list_name": "evil", "name": "x", "label": told}]
    for version, more in (("1", []), ("2", [q("text", "b", label=f"Mới {told}")])):
        content = workbook([*rows[:2], *more, rows[2]], choices, {"version": version, "form_title": told})
        assert upload(desk, content).status_code == 303
    row = version_of(session, "2")
    for path in (
        "",
        f"/{row.id}",
        f"/{row.id}/comparison",
        f"/{row.id}/preview",
        f"/{row.id}/preview/phone",
        f"/{row.id}/texts",
    ):
        answer = desk.get(f"/forms{path}")
        assert answer.status_code == 200
        assert_harmless(answer.text)


def test_markup_in_a_refused_sheet_stays_text(desk: FlaskClient) -> None:
    for evil in XSS:
        answer = upload(
            desk, workbook([q("text", "a", relevant=f"'{evil}' = fly(")], settings={"version": "1"}), evil
        )
        assert answer.status_code == 422
        assert_harmless(answer.text)


def assert_harmless(page: str) -> None:
    """No element of the page came out of a sheet: no script but ours, no handler, no foreign address."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert not HANDLED & set(element.attrib), element.attrib
        assert not element.get("href", "").startswith("javascript:")
        if element.tag == "script":
            assert element.get("src", "").startswith("/static/") or element.get("type") == "application/json"
        if element.tag in ("style", "img"):
            assert element.tag == "img" and (element.get("src") or "/static/").startswith("/static/"), (
                element.attrib
            )

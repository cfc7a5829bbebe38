"""The pages of standards: upload, confirmation by two people, tables typed in, a version put in use."""

from __future__ import annotations

import io
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gnbv.ids import new_id
from gnbv.models import Pack, PackComponent, PackStatus
from gnbv.services import pack_files, pack_workbook, packs
from tests import pack_tables, phone
from tests.factories import TENANT, Cast
from tests.views.test_forms import signed_in

KEY = "vn-2022-2025"


@pytest.fixture
def pack(session: Session, cast: Cast) -> Pack:
    phone.published_sheet(session)
    session.commit()
    return packs.get(session, TENANT, KEY)


@pytest.fixture
def desk(app: Flask, cast: Cast, pack: Pack) -> FlaskClient:
    return signed_in(app, cast.administrator)


def upload(client: FlaskClient, content: bytes, name: str = "chuan.yaml") -> TestResponse:
    return client.post(
        "/packs", data={"pack": (io.BytesIO(content), name)}, content_type="multipart/form-data"
    )


def document(version: str = "2", **changes: Any) -> dict[str, Any]:
    made = pack_files.standards()[0]
    return {**made, "version": version, **changes}


def written(made: dict[str, Any]) -> bytes:
    return yaml.safe_dump(made, allow_unicode=True, sort_keys=False).encode()


def count(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(Pack)) or 0


@pytest.mark.parametrize("kind", ["yaml", "xlsx"])
def test_an_uploaded_version_is_illustrative_and_not_in_use(
    desk: FlaskClient, session: Session, kind: str
) -> None:
    content = written(document()) if kind == "yaml" else pack_workbook.write(document())
    assert upload(desk, content, f"chuan.{kind}").status_code == 303
    made = packs.get(session, TENANT, KEY, "2")
    assert made.used_from is None and made.data == document()
    assert packs.get(session, TENANT, KEY).version == "1"
    assert {row.status for row in session.scalars(select(PackComponent))} == {PackStatus.ILLUSTRATIVE}
    page = desk.get(f"/packs/{made.id}").text
    assert "MINH HỌA" in page and "Chưa dùng" in page and "Bản 2" in page
    assert upload(desk, content, f"chuan.{kind}").status_code == 303 and count(session) == 3


def test_a_version_is_put_in_use_once_and_may_be_put_back(
    desk: FlaskClient, session: Session, pack: Pack
) -> None:
    upload(desk, written(document()))
    made = packs.get(session, TENANT, KEY, "2")
    for _ in range(2):
        assert desk.post(f"/packs/{made.id}/use").status_code == 303
    session.expire_all()
    assert packs.get(session, TENANT, KEY).version == "2"
    assert desk.get("/packs").text.count("Đang dùng") == 2
    desk.post(f"/packs/{pack.id}/use")
    session.expire_all()
    assert packs.get(session, TENANT, KEY).version == "1"


def test_other_content_under_a_version_is_refused(desk: FlaskClient, session: Session) -> None:
    answer = upload(desk, written(document("1", legal_basis="khác")))
    assert answer.status_code == 409 and "đã có với nội dung khác" in answer.text and count(session) == 2


def self_claimed() -> dict[str, Any]:
    made = document()
    components = {name: {**part, "status": "official"} for name, part in made["components"].items()}
    return {**made, "components": components}


def with_indicator(**changes: Any) -> dict[str, Any]:
    made = document()
    return {**made, "indicators": [{**made["indicators"][0], **changes}, *made["indicators"][1:]]}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Tệp trống."),
        (b"- a\n- b", "không phải bộ chuẩn"),
        (b"a: [1, 2", "expected"),
        (b"\xff\xfe\x00", "Chưa nhận bộ chuẩn này"),
        (b"a: &x [1]\nb: *x", "không được dùng neo và bí danh YAML"),
        (b"a: " + b"[" * 60 + b"]" * 60, "không đúng khuôn của bộ chuẩn"),
        (b"extends: ../../secret\npack: x", "dựa trên bộ chuẩn không có ở đây"),
        (written({"pack": "x"}), "thiếu"),
        (written(self_claimed()), "chỉ hai người xác nhận mới thành chính thức"),
        (written(document(areas=[1])), "không đúng khuôn của bộ chuẩn"),
        (written(document(pack="../x")), "không đúng khuôn của bộ chuẩn"),
        (written(with_indicator(deprived="${nowhere} = 1")), "nowhere"),
        (written(with_indicator(deprived="fly(1)")), "Hàm “fly” không được hỗ trợ."),
        (written(with_indicator(deprived="(1")), "thiếu hoặc thừa dấu ngoặc"),
        (written(with_indicator(name={"vi": "x"})), "cần cả tiếng Việt (vi) và tiếng Anh (en)"),
        (written(document(form="mau-khac")), "chưa có mẫu phiếu “mau-khac”"),
    ],
)
def test_it_says_what_is_wrong_with_a_file(
    desk: FlaskClient, session: Session, content: bytes, words: str
) -> None:
    answer = upload(desk, content)
    assert answer.status_code == 422 and words in answer.text, answer.text[-3000:]
    assert "Bộ chuẩn đang dùng vẫn giữ nguyên." in answer.text and count(session) == 2


def test_a_broken_workbook_is_refused_in_words(desk: FlaskClient, session: Session) -> None:
    for content, words in (
        (b"", "Tệp trống."),
        (b"x", "Không đọc được tệp"),
        (pack_workbook.write(document())[:500], "Không đọc được tệp"),
    ):
        answer = upload(desk, content, "chuan.xlsx")
        assert answer.status_code == 422 and words in answer.text
    assert count(session) == 2


def test_who_may_do_what(app: Flask, cast: Cast, desk: FlaskClient, pack: Pack) -> None:
    acts = [("get", ""), ("get", "/pack.xlsx"), ("get", "/b1"), ("post", "/b1"), ("get", "/quick"), ("post", "/quick"),
            ("get", "/preview"), ("post", "/use"), ("post", "/confirmations")]  # fmt: skip
    for person in (cast.coordinator, cast.supervisor, cast.collector, cast.stranger):
        client = signed_in(app, person)
        assert client.get("/packs").status_code == upload(client, b"x").status_code == 403
        for method, path in acts:
            assert getattr(client, method)(f"/packs/{pack.id}{path}").status_code == 403, (
                person.username,
                path,
            )
    for method, path in acts:
        assert getattr(desk, method)(f"/packs/{new_id()}{path}").status_code == 404, path


def test_a_standard_goes_through_a_workbook_unchanged(desk: FlaskClient, pack: Pack) -> None:
    answer = desk.get(f"/packs/{pack.id}/pack.xlsx")
    assert pack_workbook.read(answer.data) == pack.data
    for made in (*pack_files.standards(), pack_tables.mapped()):
        assert pack_workbook.read(pack_workbook.write(made)) == made


def test_markup_in_a_pack_stays_text(desk: FlaskClient, session: Session) -> None:
    from tests.views.test_form_refusals import XSS, assert_harmless

    for number, evil in enumerate(XSS):
        name = {"vi": evil, "en": evil}
        answer = upload(desk, written(document(f"x{number}", name=name, legal_basis=evil)))
        assert answer.status_code == 303
        made = packs.get(session, TENANT, KEY, f"x{number}")
        for path in (
            "/packs",
            f"/packs/{made.id}",
            f"/packs/{made.id}/b1",
            f"/packs/{made.id}/quick",
            f"/packs/{made.id}/preview",
        ):
            assert_harmless(desk.get(path).text)

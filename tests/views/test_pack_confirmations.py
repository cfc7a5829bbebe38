"""A part of a standard becomes official by the word of two people who hold the same document."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gnbv.models import Pack, PackComponent, PackConfirmation, PackStatus, Role
from gnbv.services import packs
from tests import factories, phone
from tests.factories import TENANT, Cast
from tests.views.test_forms import signed_in
from tests.views.test_packs import KEY

SOURCE = {"number": "07/2021/TT-BLĐTBXH", "page": "12"}


@pytest.fixture
def pack(session: Session, cast: Cast) -> Pack:
    phone.published_sheet(session)
    session.commit()
    return packs.get(session, TENANT, KEY)


@pytest.fixture
def desk(app: Flask, cast: Cast, pack: Pack) -> FlaskClient:
    return signed_in(app, cast.administrator)


def confirm(client: FlaskClient, pack: Pack, component: str = "rule", **more: Any) -> TestResponse:
    return client.post(
        f"/packs/{pack.id}/confirmations",
        data={"component": component, **SOURCE, **more},
        content_type="multipart/form-data",
    )


def status(session: Session, pack: Pack, component: str = "rule") -> PackStatus:
    session.expire_all()
    query = select(PackComponent.status).where(
        PackComponent.pack_id == pack.id, PackComponent.component == component
    )
    return session.scalars(query).one()


def test_two_people_confirm_with_the_same_file(
    app: Flask, cast: Cast, desk: FlaskClient, session: Session, pack: Pack
) -> None:
    file = b"%PDF-1.7 circular"
    assert confirm(desk, pack, document=(io.BytesIO(file), "tt07.pdf")).status_code == 303
    assert "Cần thêm một người khác" in desk.get(f"/packs/{pack.id}").text
    assert status(session, pack) is PackStatus.ILLUSTRATIVE
    leader = signed_in(app, cast.leader)
    other = confirm(leader, pack, document=(io.BytesIO(b"another"), "tt07.pdf"))
    assert other.status_code == 422 and "Tệp này khác tệp" in other.text
    assert confirm(leader, pack, hash=hashlib.sha256(file).hexdigest()).status_code == 303
    assert status(session, pack) is PackStatus.OFFICIAL
    page = desk.get(f"/packs/{pack.id}").text
    for words in (cast.administrator.name, cast.leader.name, "07/2021/TT-BLĐTBXH", "trang 12", "Chính thức"):
        assert words in page, words


def test_the_same_person_twice_and_a_superior_administrator(
    app: Flask, cast: Cast, desk: FlaskClient, session: Session, pack: Pack
) -> None:
    for _ in range(2):
        assert confirm(desk, pack).status_code == 303
    assert status(session, pack) is PackStatus.ILLUSTRATIVE
    assert session.scalar(select(func.count()).select_from(PackConfirmation)) == 1
    superior = factories.user(session, "tinh", Role.ADMINISTRATOR, cast.province)
    session.commit()
    assert confirm(signed_in(app, superior), pack).status_code == 303
    assert status(session, pack) is PackStatus.OFFICIAL


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"number": " "}, "Chưa ghi số văn bản."),
        ({"hash": "xyz"}, "Mã tệp phải đủ 64"),
        ({"component": "b1"}, "Phần này còn trống số liệu chính thức."),
    ],
)
def test_a_confirmation_says_what_it_lacks(
    desk: FlaskClient, pack: Pack, data: dict[str, str], words: str
) -> None:
    answer = confirm(desk, pack, **data)
    assert answer.status_code == 422 and words in answer.text
    assert confirm(desk, pack, "nothing").status_code == 404

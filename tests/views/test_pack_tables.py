"""A B1 table and a quick-screening sheet typed in row by row, and who would change class under them."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.models import HouseholdClass, HouseholdRead, Pack, Result, Role, Survey
from gnbv.services import pack_preview, packs
from tests import pack_tables, phone
from tests.factories import TENANT, Cast, user
from tests.views.test_forms import signed_in
from tests.views.test_packs import KEY, count, upload


@pytest.fixture
def round_(session: Session, cast: Cast) -> Any:
    return phone.season(session, cast)


@pytest.fixture
def pack(session: Session, round_: Any) -> Pack:
    return packs.get(session, TENANT, KEY)


@pytest.fixture
def desk(app: Flask, cast: Cast, pack: Pack) -> FlaskClient:
    return signed_in(app, cast.administrator)


def boxes(version: str = "2") -> dict[str, str]:
    """The page filled in as somebody would from a circular (made up for the test)."""
    given = {"version": version, "source_document": "07/2021/TT-BLĐTBXH", "source_page": "20"}
    for item in pack_tables.mapped()["b1"]["items"]:
        code = item["code"]
        if item.get("sum"):
            given |= {f"{code}.sum": "yes", f"{code}.known": item["known"]}
        for number, category in enumerate(item["categories"]):
            at = f"{code}.{number}"
            given |= {f"{at}.code": "", f"{at}.name": category["name"]["vi"], f"{at}.when": category["when"]}
            given |= {f"{at}.{area}": str(points) for area, points in category["points"].items()}
    return given


def test_the_blank_template_stands_row_by_row_with_empty_points(desk: FlaskClient, pack: Pack) -> None:
    page = desk.get(f"/packs/{pack.id}/b1").text
    for words in (
        "Số người trong hộ",
        "Nhà tiêu",
        'value="tủ lạnh"',
        'value="ô tô"',
        'name="assets.0.rural"',
    ):
        assert words in page, words
    assert 'name="assets.0.rural" aria-label="Điểm nông thôn, dòng 1 của Đồ dùng" value=""' in page


def test_a_typed_in_table_is_a_new_version_that_is_not_in_use(
    desk: FlaskClient, session: Session, pack: Pack
) -> None:
    assert desk.post(f"/packs/{pack.id}/b1", data=boxes()).status_code == 303
    made = packs.get(session, TENANT, KEY, "2")
    region = next(item for item in made.data["b1"]["items"] if item["code"] == "region")
    assert region["categories"][0]["points"] == {"rural": 2, "urban": 3} and made.used_from is None
    assert made.data["b1"]["source_document"] == "07/2021/TT-BLĐTBXH"
    assert pack.data["b1"]["items"][0]["categories"] == []
    again = desk.get(f"/packs/{made.id}/b1").text
    assert 'value="true()"' in again and 'name="assets.sum" value="yes" checked' in again
    assert "B1 máy chấm được sau khi xác nhận" in desk.get("/packs").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"region.0.rural": "hai"}, "là số nguyên, hoặc để trống khi chưa biết"),
        ({"region.0.name": ""}, "dòng có điểm phải có tên"),
        ({"version": ""}, "Bảng vừa nhập cần số bản mới."),
        ({"version": "1"}, "Bảng vừa nhập cần số bản mới."),
        ({"region.0.when": "${nowhere} = 1"}, "nowhere"),
        ({"region.0.when": "fly("}, "Chưa nhận bộ chuẩn này"),
    ],
)
def test_a_refused_table_says_where_and_keeps_what_was_typed(
    desk: FlaskClient, session: Session, pack: Pack, changes: dict[str, str], words: str
) -> None:
    answer = desk.post(f"/packs/{pack.id}/b1", data=boxes() | changes)
    assert answer.status_code == 422 and words in answer.text
    assert 'value="${member_count} &lt;= 3"' in answer.text and count(session) == 2


def test_what_is_not_known_stays_empty_and_b1_stays_on_paper(
    desk: FlaskClient, session: Session, pack: Pack
) -> None:
    given = {**boxes(), "region.0.rural": "", "region.0.when": ""}
    assert desk.post(f"/packs/{pack.id}/b1", data=given).status_code == 303
    made = packs.get(session, TENANT, KEY, "2")
    region = next(item for item in made.data["b1"]["items"] if item["code"] == "region")
    assert region["categories"][0]["points"]["rural"] is None and "when" not in region["categories"][0]
    assert "Phần này còn trống số liệu" in desk.get(f"/packs/{made.id}").text


def test_a_quick_screening_sheet_is_typed_in_and_can_be_confirmed(
    desk: FlaskClient, session: Session, pack: Pack
) -> None:
    given = {
        "version": "2",
        "quick.0.name": "Có ô tô",
        "quick.0.when": "${walls} = 'brick'",
        "quick.1.name": "Khác",
    }
    assert desk.post(f"/packs/{pack.id}/quick", data=given).status_code == 303
    made = packs.get(session, TENANT, KEY, "2")
    assert [one["name"]["vi"] for one in made.data["quick"]["items"]] == ["Có ô tô", "Khác"]
    page = desk.get(f"/packs/{made.id}").text
    assert "Phiếu nhận dạng nhanh (Phiếu A)" in page
    data = {"component": "quick", "number": "x", "page": "1"}
    assert desk.post(f"/packs/{made.id}/confirmations", data=data).status_code == 303
    for wrong, words in (
        ({"version": "3"}, "Chưa ghi dấu hiệu nào."),
        ({**given, "version": "3", "quick.0.when": "${no}"}, "no"),
    ):
        answer = desk.post(f"/packs/{pack.id}/quick", data=wrong)
        assert answer.status_code == 422 and words in answer.text


def stricter() -> bytes:
    """A version under which nobody's B1 is low enough."""
    made = pack_tables.mapped("3")
    for lines in made["areas"].values():
        lines["b1_max"] = 0
    return yaml.safe_dump(made, allow_unicode=True).encode()


def test_a_preview_tells_who_would_change_and_changes_nothing(
    app: Flask, cast: Cast, desk: FlaskClient, session: Session, round_: Any
) -> None:
    collector = phone.Phone(app, cast.collector)
    assert collector.send(phone.survey(cast, round_))[0]["outcome"] == "accepted"
    before = session.scalars(select(Result)).one()
    document, was = dict(before.document), before.household_class
    assert upload(desk, stricter()).status_code == 303
    made = packs.get(session, TENANT, KEY, "3")
    leader = signed_in(app, cast.leader)
    page = leader.get(f"/packs/{made.id}/preview").text
    assert "MINH HỌA" in page
    if was is not HouseholdClass.NOT_POOR:
        assert "1 hộ đổi loại" in page and cast.household.head_name in page
    for_administrator = desk.get(f"/packs/{made.id}/preview").text
    assert cast.household.head_name not in for_administrator and "chỉ xem được số lượng" in for_administrator
    session.expire_all()
    assert session.scalars(select(Result)).one().document == document
    with db.engines["reads"].connect() as connection:
        read = connection.execute(
            select(HouseholdRead.user_id).where(HouseholdRead.place == "pack_preview")
        ).all()
    assert [row.user_id for row in read] == [cast.leader.id]


def test_a_preview_goes_on_where_it_stopped_and_leaves_other_communes_out(
    app: Flask, cast: Cast, session: Session, round_: Any, pack: Pack
) -> None:
    phone.Phone(app, cast.collector).send(phone.survey(cast, round_))
    session.expire_all()
    found = pack_preview.preview(session, cast.actor(cast.leader), pack)
    assert (found.seen, found.changed, found.next) == (1, 0, None)
    survey = session.scalars(select(Survey)).one()
    assert pack_preview.preview(session, cast.actor(cast.leader), pack, survey.id).seen == 0
    far = user(session, "lanhxa", Role.LEADER, cast.far_commune)
    assert pack_preview.preview(session, cast.actor(far), pack).seen == 0

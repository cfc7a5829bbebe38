"""A survey on an older version of its sheet: what a move would keep, for those who read it; the kit names its version."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.ids import new_id
from gnbv.models import FormStatus, FormVersion, HouseholdRead, Round, RoundForm, Survey
from tests import factories, phone
from tests.factories import TENANT, Cast
from tests.views.test_forms import signed_in


@pytest.fixture
def round_(session: Session, cast: Cast) -> Round:
    return phone.season(session, cast)


def next_version(session: Session, round_: Round) -> FormVersion:
    """The round goes on to a sheet without the question of repairs, and with another word for the roof."""
    old = session.get_one(FormVersion, (TENANT, round_.form_version_id))
    compiled = copy.deepcopy(old.compiled)
    compiled["version"] = "2026.3"
    for node in compiled["nodes"]:
        if node["name"] == "repairs":
            node.update(name="repairs_x", key="repairs_x", path=node["path"] + "_x")
    for texts in (compiled["texts"]["/data/house/roof:label"],):
        for language in texts:
            texts[language] = ["Mái làm bằng gì (mới)?"]
    new = FormVersion(
        tenant=TENANT, id=new_id(), form_id=old.form_id, version="2026.3", status=FormStatus.PUBLISHED,
        sha256="1" * 64, source_sha256="1" * 64, source=b"", compiled=compiled, xform="", published_at=factories.NOW,
    )  # fmt: skip
    session.add(new)
    session.flush()
    for one in (old, new):
        session.add(
            RoundForm(tenant=TENANT, round_id=round_.id, form_version_id=one.id, used_from=factories.NOW)
        )
    round_.form_version_id = new.id
    session.commit()
    return new


def sent(app: Flask, cast: Cast, round_: Round, **more: Any) -> phone.Phone:
    collector = phone.Phone(app, cast.collector)
    assert collector.send(phone.survey(cast, round_, **more))[0]["outcome"] == "accepted"
    return collector


def test_it_shows_what_a_move_keeps_changes_and_leaves(
    app: Flask, cast: Cast, session: Session, round_: Round
) -> None:
    sent(app, cast, round_)
    survey = session.scalars(select(Survey)).one()
    client = signed_in(app, cast.supervisor)
    assert "Phiếu này đang theo đúng bản" in client.get(f"/surveys/{survey.id}/migration").text
    assert "/migration" not in client.get(f"/surveys/{survey.id}").text
    next_version(session, round_)
    assert f"/surveys/{survey.id}/migration" in client.get(f"/surveys/{survey.id}").text
    page = client.get(f"/surveys/{survey.id}/migration").text
    for words in (
        "bản 2026.2",
        "2026.3",
        "Mái làm bằng gì (mới)?",
        "câu hỏi viết khác",
        "Từ lần trước có xây, sửa nhà?",
        "mẫu mới không hỏi",
    ):
        assert words in page, words
    with db.engines["reads"].connect() as connection:
        places = [row.place for row in connection.execute(select(HouseholdRead.place))]
    assert places.count("migration") == 2


def test_a_move_is_shown_to_readers_only(app: Flask, cast: Cast, session: Session, round_: Round) -> None:
    sent(app, cast, round_)
    survey = session.scalars(select(Survey)).one()
    for person, status in ((cast.far_supervisor, 404), (cast.collector, 403), (cast.administrator, 403)):
        assert signed_in(app, person).get(f"/surveys/{survey.id}/migration").status_code == status
    assert signed_in(app, cast.leader).get(f"/surveys/{new_id()}/migration").status_code == 404


def test_what_was_left_behind_comes_with_the_survey(
    app: Flask, cast: Cast, session: Session, round_: Round
) -> None:
    line = {
        "form": "x",
        "version": "0",
        "ref": "old",
        "label": "Câu <b>cũ</b>",
        "value": "36",
        "reason": "gone",
    }
    meta = {
        "today": "2026-10-23",
        "renderer": 1,
        "later": [],
        "notes": {},
        "left_behind": [line, "strange", 7],
    }
    sent(app, cast, round_, meta=meta)
    survey = session.scalars(select(Survey)).one()
    page = signed_in(app, cast.supervisor).get(f"/surveys/{survey.id}").text
    assert "Câu &lt;b&gt;cũ&lt;/b&gt;" in page and "Câu trả lời theo mẫu cũ, giữ kèm phiếu" in page


def test_the_kit_names_the_version_that_the_answers_were_given_on(
    app: Flask, cast: Cast, session: Session, round_: Round
) -> None:
    collector = sent(app, cast, round_)
    next_version(session, round_)
    entries = collector.kit()["entries"]
    (survey,) = [entry["data"] for entry in entries if entry["type"] == "survey"]
    assert (survey["revision"]["form"], survey["revision"]["version"]) == ("phieu-ra-soat", "2026.2")
    assert {entry["data"]["version"] for entry in entries if entry["type"] == "form"} == {"2026.2", "2026.3"}
    (kept,) = [entry["data"] for entry in entries if entry["type"] == "round"]
    assert kept["form"] == {"form": "phieu-ra-soat", "version": "2026.3"}


def test_a_round_does_not_take_a_sheet_that_its_standard_cannot_be_computed_from(
    app: Flask, cast: Cast, session: Session, round_: Round
) -> None:
    new = next_version(session, round_)
    old_id = session.scalars(select(FormVersion.id).where(FormVersion.id != new.id)).one()
    compiled = copy.deepcopy(new.compiled)
    for node in compiled["nodes"]:
        if node["name"] == "walls":
            node.update(name="walls_x", key="walls_x", path=node["path"] + "_x")
    new.compiled, round_.form_version_id = compiled, old_id
    session.commit()
    answer = signed_in(app, cast.coordinator).post(f"/forms/{new.id}/rounds", data={"round": round_.id})
    assert answer.status_code == 422 and "mẫu thiếu câu mà bộ chuẩn cần" in answer.text
    session.expire_all()
    assert round_.form_version_id == old_id

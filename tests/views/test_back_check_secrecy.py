"""Whoever asks anew meets nothing of the first sheet: kit, pages, exports, thread, inbox."""

from __future__ import annotations

import json

from flask import Flask
from sqlalchemy.orm import Session

from gnbv.models import Round
from tests import phone
from tests.back_check_stage import drawn, given, main_survey, second_collector
from tests.factories import Cast
from tests.phone import Phone


def test_nobody_who_is_asked_anew_meets_the_first_answers(
    app: Flask, session: Session, cast: Cast, round_: Round
) -> None:
    checker = second_collector(session, cast)
    item = main_survey(app, cast, round_, {"house.walls": "durable_wood", "closing.remarks": "Ghi chú riêng"})
    check = drawn(app, session, cast, round_)
    given(app, cast, round_, checker)
    there = Phone(app, checker)
    kit = json.dumps(there.kit(), ensure_ascii=False)
    assert "Ghi chú riêng" not in kit and item["subject"] not in kit
    wanted = there.want(("survey", item["subject"]), ("household", str(cast.household.id)))
    assert "Ghi chú riêng" not in json.dumps(wanted, ensure_ascii=False)
    survey = f"/surveys/{item['subject']}"
    pages = [
        survey, f"{survey}/sheet", f"{survey}/messages", f"{survey}/correction?ref=walls", f"/rounds/{round_.id}/back-checks/{check.id}",
        f"/rounds/{round_.id}/back-checks", f"/rounds/{round_.id}/back-checks/rates", "/surveys", "/form-exports",
        f"/rounds/{round_.id}/households.csv", f"/rounds/{round_.id}/households/{cast.household.id}",
    ]  # fmt: skip
    met = {address: there.client.get(address).status_code for address in pages}
    assert set(met.values()) <= {403, 404}, met
    assert "Ghi chú riêng" not in there.client.get("/inbox").text
    line = phone.item("message", item["subject"], {"text": "Cho xem phiếu đầu"})
    assert there.send(line)[0]["outcome"] == "rejected", "the thread is the first collector's"

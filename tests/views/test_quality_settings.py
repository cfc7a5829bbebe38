"""How a round checks what arrives: read, changed, tried out, and told who changed what."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Event, Flag, Round, RoundStatus
from gnbv.services import quality_settings
from tests.back_check_stage import main_survey, sent
from tests.factories import TENANT, Cast
from tests.phone import Phone, survey
from tests.quality_form import filled
from tests.signing_in import signed_in


def address(round_: Round) -> str:
    return f"/rounds/{round_.id}/quality"


def now_(session: Session, round_: Round) -> Round:
    session.expire_all()
    return session.get_one(Round, (TENANT, round_.id))


def changes(session: Session) -> list[Any]:
    return [
        row.details["changes"]
        for row in session.scalars(select(Event).where(Event.action == "round.quality_changed"))
    ]


def test_every_check_is_told_with_its_words_and_its_thresholds(desk: FlaskClient, round_: Round) -> None:
    page = desk.get(address(round_)).text
    for one in quality_settings.checks(round_, "vi"):
        assert one.about in page and f'value="{one.code}" checked' in page
    assert "Cách nhà trên" in page and 'value="300"' in page
    assert 'value="1,5"' in page and 'value="97"' in page, "as people type: a comma, percent"
    assert "Ghi cách kiểm tra" in page


def test_a_threshold_is_changed_and_holds_for_what_arrives_from_then_on(
    app: Flask, session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    for _time in range(2):  # the same again changes nothing
        form = filled(now_(session, round_), close_to_line__points="50", off=("members_gone",))
        assert desk.post(address(round_), data=form).status_code == 303
    kept = now_(session, round_).settings["quality"]
    assert kept == {"close_to_line": {"points": 50}, "members_gone": {"on": False}}, (
        "only what differs is kept"
    )
    assert changes(session) == [[["members_gone", "on", True, False], ["close_to_line", "points", 5, 50]]]
    main_survey(app, cast, round_)
    codes = set(session.scalars(select(Flag.code)))
    assert "close_to_line" in codes and "members_gone" not in codes
    page = desk.get(address(round_)).text
    assert "Bùi Thị Đầu" in page and "5 → 50" in page and "đã đổi so với mặc định" in page


def test_the_weight_and_the_hold_rule_are_changed(
    app: Flask, session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    form = filled(round_, weight={"members_gone": "3"}, hold_weight="3", hold_share="5")
    assert desk.post(address(round_), data=form).status_code == 303
    held = now_(session, round_).settings["hold"]
    assert (held["weight"], held["share"], held["seed"].isdigit()) == (3, 0.05, True)
    item = survey(cast, round_)
    (answer,) = Phone(app, cast.collector).send(item)
    assert (answer["outcome"], answer["cause"]["code"]) == ("held", "to_look_at")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"far__metres": "xa"}, "Cách nhà trên"),
        ({"far__metres": "-5"}, "từ 20 đến 20000 m"),
        ({"same_answers__share": "120"}, "từ 50 đến 100 %"),
        ({"at_night__first": "21,5"}, "Đêm từ"),
        ({"weight": {"far": "9"}}, "Mức"),
        ({"hold_share": "70"}, "từ 0 đến 50 %"),
        ({"hold_share": "5", "hold_seed": "x"}, "Số gốc"),
    ],
)
def test_a_threshold_that_makes_no_sense_is_refused_and_nothing_typed_is_lost(
    session: Session, desk: FlaskClient, round_: Round, change: dict[str, Any], words: str
) -> None:
    form = filled(round_, clock__minutes="44", **change)
    for path in ("", "/preview") if "hold_share" not in change else ("",):
        answer = desk.post(address(round_) + path, data=form)
        assert (answer.status_code, words in answer.text) == (422, True), path
        assert "Cách kiểm tra vẫn như cũ" in answer.text and 'value="44"' in answer.text
    assert now_(session, round_).settings == {} and changes(session) == []


def test_two_people_at_the_page_are_told_of_each_other(
    app: Flask, session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    mine, theirs = filled(round_, far__metres="500"), filled(round_, far__metres="800")
    assert signed_in(app, cast.leader).post(address(round_), data=theirs).status_code == 303
    answer = desk.post(address(round_), data=mine)
    assert (answer.status_code, "Người khác vừa đổi" in answer.text) == (409, True)
    assert now_(session, round_).settings["quality"] == {"far": {"metres": 800}}


def test_a_closed_round_is_only_read(session: Session, desk: FlaskClient, round_: Round) -> None:
    form = filled(round_, far__metres="500")
    round_.status = RoundStatus.CLOSED
    session.commit()
    assert "Ghi cách kiểm tra" not in desk.get(address(round_)).text
    assert desk.post(address(round_), data=form).status_code == 409


def test_a_supervisor_reads_the_same_in_sentences(duyet: FlaskClient, round_: Round) -> None:
    page = duyet.get(address(round_)).text
    assert "cách nhà trên 300 m" in page and "Không giữ vì cờ" in page
    assert "Ghi cách kiểm tra" not in page and 'name="on"' not in page


@pytest.mark.parametrize(
    ("who", "reads", "acts"),
    [
        ("supervisor", 200, 403), ("observer", 403, 403), ("collector", 403, 403), ("stranger", 404, 404),
        ("far_supervisor", 404, 404),
    ],
)  # fmt: skip
def test_it_keeps_out_who_may_not(
    app: Flask, session: Session, cast: Cast, round_: Round, who: str, reads: int, acts: int
) -> None:
    client, form = signed_in(app, getattr(cast, who)), filled(round_, far__metres="500")
    assert client.get(address(round_)).status_code == reads
    met = [client.post(address(round_) + path, data=form).status_code for path in ("", "/preview", "/runs")]
    assert met == [acts] * 3
    assert now_(session, round_).settings == {}


def test_a_preview_says_how_many_would_be_flagged_and_writes_nothing(
    app: Flask, session: Session, cast: Cast, desk: FlaskClient, round_: Round
) -> None:
    main_survey(app, cast, round_)
    other = survey(cast, round_, {"paper.b1_total": "170"}, household=str(cast.others_household.id))
    sent(app, cast.other_collector, other)
    before = sorted(session.scalars(select(Flag.code)))
    every = [one.code for one in quality_settings.checks(round_, "vi")]
    calm = filled(round_, off=[code for code in every if code != "close_to_line"], close_to_line__points="20")
    page = desk.post(f"{address(round_)}/preview", data=calm)
    assert page.status_code == 200, page.text
    assert "Với ngưỡng này: 1 trên 2 phiếu bị gắn cờ" in page.text
    wide = {**calm, "close_to_line:points": "50"}
    assert "Với ngưỡng này: 2 trên 2" in desk.post(f"{address(round_)}/preview", data=wide).text
    session.expire_all()
    assert sorted(session.scalars(select(Flag.code))) == before
    assert now_(session, round_).settings == {}

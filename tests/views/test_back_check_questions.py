"""Which questions back-checks compare, and how near two numbers must be: chosen by whoever runs the round."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import BackCheck, Event, Round, RoundStatus
from gnbv.services import back_check_settings
from tests.back_check_stage import checked, second_collector, settle
from tests.back_check_stage import sent as sent_in
from tests.factories import TENANT, Cast
from tests.phone import survey
from tests.signing_in import signed_in

OTHER = {"house.walls": "poor_wood", "house.floor_area": "50"}


def address(round_: Round) -> str:
    return f"/rounds/{round_.id}/back-checks/questions"


def form(session: Session, round_: Round, *, off: tuple[str, ...] = (), **values: str) -> dict[str, Any]:
    """The page as it stands, with other tolerances: "key__within"."""
    session.expire_all()
    shown = back_check_settings.shown(session, session.get_one(Round, (TENANT, round_.id)), "vi")
    sent: dict[str, Any] = {
        "on": [one.question.key for one in shown if one.is_on and one.question.key not in off]
    }
    for one in shown:
        if one.is_number:
            sent |= {
                f"{one.question.key}:within": f"{one.within:g}",
                f"{one.question.key}:share": f"{one.share:g}",
            }
    return sent | {name.replace("__", ":"): value for name, value in values.items()}


def own(session: Session, round_: Round) -> Any:
    session.expire_all()
    return session.get_one(Round, (TENANT, round_.id)).settings.get("back_check", {}).get("questions")


def verdicts(session: Session, check: BackCheck) -> dict[str, str]:
    session.expire_all()
    return {ref: verdict for ref, (_, verdict) in check.agreement["lines"].items()}


def test_another_choice_is_written_and_what_was_compared_is_compared_anew(
    app: Flask, session: Session, cast: Cast, desk: FlaskClient, duyet: FlaskClient, round_: Round
) -> None:
    check = checked(app, session, cast, round_, second_collector(session, cast), OTHER)
    assert {ref for ref, one in verdicts(session, check).items() if one == "differs"} == {
        "walls",
        "floor_area",
    }
    settle(duyet, round_, check.id, "walls", "kept")
    assert 'value="0,2"' in desk.get(address(round_)).text
    for _time in range(2):
        sent = form(session, round_, off=("walls",), floor_area__within="12")
        assert desk.post(address(round_), data=sent).status_code == 303
    assert own(session, round_) == {"walls": {"on": False}, "floor_area": {"within": 12.0}}
    events = session.scalars(select(Event).where(Event.action == "round.back_check_questions")).all()
    assert [row.details["changes"] for row in events] == [
        [["floor_area", "within", None, 12.0], ["walls", "on", None, False]]
    ]
    assert "Không có hộ nào cần xem" not in duyet.get(f"/rounds/{round_.id}/back-checks").text
    now_ = verdicts(session, check)
    assert "walls" not in now_ and now_["floor_area"] == "same"
    assert check.agreement["settled"]["walls"]["how"] == "kept", "what a person did stays"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"floor_area:within": "xa"}, "Mức lệch phải là số"),
        ({"floor_area:share": "120"}, "từ 0 đến 100"),
        ({"floor_area:within": "-1"}, "từ 0 đến 10000"),
        ({"on": []}, "Chưa chọn câu nào"),
        ({"on": ["no_such"]}, "Chưa chọn câu nào"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused_and_nothing_typed_is_lost(
    session: Session, desk: FlaskClient, round_: Round, change: dict[str, Any], words: str
) -> None:
    sent = {**form(session, round_, pigs__within="7"), **change}
    answer = desk.post(address(round_), data=sent)
    assert (answer.status_code, words in answer.text, 'value="7"' in answer.text) == (422, True, True)
    assert own(session, round_) is None


def test_a_closed_round_and_a_supervisor_only_read(
    session: Session, desk: FlaskClient, duyet: FlaskClient, round_: Round
) -> None:
    page = duyet.get(address(round_)).text
    assert "Lệch không quá 2 hoặc 10 %" in page and 'name="on"' not in page
    sent = form(session, round_, off=("walls",))
    session.get_one(Round, (TENANT, round_.id)).status = RoundStatus.CLOSED
    session.commit()
    assert 'name="on"' not in desk.get(address(round_)).text
    assert desk.post(address(round_), data=sent).status_code == 409


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
    sent, client = form(session, round_, off=("walls",)), signed_in(app, getattr(cast, who))
    assert client.get(address(round_)).status_code == reads
    assert client.post(address(round_), data=sent).status_code == acts
    assert own(session, round_) is None


def test_a_corrected_back_check_is_compared_anew_and_keeps_what_was_settled(
    app: Flask, session: Session, cast: Cast, duyet: FlaskClient, round_: Round
) -> None:
    checker = second_collector(session, cast)
    check = checked(app, session, cast, round_, checker, {**OTHER, "utilities.water": "rain"})
    settle(duyet, round_, check.id, "walls", "kept")
    subject, base = check.check_survey_id, check.agreement["second"]
    again = survey(
        cast, round_, {"house.walls": "poor_wood"}, purpose="back_check", subject=subject, base=base
    )
    sent_in(app, checker, again)
    text = duyet.get(f"/rounds/{round_.id}/back-checks/{check.id}").text
    assert "Không còn câu nào cần xử lý" in text
    assert (
        verdicts(session, check)["water"] == "same" and check.agreement["settled"]["walls"]["how"] == "kept"
    )

"""Handing in: spellings that two readers understand differently, and mistakes of the server itself."""

from __future__ import annotations

import copy
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import Round, Visit
from gnbv.services import sync
from tests.factories import NOW, TENANT, Cast
from tests.phone import Phone, item, progress, survey


def visit(cast: Cast, round_: Round, **more: Any) -> dict[str, Any]:
    payload = {"round": str(round_.id), "at": "2026-10-23T02:00:00Z", "outcome": "nobody_home", "note": ""}
    return item("visit", cast.household.id, {**payload, **more})


@pytest.mark.parametrize(
    "patch",
    [
        {"round": "{round}\n"},
        {"at": "2026-10-23T02:00:00Z\n"},
        {"at": "２０２６-10-23T02:00:00Z"},
        {"next": "2026-11-01\n"},
    ],
    ids=["id", "instant", "digits", "day"],
)
def test_it_takes_no_line_break_or_foreign_digit_for_a_part_of_a_name(
    phone: Phone, cast: Cast, round_: Round, patch: dict[str, str]
) -> None:
    bad = visit(cast, round_, **{key: text.format(round=round_.id) for key, text in patch.items()})
    refused, taken = phone.send(bad, progress(cast, round_))
    assert (refused["outcome"], refused["cause"]["code"]) == ("rejected", "malformed")
    assert refused["cause"]["place"] in patch
    assert taken["outcome"] == "accepted"


def test_it_reads_ids_in_capital_letters_as_the_same_ids(
    phone: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    raw = visit(cast, round_, round=str(round_.id).upper())
    small = item("visit", str(cast.household.id).upper(), raw["payload"], id_=uuid4())
    shouted = {**small, "id": small["id"].upper()}
    assert [phone.send(one)[0]["outcome"] for one in (small, shouted)] == ["accepted", "duplicate"]
    assert phone.send(shouted)[0]["id"] == shouted["id"]
    assert session.scalar(select(func.count()).select_from(Visit)) == 1


def test_it_takes_a_correction_that_spells_its_home_in_capital_letters(
    phone: Phone, cast: Cast, round_: Round
) -> None:
    first = survey(cast, round_)
    assert phone.send(first)[0]["outcome"] == "accepted"
    home = {"round": str(round_.id).upper(), "household": str(cast.household.id).upper()}
    second = survey(cast, round_, subject=first["subject"], base=first["id"], **home)
    answer = phone.send(second)[0]
    assert (answer["outcome"], answer["server"]["number"]) == ("accepted", 2)


def test_it_takes_the_other_items_when_one_meets_a_mistake_of_the_server(
    phone: Phone, cast: Cast, round_: Round, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(records: Session, *_rest: Any) -> Any:
        half = {"round_id": round_.id, "household_id": cast.household.id, "user_id": cast.collector.id}
        records.add(Visit(tenant=TENANT, id=uuid4(), at=NOW, outcome="x", **half))
        records.flush()
        raise KeyError("an answer nobody thought of")

    monkeypatch.setitem(sync.TAKERS, "progress", broken)
    refused, taken = phone.send(progress(cast, round_), visit(cast, round_))
    assert (refused["outcome"], refused["cause"]["code"]) == ("rejected", "unexpected")
    assert "vẫn giữ" in refused["cause"]["vi"] and "kept on the phone" in refused["cause"]["en"]
    assert taken["outcome"] == "accepted"
    assert session.scalar(select(func.count()).select_from(Visit)) == 1  # what the broken one wrote is undone


@pytest.mark.parametrize(
    "ids", [("m1", "m1"), ("x" * 60, "m2"), ("", "m2"), ("m 1", "m2"), (7, "m2"), ("m1\n", "m2")]
)
def test_it_refuses_members_that_nothing_could_point_to(
    phone: Phone, cast: Cast, round_: Round, ids: tuple[object, object]
) -> None:
    sent = survey(cast, round_)
    answers = copy.deepcopy(sent["payload"]["answers"])
    for member, id_ in zip(answers["people"]["member"], ids, strict=False):
        member["_id"] = id_
    (refused,) = phone.send(survey(cast, round_, answers=answers))
    assert (refused["outcome"], refused["cause"]["code"]) == ("rejected", "answers_unreadable")
    assert phone.send(sent)[0]["outcome"] == "accepted"

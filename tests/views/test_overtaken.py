"""Corrections that overtook their base: taken with it by whichever door it comes, and never passed over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Conflict
from gnbv.models import DepositToken, Outcome, Round, SurveyStatus, SyncItem
from gnbv.permissions import Actor
from gnbv.services import decisions, surveys
from gnbv.services.sync_items import Answer, Item
from tests import factories, phone
from tests.conflict_stage import kept
from tests.factories import Cast
from tests.phone import Phone
from tests.signing_in import signed_in
from tests.survey_factory import only


def chain(cast: Cast, round_: Round, length: int, **more: Any) -> list[dict[str, Any]]:
    made = [phone.survey(cast, round_, **more)]
    for _ in range(length - 1):
        made.append(phone.survey(cast, round_, subject=UUID(made[0]["subject"]), base=made[-1]["id"], **more))
    return made


def receipts(who: Phone) -> dict[str, tuple[str, str | None, bool]]:
    rows = [one["data"] for one in who.kit()["entries"] if one["type"] == "receipt"]
    return {row["item"]: (row["outcome"], (row["cause"] or {}).get("code"), row["settled"]) for row in rows}


def test_it_takes_the_correction_with_a_base_that_is_held_itself(
    app: Flask, cast: Cast, round_: Round, session: Session
) -> None:
    thu = Phone(app, cast.collector)
    first, second, third = chain(cast, round_, 3, household=str(cast.unlisted.id))
    assert [thu.send(raw)[0]["cause"]["code"] for raw in (third, second, first)] == [
        "base_missing", "base_missing", "unassigned",
    ]  # fmt: skip
    row = only(session)
    assert (row.revision_id, row.status) == (UUID(third["id"]), SurveyStatus.HELD)
    assert set(receipts(thu).values()) == {("held", "unassigned", False)}
    answer = signed_in(app, cast.supervisor).post(
        f"/surveys/{row.id}/release", data={"revision": third["id"]}
    )
    assert answer.status_code == 303 and only(session).status is SurveyStatus.RECEIVED
    assert {(outcome, settled) for outcome, _code, settled in receipts(thu).values()} == {("accepted", True)}
    assert thu.send(second)[0]["outcome"] == "duplicate"


def test_it_takes_the_correction_when_a_person_takes_its_late_base_in(
    app: Flask, cast: Cast, round_: Round, session: Session
) -> None:
    thu = Phone(app, cast.collector)
    first, second = chain(cast, round_, 2)
    session.scalars(select(DepositToken)).one().revoked_at = factories.NOW
    session.commit()
    assert thu.drop_off(app, first).get_json()["outcomes"][0]["cause"]["code"] == "late"
    again = Phone(app, cast.collector)
    assert again.send(second)[0]["cause"]["code"] == "base_missing"
    assert signed_in(app, cast.supervisor).post(f"/late/{first['id']}/acceptance").status_code == 303
    row = only(session)
    assert (row.revision_id, row.status) == (UUID(second["id"]), SurveyStatus.RECEIVED)
    assert kept(session, second["id"]).outcome is Outcome.ACCEPTED
    assert receipts(again)[second["id"]] == ("accepted", None, True)


def test_it_takes_both_of_one_batch_whatever_their_ids(
    app: Flask, cast: Cast, round_: Round, session: Session
) -> None:
    low, high = UUID(int=0x7000_8000 << 64 | 1), UUID(int=0x7000_8000 << 64 | 2)
    first = phone.survey(cast, round_, household=str(cast.unlisted.id), id_=high)
    second = phone.survey(
        cast, round_, household=str(cast.unlisted.id), subject=UUID(first["subject"]), base=high, id_=low
    )
    Phone(app, cast.collector).send(first, second)
    assert only(session).revision_id == low


def test_it_shows_two_corrections_of_one_base_side_by_side(
    app: Flask, cast: Cast, round_: Round, session: Session
) -> None:
    thu = Phone(app, cast.collector)
    first, second = chain(cast, round_, 2)
    twin = phone.survey(cast, round_, subject=UUID(first["subject"]), base=first["id"])
    thu.send(second)
    thu.send(twin)
    thu.send(first)
    assert only(session).revision_id == UUID(second["id"])
    row = kept(session, twin["id"])
    assert (row.outcome, row.settled_at) == (Outcome.CONFLICT, None) and row.body_sealed is not None
    assert f"/conflicts/{twin['id']}" in signed_in(app, cast.supervisor).get("/conflicts").text


def test_it_approves_nothing_older_than_what_the_commune_keeps(
    app: Flask, cast: Cast, round_: Round, session: Session
) -> None:
    thu = Phone(app, cast.collector)
    first, second = chain(cast, round_, 2)
    strange = phone.survey(cast, round_, subject=UUID(first["subject"]), base=second["id"])
    thu.send(first)
    assert thu.send(strange)[0]["cause"]["code"] == "base_missing"
    row = only(session)
    with pytest.raises(Conflict) as refused:
        decisions.approve(session, cast.actor(cast.supervisor), row, UUID(first["id"]))
    assert refused.value.code == "revision_kept"
    session.rollback()
    client = signed_in(app, cast.supervisor)
    page = f"/surveys/unmatched/{strange['id']}"
    assert page in client.get("/surveys/unmatched").text
    assert client.post(f"{page}/withdrawal", data={"note": "Gửi nhầm"}).status_code == 303
    row = only(session)
    decisions.approve(session, cast.actor(cast.supervisor), row, UUID(first["id"]))
    assert row.status is SurveyStatus.APPROVED
    assert session.scalars(select(SyncItem).where(SyncItem.settled_at.is_not(None))).all()


def test_it_takes_a_base_although_the_correction_that_waits_cannot_be_taken(
    app: Flask, cast: Cast, round_: Round, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    thu = Phone(app, cast.collector)
    first, second = chain(cast, round_, 2)
    thu.send(second)
    real = surveys.receive

    def breaks(session: Session, actor: Actor, item: Item) -> Answer:
        if item.id == UUID(second["id"]):
            raise KeyError("a mistake")
        return real(session, actor, item)

    monkeypatch.setattr(surveys, "receive", breaks)
    assert thu.send(first)[0]["outcome"] == "accepted"
    assert only(session).revision_id == UUID(first["id"])
    assert receipts(thu)[second["id"]] == ("held", "base_missing", False)

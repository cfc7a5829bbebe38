"""Two phones that hold the same work, because one of them took it over: it arrives once, and nothing is lost."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Revision, Round, Survey, SyncItem
from tests import factories
from tests.copies import Copying
from tests.factories import Cast
from tests.phone import survey


def test_it_arrives_once_from_the_new_phone_and_the_old_one(
    app: Flask, cast: Cast, round_: Round, session: Session
) -> None:
    old, new = Copying(app, cast.collector), Copying(app, cast.collector)
    work = survey(cast, round_)
    assert new.send(work)[0]["outcome"] == "accepted"
    assert old.send(work)[0]["outcome"] == "duplicate"
    assert old.drop_off(app, work).get_json()["outcomes"][0]["outcome"] == "duplicate"
    assert len(session.scalars(select(Revision)).all()) == 1


def test_it_keeps_both_when_both_phones_went_on_with_one_draft_and_shows_them_to_the_supervisor(
    app: Flask, cast: Cast, round_: Round, session: Session
) -> None:
    old, new = Copying(app, cast.collector), Copying(app, cast.collector)
    subject, id_ = new_id(), new_id()
    on_new = survey(cast, round_, subject=subject, id_=id_)
    meta = {"today": "2026-10-23", "renderer": 1, "later": [], "notes": {"house_area": "Đo lại"}}
    on_old = survey(cast, round_, subject=subject, id_=id_, meta=meta)
    assert on_new["sha256"] != on_old["sha256"]
    assert new.send(on_new)[0]["outcome"] == "accepted"
    (rival,) = old.send(on_old)
    assert (rival["outcome"], rival["cause"]["code"]) == ("conflict", "same_id")
    assert old.send(on_old)[0]["outcome"] == "conflict"
    kept = [row for row in session.scalars(select(SyncItem)) if row.body_sealed]
    assert len(kept) == 1 and len(session.scalars(select(Survey)).all()) == 1
    desk = app.test_client()
    desk.post("/login", json={"username": cast.supervisor.username, "password": factories.PASSWORD})
    page = desk.get("/conflicts")
    assert page.status_code == 200 and str(kept[0].id) in page.text
    assert desk.get(f"/conflicts/{kept[0].id}").status_code == 200

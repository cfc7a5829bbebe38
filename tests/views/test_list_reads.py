"""Lists that name households leave a trace of who looked: typing paper, the book of petitions, a round's list and print."""

from __future__ import annotations

from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.models import HouseholdRead, Round
from tests.factories import Cast
from tests.round_stage import build, paper, planned, taken
from tests.signing_in import signed_in


def places(home: UUID) -> set[str]:
    with Session(db.engines["reads"]) as log:
        return set(log.scalars(select(HouseholdRead.place).where(HouseholdRead.household_id == home)))


def test_the_search_for_a_paper_sheet_is_logged(app: Flask, cast: Cast, round_: Round) -> None:
    typist = signed_in(app, cast.cadre)
    typist.get("/paper")
    assert not places(cast.household.id)
    assert "Lò Văn Thử" in typist.get("/paper?q=17").text
    assert places(cast.household.id) == {"paper"}
    assert not places(cast.unlisted.id)


def test_the_book_of_petitions_is_logged(app: Flask, session: Session, cast: Cast) -> None:
    counter = signed_in(app, cast.cadre)
    taken(session, counter, paper(cast))
    reader = signed_in(app, cast.coordinator)
    before = places(cast.unlisted.id)
    assert "Hà Văn Ngoài" in reader.get("/petitions").text
    assert before == set() and places(cast.unlisted.id) == {"petition"}


def test_the_counters_search_is_logged(app: Flask, cast: Cast) -> None:
    counter = signed_in(app, cast.cadre)
    assert "Hà Văn Ngoài" in counter.get("/petitions/new?q=18").text
    assert places(cast.unlisted.id) == {"petition"} and not places(cast.household.id)


def test_a_rounds_list_and_its_print_are_logged(
    app: Flask, session: Session, cast: Cast, desk: FlaskClient
) -> None:
    round_ = planned(session, cast, desk)
    build(desk, round_, share=50)
    out = f"/rounds/{round_.id}/list"
    desk.get(out)
    desk.get(out, query_string={"show": "out"})
    assert places(cast.household.id) == {"round"} and not places(cast.far_household.id)
    assert desk.get(f"{out}/print").status_code == 200
    with Session(db.engines["reads"]) as log:
        assert log.scalars(select(HouseholdRead.id).where(HouseholdRead.place == "print")).all()

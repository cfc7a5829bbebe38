"""Two people of the office at one thing in the same moment: one after the other on SQLite, behind each other's lock on
PostgreSQL; nothing that one wrote is lost, and whoever came second is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Membership, Petition, PetitionState, Round
from tests.back_check_stage import checked, main_survey, second_collector
from tests.change_stage import told
from tests.factories import TENANT, Cast
from tests.phone import Phone
from tests.quality_form import filled
from tests.round_stage import paper, taken
from tests.signing_in import signed_in

ON = {"on": "2026-09-01"}


def at_once(session: Session, *acts: Callable[[], int]) -> list[int]:
    """The statuses of acts that begin together; the test's own session holds nothing meanwhile."""
    session.rollback()
    start = Barrier(len(acts))

    def run(act: Callable[[], int]) -> int:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def post(client: FlaskClient, path: str, **data: Any) -> Callable[[], int]:
    return lambda: client.post(path, data=data).status_code


def test_a_petition_is_listed_or_answered(app: Flask, session: Session, cast: Cast, round_: Round) -> None:
    row = taken(session, signed_in(app, cast.cadre), paper(cast, kind="average"))
    first, second = signed_in(app, cast.coordinator), signed_in(app, cast.leader)
    statuses = at_once(
        session,
        post(first, f"/petitions/{row.id}/listing", round=str(round_.id)),
        post(second, f"/petitions/{row.id}/answer", answer="Chưa đủ căn cứ"),
    )
    assert sorted(statuses) == [303, 409]
    session.expire_all()
    found = session.get_one(Petition, (TENANT, row.id))
    assert (found.state is PetitionState.LISTED) == (found.round_id is not None)
    assert (found.state is PetitionState.ANSWERED) == bool(found.answer)


def test_a_household_leaves_once(app: Flask, session: Session, cast: Cast, round_: Round) -> None:
    change = told(session, Phone(app, cast.collector), cast, round_, "nobody")
    path = f"/changes/{change.id}"
    statuses = at_once(
        session,
        post(signed_in(app, cast.supervisor), f"{path}/confirmation", **ON),
        post(signed_in(app, cast.leader), f"{path}/refusal", reason="Vẫn ở nhà"),
    )
    assert sorted(statuses) == [303, 409]
    session.expire_all()
    ends = session.scalars(
        select(Membership.valid_to).where(Membership.household_id == cast.household.id)
    ).all()
    assert len(set(ends)) == 1


def test_a_draw_and_other_checks_both_stay(app: Flask, session: Session, cast: Cast, round_: Round) -> None:
    main_survey(app, cast, round_)
    path, form = f"/rounds/{round_.id}", filled(round_, close_to_line__points="50")
    first, second = signed_in(app, cast.coordinator), signed_in(app, cast.leader)
    statuses = at_once(
        session,
        post(first, f"{path}/quality", **form),
        post(second, f"{path}/back-checks", share="5", seed="7"),
    )
    assert statuses == [303, 303]
    session.expire_all()
    settings = round_.settings
    assert settings["quality"] == {"close_to_line": {"points": 50}}
    assert settings["back_check"]["seed"] == 7


def test_two_settlements_both_stay(app: Flask, session: Session, cast: Cast, round_: Round) -> None:
    other = {"house.walls": "poor_wood", "house.floor_area": "99", "utilities.water": "rain"}
    check = checked(app, session, cast, round_, second_collector(session, cast), other)
    path = f"/rounds/{round_.id}/back-checks/{check.id}/settlement"
    refs = ("walls", "floor_area", "water")
    acts = [post(signed_in(app, cast.supervisor), path, ref=ref, how="kept", note="Đã xem") for ref in refs]
    assert at_once(session, *acts) == [303] * 3
    session.expire_all()
    assert set(check.agreement["settled"]) == set(refs)

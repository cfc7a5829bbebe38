"""What waits at the office of a stage: a conflict of two phones, two surveys of one household, a late visit.

Written into the server's database beside it, as phones would have sent it.
"""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv import create_app
from gnbv.db import db
from gnbv.ids import new_id
from gnbv.models import Assignment, DepositToken, Household, Round, User
from tests import factories, phone
from tests.browser.stage import PASSWORD, Stage
from tests.conflict_stage import CAME, HERE


def application(stage: Stage) -> Flask:
    """The stage's own program beside its server, on the same database."""
    settings: dict[str, Any] = {
        "TESTING": True,
        "TODAY": date.fromisoformat(stage.server.today),
        "WTF_CSRF_ENABLED": False,
    }
    return create_app(settings, instance_path=str(stage.server.folder))


def assign(session: Session, household: Household, round_: Round, person: User) -> None:
    row = Assignment(
        tenant=person.tenant, id=new_id(), round_id=round_.id, household_id=household.id,
        user_id=person.id, assigned_at=factories.NOW,
    )  # fmt: skip
    session.add(row)
    session.commit()


def user(session: Session, name: str) -> User:
    return session.scalars(select(User).where(User.username == name)).one()


def round_of(session: Session, person: User) -> Round:
    mine = select(Round).join(Assignment, Assignment.round_id == Round.id)
    found = session.scalars(mine.where(Assignment.user_id == person.id)).first()
    assert found is not None
    return found


def close(session: Session) -> None:
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()


def survey_of_somebody_else(stage: Stage, head: str, changes: dict[str, Any]) -> None:
    """rasoat2 was given the household of ``head`` too, and was faster."""
    app = application(stage)
    with app.app_context():
        session = db.session()
        first, second = user(session, "rasoat"), user(session, "rasoat2")
        home = session.scalars(
            select(Household)
            .join(Assignment, Assignment.household_id == Household.id)
            .where(Assignment.user_id == first.id, Household.head_name == head)
        ).one()
        round_ = round_of(session, first)
        assign(session, home, round_, second)
        cast: Any = SimpleNamespace(household=home)
        raw = phone.survey(cast, round_, changes)
        (sent,) = phone.Phone(app, second, PASSWORD).send(raw)
        assert sent["outcome"] in ("accepted", "held"), sent
        close(session)


def fill(stage: Stage) -> dict[str, str]:
    """The paths of the pages: ``conflict``, ``rival``."""
    app = application(stage)
    with app.app_context():
        session = db.session()
        collector, head = user(session, "rasoat"), user(session, "rasoat2")
        homes = session.scalars(
            select(Household)
            .join(Assignment, Assignment.household_id == Household.id)
            .where(Assignment.user_id == collector.id)
            .order_by(Household.number)
        ).all()
        round_ = round_of(session, collector)
        one, two, lost = (phone.Phone(app, collector, PASSWORD) for _ in range(3))
        cast: Any = SimpleNamespace(household=homes[0])
        first = phone.survey(cast, round_)
        base = {"subject": UUID(first["subject"]), "base": first["id"]}
        came = phone.survey(cast, round_, {**CAME, "people.member.1.full_name": "Trịnh Thị Bê"}, **base)
        sent = [
            one.send(first)[0],
            one.send(phone.survey(cast, round_, HERE, **base))[0],
            two.send(came)[0],
        ]
        assert [row["outcome"] for row in sent] == ["accepted", "accepted", "conflict"], sent
        cast.household = homes[1]
        assign(session, homes[1], round_, head)
        rival = phone.survey(cast, round_, {"house.roof": "leaf"})
        sent = [one.send(phone.survey(cast, round_))[0], phone.Phone(app, head, PASSWORD).send(rival)[0]]
        assert [row["outcome"] for row in sent] == ["accepted", "held"] or sent[1]["outcome"] == "conflict", (
            sent
        )
        token = session.scalars(select(DepositToken).where(DepositToken.device_id == UUID(lost.device))).one()
        token.revoked_at = factories.NOW
        session.commit()
        cast.household = homes[2]
        late = lost.drop_off(app, phone.visit(cast, round_), phone.survey(cast, round_)).get_json()[
            "outcomes"
        ]
        assert {row["outcome"] for row in late} == {"held"}, late
        close(session)
    return {"conflict": f"/conflicts/{came['id']}", "rival": f"/conflicts/{rival['id']}"}

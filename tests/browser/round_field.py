"""Surveys of a stage's round as further phones hand them in: sealed envelopes, answers that fit the register's people."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.models import Household, Membership, Round, Unit
from tests import handover, phone
from tests.browser.office_waiting import application, user
from tests.browser.round_count import Home
from tests.browser.stage import PASSWORD, Stage

CALM = {
    "today": "2026-10-23", "renderer": 1, "later": [], "notes": {},
    "started_at": "2026-10-23T02:00:00Z", "finished_at": "2026-10-23T03:10:00Z",
}  # fmt: skip
# Done in two minutes, and an answer changed once the score had been seen.
HASTY = {"finished_at": "2026-10-23T02:02:00Z", "changed_after_score": ["walls"]}
GROWN: dict[str, Any] = {
    "stays": "home", "threshold_passed": "yes", "citizen_id_unknown": "OK", "at_school": "no", "education": "primary",
    "employer_training": "no", "no_work": "no", "work": "farm", "benefits": "none", "insurance": "valid",
    "nutrition": "no", "disability": "no", "merit": "no", "internet": "yes", "wants_training": "no",
}  # fmt: skip


class Field:
    """People with phones of their own beside the one in the browser."""

    def __init__(self, stage: Stage, round_id: str) -> None:
        self.app: Flask = application(stage)
        self.round_id = UUID(round_id)
        self.phones: dict[str, phone.Phone] = {}
        with self.app.app_context():
            session = db.session()
            self.commune = session.get_one(Unit, (1, session.get_one(Round, (1, self.round_id)).unit_id)).id
            self._close()

    def send(
        self,
        username: str,
        home: Home,
        *,
        hasty: bool = False,
        answers: dict[str, Any] | None = None,
        **more: Any,
    ) -> str:
        """One survey of ``home`` by ``username``, sealed, with ``answers`` beside the usual ones; its id."""
        with self.app.app_context():
            session = db.session()
            if username not in self.phones:
                self.phones[username] = phone.Phone(self.app, user(session, username), PASSWORD)
            found = self._home(session, home)
            place: Any = SimpleNamespace(household=found)
            patch = {
                "people.member": self._people(session, found),
                "house.floor_area": str(40 + home.number % 50), "livelihood.poultry": str(home.number % 30),
                **(answers or {}),
            }  # fmt: skip
            meta = {**CALM, **(HASTY if hasty else {})}
            named: Any = SimpleNamespace(id=self.round_id)
            item = phone.survey(place, named, patch, meta=meta, **more)
            sealed = handover.sealed(self.commune, item)
            (answer,) = self.phones[username].send(sealed)
            self._close()
        assert answer["outcome"] == "accepted", answer
        return item["subject"]

    def _home(self, session: Session, home: Home) -> Household:
        return session.scalars(
            select(Household)
            .join(Unit, (Unit.tenant == Household.tenant) & (Unit.id == Household.unit_id))
            .where(
                Household.head_name == home.head, Household.number == home.number, Unit.name == home.village
            )
        ).one()

    def _people(self, session: Session, home: Household) -> list[dict[str, Any]]:
        """Who the register knows there; what is not asked at somebody's age is left aside by the sheet."""
        rows = session.scalars(
            select(Membership)
            .where(Membership.household_id == home.id, Membership.valid_to.is_(None))
            .order_by(Membership.position)
        )
        found = []
        for place, row in enumerate(rows):
            person = row.person
            born = (
                {"birth_known": "date", "birth_date": person.birth_date.isoformat()}
                if person.birth_date
                else {"birth_known": "year", "birth_year": str(person.birth_year)}
            )
            found.append(
                {
                    **GROWN, **born, "_id": f"m{place}", "person_id": str(person.id), "full_name": person.name,
                    "sex": person.sex, "relation": row.relation, "ethnicity": person.ethnicity,
                }
            )  # fmt: skip
        assert found
        return found

    def _close(self) -> None:
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()

"""Households of a stage that changed: told by sheets and by a phone, waiting for a word at the office."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from gnbv.db import db
from gnbv.models import Assignment, Household, HouseholdChange, Survey
from tests import new_household, phone
from tests.browser.office_waiting import application, close, round_of, user
from tests.browser.stage import PASSWORD, Stage

KINDS = ("moved_village", "merged", "nobody", "away_long")


def fill(stage: Stage) -> dict[str, str]:
    """The id of each change by its kind; ``round``, and ``joined``: village and number of a home to join."""
    app = application(stage)
    with app.app_context():
        session: Any = db.session
        person = user(session, "rasoat")
        mine = select(Household).join(Assignment, Assignment.household_id == Household.id)
        homes = [
            home
            for home in session.scalars(
                mine.where(Assignment.user_id == person.id).order_by(Household.number)
            )
            if len(home.memberships) > 2
            and session.scalar(select(Survey.id).where(Survey.household_id == home.id)) is None
        ]
        round_ = round_of(session, person)

        def cast(home: Household) -> Any:
            return SimpleNamespace(household=home, village=home.unit)

        split = new_household.household(cast(homes[4]), round_)
        told = [
            new_household.closing(cast(home), round_, kind) for home, kind in zip(homes, KINDS, strict=False)
        ]
        sheet = new_household.sheet(cast(homes[4]), round_, split, made_here=True)
        outcomes = phone.Phone(app, person, PASSWORD).send(split, sheet, *told)
        assert {one["outcome"] for one in outcomes} == {"accepted"}, outcomes
        found = {row.kind.value: str(row.id) for row in session.scalars(select(HouseholdChange))}
        joined = f"?village={homes[5].unit_id}&number={homes[5].number}"
        found |= {"round": str(round_.id), "joined": joined}
        close(session)
    return found

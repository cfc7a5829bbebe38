"""The one service that brings the register up to what approved sheets say, when the commune has recognised them
(docs/database.md: a survey never edits the register itself).

Nothing is deleted: memberships close with a day and a reason. Each change is an event without values; the values stand in
the sealed sheet and in ``proposed_change``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from gnbv.clock import now
from gnbv.ids import new_id
from gnbv.models import (
    Household,
    Membership,
    Person,
    ProposedChange,
    Purpose,
    Recognition,
    Survey,
)
from gnbv.permissions import Actor
from gnbv.rules import register_plan
from gnbv.rules.names import fold
from gnbv.services import bulk_events, register_people, register_plans
from gnbv.services.bulk_events import Fact
from gnbv.services.register_plans import HomePlan

RELATION = "relation"


def apply(session: Session, actor: Actor, recognition: Recognition, surveys: Sequence[Survey]) -> set[UUID]:
    """Apply what ``surveys``, just recognised, say of members and homes; returns the households that changed. A sheet is
    applied once: a second decision over the same village finds no sheet left."""
    plans = register_plans.of_surveys(session, recognition.tenant, list(surveys))
    work = _Work(session, recognition)
    wanted = [one for one in plans if not one.is_empty]
    for one in wanted:  # who leaves one home may join another of the same decision
        work.leave(one)
    session.flush()
    work.people.find([said for one in wanted for said in one.plan.joined])
    met = [[work.people.of(said) for said in one.plan.joined] for one in wanted]
    work.people.keep()
    for one, people in zip(wanted, met, strict=True):
        work.correct(one)
        work.join(one, people)
    session.flush()
    for one in wanted:
        work.lead(one)
    work.finish(wanted)
    bulk_events.record(session, actor, work.facts)
    _settle(session, recognition, surveys, plans)
    return {one.household.id for one in wanted}


class _Work:
    """One decision at work on the register."""

    def __init__(self, session: Session, recognition: Recognition) -> None:
        self.session, self.tenant = session, recognition.tenant
        self.last_day = recognition.effective_on or recognition.decided_on or date.max
        self.facts: list[Fact] = []
        self.people = register_people.People(session, recognition.tenant)

    def leave(self, one: HomePlan) -> None:
        for person, reason, on in one.plan.left:
            row = one.members[person]
            day = self._day(on, one.made_on, row.valid_from)
            row.valid_to, row.reason = day, reason
            if reason == "died" and row.person.died_on is None:
                row.person.died_on = day
            self._told(one, "register.left", row.person_id, reason=reason)

    def correct(self, one: HomePlan) -> None:
        for key, fields in one.plan.corrected.items():
            person = one.members[key].person
            for name, (_, new) in fields.items():
                register_people.write(person, name, new)
            self._told(one, "register.corrected", person.id, fields=sorted(fields))
        for key, number in one.plan.numbers.items():
            register_people.give_number(one.members[key].person, number)
            self._told(one, "register.corrected", UUID(key), fields=["citizen_id"])
        for key, facts in one.plan.facts.items():
            person = one.members[key].person
            kept = {
                name: value for name, value in person.facts.items() if name not in register_plan.PERSON_FACTS
            }
            person.facts = {**kept, **facts}
        for key, relation in one.plan.relations.items():
            self._relate(one, key, relation)
        if one.facts is not None:
            before = one.household.facts
            changed = [name for name in {*before, *one.facts} if before.get(name) != one.facts.get(name)]
            one.household.facts = one.facts
            self._told(one, "register.facts", None, fields=sorted(changed))
        if one.plan.facts:
            self._told(one, "register.member_facts", None, people=len(one.plan.facts))

    def join(self, one: HomePlan, people: Sequence[Person]) -> None:
        place = max((row.position for row in one.members.values()), default=-1)
        for said, person in zip(one.plan.joined, people, strict=True):
            place += 1
            row = Membership(
                tenant=self.tenant, id=new_id(), household_id=one.household.id, person_id=person.id,
                relation=str(said.get("relation") or "other"), position=place,
                valid_from=min(one.made_on, self.last_day), note=str(said.get("joined") or "") or None,
            )  # fmt: skip
            set_committed_value(row, "person", person)
            self.session.add(row)
            one.members[str(said.get("_id") or person.id)] = row
            self._told(one, "register.joined", person.id)

    def lead(self, one: HomePlan) -> None:
        if one.plan.head:
            person = one.members[one.plan.head].person
            if one.members[one.plan.head].relation != register_plan.HEAD:
                self._relate(one, one.plan.head, register_plan.HEAD)
            one.household.head_id = person.id
            self._told(one, "register.head", person.id)

    def finish(self, plans: Sequence[HomePlan]) -> None:
        """What the home repeats of its members, for lists and searches."""
        self.session.flush()
        homes = {one.household.id: one.household for one in plans}
        names: dict[UUID, list[str]] = {}
        heads: dict[UUID, str] = {}
        rows = self.session.execute(
            select(Membership.household_id, Person.id, Person.name)
            .join(Person, (Person.tenant == Membership.tenant) & (Person.id == Membership.person_id))
            .where(
                Membership.tenant == self.tenant,
                Membership.household_id.in_(homes),
                Membership.valid_to.is_(None),
            )
            .order_by(Membership.position, Membership.id)
        )
        for home, person, name in rows:
            names.setdefault(home, []).append(fold(name))
            if homes[home].head_id == person:
                heads[home] = name
        for id_, home_row in homes.items():
            _set(home_row, "search_text", " | ".join(names.get(id_, [])) or home_row.search_text)
            _set(home_row, "head_name", heads.get(id_, home_row.head_name))
        self.session.flush()

    def _relate(self, one: HomePlan, key: str, relation: str) -> None:
        """Another relation is another membership: the former one closes."""
        row = one.members[key]
        day = max(min(one.made_on, self.last_day), row.valid_from)
        row.valid_to, row.reason = day, RELATION
        fresh = Membership(
            tenant=self.tenant, id=new_id(), household_id=row.household_id, person_id=row.person_id,
            relation=relation, position=row.position, valid_from=day,
        )  # fmt: skip
        self.session.add(fresh)
        set_committed_value(fresh, "person", row.person)
        one.members[key] = fresh
        self._told(one, "register.corrected", row.person_id, fields=["relation"])

    def _day(self, told: str, made_on: date, first: date) -> date:
        day = register_people.as_day(told) or made_on
        return max(min(day, self.last_day), first)

    def _told(self, one: HomePlan, action: str, person: UUID | None, **details: Any) -> None:
        who = {"person": str(person)} if person is not None else {}
        home: Household = one.household
        self.facts.append(
            Fact(action, "household", home.id, home.unit_id, {**who, **details, "survey": str(one.survey.id)})
        )


def _settle(
    session: Session, recognition: Recognition, surveys: Sequence[Survey], plans: Sequence[HomePlan]
) -> None:
    """What the sheets proposed is applied; where a re-check spoke in their place, it is superseded."""
    spoke = {one.survey.id for one in plans}
    for state, ids in (
        ("applied", [one.id for one in surveys if one.id in spoke]),
        ("superseded", [one.id for one in surveys if one.id not in spoke and one.purpose is Purpose.MAIN]),
    ):
        session.execute(
            update(ProposedChange)
            .where(
                ProposedChange.tenant == recognition.tenant,
                ProposedChange.survey_id.in_(ids),
                ProposedChange.state == "proposed",
            )
            .values(state=state, applied_at=now() if state == "applied" else None)
            .execution_options(synchronize_session=False)
        )


def _set(row: Any, name: str, value: Any) -> None:
    if getattr(row, name) != value:
        setattr(row, name, value)

"""Persons as a recognised sheet tells them: put right, or written down for the first time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.ids import new_id
from gnbv.models import Membership, Person, PersonLink
from gnbv.rules import register_plan
from gnbv.rules.names import fold
from gnbv.services import sealing

SOURCE = "survey"


class People:
    """Who is told as new in one decision. Whoever has the citizen number of somebody who lives nowhere now is that person;
    where that person lives somewhere, the two stay apart, linked for somebody to look at."""

    def __init__(self, session: Session, tenant: int) -> None:
        self.session, self.tenant = session, tenant
        self.by_hash: dict[str, Person] = {}
        self.links: list[PersonLink] = []
        self.taken: set[UUID] = set()  # placed in a home by this decision

    def find(self, told: Sequence[Mapping[str, Any]]) -> None:
        """Look the citizen numbers of ``told`` up: one statement."""
        hashes = [sealing.look_up_hash(str(said["citizen_id"])) for said in told if said.get("citizen_id")]
        for person in self.session.scalars(
            select(Person).where(Person.tenant == self.tenant, Person.citizen_number_hash.in_(hashes))
        ):
            assert person.citizen_number_hash is not None  # asked for
            self.by_hash[person.citizen_number_hash] = person

    def of(self, said: Mapping[str, Any]) -> Person:
        """The person of one line of a roster that names none of the register; :meth:`keep` writes them down."""
        number = str(said.get("citizen_id") or "")
        known = self.by_hash.get(sealing.look_up_hash(number)) if number else None
        if known is not None and known.id not in self.taken and not self._lives_somewhere(known):
            self.taken.add(known.id)
            return known
        day, year = register_plan.is_born(said)
        name = " ".join(str(said["full_name"]).split())[:200]
        made = Person(
            tenant=self.tenant, id=new_id(), name=name, search_name=fold(name), sex=said.get("sex") or None,
            birth_date=as_day(day), birth_year=int(year) if year.isdecimal() else None,
            ethnicity=said.get("ethnicity") or None, facts=register_plan.person_facts(said), created_at=now(),
            source=SOURCE,
        )  # fmt: skip
        self.session.add(made)
        if number and known is None:
            give_number(made, number)
            assert made.citizen_number_hash is not None  # just given
            self.by_hash[made.citizen_number_hash] = made
            self.taken.add(made.id)
        if known is not None:
            self.links.append(
                PersonLink(
                    tenant=self.tenant, person_id=made.id, other_id=known.id, kind="same_number", recorded_at=now()
                )
            )  # fmt: skip
        return made

    def keep(self) -> None:
        """Write down who was met, before anything names them."""
        self.session.flush()
        self.session.add_all(self.links)

    def _lives_somewhere(self, person: Person) -> bool:
        open_ = select(Membership.id).where(
            Membership.tenant == self.tenant,
            Membership.person_id == person.id,
            Membership.valid_to.is_(None),
        )
        return self.session.scalar(open_.limit(1)) is not None


def write(person: Person, name: str, value: str) -> None:
    """Put one field right. A year alone takes the place of a day that was wrong."""
    if name == "full_name":
        person.name, person.search_name = value[:200], fold(value)[:200]
    elif name == "birth_date" and as_day(value):
        person.birth_date, person.birth_year = as_day(value), None
    elif name == "birth_year" and value.isdecimal():
        person.birth_date, person.birth_year = None, int(value)
    elif name in ("sex", "ethnicity"):
        setattr(person, name, value)


def give_number(person: Person, number: str) -> None:
    """The citizen number, sealed, with its hash for look-ups."""
    person.citizen_number_sealed = sealing.seal(f"person/{person.id}/citizen_number", number.encode())
    person.citizen_number_hash = sealing.look_up_hash(number)


def as_day(text: str) -> date | None:
    """A day in ISO form; nothing for what is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None

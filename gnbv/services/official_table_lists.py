"""Households of the tables by name: behind a number, and the detailed lists T14 (near-poor) and T15 (poor) with members.

Names, relation, sex, year of birth, ethnic group: what the lists need and no more. Whoever opens one is logged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from gnbv.errors import NotFound
from gnbv.models import Household, Membership, Person, Unit
from gnbv.permissions import READING_ROLES, Actor
from gnbv.rules.tables import Home
from gnbv.services import official_table_layouts, pack_files
from gnbv.services.official_table_places import as_id, order
from gnbv.services.official_tables import Tables


@dataclass(frozen=True)
class Member:
    name: str
    relation: str
    sex: str
    born: int | None
    ethnicity: str


@dataclass
class Line:
    """One household. ``is_reached``: it lies in the reader's units, so that its page opens."""

    household: Household
    village: str
    was: str
    now: str
    people: int
    is_gone: bool
    is_proposed: bool
    is_reached: bool
    members: list[Member] = field(default_factory=list)

    @property
    def id(self) -> UUID:
        return self.household.id


def lines(session: Session, actor: Actor, found: Tables, homes: Iterable[Home]) -> list[Line]:
    """Of ``homes``, by village and number. Two statements."""
    by_id = {as_id(home.id): home for home in homes}
    names = {str(row.id): row for row in found.places.rows}
    rows = session.execute(
        select(Household, Unit)
        .join(Unit, and_(Unit.tenant == Household.tenant, Unit.id == Household.unit_id))
        .where(Household.tenant == actor.tenant, Household.id.in_(list(by_id)))
    ).all()
    made = []
    for household, unit in rows:
        home = by_id[household.id]
        shown = next((row.name for row in names.values() if home.place in row.villages), unit.name)
        made.append(
            Line(
                household=household,
                village=unit.name
                if shown == found.unit.name or unit.name == shown
                else f"{unit.name}, {shown}",
                was=home.was,
                now="" if home.is_gone else home.now,
                people=home.people or home.people_before,
                is_gone=home.is_gone,
                is_proposed=not home.is_official,
                is_reached=actor.holds(READING_ROLES, unit.path),
            )
        )
    return sorted(made, key=lambda line: (order(line.village), line.household.number, str(line.id)))


def detailed(session: Session, actor: Actor, found: Tables, code: str) -> list[Line]:
    """The list ``code`` with the members of each household on the last day. Raises ``NotFound`` for no list."""
    household_class = official_table_layouts.table(found.layout, code).get("list")
    if household_class is None:
        raise NotFound()
    wanted = [
        home
        for home in found.homes
        if home.now == household_class and not home.is_gone and home.place in found.places.whole
    ]
    made = lines(session, actor, found, wanted)
    by_id = {line.id: line for line in made}
    rows = session.execute(
        select(
            Membership.household_id,
            Membership.relation,
            Person.name,
            Person.sex,
            Person.birth_date,
            Person.birth_year,
            Person.ethnicity,
        )
        .join(Person, and_(Person.tenant == Membership.tenant, Person.id == Membership.person_id))
        .where(
            Membership.tenant == actor.tenant,
            Membership.household_id.in_(list(by_id)),
            Membership.valid_from <= found.period.end,
            or_(Membership.valid_to.is_(None), Membership.valid_to > found.period.end),
        )
        .order_by(Membership.position, Membership.id)
    )
    for id_, relation, name, sex, birth, year, ethnicity in rows:
        born = birth.year if birth else year
        by_id[id_].members.append(Member(name, relation, sex or "", born, ethnicity or ""))
    return made


def words(locale: str) -> dict[str, dict[str, str]]:
    """Relations, sexes and ethnic groups by key."""

    def of(name: str) -> dict[str, str]:
        return {one["value"]: one.get(locale) or one["vi"] for one in pack_files.catalogue(name)}

    return {"relations": of("relations"), "ethnic_groups": of("ethnic_groups")}

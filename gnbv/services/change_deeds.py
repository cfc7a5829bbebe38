"""What confirming a change does to the register, row by row, written down so that it can be taken back whole.

Nothing is deleted: memberships and numbers close with a day and a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid
from gnbv.ids import new_id
from gnbv.models import Household, HouseholdClass, HouseholdLink, HouseholdNumber, Membership, Person
from gnbv.rules.names import fold

KEPT = ("unit_id", "number", "code", "head_id", "head_name", "search_text", "closed_on", "close_reason")
UNDONE = "undone"


class Deed:
    """One confirmation at work. ``effects`` is what it did, as JSON."""

    def __init__(self, session: Session, tenant: int, on: date) -> None:
        self.session, self.tenant, self.on = session, tenant, on
        self.homes: dict[UUID, Household] = {}
        self.effects: dict[str, Any] = {
            "closed": [], "opened": [], "before": {}, "after": {}, "numbers_closed": [], "numbers_opened": [],
            "links": [], "died": [], "counts": [],
        }  # fmt: skip

    def touch(self, home: Household) -> Household:
        """Remember the home as it was."""
        if home.id not in self.homes:
            self.homes[home.id] = home
            self.effects["before"][str(home.id)] = snapshot(home)
        return home

    def leave(self, row: Membership, reason: str, note: str | None = None) -> None:
        """A person is no member from the day on. Raises ``Invalid`` for a day before they came."""
        if row.valid_from > self.on:
            raise Invalid(
                "change_day_early",
                f"{row.person.name} mới vào hộ từ {row.valid_from:%d/%m/%Y}, sau ngày thay đổi. Chưa có gì thay đổi. "
                "Chọn lại ngày.",
                f"{row.person.name} joined the household on {row.valid_from:%d/%m/%Y}, after the day of the change. "
                "Nothing was changed. Choose another day.",
            )
        row.valid_to, row.reason, row.note = self.on, reason, note or row.note
        self.effects["closed"].append(str(row.id))

    def join(self, home: Household, person_id: UUID, relation: str, position: int) -> None:
        """A person is a member of ``home`` from the day on. Raises ``Conflict`` when they are one elsewhere."""
        self.session.flush()
        if members_of(self.session, self.tenant, person=person_id):
            raise elsewhere()
        row = Membership(
            tenant=self.tenant, id=new_id(), household_id=home.id, person_id=person_id, relation=relation,
            position=position, valid_from=self.on,
        )  # fmt: skip
        self.session.add(row)
        self.effects["opened"].append(str(row.id))

    def close(self, home: Household, reason: str) -> None:
        """The home is none any more from the day on."""
        self.touch(home)
        home.closed_on, home.close_reason = self.on, reason
        self._end_numbers(home)

    def number(self, home: Household, unit_id: UUID, number: int, code: str) -> None:
        """The home has this number and code in this village from the day on."""
        self.touch(home)
        self._end_numbers(home)
        home.unit_id, home.number, home.code = unit_id, number, code
        # Confirmed anew on the same day: the row that was undone is the one.
        row = self.session.scalar(
            select(HouseholdNumber).where(
                HouseholdNumber.tenant == self.tenant, HouseholdNumber.unit_id == unit_id,
                HouseholdNumber.number == number, HouseholdNumber.valid_from == self.on,
            )
        ) or HouseholdNumber(tenant=self.tenant, id=new_id(), unit_id=unit_id, number=number, valid_from=self.on)  # fmt: skip
        row.household_id, row.code, row.valid_to = home.id, code, None
        self.session.add(row)
        self.effects["numbers_opened"].append(str(row.id))

    def link(self, home: Household, other: Household, kind: str, note: str) -> None:
        row = HouseholdLink(
            tenant=self.tenant,
            id=new_id(),
            household_id=home.id,
            other_id=other.id,
            kind=kind,
            on=self.on,
            note=note,
        )
        self.session.add(row)
        self.effects["links"].append(str(row.id))

    def died(self, person: Person) -> None:
        if person.died_on is None:
            person.died_on = self.on
            self.effects["died"].append(str(person.id))

    def lead(self, home: Household, head_id: UUID, relations: dict[str, str]) -> None:
        """Make ``head_id`` the head; who is another's relation now gets a membership that says so. What nobody told of
        the former head becomes "other"."""
        self.touch(home)
        self.session.flush()
        for row in members_of(self.session, self.tenant, home=home.id):
            wanted = relations.get(str(row.person_id), row.relation)
            if row.person_id == head_id:
                wanted = "head"
            elif wanted == "head":
                wanted = "other"
            if wanted != row.relation:
                self.leave(row, "relation")
                self.join(home, row.person_id, wanted, row.position)
        person = self.session.get_one(Person, (self.tenant, head_id))
        home.head_id, home.head_name = person.id, person.name

    def count(
        self, side: str, unit_id: UUID, household_class: HouseholdClass | None, households: int, people: int
    ) -> None:
        """Of the tables of movement: ``out`` or ``in``, homes and persons of the class in which they stood."""
        if household_class is not None and (households or people):
            self.effects["counts"].append(
                {"side": side, "unit": str(unit_id), "class": household_class.value, "households": households,
                 "people": people}
            )  # fmt: skip

    def finish(self) -> dict[str, Any]:
        self.session.flush()
        for home in self.homes.values():
            names = [row.person.name for row in members_of(self.session, self.tenant, home=home.id)]
            if names:
                home.search_text = " | ".join(fold(name) for name in names)
            self.effects["after"][str(home.id)] = snapshot(home)
        return self.effects

    def _end_numbers(self, home: Household) -> None:
        for row in self._numbers(home):
            if row.valid_from > self.on:
                raise Invalid(
                    "change_day_early",
                    f"Hộ có số {row.number:03d} từ {row.valid_from:%d/%m/%Y}, sau ngày thay đổi. Chưa có gì thay đổi. "
                    "Chọn lại ngày.",
                    f"The household has number {row.number:03d} since {row.valid_from:%d/%m/%Y}, after the day of the "
                    "change. Nothing was changed. Choose another day.",
                )
            row.valid_to = self.on
            self.effects["numbers_closed"].append(str(row.id))

    def _numbers(self, home: Household) -> Iterable[HouseholdNumber]:
        return self.session.scalars(
            select(HouseholdNumber).where(
                HouseholdNumber.tenant == self.tenant,
                HouseholdNumber.household_id == home.id,
                HouseholdNumber.valid_to.is_(None),
            )
        ).all()


def snapshot(home: Household) -> dict[str, Any]:
    """What a confirmation may change of a home, as JSON."""
    return {name: None if (value := getattr(home, name)) is None else str(value) for name in KEPT}


def members_of(
    session: Session, tenant: int, *, home: UUID | None = None, person: UUID | None = None
) -> list[Membership]:
    """Open memberships of a home or a person, in the order of the household."""
    query = select(Membership).where(Membership.tenant == tenant, Membership.valid_to.is_(None))
    if home is not None:
        query = query.where(Membership.household_id == home)
    if person is not None:
        query = query.where(Membership.person_id == person)
    return list(session.scalars(query.order_by(Membership.position, Membership.id)))


def elsewhere() -> Conflict:
    """The words for somebody who is not where the proposal found them."""
    return Conflict(
        "people_elsewhere",
        "Có người trong đề nghị này nay không còn ở hộ cũ, hoặc đã ở hộ khác. Chưa có gì thay đổi. "
        "Xem lại từng người; nếu đề nghị đã cũ thì không xác nhận, kèm lý do.",
        "Somebody in this proposal is no longer in the former household, or is in another one. Nothing was changed. "
        "Look at each person; refuse the proposal with a reason if it is out of date.",
    )

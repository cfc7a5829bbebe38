"""A household that the register did not know, written down at the office: a family at the counter that is on no list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotPermitted
from gnbv.ids import new_id
from gnbv.models import Household, HouseholdNumber, Membership, Person, Petition, Unit
from gnbv.permissions import COUNTER_ROLES, Actor
from gnbv.rules.names import fold
from gnbv.services import events, household_numbers, petitions, sealing
from gnbv.services.household_twins import Twin, twins

SOURCE = "counter"
HEAD = "head"
OLDEST_YEARS = 120
CITIZEN_DIGITS = 12


@dataclass(frozen=True)
class NewPerson:
    """Somebody of the home, as it was told. ``citizen_number`` is empty or twelve digits."""

    name: str
    relation: str
    sex: str
    birth_date: date | None = None
    birth_year: int | None = None
    ethnicity: str | None = None
    citizen_number: str = ""


@dataclass(frozen=True)
class NewHome:
    """``people``: the head first. ``why_another``: why it is no household that the register has, when one is alike."""

    place: str = ""
    people: list[NewPerson] = field(default_factory=list)
    why_another: str = ""


def register(
    session: Session,
    actor: Actor,
    home_id: UUID,
    village: Unit,
    told: NewHome,
    petition: Petition | None = None,
) -> Household:
    """Write the household into the register of ``village`` with the next number and code; ``petition``: the paper that
    named no household is its. The same id again is the same household.

    Raises ``NotPermitted`` without the counter's right over the commune, ``Invalid`` for a home without a named head
    or with a person that cannot be, ``Conflict`` when households of the commune are alike and no reason says that this
    is another, and when the id stands for another household.
    """
    commune = village.parent or village
    if not actor.holds(COUNTER_ROLES, commune.path):
        raise NotPermitted()
    _check(told, actor.today)
    head = told.people[0]
    there = session.get(Household, (actor.tenant, home_id))
    if there is not None:
        if (there.unit_id, there.head_name, there.source) != (village.id, head.name, SOURCE):
            raise Conflict(
                "household_known",
                "Hộ này đã ghi với nội dung khác. Hộ đã ghi vẫn giữ. Mở lại trang rồi ghi hộ mới.",
                "This household was recorded with other content. That one is kept. Open the page again for a new one.",
            )
        return there
    alike = twins(session, commune, head.name, _year(head), [one.citizen_number for one in told.people])
    if alike and not told.why_another.strip():
        raise _alike(alike)
    number = household_numbers.free(session, village)
    row = Household(
        tenant=actor.tenant,
        id=home_id,
        unit_id=village.id,
        number=number,
        code=household_numbers.code(session, village, number),
        head_name=head.name,
        search_text=" | ".join(fold(one.name) for one in told.people),
        place=" ".join(told.place.split())[:200],
        facts={},
        opened_on=actor.today,
        created_at=now(),
        source=SOURCE,
    )
    session.add(row)
    session.flush()  # what follows names it
    session.add(
        HouseholdNumber(
            tenant=actor.tenant, id=new_id(), household_id=row.id, unit_id=village.id, number=number,
            code=row.code, valid_from=actor.today,
        )
    )  # fmt: skip
    _people(session, actor, row, told.people)
    events.record(
        session, actor, "household.registered", "household", row.id, unit_id=village.id,
        number=number, people=len(told.people), alike=[str(one.household.id) for one in alike],
        why_another=told.why_another.strip()[:500],
    )  # fmt: skip
    events.changed(session, actor.tenant, "household", row.id, unit_id=village.id)
    if petition is not None:
        petitions.name_household(session, actor, petition, row)
    session.flush()
    return row


def _people(session: Session, actor: Actor, home: Household, people: list[NewPerson]) -> None:
    for position, one in enumerate(people):
        id_, citizen = new_id(), one.citizen_number
        session.add(
            Person(
                tenant=actor.tenant,
                id=id_,
                name=one.name,
                search_name=fold(one.name),
                sex=one.sex,
                birth_date=one.birth_date,
                birth_year=_year(one),
                ethnicity=one.ethnicity,
                citizen_number_sealed=sealing.seal(f"person/{id_}/citizen_number", citizen.encode())
                if citizen
                else None,
                citizen_number_hash=sealing.look_up_hash(citizen) if citizen else None,
                facts={},
                created_at=now(),
                source=SOURCE,
            )
        )
        session.flush()  # the membership names the person
        session.add(
            Membership(
                tenant=actor.tenant, id=new_id(), household_id=home.id, person_id=id_, relation=one.relation,
                position=position, valid_from=actor.today,
            )
        )  # fmt: skip
        if position == 0:
            home.head_id = id_


def _year(one: NewPerson) -> int | None:
    return one.birth_date.year if one.birth_date else one.birth_year


def _check(told: NewHome, today: date) -> None:
    if not told.people or told.people[0].relation != HEAD:
        raise _invalid("Chưa ghi tên chủ hộ", "The head's name is missing")
    if any(one.relation == HEAD for one in told.people[1:]):
        raise _invalid("Mỗi hộ chỉ có một chủ hộ", "A household has one head")
    for one in told.people:
        if not one.name or not one.sex or _year(one) is None:
            raise _invalid(
                f"{one.name or 'Một người'} chưa đủ họ tên, giới tính, năm sinh",
                f"{one.name or 'Somebody'} lacks name, sex or year of birth",
            )
        born = one.birth_date or date(_year(one) or 1, 1, 1)
        if not today.year - OLDEST_YEARS <= born.year or born > today:
            raise _invalid(
                f"Ngày sinh của {one.name} không thể đúng", f"The birth of {one.name} cannot be right"
            )
        digits = one.citizen_number
        if digits and not (digits.isascii() and digits.isdecimal() and len(digits) == CITIZEN_DIGITS):
            raise _invalid(
                f"Số định danh của {one.name} phải đủ 12 chữ số",
                f"The citizen number of {one.name} has 12 digits",
            )


def _alike(found: list[Twin]) -> Conflict:
    first = found[0]
    where = f"{first.household.number:03d}, {first.village.name} ({first.person.name})"
    return Conflict(
        "household_alike",
        f"Sổ đã có hộ giống hộ này: hộ {where}. Chưa ghi gì. Đúng hộ đó thì nhận giấy cho hộ đó; nếu là hộ khác thì ghi "
        "lý do ở cuối trang rồi bấm lại.",
        f"The register has a household like this one: {where}. Nothing was recorded. Use that one, or write at the end "
        "of the page why this is another.",
    )


def _invalid(vi: str, en: str) -> Invalid:
    return Invalid(
        "household_incomplete",
        f"{vi}. Chưa ghi gì vào sổ. Sửa rồi bấm lại.",
        f"{en}. Nothing was recorded. Correct it and try again.",
    )

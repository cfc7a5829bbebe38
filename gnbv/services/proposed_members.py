"""Who lives in a household made on a phone: persons moved from another one, and persons nobody has written down yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid
from gnbv.models import Household, Membership, Person
from gnbv.rules.names import fold
from gnbv.services import causes, sync_schema

HEAD = "head"
SOURCE = "phone"


@dataclass(frozen=True)
class Member:
    """One member as the phone told it. ``is_moved``: a registered person of the household it split from."""

    person_id: UUID
    relation: str
    name: str
    is_moved: bool
    sex: str | None = None
    birth_date: date | None = None
    birth_year: int | None = None
    ethnicity: str | None = None

    def document(self) -> dict[str, Any]:
        """The same as JSON, for the proposal."""
        return {
            "person_id": str(self.person_id),
            "relation": self.relation,
            "full_name": self.name,
            "is_moved": self.is_moved,
            "sex": self.sex,
            "birth_date": self.birth_date.isoformat() if self.birth_date else None,
            "birth_year": self.birth_year,
            "ethnicity": self.ethnicity,
        }


def read(
    session: Session, tenant: int, payload: dict[str, Any], origin: Household | None, on: date, today: date
) -> list[Member]:
    """The members of a payload that fits the schema. ``origin`` is the household they come from. Raises ``Invalid`` for
    a person who never was a member there, a new one without sex, two of one id, no single head, a day to come."""
    if on > today:
        raise _invalid(
            "household_day",
            "Ngày tách hộ chưa tới nên xã chưa nhận hộ này",
            "Sửa ngày rồi gửi lại",
            "The day is still to come, so the household was not taken. It is kept on the phone. Correct the day.",
        )
    told = payload["members"]
    registered = _registered(session, origin) if origin is not None else {}
    members = [_member(one, registered) for one in told]
    ids = {member.person_id for member in members}
    if len(ids) < len(members) or (origin is not None and not any(one.is_moved for one in members)):
        raise unknown_members()
    heads = [member.person_id for member in members if member.relation == HEAD]
    if heads != [sync_schema.as_uuid(payload["head"])]:
        raise _invalid(
            "head_unclear",
            "Hộ này cần đúng một chủ hộ nên xã chưa nhận",
            "Chọn lại chủ hộ rồi gửi lại",
            "The household needs exactly one head, so it was not taken. It is kept on the phone. Choose the head again.",
        )
    return members


def keep(session: Session, tenant: int, members: list[Member], before: set[UUID]) -> None:
    """Write down the persons that are new. ``before``: those whom an earlier telling of this household wrote down, and
    who may be put right. Raises ``Conflict`` for the id of anybody else: a phone edits nobody of the register."""
    fresh = {member.person_id: member for member in members if not member.is_moved}
    here = {
        row.id: row
        for row in session.scalars(select(Person).where(Person.tenant == tenant, Person.id.in_(fresh)))
    }
    for id_, member in fresh.items():
        row = here.get(id_)
        if row is not None and not (id_ in before and row.source == SOURCE):
            raise Conflict(**causes.SAME_ID)
        if row is None:
            row = Person(tenant=tenant, id=id_, facts={}, created_at=now(), source=SOURCE)
            session.add(row)
        row.name, row.search_name = member.name, fold(member.name)
        row.sex, row.ethnicity = member.sex, member.ethnicity
        row.birth_date = member.birth_date
        row.birth_year = member.birth_year if member.birth_date is None else None
    session.flush()  # the household names its head


def unknown_members() -> Invalid:
    """The words for people who do not belong to the household they are said to come from."""
    return _invalid(
        "members_unknown",
        "Có người trong hộ mới không thuộc hộ cũ, hoặc ghi hai lần, nên xã chưa nhận",
        "Chọn lại người của hộ mới rồi gửi lại",
        "Somebody in the new household is not of the old one, or stands twice, so it was not taken. "
        "It is kept on the phone. Choose its people again.",
    )


def _member(one: dict[str, Any], registered: dict[UUID, str]) -> Member:
    person_id = sync_schema.as_uuid(one["person_id"])
    name = " ".join((one.get("full_name") or "").split())
    if person_id in registered:
        return Member(person_id, one["relation"], registered[person_id], is_moved=True)
    if not name or not one.get("sex"):
        raise unknown_members()
    birth = sync_schema.day(one["birth_date"]) if one.get("birth_date") else None
    year = int(one["birth_year"]) if one.get("birth_year") else None
    return Member(
        person_id, one["relation"], name, is_moved=False, sex=one["sex"], birth_date=birth, birth_year=year,
        ethnicity=one.get("ethnicity"),
    )  # fmt: skip


def _registered(session: Session, origin: Household) -> dict[UUID, str]:
    """Everybody who is or was a member there: who left meanwhile is noticed when it is confirmed."""
    return {
        row.person_id: row.person.name
        for row in session.scalars(
            select(Membership).where(Membership.tenant == origin.tenant, Membership.household_id == origin.id)
        )
    }


def _invalid(code: str, what: str, todo: str, en: str) -> Invalid:
    return Invalid(code, f"{what}. Hộ này vẫn giữ trên máy. {todo}.", en)

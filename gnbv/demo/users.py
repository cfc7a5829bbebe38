"""The people who sign in to the sample, all with one password."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.demo.units import COMMUNE, NEIGHBOUR, village_code
from gnbv.models import Grant, Household, ListReason, Person, RoundHousehold, Unit, User
from gnbv.models import Role as R
from gnbv.services.passwords import hash_password

PASSWORD = "gnbv-demo"
SINCE = date(2026, 1, 1)
CREATED = datetime(2026, 8, 31, 2, 0, tzinfo=UTC)
PROVINCE = "tinh-thanh-hoa"
ISSUERS = ("xa-my-thinh", "huyen-cao-lanh", "huyen-quynh-nhai", "huyen-ly-son")

# username: name, [(role, unit code)], where they live: (village, whether that home asked for a review)
USERS: dict[str, tuple[str, list[tuple[R, str]], tuple[int, bool] | None]] = {
    "rasoat": ("Lê Thị Hương", [(R.COLLECTOR, village_code(COMMUNE, number)) for number in (1, 2, 3)], None),
    "rasoat2": (
        "Trịnh Văn Quang",
        [(R.COLLECTOR, village_code(COMMUNE, number)) for number in range(4, 8)],
        None,
    ),
    "truongthon": ("", [(R.VILLAGE_HEAD, village_code(COMMUNE, 3))], (3, False)),
    "canbo": ("Nguyễn Thị Thuý", [(R.CADRE, COMMUNE)], None),
    "daumoi": (
        "Đỗ Văn Thành",
        # reads the other four plans too, so that a plan of another unit can be looked at in the sample
        [(R.COORDINATOR, COMMUNE), *((R.OBSERVER, code) for code in ISSUERS)],
        None,
    ),
    "giamsat": ("Hoàng Thị Lan", [(R.SUPERVISOR, COMMUNE)], None),
    "giamsat2": ("", [(R.SUPERVISOR, COMMUNE)], (5, True)),
    "lanhdao": ("Phạm Văn Hùng", [(R.LEADER, COMMUNE)], None),
    "mattran": ("Lưu Thị Nga", [(R.OBSERVER, COMMUNE)], None),
    "quantri": ("Bùi Văn Tú", [(R.ADMINISTRATOR, COMMUNE)], None),
    "quantri2": ("Lê Văn Khải", [(R.ADMINISTRATOR, PROVINCE)], None),
    "rasoat-khac": ("Trần Thị Bích", [(R.COLLECTOR, NEIGHBOUR)], None),
    "giamsat-khac": ("Vũ Văn Cảnh", [(R.SUPERVISOR, NEIGHBOUR)], None),
}


def load(session: Session, tenant: int) -> dict[str, User]:
    """Make the users that are not there yet, and answer all of them by username."""
    units = {unit.code: unit for unit in session.scalars(select(Unit).where(Unit.tenant == tenant))}
    there = {user.username: user for user in session.scalars(select(User).where(User.tenant == tenant))}
    for username, (name, grants, lives_in) in USERS.items():
        if username in there:
            continue
        person_id, own_name = (
            _resident(session, units[village_code(COMMUNE, lives_in[0])], lives_in[1])
            if lives_in
            else (None, name)
        )
        user = User(
            tenant=tenant, username=username, name=own_name, password_hash=hash_password(PASSWORD),
            is_active=True, locale="vi", person_id=person_id, created_at=CREATED,
        )  # fmt: skip
        session.add(user)
        session.flush()
        for role, code in grants:
            session.add(
                Grant(tenant=tenant, user_id=user.id, role=role, unit_id=units[code].id, valid_from=SINCE)
            )
        there[username] = user
    session.flush()
    return there


def _resident(session: Session, village: Unit, listed: bool) -> tuple[UUID, str]:
    """A head of a home of the village, of working age: of one that asked for a review, or of one not on the list.

    They hold a role and live in the register, so that "nobody decides their own sheet" can be tried.
    """
    of_village = (RoundHousehold.tenant == village.tenant, RoundHousehold.unit_id == village.id)
    asked = select(RoundHousehold.household_id).where(
        *of_village, RoundHousehold.reason == ListReason.PETITION
    )
    on_list = select(RoundHousehold.household_id).where(*of_village)
    head = session.execute(
        select(Person.id, Person.name)
        .join(Household, (Household.tenant == Person.tenant) & (Household.head_id == Person.id))
        .where(
            Household.tenant == village.tenant,
            Household.unit_id == village.id,
            Household.id.in_(asked) if listed else Household.id.not_in(on_list),
            Person.birth_year.between(1964, 1995),
        )
        .order_by(Household.number)
    ).first()
    if head is None:
        raise LookupError(f"nobody of working age heads a home of {village.code}")
    return head.id, head.name

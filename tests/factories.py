"""Rows for tests: two communes, a few households each, and a cast with one person a role.

Noise rows (another village, another household, a closed member) are there by default.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import (
    Assignment,
    Grant,
    Household,
    ListReason,
    Membership,
    Person,
    Purpose,
    Role,
    Round,
    RoundHousehold,
    RoundKind,
    RoundStatus,
    Tenant,
    Unit,
    UnitKind,
    User,
)
from gnbv.permissions import Actor, actor_for

TENANT = 1
NOW = datetime(2026, 10, 23, 2, 0, tzinfo=UTC)
DAY = date(2026, 10, 23)
PASSWORD = "mật khẩu thử 1"


@lru_cache(maxsize=1)
def password_hash() -> str:
    """A cheap hash: tests are about what follows a sign-in, not about the cost of guessing."""
    return PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)


def unit(session: Session, name: str, kind: UnitKind, parent: Unit | None = None) -> Unit:
    made = new_id()
    row = Unit(
        tenant=TENANT,
        id=made,
        code=f"{name}-{made.hex[-4:]}",
        name=name,
        kind=kind,
        parent_id=parent.id if parent else None,
        path=f"{parent.path if parent else ''}{made}/",
        valid_from=date(2020, 1, 1),
        settings={},
    )
    session.add(row)
    session.flush()  # children name their parent
    return row


def user(session: Session, username: str, role: Role, *units: Unit, name: str | None = None) -> User:
    row = User(
        tenant=TENANT,
        id=new_id(),
        username=username,
        name=name or username,
        password_hash=password_hash(),
        is_active=True,
        locale="vi",
        created_at=NOW,
    )
    session.add(row)
    session.flush()  # grants name their user
    for place in units:
        session.add(
            Grant(tenant=TENANT, user_id=row.id, role=role, unit_id=place.id, valid_from=date(2026, 1, 1))
        )
    session.flush()
    return row


def household(session: Session, village: Unit, number: int, head: str, *members: str) -> Household:
    """A household with its head and other members, all adults born in 1960 and later."""
    row = Household(
        tenant=TENANT,
        id=new_id(),
        unit_id=village.id,
        number=number,
        code=f"TEST-{number:03d}",
        head_name=head,
        search_text=head.lower(),
        place="Xóm thử",
        facts={},
        opened_on=date(2020, 1, 1),
        created_at=NOW,
    )
    session.add(row)
    session.flush()
    for position, name in enumerate((head, *members)):
        person = Person(
            tenant=TENANT,
            id=new_id(),
            name=name,
            search_name=name.lower(),
            sex="male" if position == 0 else "female",
            birth_year=1960 + position,
            ethnicity="kinh",
            facts={},
            created_at=NOW,
        )
        session.add(person)
        session.flush()
        session.add(
            Membership(
                tenant=TENANT,
                household_id=row.id,
                person_id=person.id,
                relation="head" if position == 0 else "spouse" if position == 1 else "child",
                position=position,
                valid_from=date(2020, 1, 1),
            )
        )
        if position == 0:
            row.head_id = person.id
    session.flush()
    return row


@dataclass
class Cast:
    """Who and what stands in every test's database."""

    province: Unit
    commune: Unit
    village: Unit
    other_village: Unit
    far_commune: Unit
    far_village: Unit
    collector: User
    other_collector: User
    village_head: User
    cadre: User
    supervisor: User
    leader: User
    coordinator: User
    observer: User
    administrator: User
    stranger: User
    far_supervisor: User
    household: Household
    unlisted: Household
    others_household: Household
    far_household: Household
    session: Session

    def actor(self, person: User) -> Actor:
        return actor_for(self.session.merge(person), DAY)


def make_cast(session: Session) -> Cast:
    session.add(Tenant(number=TENANT, name="Thử nghiệm", created_at=NOW))
    province = unit(session, "Tỉnh Thử", UnitKind.PROVINCE)
    commune = unit(session, "Xã Gần", UnitKind.COMMUNE, province)
    village = unit(session, "Thôn 1", UnitKind.VILLAGE, commune)
    other_village = unit(session, "Thôn 2", UnitKind.VILLAGE, commune)
    far_commune = unit(session, "Xã Xa", UnitKind.COMMUNE, province)
    far_village = unit(session, "Thôn Xa", UnitKind.VILLAGE, far_commune)
    return Cast(
        province=province,
        commune=commune,
        village=village,
        other_village=other_village,
        far_commune=far_commune,
        far_village=far_village,
        collector=user(session, "thu", Role.COLLECTOR, village, name="Lê Thị Thu"),
        other_collector=user(session, "hai", Role.COLLECTOR, other_village, name="Đỗ Văn Hai"),
        village_head=user(session, "truong", Role.VILLAGE_HEAD, village, name="Trịnh Văn Trưởng"),
        cadre=user(session, "can", Role.CADRE, commune, name="Phạm Thị Cán"),
        supervisor=user(session, "duyet", Role.SUPERVISOR, commune, name="Hoàng Văn Duyệt"),
        leader=user(session, "lanh", Role.LEADER, commune, name="Nguyễn Văn Lãnh"),
        coordinator=user(session, "dau", Role.COORDINATOR, commune, name="Bùi Thị Đầu"),
        observer=user(session, "mat", Role.OBSERVER, commune, name="Lưu Thị Mặt"),
        administrator=user(session, "quan", Role.ADMINISTRATOR, commune, name="Trần Văn Quản"),
        stranger=user(session, "xa", Role.COLLECTOR, far_commune, name="Người Xã Xa"),
        far_supervisor=user(session, "duyetxa", Role.SUPERVISOR, far_commune, name="Người Duyệt Xã Xa"),
        household=household(session, village, 17, "Lò Văn Thử", "Lò Thị Mẫu", "Lò Văn Con"),
        unlisted=household(session, village, 18, "Hà Văn Ngoài"),
        others_household=household(session, other_village, 21, "Đỗ Thị Khác"),
        far_household=household(session, far_village, 3, "Vũ Văn Xa"),
        session=session,
    )


def open_round(session: Session, cast: Cast, form_version_id: UUID, standards: list[str]) -> Round:
    """An open annual round of the near commune; ``household`` assigned to the collector, ``others_household`` not."""
    row = Round(
        tenant=TENANT,
        id=new_id(),
        unit_id=cast.commune.id,
        name="Rà soát định kỳ năm 2026",
        kind=RoundKind.ANNUAL,
        year=2026,
        status=RoundStatus.OPEN,
        opens_on=date(2026, 9, 1),
        closes_on=date(2026, 12, 14),
        village_deadline=date(2026, 10, 31),
        form_version_id=form_version_id,
        standards=standards,
        settings={},
        opened_at=NOW,
    )
    session.add(row)
    session.flush()
    listed = ((cast.household, cast.collector), (cast.others_household, cast.other_collector))
    for home, collector in listed:
        assign(session, row, home, collector)
    session.flush()
    return row


def assign(session: Session, round_: Round, home: Household, collector: User) -> Assignment:
    """Put a household on the list of a round and into somebody's hands."""
    listed = RoundHousehold(
        tenant=TENANT,
        round_id=round_.id,
        household_id=home.id,
        unit_id=home.unit_id,
        reason=ListReason.POOR,
        added_at=NOW,
    )
    row = Assignment(
        tenant=TENANT,
        id=new_id(),
        round_id=round_.id,
        household_id=home.id,
        user_id=collector.id,
        purpose=Purpose.MAIN,
        due_on=date(2026, 10, 31),
        assigned_at=NOW,
    )
    session.add_all([listed, row])
    session.flush()
    return row

"""Loading the sample: everything there, once, and each in their place."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.clock import today
from gnbv.db import db
from gnbv.demo.load import TENANT, load
from gnbv.demo.users import USERS
from gnbv.models import (
    Assignment,
    Household,
    LedgerRow,
    ListReason,
    Membership,
    Person,
    Plan,
    Round,
    RoundHousehold,
    RoundStatus,
    Task,
    Unit,
    UnitFigure,
    UnitKind,
    User,
)
from gnbv.permissions import actor_for
from gnbv.services import access, plans, sealing, tasks


@pytest.fixture
def people(session: Session) -> dict[str, User]:
    made = load(session)
    session.commit()
    return made


def counts(session: Session) -> dict[str, Any]:
    return {
        table.name: session.scalar(select(func.count()).select_from(table))
        for table in db.metadata.sorted_tables
    }


def test_it_loads_the_whole_sample_and_nothing_the_second_time(
    session: Session, people: dict[str, User]
) -> None:
    before = counts(session)
    load(session)
    session.commit()
    assert counts(session) == before
    assert (before["plan"], before["task"], before["target"]) == (6, 177, 52)
    assert before["user_account"] == len(USERS) == 13

    commune = session.scalars(select(Unit).where(Unit.code == "xa-xuan-hoa")).one()
    assert commune.name == "xã Xuân Hoà (dữ liệu mẫu)" and commune.valid_to is None
    villages = select(Unit.id).where(Unit.parent_id == commune.id, Unit.kind == UnitKind.VILLAGE)
    homes = select(func.count()).select_from(Household).where(Household.unit_id.in_(villages))
    assert session.scalar(homes) == 420
    assert session.scalar(select(func.sum(UnitFigure.value))) == 1612

    drive = session.scalars(select(Round).where(Round.unit_id == commune.id)).one()
    assert (drive.status, drive.name) == (RoundStatus.OPEN, "Rà soát định kỳ năm 2026")
    reasons = dict(
        session.execute(
            select(RoundHousehold.reason, func.count())
            .where(RoundHousehold.round_id == drive.id)
            .group_by(RoundHousehold.reason)
        ).all()
    )
    assert reasons == {ListReason.POOR: 34, ListReason.NEAR_POOR: 58, ListReason.PETITION: 18}
    assigned = dict(
        session.execute(
            select(User.username, func.count())
            .join(Assignment, Assignment.user_id == User.id)
            .where(Assignment.round_id == drive.id)
            .group_by(User.username)
        ).all()
    )
    assert sum(assigned.values()) == 110 and set(assigned) == {"rasoat", "rasoat2", "truongthon"}


def test_each_home_has_one_head_and_a_ledger_of_four_years(session: Session, people: dict[str, User]) -> None:
    heads = session.execute(
        select(Membership.household_id, func.count())
        .where(Membership.relation == "head")
        .group_by("household_id")
    ).all()
    assert len(heads) == 434 and {number for _household, number in heads} == {1}
    years = session.scalars(select(LedgerRow.year).distinct()).all()
    assert set(years) == {2022, 2023, 2024, 2025}


def test_identity_numbers_are_sealed_and_cannot_exist(session: Session, people: dict[str, User]) -> None:
    person = session.scalars(select(Person).where(Person.citizen_number_sealed.is_not(None))).first()
    assert person is not None and person.citizen_number_sealed is not None
    number = sealing.unseal(f"person/{person.id}/citizen_number", person.citizen_number_sealed).decode()
    assert len(number) == 12 and number.startswith("000")
    assert person.citizen_number_hash == sealing.look_up_hash(number)
    hashes = session.scalars(
        select(Person.citizen_number_hash).where(Person.citizen_number_hash.is_not(None))
    ).all()
    assert len(hashes) == len(set(hashes))


def test_people_see_their_own_commune_only(session: Session, people: dict[str, User]) -> None:
    near, far = (actor_for(people[name], today()) for name in ("giamsat", "giamsat-khac"))
    ours = set(session.scalars(access.households_in_scope(near).with_only_columns(Household.id)))
    theirs = set(session.scalars(access.households_in_scope(far).with_only_columns(Household.id)))
    assert len(ours) == 420 and len(theirs) == 14 and not ours & theirs


def test_the_cadre_works_on_the_copy_for_2026(session: Session, people: dict[str, User]) -> None:
    cadre = actor_for(people["canbo"], today())
    carried = tasks.entries_for_kit(session, cadre)
    assert {data["plan_title"] for data in carried} == {
        "Kế hoạch năm 2026 (bản sao minh họa từ Kế hoạch 2024)"
    }
    assert len(carried) == 26 and all(data["illustrative"] for data in carried)
    due = {turn["due"] for data in carried for turn in data["occurrences"]}
    assert due == {None, "2026-09-30", "2026-12-31"}
    row = next(row for row in plans.plan_list(session, cadre) if row.plan.slug == "xuan-hoa-2024")
    assert row.has_ended and row.late == 0


def test_two_who_hold_a_role_live_in_the_register(session: Session, people: dict[str, User]) -> None:
    for name in ("truongthon", "giamsat2"):
        person_id = people[name].person_id
        assert person_id is not None
        assert session.get(Person, (TENANT, person_id)).name == people[name].name  # type: ignore[union-attr]
    listed = select(RoundHousehold.household_id)
    home = session.scalars(
        select(Household).where(Household.head_id == people["giamsat2"].person_id, Household.id.in_(listed))
    ).all()
    assert len(home) == 1


def test_no_task_of_the_sample_is_made_up(session: Session, people: dict[str, User]) -> None:
    copied = session.scalars(select(Plan).where(Plan.is_illustrative)).one()
    original = session.get(Plan, (TENANT, copied.copied_from_id))
    assert original is not None

    def words(plan: Plan) -> list[tuple[str, str | None]]:
        rows = session.scalars(select(Task).where(Task.plan_id == plan.id).order_by(Task.position))
        return [(task.text, task.product) for task in rows]

    assert words(copied) == words(original)

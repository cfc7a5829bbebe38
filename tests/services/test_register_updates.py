"""The register changes at recognition and only there: members, heads, facts; nothing twice, nothing deleted."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Change,
    Event,
    Household,
    Membership,
    Person,
    PersonLink,
    ProposedChange,
    Purpose,
    Revision,
    Survey,
    SurveyStatus,
    Unit,
)
from gnbv.services import register_plans, sealing
from tests.factories import DAY, NOW, TENANT, Cast
from tests.procedure_stage import surveyed
from tests.recognition_stage import ready_village, roster, signed, told


def members(session: Session, home: Household) -> dict[str, str]:
    rows = session.scalars(
        select(Membership)
        .where(Membership.household_id == home.id, Membership.valid_to.is_(None))
        .order_by(Membership.position)
    )
    return {row.person.name: row.relation for row in rows}


def actions(session: Session, home: Household) -> list[str]:
    rows = session.scalars(select(Event).where(Event.subject_id == home.id).order_by(Event.number))
    return [row.action for row in rows if row.action.startswith("register.")]


NEW = {
    "_id": "moi", "full_name": "Lò Thị Mới", "stays": "home", "sex": "female", "birth_date": "2026-04-05",
    "relation": "child", "ethnicity": "thai", "joined": "born",
}  # fmt: skip


def test_members_come_go_and_are_put_right_at_the_signature(session: Session, cast: Cast) -> None:
    village = ready_village(session, cast)
    home = village.homes[0]
    people = roster(
        session, home,
        head={"stays": "died", "left_on": "2026-03-01"},
        spouse={"relation": "head", "full_name": "Vợ Tên Đúng", "ethnicity": "thai"},
        child={"birth_date": "1990-01-02", "birth_year": ""},
    )  # fmt: skip
    told(session, home, [*people, NEW], house={"walls": "brick"}, closing={"causes": "illness"})
    row = ready(session, cast, village.round.id)
    session.add(proposal(row, home))
    before = members(session, home)
    (plan, *_rest) = register_plans.of_villages(session, village.round, [village.unit.id])
    assert plan.household is home and not plan.is_empty
    assert members(session, home) == before  # looking changes nothing
    signed(session, cast, village.round)
    assert members(session, home) == {"Vợ Tên Đúng": "head", "Con Hộ 101": "child", "Lò Thị Mới": "child"}
    assert (home.head_name, home.facts) == ("Vợ Tên Đúng", {"walls": "brick", "causes": "illness"})
    assert "chu ho 101" not in home.search_text and "lo thi moi" in home.search_text
    former = session.scalars(select(Person).where(Person.name == "Chủ Hộ 101")).one()
    gone = session.scalars(select(Membership).where(Membership.person_id == former.id)).one()
    assert (gone.valid_to, gone.reason, former.died_on) == (date(2026, 3, 1), "died", date(2026, 3, 1))
    child = session.scalars(select(Person).where(Person.name == "Con Hộ 101")).one()
    assert (child.birth_date, child.birth_year) == (date(1990, 1, 2), None)
    assert {
        "register.left",
        "register.joined",
        "register.corrected",
        "register.head",
        "register.facts",
    } == set(actions(session, home))
    values = [str(row.details) for row in session.scalars(select(Event).where(Event.subject_id == home.id))]
    assert not any("Đúng" in text or "1990" in text for text in values)
    assert session.scalars(select(ProposedChange.state)).one() == "applied"
    assert home.id in session.scalars(select(Change.subject_id).where(Change.kind == "household")).all()


def ready(session: Session, cast: Cast, round_id: object) -> Survey:
    return session.scalars(select(Survey).where(Survey.round_id == round_id).order_by(Survey.id)).first()  # type: ignore[return-value]


def proposal(row: Survey, home: Household) -> ProposedChange:
    return ProposedChange(
        tenant=TENANT, household_id=home.id, survey_id=row.id, revision_id=row.revision_id, kind="left",
        values={}, recorded_at=NOW,
    )  # fmt: skip


def test_what_a_confirmed_change_has_done_is_not_done_twice(session: Session, cast: Cast) -> None:
    village = ready_village(session, cast)
    home = village.homes[1]
    people = roster(session, home, child={"stays": "moved_out"})
    still = roster(session, home)[1]
    told(session, home, people)
    for row in session.scalars(select(Membership).where(Membership.household_id == home.id)):
        if row.relation == "child":
            row.valid_to, row.reason = DAY, "split"
    session.flush()
    signed(session, cast, village.round)
    assert list(members(session, home).values()) == ["head", "spouse"] and actions(session, home) == []
    assert still["full_name"] in members(session, home)


def test_the_rechecked_sheet_speaks_in_the_place_of_the_first(session: Session, cast: Cast) -> None:
    village = ready_village(session, cast)
    home = village.homes[2]
    told(session, home, [*roster(session, home), NEW])
    again = surveyed(session, cast, village.round, home)
    again.purpose, again.status = Purpose.RECHECK, SurveyStatus.APPROVED
    session.flush()
    first = session.scalars(
        select(Survey).where(Survey.household_id == home.id, Survey.purpose == Purpose.MAIN)
    ).one()
    revision = session.get_one(Revision, (TENANT, again.revision_id))
    document = {"answers": {"people": {"member": roster(session, home)}}, "meta": {}, "attachments": []}
    revision.answers_sealed = sealing.seal_document(f"revision/{revision.id}", document)
    session.add(proposal(first, home))
    session.flush()
    signed(session, cast, village.round)
    assert "Lò Thị Mới" not in members(session, home)
    assert session.scalars(select(ProposedChange.state)).one() == "superseded"
    assert {first.status, again.status} == {SurveyStatus.RECOGNISED}


def test_a_person_who_left_one_home_and_joins_another_is_one_person(session: Session, cast: Cast) -> None:
    village = ready_village(session, cast)
    left, joined = village.homes[0], village.homes[1]
    child = session.scalars(select(Person).where(Person.name == "Con Hộ 101")).one()
    child.citizen_number_hash = sealing.look_up_hash("001090000001")
    told(session, left, roster(session, left, child={"stays": "married_out"}))
    bride = {**NEW, "full_name": "Con Hộ 101", "citizen_id": "001090000001", "relation": "child_in_law"}
    told(session, joined, [*roster(session, joined), bride])
    other = {**bride, "citizen_id": "001090000001", "_id": "hai"}
    told(session, village.homes[2], [*roster(session, village.homes[2]), other])
    signed(session, cast, village.round)
    assert members(session, joined)["Con Hộ 101"] == "child_in_law"
    rows = session.scalars(select(Membership).where(Membership.person_id == child.id)).all()
    assert [row.valid_to is None for row in sorted(rows, key=lambda row: row.household_id != left.id)] == [
        False,
        True,
    ]
    # The same number told by a second home: two rows, linked for a person to look at.
    assert session.scalars(select(PersonLink.other_id)).one() == child.id


def test_nobody_of_another_village_is_touched(session: Session, cast: Cast) -> None:
    village = ready_village(session, cast)
    before = members(session, cast.others_household)
    told(session, village.homes[0], roster(session, village.homes[0]))
    signed(session, cast, village.round)
    assert members(session, cast.others_household) == before
    assert session.get_one(Unit, (TENANT, cast.other_village.id)).name == "Thôn 2"

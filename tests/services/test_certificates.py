"""Certificates of a decision: who gets one, how they are numbered, what is frozen, what ends."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid, NotPermitted
from gnbv.models import CertificateEnd, CertificateState, Membership, Person, RecognitionState
from gnbv.services import certificate_orders, certificates
from tests.certificate_stage import ADDRESS, add_row, decided, of_home, ordered, prepared, rows
from tests.factories import Cast
from tests.procedure_stage import N, P, X


def test_each_poor_and_near_poor_household_gets_a_number_of_its_series_without_gaps(
    session: Session, cast: Cast
) -> None:
    made = decided(session, cast, homes=[(None, P), (P, P), (P, N), (N, X), (N, N), (P, P)])
    leader = cast.actor(cast.leader)
    assert certificates.prepare(session, leader, made.recognition) == 5
    assert certificates.prepare(session, leader, made.recognition) == 0
    found = [(row.kind.value, row.number, row.year, row.head_name) for row in rows(session)]
    assert found == [
        ("poor", 1, 2026, "Chủ Hộ 101"), ("poor", 2, 2026, "Chủ Hộ 102"), ("poor", 3, 2026, "Chủ Hộ 106"),
        ("near_poor", 1, 2026, "Chủ Hộ 103"), ("near_poor", 2, 2026, "Chủ Hộ 105"),
    ]  # fmt: skip
    codes = {row.code for row in rows(session)}
    assert len(codes) == 5 and all(len(code) == 12 and not set(code) & set("ILOU") for code in codes)
    assert {row.state for row in rows(session)} == {CertificateState.WAITING}


def test_the_numbers_go_on_in_the_next_decision_of_the_year_and_begin_anew_in_another(
    session: Session, cast: Cast
) -> None:
    prepared(session, cast, homes=[(P, P), (P, P)])
    prepared(session, cast, homes=[(None, P)], first=201)
    prepared(session, cast, homes=[(None, P)], first=301, year=2027)
    assert [(row.year, row.number) for row in rows(session)] == [(2026, 1), (2027, 1), (2026, 2), (2026, 3)]


def test_the_members_are_those_of_the_register_then_and_do_not_change_with_it(
    session: Session, cast: Cast
) -> None:
    made = prepared(session, cast, homes=[(P, P)])
    person = session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.household_id == made.homes[0].id)
    ).first()
    assert person is not None
    person.name = "Tên khác"
    session.commit()
    assert of_home(session, made.homes[0]).members == [
        {"name": "Chủ Hộ 101", "birth": "1960", "relation": "head"},
        {"name": "Vợ Hộ 101", "birth": "1961", "relation": "spouse"},
        {"name": "Con Hộ 101", "birth": "1962", "relation": "child"},
    ]


def test_nothing_is_prepared_for_a_draft_for_what_is_illustrative_or_for_another_standard(
    session: Session, cast: Cast
) -> None:
    leader = cast.actor(cast.leader)
    made = decided(session, cast, illustrative=True)
    with pytest.raises(Conflict) as illustrative:
        certificates.prepare(session, leader, made.recognition)
    assert illustrative.value.code == "certificate_illustrative" and "101" in illustrative.value.vi
    made.recognition.state = RecognitionState.DRAFT
    with pytest.raises(Conflict):
        certificates.prepare(session, leader, made.recognition)
    made.recognition.state, made.recognition.standard = RecognitionState.SIGNED, "vn-2027-2030"
    assert certificates.prepare(session, leader, made.recognition) == 0
    assert rows(session) == []


def test_older_papers_end_on_the_day_of_effect_whatever_the_household_is_now(
    session: Session, cast: Cast
) -> None:
    first = prepared(session, cast, homes=[(P, P), (P, P), (P, P)])
    for row in rows(session)[:2]:
        row.state, row.sha256 = CertificateState.HANDED, "0" * 64
    session.commit()
    next_one = decided(session, cast, homes=[(None, X)], effective_on=date(2027, 1, 1), first=201)
    same, other, unprinted = first.homes
    for home, after in ((same, P), (other, X), (unprinted, P)):
        add_row(session, next_one.recognition, home, P, after)
    assert certificates.prepare(session, cast.actor(cast.leader), next_one.recognition) == 2
    session.commit()
    old = [row for row in rows(session) if row.recognition_id == first.recognition.id]
    assert [(row.ended_on, row.ended_kind, row.state) for row in old] == [
        (date(2027, 1, 1), CertificateEnd.RENEWED, CertificateState.HANDED),
        (date(2027, 1, 1), CertificateEnd.CLASS, CertificateState.HANDED),
        (date(2027, 1, 1), CertificateEnd.RENEWED, CertificateState.REPLACED),
    ]
    assert old[0].holds_on(date(2026, 12, 31)) and not old[0].holds_on(date(2027, 1, 1))


def test_the_order_says_until_when_they_hold_and_where_the_code_leads_once(
    session: Session, cast: Cast
) -> None:
    made = ordered(session, cast)
    coordinator = cast.actor(cast.coordinator)
    assert {row.valid_to for row in rows(session)} == {date(2026, 12, 31)}
    assert all(row.address == ADDRESS + row.code for row in rows(session))
    assert certificate_orders.order(session, coordinator, made.recognition, date(2027, 6, 30), ADDRESS) == 0
    assert {row.valid_to for row in rows(session)} == {date(2026, 12, 31)}


@pytest.mark.parametrize("day", [date(2026, 10, 1), date(2032, 1, 1)])
def test_a_last_day_before_the_first_or_far_away_is_refused(session: Session, cast: Cast, day: date) -> None:
    made = prepared(session, cast)
    with pytest.raises(Invalid):
        certificate_orders.order(session, cast.actor(cast.coordinator), made.recognition, day, ADDRESS)
    assert {row.ordered_at for row in rows(session)} == {None}


def test_who_heads_one_village_orders_nothing(session: Session, cast: Cast) -> None:
    made = prepared(session, cast)
    with pytest.raises(NotPermitted):
        certificate_orders.order(session, cast.actor(cast.village_head), made.recognition, None, ADDRESS)


def test_a_correction_ends_the_paper_that_says_otherwise_and_prepares_the_right_one(
    session: Session, cast: Cast
) -> None:
    made = ordered(session, cast, homes=[(P, P), (P, P)])
    leader, (first, second), on = cast.actor(cast.leader), made.homes, date(2026, 10, 23)
    for _ in range(2):
        certificates.follow(session, leader, made.recognition, first, N, "230/QĐ-UBND", on)
        certificates.follow(session, leader, made.recognition, second, X, "231/QĐ-UBND", on)
    session.commit()
    assert [(row.kind, row.state, row.ended_kind, row.decision_number) for row in rows(session)] == [
        (P, CertificateState.REPLACED, CertificateEnd.CLASS, "215/QĐ-UBND"),
        (P, CertificateState.REPLACED, CertificateEnd.CLASS, "215/QĐ-UBND"),
        (N, CertificateState.WAITING, None, "230/QĐ-UBND"),
    ]

"""Petitions from the phone of somebody who moved or lost the right to send, and of somebody's own family."""

from __future__ import annotations

from uuid import UUID

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Membership, Person, Petition, PetitionState, Round, Screening
from tests.factories import TENANT, Cast
from tests.phone import Phone
from tests.signing_in import signed_in
from tests.views.test_late import dropped, lost, path
from tests.views.test_petition_items import PAPER_A, petition, rows
from tests.views.test_sync_moved import move


def test_of_somebody_who_moved_it_is_held_and_taken_in_under_their_name(
    app: Flask, session: Session, cast: Cast, round_: Round
) -> None:
    head = Phone(app, cast.village_head)
    move(session, cast.village_head, cast)
    session.commit()
    sent = petition(cast, paper_a=PAPER_A)
    (outcome,) = head.send(sent)
    assert (outcome["outcome"], outcome["cause"]["code"]) == ("held", "moved")
    duyet = signed_in(app, cast.supervisor)
    page = duyet.get("/late").text
    assert "Giấy đề nghị" in page and "Hà Văn Ngoài" in page
    assert signed_in(app, cast.far_supervisor).post(path(sent)).status_code == 404
    assert duyet.post(path(sent)).status_code == 303
    (row,) = rows(session)
    assert (row.received_by, row.screening, row.state) == (
        cast.village_head.id,
        Screening.PASSED,
        PetitionState.RECEIVED,
    )


def test_of_a_phone_whose_right_had_ended_it_is_held_and_put_aside_with_a_reason(
    app: Flask, session: Session, cast: Cast, round_: Round
) -> None:
    who = lost(app, session, cast.collector)
    where = {"household": None, "village": str(cast.village.id)}
    sent = petition(cast, **where)
    dropped(app, who, sent)
    duyet = signed_in(app, cast.supervisor)
    assert "Hà Văn Ngoài" in duyet.get("/late").text
    assert duyet.post(path(sent, "withdrawal")).status_code == 422
    other = petition(cast, applicant="Người Thứ Hai")
    dropped(app, who, other)
    assert duyet.post(path(other, "withdrawal"), data={"note": "Gia đình rút giấy"}).status_code == 303
    assert rows(session) == []
    assert duyet.post(path(sent)).status_code == 303
    assert [row.household_id for row in rows(session)] == [None]


def test_nobody_screens_the_paper_of_their_own_family(
    app: Flask, session: Session, cast: Cast, phone: Phone, round_: Round
) -> None:
    person = session.scalar(
        select(Person).join(Membership, Membership.person_id == Person.id).where(
            Membership.household_id == cast.unlisted.id
        )
    )  # fmt: skip
    for user in (cast.collector, cast.coordinator):
        session.merge(user).person_id = person.id
    session.commit()
    sent = petition(cast, paper_a=PAPER_A)
    assert phone.send(sent)[0]["outcome"] == "accepted"
    (row,) = rows(session)
    assert row.screening is Screening.NONE
    assert "người nhà" in row.note and Screening.PASSED.label in row.note
    desk = signed_in(app, cast.coordinator)
    acts = {
        "screening": {"screening": "passed"},
        "listing": {"round": str(round_.id)},
        "answer": {"answer": "x"},
    }
    for act, said in acts.items():
        answer = desk.post(f"/petitions/{sent['subject']}/{act}", data=said)
        assert answer.status_code == 403 and "người nhà" in answer.text, act
    assert session.get_one(Petition, (TENANT, UUID(sent["subject"]))).state is PetitionState.RECEIVED

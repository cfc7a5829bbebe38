"""Petitions taken in at a family's door, on a phone: the same act as at the counter, and the number comes back."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import (
    InboxRow,
    ListReason,
    Outcome,
    Petition,
    Round,
    RoundHousehold,
    Screening,
)
from tests import factories
from tests.factories import Cast
from tests.phone import Phone, item
from tests.round_stage import paper, taken
from tests.signing_in import signed_in
from tests.views.test_sync_moved import move

PAPER_A = {"screening": "passed", "note": "Phiếu số 4"}


def petition(cast: Cast, subject: UUID | None = None, **more: Any) -> dict[str, Any]:
    """The petition of ``unlisted``, as the phone of its village makes it."""
    payload = {
        "household": str(cast.unlisted.id), "kind": "poor", "applicant": "Hà Văn Ngoài", "received_on": "2026-10-20",
        "note": "Mất mùa", "paper_a": None, **more,
    }  # fmt: skip
    return item("petition", subject or new_id(), payload)


def rows(session: Session) -> list[Petition]:
    session.expire_all()
    return list(session.scalars(select(Petition).order_by(Petition.number)))


def entries(kit: dict[str, Any], kind: str = "petition") -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry["data"] for entry in kit["entries"] if entry["type"] == kind}


def test_it_is_numbered_and_its_number_and_day_of_answer_come_back_with_the_kit(
    session: Session, cast: Cast, phone: Phone
) -> None:
    before = phone.kit()
    sent = petition(cast, paper_a=PAPER_A)
    (outcome,) = phone.send(sent)
    assert (outcome["outcome"], outcome["server"]["number"]) == ("accepted", "1/2026")
    (row,) = rows(session)
    assert (str(row.id), row.channel, row.household_id) == (sent["subject"], "phone", cast.unlisted.id)
    assert (row.village_id, row.place, row.note) == (cast.village.id, "Xóm thử, Thôn 1", "Mất mùa")
    assert (row.screening, row.screening_note, row.received_by) == (
        Screening.PASSED,
        "Phiếu số 4",
        cast.collector.id,
    )
    later = phone.kit(before["cursor"])
    (told,) = entries(later).values()
    assert told == {
        "id": sent["subject"], "household": str(cast.unlisted.id), "applicant": "Hà Văn Ngoài", "kind": "poor",
        "number": "1/2026", "received_on": "2026-10-20", "answer_by": "2026-11-29", "inferred": False,
        "state": "received", "answered_on": None,
    }  # fmt: skip
    assert entries(later, "household")[str(cast.unlisted.id)]["asked"] == "1/2026"


def test_the_same_petition_sent_again_is_one_and_other_words_under_its_id_are_refused(
    session: Session, cast: Cast, phone: Phone
) -> None:
    sent = petition(cast)
    assert [phone.send(sent)[0]["outcome"] for _ in range(2)] == ["accepted", "duplicate"]
    anew = petition(cast, UUID(sent["subject"]))
    assert phone.send(anew)[0]["outcome"] == "accepted"
    other = phone.send(petition(cast, UUID(sent["subject"]), applicant="Người Khác"))[0]
    assert (other["outcome"], other["cause"]["code"]) == ("rejected", "petition_known")
    assert session.scalar(select(func.count()).select_from(Petition)) == 1


def test_it_is_told_what_became_of_it(
    app: Flask, session: Session, cast: Cast, phone: Phone, round_: Round
) -> None:
    sent = petition(cast, paper_a=PAPER_A)
    phone.send(sent)
    cursor = phone.kit()["cursor"]
    desk = signed_in(app, cast.coordinator)
    assert (
        desk.post(f"/petitions/{sent['subject']}/listing", data={"round": str(round_.id)}).status_code == 303
    )
    line = session.scalar(select(RoundHousehold).where(RoundHousehold.household_id == cast.unlisted.id))
    assert line is not None and (line.reason, line.petition_number) == (ListReason.PETITION, "1/2026")
    news = session.scalars(select(InboxRow).where(InboxRow.user_id == cast.collector.id)).one()
    shown = signed_in(app, cast.collector).post(f"/inbox/{news.id}/reading")
    assert shown.headers["Location"].endswith(f"/app/petitions/{sent['subject']}")
    later = phone.kit(cursor)
    assert entries(later)[sent["subject"]]["state"] == "listed"
    home = entries(later, "household")[str(cast.unlisted.id)]
    assert home["reason"] == "petition" and "asked" not in home


def test_a_home_without_a_number_is_taken_in_by_its_village(
    session: Session, cast: Cast, phone: Phone
) -> None:
    where = {"household": None, "village": str(cast.village.id), "place": "Bên suối", "applicant": "Mới Về"}
    assert phone.send(petition(cast, **where))[0]["outcome"] == "accepted"
    (row,) = rows(session)
    assert (row.household_id, row.village_id, row.place) == (None, cast.village.id, "Bên suối, Thôn 1")
    assert entries(phone.kit())[str(row.id)]["household"] is None
    made_here = {**where, "household": str(uuid4()), "applicant": "Vừa Tách"}
    assert phone.send(petition(cast, **made_here))[0]["outcome"] == "accepted"
    far = {**where, "household": str(cast.far_household.id), "applicant": "Ở Xa"}
    assert phone.send(petition(cast, **far))[0]["outcome"] == "accepted"
    assert [row.household_id for row in rows(session)] == [None, None, None]
    for wrong in (
        {"village": None},
        {"village": str(cast.commune.id)},
        {"village": str(cast.far_village.id)},
    ):
        assert phone.send(petition(cast, **{**where, **wrong}))[0]["cause"]["code"] == "not_found"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "x"},
        {"household": "x"},
        {"received_on": "2026-02-30"},
        {"received_on": "2026-10-24"},
        {"received_on": "2024-01-01"},
        {"paper_a": {"screening": "none"}},
        {"applicant": None},
        {"more": "x"},
    ],
)
def test_it_refuses_what_no_paper_could_say_and_stores_nothing(
    session: Session, cast: Cast, phone: Phone, wrong: dict[str, Any]
) -> None:
    (outcome,) = phone.send(petition(cast, **wrong))
    assert outcome["outcome"] == "rejected"
    assert outcome["cause"]["code"] in ("malformed", "petition_incomplete")
    assert rows(session) == []


def test_a_stranger_finds_nothing_and_who_does_not_survey_there_may_not(
    app: Flask, session: Session, cast: Cast, round_: Round
) -> None:
    codes = {}
    for who in (cast.stranger, cast.far_supervisor, cast.other_collector, cast.supervisor, cast.observer):
        (outcome,) = Phone(app, who).send(petition(cast))
        codes[who.username] = (outcome["outcome"], outcome["cause"]["code"])
    unknown = Phone(app, cast.stranger).send(petition(cast, household=str(uuid4())))[0]
    assert codes.pop("xa") == (unknown["outcome"], unknown["cause"]["code"]) == ("rejected", "not_found")
    assert codes == {
        "duyetxa": ("rejected", "not_found"), "hai": ("rejected", "not_found"),
        "duyet": ("rejected", "not_permitted"), "mat": ("rejected", "not_permitted"),
    }  # fmt: skip
    assert rows(session) == []
    for who in (cast.village_head, cast.cadre):
        assert Phone(app, who).send(petition(cast))[0]["outcome"] == "accepted", who.username


def test_a_kit_holds_only_ones_own_from_the_phone_and_lets_them_go_with_the_village(
    app: Flask, session: Session, cast: Cast, phone: Phone
) -> None:
    phone.send(petition(cast))
    taken(session, signed_in(app, cast.cadre), paper(cast, applicant="Người Khác"))
    head = Phone(app, cast.village_head)
    assert entries(head.kit()) == {} and len(entries(phone.kit())) == 1
    assert entries(head.kit(), "household")[str(cast.unlisted.id)]["asked"] == "1/2026"
    move(session, cast.collector, cast)
    session.commit()
    assert entries(phone.kit()) == {}


def test_a_day_of_answer_that_no_text_names_is_said_to_be_inferred(cast: Cast, phone: Phone) -> None:
    sent = petition(cast, kind="average", received_on=factories.DAY.isoformat())
    assert phone.send(sent)[0]["outcome"] == Outcome.ACCEPTED.value
    told = entries(phone.kit())[sent["subject"]]
    assert told["inferred"] is True and date.fromisoformat(told["answer_by"]) > factories.DAY
    rules = entries(phone.kit(), "settings")[str(cast.commune.id)]
    assert (rules["answer_poor"], rules["answer_average"]) == ("15 15", "15 15 inferred")

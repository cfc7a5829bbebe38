"""A survey comes in: once, checked, scored, and its corrections after it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import (
    Assignment,
    Comment,
    Consent,
    Event,
    ProposedChange,
    Reply,
    Result,
    Revision,
    Round,
    RoundStatus,
    Survey,
    SurveyStatus,
    SyncItem,
)
from gnbv.services import decisions, surveys
from tests import factories, phone, scoring_cases
from tests.factories import Cast
from tests.phone import Phone, season


@pytest.fixture
def round_(session: Session, cast: Cast) -> Round:
    return season(session, cast)


@pytest.fixture
def thu(app: Flask, cast: Cast, round_: Round) -> Phone:
    return Phone(app, cast.collector)


def only(session: Session) -> Survey:
    session.expire_all()
    return session.scalars(select(Survey)).one()


def send_back(session: Session, cast: Cast, *questions: str) -> list[Comment]:
    row = only(session)
    actor = cast.actor(cast.supervisor)
    made = [decisions.comment(session, actor, row, key, None, f"Xem lại {key}") for key in questions]
    assert row.revision_id is not None
    decisions.send_back(session, actor, row, row.revision_id)
    session.commit()
    return made


def replies(*comments: Comment, kind: str = "fixed", reason: str = "") -> list[dict[str, str]]:
    return [{"comment": str(comment.id), "kind": kind, "reason": reason} for comment in comments]


def test_it_takes_a_survey_and_computes_its_result(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    raw = phone.survey(cast, round_)
    outcome = thu.send(raw)[0]
    assert (outcome["outcome"], outcome["cause"]) == ("accepted", None)
    row = only(session)
    assert outcome["server"] == {
        "survey": raw["subject"], "status": "received", "revision": raw["id"], "number": 1, "missing": [],
    }  # fmt: skip
    assert (row.status, row.collector_id, row.is_rival) == (SurveyStatus.RECEIVED, cast.collector.id, False)
    assert row.assignment_id is not None
    result = session.scalars(select(Result)).one()
    assert (result.standard, len(result.document["marks"]), result.is_illustrative) == (
        "vn-2022-2025",
        12,
        True,
    )
    assert result.household_class is not None and not result.differs_from_phone
    assert session.scalars(select(Event).where(Event.action == "survey.received")).one().utc_offset == 420


def test_it_keeps_the_answers_as_they_came_and_sealed(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    raw = phone.survey(cast, round_, {"people.member.0.full_name": "<b>Lò</b> & ' OR 1=1"})
    assert thu.send(raw)[0]["outcome"] == "accepted"
    revision = session.scalars(select(Revision)).one()
    assert surveys.document_of(session, revision)["answers"] == raw["payload"]["answers"]
    assert b"1=1" not in revision.answers_sealed
    assert (revision.sha256, revision.outcome) == (raw["sha256"], None)
    assert revision.member_count == len(raw["payload"]["answers"]["people"]["member"])


def test_it_takes_the_same_survey_once(thu: Phone, cast: Cast, round_: Round, session: Session) -> None:
    raw = phone.survey(cast, round_)
    assert [thu.send(raw)[0]["outcome"] for _ in range(3)] == ["accepted", "duplicate", "duplicate"]
    assert thu.send(raw)[0]["server"]["revision"] == raw["id"]
    for table in (Survey, Revision, Result):
        assert session.scalar(select(func.count()).select_from(table)) == 1


def test_it_keeps_and_flags_a_result_that_differs_from_the_phones(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    right = phone.survey(cast, round_)
    thu.send(right)
    document = session.scalars(select(Result)).one().document
    same = phone.survey(cast, round_, results=[document], subject=UUID(right["subject"]), base=right["id"])
    other = {**document, "b2": 990}
    differs = phone.survey(cast, round_, results=[other], subject=UUID(right["subject"]), base=same["id"])
    assert [thu.send(raw)[0]["outcome"] for raw in (same, differs)] == ["accepted", "accepted"]
    flags = {str(row.revision_id): row for row in session.scalars(select(Result))}
    assert not flags[same["id"]].differs_from_phone and flags[differs["id"]].differs_from_phone
    assert flags[differs["id"]].phone_document == other
    assert flags[differs["id"]].document == document


@pytest.mark.parametrize(
    ("patch", "said"),
    [
        ({"people.member.1.birth_date": "2027-01-01", "people.member.1.birth_known": "date"}, "Ngày sinh"),
        ({"people.member.1.birth_known": "year", "people.member.1.birth_date": None,
          "people.member.1.birth_year": "1876"}, "Năm sinh"),
        ({"house.walls": None}, "Tường nhà làm bằng gì?” chưa trả lời"),
        ({"house.walls": "gold"}, "Tường nhà làm bằng gì?"),
        ({"people.member.0.relation": "other"}, "chủ hộ"),
        ({"people": {"member": []}}, ""),
        ({"house.surprise": "1"}, "không đúng với mẫu phiếu"),
        ({"house.walls": ["brick"]}, ""),
    ],
)  # fmt: skip
def test_it_refuses_impossible_answers_in_words(
    thu: Phone, cast: Cast, round_: Round, session: Session, patch: dict[str, Any], said: str
) -> None:
    bad, good = phone.survey(cast, round_, patch), phone.progress(cast, round_)
    outcomes = thu.send(bad, good)
    assert [row["outcome"] for row in outcomes] == ["rejected", "accepted"]
    assert said in outcomes[0]["cause"]["vi"] and "giữ trên máy" in outcomes[0]["cause"]["vi"]
    assert outcomes[0]["cause"]["en"]
    assert session.scalar(select(func.count()).select_from(Survey)) == 0
    assert thu.send(phone.survey(cast, round_))[0]["outcome"] == "accepted"


@pytest.mark.parametrize("home", ["far_household", "others_household", None])
def test_it_refuses_a_household_outside_the_units_with_the_same_words(
    thu: Phone, cast: Cast, round_: Round, session: Session, home: str | None
) -> None:
    household = str(getattr(cast, home).id) if home else str(new_id())
    outcome = thu.send(phone.survey(cast, round_, household=household))[0]
    assert (outcome["outcome"], outcome["cause"]["code"]) == ("rejected", "household_not_found")
    assert session.scalar(select(func.count()).select_from(SyncItem)) == 0


def test_it_refuses_a_survey_of_somebody_who_does_not_survey(app: Flask, cast: Cast, round_: Round) -> None:
    outcome = Phone(app, cast.supervisor).send(phone.survey(cast, round_))[0]
    assert (outcome["outcome"], outcome["cause"]["code"]) == ("rejected", "not_permitted")


def test_it_holds_a_survey_that_nobody_assigned(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    outcome = thu.send(phone.survey(cast, round_, household=str(cast.unlisted.id)))[0]
    assert (outcome["outcome"], outcome["cause"]["code"]) == ("held", "unassigned")
    assert only(session).status is SurveyStatus.HELD


def test_it_holds_unknown_sheets_and_rounds_whole(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    sheet = thu.send(phone.survey(cast, round_, version="1999.1"))[0]
    strange = thu.send(phone.survey(cast, round_, round=str(new_id())))[0]
    assert [row["cause"]["code"] for row in (sheet, strange)] == ["unknown_form", "unknown_round"]
    assert {row.body_sealed is not None for row in session.scalars(select(SyncItem))} == {True}
    receipts = [entry["data"] for entry in thu.kit()["entries"] if entry["type"] == "receipt"]
    assert {row["cause"]["code"] for row in receipts} == {"unknown_form", "unknown_round"}


def test_it_holds_what_comes_after_the_round_was_closed(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    round_.status = RoundStatus.CLOSED
    session.commit()
    assert thu.send(phone.survey(cast, round_))[0]["cause"]["code"] == "round_closed"
    assert only(session).status is SurveyStatus.HELD


def test_it_holds_what_somebody_sends_who_moved_to_another_commune(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    for grant in session.merge(cast.collector).grants:
        grant.valid_to = factories.DAY.replace(day=1)
    session.commit()
    outcome = thu.send(phone.survey(cast, round_))[0]
    assert (outcome["outcome"], outcome["cause"]["code"]) == ("held", "moved")


def test_it_keeps_a_rival_of_another_collector_as_a_conflict(
    app: Flask, thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    thu.send(phone.survey(cast, round_))
    session.add(
        Assignment(
            tenant=1,
            round_id=round_.id,
            household_id=cast.household.id,
            user_id=cast.village_head.id,
            assigned_at=factories.NOW,
        )  # fmt: skip
    )
    session.commit()
    rival = phone.survey(cast, round_)
    head = Phone(app, cast.village_head)
    for _ in range(2):
        outcome = head.send(rival)[0]
        assert (outcome["outcome"], outcome["cause"]["code"]) == ("conflict", "rival_survey")
    rows = {row.is_rival: row for row in session.scalars(select(Survey))}
    assert (rows[False].status, rows[True].status) == (SurveyStatus.RECEIVED, SurveyStatus.HELD)
    taken = phone.survey(cast, round_, subject=rows[False].id)
    assert head.send(taken)[0]["outcome"] == "conflict"


def test_it_takes_a_correction_with_replies_after_a_return(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    first = phone.survey(cast, round_)
    thu.send(first)
    comments = send_back(session, cast, "walls", "roof")
    (entry,) = [entry["data"] for entry in thu.kit()["entries"] if entry["type"] == "survey"]
    assert entry["status"] == "returned" and entry["revision"]["answers"] == first["payload"]["answers"]
    assert [(row["key"], row["text"], row["reply"]) for row in entry["comments"]] == [
        ("walls", "Xem lại walls", None), ("roof", "Xem lại roof", None),
    ]  # fmt: skip
    subject = UUID(first["subject"])
    silent = phone.survey(cast, round_, subject=subject, base=first["id"], replies=replies(comments[0]))
    hollow = phone.survey(
        cast, round_, subject=subject, base=first["id"],
        replies=replies(comments[0]) + replies(comments[1], kind="kept", reason=" "),
    )  # fmt: skip
    for raw in (silent, hollow):
        assert thu.send(raw)[0]["cause"]["code"] == "comments_open"
    second = phone.survey(
        cast, round_, {"house.walls": "earth"}, subject=subject, base=first["id"],
        replies=replies(comments[0]) + replies(comments[1], kind="kept", reason="Đã xem tận nơi"),
    )  # fmt: skip
    outcome = thu.send(second)[0]
    assert (outcome["outcome"], outcome["server"]["number"]) == ("accepted", 2)
    row = only(session)
    assert (row.status, row.revision_id, row.revision_count) == (SurveyStatus.RECEIVED, UUID(second["id"]), 2)
    assert {reply.reason for reply in session.scalars(select(Reply))} == {"", "Đã xem tận nơi"}
    assert session.scalar(select(func.count()).select_from(Revision)) == 2


def test_it_keeps_both_when_two_corrections_have_one_base(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    first = phone.survey(cast, round_)
    subject = UUID(first["subject"])
    thu.send(first)
    twins = [phone.survey(cast, round_, subject=subject, base=first["id"]) for _ in range(2)]
    outcomes = [thu.send(raw)[0] for raw in twins]
    assert [row["outcome"] for row in outcomes] == ["accepted", "conflict"]
    assert outcomes[1]["cause"]["code"] == "other_base"
    kept = session.get_one(SyncItem, (1, UUID(twins[1]["id"])))
    assert kept.body_sealed is not None
    assert thu.send(twins[1])[0]["outcome"] == "conflict"


def test_it_takes_nothing_into_an_approved_survey(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    first = phone.survey(cast, round_)
    thu.send(first)
    decisions.approve(session, cast.actor(cast.supervisor), only(session), UUID(first["id"]))
    session.commit()
    late = phone.survey(cast, round_, subject=UUID(first["subject"]), base=first["id"])
    outcome = thu.send(late)[0]
    assert (outcome["outcome"], outcome["cause"]["code"]) == ("conflict", "already_decided")
    (entry,) = [entry["data"] for entry in thu.kit()["entries"] if entry["type"] == "survey"]
    assert (entry["status"], entry["revision"]) == ("approved", None)


def test_it_waits_for_a_base_that_was_overtaken(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    first = phone.survey(cast, round_)
    second = phone.survey(cast, round_, subject=UUID(first["subject"]), base=first["id"])
    third = phone.survey(cast, round_, subject=UUID(first["subject"]), base=second["id"])
    outcomes = [thu.send(raw)[0] for raw in (third, second)]
    assert [row["cause"]["code"] for row in outcomes] == ["base_missing", "base_missing"]
    assert thu.send(first)[0]["outcome"] == "accepted"
    row = only(session)
    assert (row.revision_id, row.revision_count) == (UUID(third["id"]), 3)
    settled = session.scalars(select(SyncItem).where(SyncItem.settled_at.is_not(None))).all()
    assert {(str(item.id), item.outcome.value) for item in settled} == {
        (second["id"], "accepted"), (third["id"], "accepted"),
    }  # fmt: skip


def test_it_proposes_changes_and_never_edits_the_register(
    thu: Phone, cast: Cast, round_: Round, session: Session
) -> None:
    person = str(cast.household.memberships[1].person_id)
    patch = {"people.member.1.person_id": person, "people.member.1.full_name": "Lò Thị Sửa"}
    if scoring_cases.VECTORS["base"]["people"]["member"][1].get("joined"):
        patch["people.member.1.joined"] = None
    thu.send(phone.survey(cast, round_, patch))
    changes = {row.kind: row for row in session.scalars(select(ProposedChange))}
    assert changes["corrected"].values["full_name"] == {"from": "Lò Thị Mẫu", "to": "Lò Thị Sửa"}
    assert session.merge(cast.household).memberships[1].person.name == "Lò Thị Mẫu"
    assert {row.kind for row in session.scalars(select(Consent))} >= {"notice", "photo", "location", "phone"}

"""Corrections: on a named base, with a reply to each comment, and kept by both sides when they collide."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import (
    Comment,
    Reply,
    Revision,
    Round,
    SurveyStatus,
    SyncItem,
)
from gnbv.services import comments, decisions
from tests import phone
from tests.factories import Cast
from tests.phone import Phone
from tests.survey_factory import only


def send_back(session: Session, cast: Cast, *questions: str) -> list[Comment]:
    row = only(session)
    actor = cast.actor(cast.supervisor)
    made = [comments.write(session, actor, row, key, None, f"Xem lại {key}") for key in questions]
    assert row.revision_id is not None
    decisions.send_back(session, actor, row, row.revision_id)
    session.commit()
    return made


def replies(*comments: Comment, kind: str = "fixed", reason: str = "") -> list[dict[str, str]]:
    return [{"comment": str(comment.id), "kind": kind, "reason": reason} for comment in comments]


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

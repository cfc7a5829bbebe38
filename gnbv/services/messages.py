"""The thread on a survey: its collector and the office write to each other, apart from remarks on single answers.

A line is written once and stays. The other side hears of it by the inbox, without its words; on a phone the thread
comes with the survey and an answer goes through the outbox (kind ``message``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.models import Grant, Message, Outcome, Role, Survey, Unit
from gnbv.permissions import DECIDING_ROLES, Actor
from gnbv.services import events, inbox, rows, sync_schema
from gnbv.services.sync_items import Answer, Item

LONGEST = 2000
OFFICE_ROLES = frozenset({Role.SUPERVISOR, Role.LEADER, Role.COORDINATOR})


def thread(session: Session, survey: Survey) -> list[Message]:
    """The lines of the thread with their authors, oldest first: one query. The right to read was checked."""
    return list(
        session.scalars(
            select(Message)
            .where(Message.tenant == survey.tenant, Message.survey_id == survey.id)
            .options(joinedload(Message.author))
            .order_by(Message.written_at, Message.id)
        )
    )


def for_phone(session: Session, actor: Actor, survey_ids: list[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """The threads of the actor's own surveys as they travel in the kit: one query; without lines nothing."""
    found: dict[UUID, list[dict[str, Any]]] = {}
    for line in session.scalars(
        select(Message)
        .where(Message.tenant == actor.tenant, Message.survey_id.in_(survey_ids))
        .options(joinedload(Message.author))
        .order_by(Message.written_at, Message.id)
    ):
        found.setdefault(line.survey_id, []).append(
            {
                "id": str(line.id),
                "by": line.author.name,
                "mine": line.author_id == actor.user_id,
                "at": sync_schema.instant_text(line.written_at),
                "text": line.text,
            }
        )
    return found


def may_write(session: Session, actor: Actor, survey: Survey) -> bool:
    """The survey's collector while they reach its village, and who decides, leads or coordinates there."""
    path = _unit(session, survey).path
    if actor.user_id == survey.collector_id:
        return actor.reaches(path)
    return actor.holds(OFFICE_ROLES, path)


def write(
    session: Session, actor: Actor, survey: Survey, text: str, message_id: UUID, at: datetime | None = None
) -> Message:
    """Add a line under ``message_id``, which the writer made: the same line again changes nothing. ``at``: when it was
    written on a phone, never later than now.

    Raises ``NotPermitted``, ``Invalid`` without words or with too many, ``Conflict`` when the id is another line's.
    """
    if not may_write(session, actor, survey):
        raise NotPermitted()
    words = text.strip()
    known = rows.by_key(session, Message, actor.tenant, message_id)
    if known is not None:
        if (known.survey_id, known.author_id, known.text) == (survey.id, actor.user_id, words):
            return known
        raise Conflict(
            "same_id",
            "Lời nhắn này đã được ghi với nội dung khác. Bản đã ghi vẫn giữ. Viết lời nhắn mới.",
            "This message was already recorded with other words. What was recorded is kept. Write a new message.",
        )
    _require_words(words)
    row = Message(
        tenant=actor.tenant,
        id=message_id,
        survey_id=survey.id,
        author_id=actor.user_id,
        text=words,
        written_at=min(at or now(), now()),
    )
    session.add(row)
    for user_id in _others(session, actor, survey):
        inbox.tell_of_survey(session, survey, user_id, "message", by=actor.name)
    events.record(session, actor, "survey.message", "survey", survey.id, unit_id=survey.unit_id)
    events.changed(
        session, survey.tenant, "survey", survey.id, unit_id=survey.unit_id, user_id=survey.collector_id
    )
    session.flush()
    return row


def receive(session: Session, actor: Actor, item: Item) -> Answer:
    """A line from a phone; the subject is the survey. Raises ``NotFound`` for a survey outside the actor's units,
    else as :func:`write`."""
    survey = rows.by_key(session, Survey, actor.tenant, item.subject)
    if survey is None or not actor.reaches(_unit(session, survey).path):
        raise NotFound()
    write(session, actor, survey, item.payload["text"], item.id, item.made_at)
    return Answer(Outcome.ACCEPTED)


def _require_words(words: str) -> None:
    if not words:
        raise Invalid(
            "message_empty",
            "Lời nhắn còn trống nên chưa gửi. Các lời nhắn khác vẫn giữ. Viết rồi gửi lại.",
            "The message is empty and was not sent. Other messages are kept. Write it, then send again.",
        )
    if len(words) > LONGEST:
        raise Invalid(
            "message_long",
            f"Lời nhắn dài quá {LONGEST} chữ nên chưa gửi. Các lời nhắn khác vẫn giữ. Viết ngắn lại rồi gửi.",
            f"The message is longer than {LONGEST} characters and was not sent. Other messages are kept. Shorten it.",
        )


def _others(session: Session, actor: Actor, survey: Survey) -> set[UUID]:
    """Who hears of a new line: the collector and whoever wrote before; until somebody of the office has, those who may
    decide there."""
    wrote = set(
        session.scalars(
            select(Message.author_id).where(Message.tenant == survey.tenant, Message.survey_id == survey.id)
        )
    )
    office = wrote - {survey.collector_id}
    if not office and actor.user_id == survey.collector_id:
        office = _deciders(session, actor, survey)
    return (office | {survey.collector_id}) - {actor.user_id}


def _deciders(session: Session, actor: Actor, survey: Survey) -> set[UUID]:
    above = [UUID(part) for part in _unit(session, survey).path.strip("/").split("/")]
    grants = session.scalars(
        select(Grant).where(
            Grant.tenant == survey.tenant, Grant.unit_id.in_(above), Grant.role.in_(DECIDING_ROLES)
        )
    )
    return {grant.user_id for grant in grants if grant.holds_on(actor.today)}


def _unit(session: Session, survey: Survey) -> Unit:
    unit = rows.by_key(session, Unit, survey.tenant, survey.unit_id)
    assert unit is not None  # a foreign key
    return unit

"""One survey is decided by one person at a time: who opens it first reads it, whoever comes next is told, and may take
it over; then the first is told. A turn ends with a decision, or by itself after a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gnbv.clock import VIETNAM, now
from gnbv.errors import Conflict
from gnbv.models import Survey, SurveyStatus, User
from gnbv.permissions import Actor
from gnbv.services import deciding, events

TURN = timedelta(minutes=20)
READ = (SurveyStatus.RECEIVED, SurveyStatus.HELD)


@dataclass(frozen=True)
class Reader:
    """Somebody else who is reading, and since when."""

    name: str
    since: datetime


def other(session: Session, actor: Actor, survey: Survey) -> Reader | None:
    """Who else has this survey open, when their turn has not run out."""
    if survey.reader_id in (None, actor.user_id) or survey.reader_since is None or not _runs(survey):
        return None
    person = session.get_one(User, (survey.tenant, survey.reader_id))
    return Reader(person.name, survey.reader_since)


def is_free(actor: Actor, survey: Survey) -> bool:
    """Whether opening this survey begins a turn of the actor's: nobody has it, or the turn ran out."""
    return survey.status in READ and not (survey.reader_id is not None and _runs(survey))


def open_(session: Session, actor: Actor, survey: Survey) -> Reader | None:
    """Begin the actor's turn when the survey is free; otherwise tell who reads it. Who may not decide only reads."""
    if is_free(actor, survey) and deciding.may_decide(session, actor, survey):
        survey.reader_id, survey.reader_since = actor.user_id, now()
    return other(session, actor, survey)


def take_over(session: Session, actor: Actor, survey: Survey) -> None:
    """Read on instead of somebody else, who is told when they want to decide. Raises ``NotPermitted``, ``Conflict``."""
    deciding.require_right(session, actor, survey)
    if survey.status not in READ:
        deciding.require_waiting(session, actor, survey)
    before = survey.reader_id
    survey.reader_id, survey.reader_since = actor.user_id, now()
    if before not in (None, actor.user_id):
        events.record(
            session,
            actor,
            "survey.taken_over",
            "survey",
            survey.id,
            unit_id=survey.unit_id,
            before=str(before),
        )


def require_turn(session: Session, actor: Actor, survey: Survey) -> None:
    """Raises ``Conflict`` while somebody else reads this survey."""
    reader = other(session, actor, survey)
    if reader is None:
        return
    at = reader.since.astimezone(VIETNAM).strftime("%H:%M")
    raise Conflict(
        "being_read",
        f"{reader.name} đang đọc phiếu này từ {at}. Chưa có gì thay đổi. "
        "Hỏi người đó, hoặc mở lại phiếu rồi bấm “Tôi đọc phiếu này”.",
        f"{reader.name} has been reading this survey since {at}. Nothing was changed. "
        "Ask them, or open the survey again and press “I read this survey”.",
    )


def end(survey: Survey) -> None:
    """The survey was decided: nobody reads it any more."""
    survey.reader_id, survey.reader_since = None, None


def _runs(survey: Survey) -> bool:
    return survey.reader_since is not None and now() - survey.reader_since < TURN

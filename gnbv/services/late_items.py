"""What was handed in by a phone whose right to send had ended: visits, ticks, openings and whole surveys, kept as they
came. A person takes each in as its sender's, or puts it aside with a reason that the sender reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.models import (
    Attachment,
    AttachmentState,
    Grant,
    Household,
    Occurrence,
    Outcome,
    Survey,
    SyncItem,
    Unit,
    User,
)
from gnbv.permissions import DECIDING_ROLES, SETTLING_ROLES, Actor
from gnbv.services import (
    access,
    answer_lines,
    causes,
    conflicts,
    events,
    held,
    late_places,
    late_senders,
    overtaken,
    paged,
    surveys,
)
from gnbv.services.item_takers import LATE, ONE_COPY
from gnbv.services.paged import Paged
from gnbv.services.sync_items import Answer, Item

PAGE_ROWS = 20  # whole cards, each opened for the page


@dataclass(frozen=True)
class Late:
    """One kept item. ``files`` is how many of its photos are here and how many it names; ``answers`` are a survey's, in
    words, for whoever has to say whether it is taken in. ``is_elsewhere``: what it is about is another commune's to settle,
    and nothing of it is told."""

    row: SyncItem
    item: Item
    sender: str
    household: Household | None
    occurrence: Occurrence | None
    clock_off: int | None
    files: tuple[int, int]
    is_closed: bool
    answers: list[tuple[str, str]]
    is_elsewhere: bool = False


def waiting(session: Session, actor: Actor) -> int:
    """How many wait for the actor's word."""
    return session.scalar(select(func.count()).select_from(_in_scope(actor).subquery())) or 0


def page(session: Session, actor: Actor, number: int = 1) -> Paged[Late]:
    """A page of what waits, oldest first."""
    query = _in_scope(actor).order_by(SyncItem.received_at, SyncItem.id)
    items = paged.scalars(session, query, number, PAGE_ROWS)
    found = []
    for row in items.rows:
        item = conflicts.kept_item(row)
        if item is None:
            continue
        occurrence = session.get(Occurrence, (row.tenant, row.subject)) if row.kind == "completion" else None
        user = session.get_one(User, (row.tenant, row.user_id))
        if late_places.is_elsewhere(session, actor, row, item):
            bare = Late(row, item, user.name, None, None, None, (0, 0), not user.is_active, [], True)
            found.append(bare)
            continue
        found.append(
            Late(
                row,
                item,
                user.name,
                late_places.household(session, row, item),
                occurrence,
                conflicts.clock_off(row),
                _files(session, row, item),
                not user.is_active,
                answer_lines.lines(session, actor, item.payload) if row.kind == "survey" else [],
            )
        )
    return replace(items, rows=found)


def accept(session: Session, actor: Actor, item_id: UUID, note: str = "") -> Answer:
    """Take a kept item in as if its sender had been in time. A survey waits for approval afterwards; one that meets
    another copy becomes a conflict, which is a decision of its own.

    Raises ``NotFound`` for what is not kept in the actor's units, ``NotPermitted`` without the right there or when the
    sender never worked there, ``Invalid`` for answers the sheet refuses, ``Conflict`` when it cannot be taken yet.
    """
    row = _get(session, actor, item_id)
    item = conflicts.kept_item(row)
    assert item is not None  # the query asks for its content
    late_places.require(session, actor, row, item)
    sender = late_senders.sender_of(session, actor, row)
    try:
        with session.begin_nested():
            if row.kind == "survey":
                answer = _accept_survey(session, actor, sender, item, note)
            else:
                answer = LATE[row.kind](session, sender, item)
    except (NotFound, NotPermitted) as error:
        raise _not_their_area(sender.name) from error
    except Conflict as error:
        if row.kind in ONE_COPY or error.code in (
            causes.ROUND_CLOSED_WORK["code"],
            causes.UNKNOWN_ROUND["code"],
            causes.UNKNOWN_FORM["code"],
            causes.BASE_MISSING["code"],
            causes.HOUSEHOLD_MISSING["code"],
            causes.HOUSEHOLD_DECIDED["code"],
        ):
            raise
        answer = Answer(Outcome.CONFLICT, {**error.as_cause()}, keep_body=True)
    row.outcome, row.cause = answer.outcome, {**_sent_as(row), **(answer.cause or {})} or None
    if not answer.keep_body:
        row.body_sealed = None  # it is kept as a row of its own now
    row.settled_at = now() if answer.outcome is Outcome.ACCEPTED else None
    events.record(
        session, actor, "item.taken_in", row.kind, row.subject, item=str(row.id), outcome=answer.outcome.value
    )
    events.changed(session, row.tenant, "receipt", row.id, user_id=row.user_id)
    if row.kind == "household" and not answer.keep_body:
        overtaken.release_home_for(session, actor, row.user_id, row.subject)
    if row.kind == "survey" and not answer.keep_body:
        overtaken.release_for(session, actor, row.user_id, row.subject, row.id)
    return answer


def put_aside(session: Session, actor: Actor, item_id: UUID, reason: str) -> None:
    """Close a kept item without taking it in; its content stays. Raises ``NotFound``, ``NotPermitted``, ``Invalid``
    without a reason."""
    row = _get(session, actor, item_id)
    item = conflicts.kept_item(row)
    assert item is not None  # the query asks for its content
    late_places.require(session, actor, row, item)
    words = reason.strip().rstrip(". ")
    if not words:
        raise Invalid(
            "reason_missing",
            "Chưa ghi lý do nên chưa gác lại. Nội dung vẫn được giữ. Ghi lý do để người gửi hiểu rồi bấm Gác lại.",
            "There is no reason yet, so it was not put aside. It is still kept. Give a reason, then put it aside.",
        )
    row.cause = {**_sent_as(row), **causes.put_aside(words), "by": actor.name}
    row.settled_at = now()
    events.record(session, actor, "item.put_aside", row.kind, row.subject, item=str(row.id))
    events.changed(session, row.tenant, "receipt", row.id, user_id=row.user_id)


def _sent_as(row: SyncItem) -> dict[str, Any]:
    """The id by which the phone knows a second content of one id: its receipt names it."""
    return {key: value for key, value in (row.cause or {}).items() if key == "item"}


def _accept_survey(session: Session, actor: Actor, sender: Actor, item: Item, note: str) -> Answer:
    answer = surveys.receive(session, sender, item)
    if answer.keep_body:
        cause = answer.cause or causes.UNMATCHED
        raise Conflict(cause["code"], cause["vi"], cause["en"])
    if answer.outcome is not Outcome.HELD:
        return answer
    # Held for the sender's sake (moved, not assigned): the person who takes it in has looked.
    session.flush()
    survey = session.get_one(Survey, (actor.tenant, item.subject))
    held.take_in(session, actor, survey, item.id, note)
    return replace(answer, outcome=Outcome.ACCEPTED, cause=None)


def _in_scope(actor: Actor) -> Select[tuple[SyncItem]]:
    """Kept items of people who work or worked where the actor settles such things; surveys where they decide them."""

    def people(roles: frozenset[Any]) -> Select[tuple[UUID]]:
        units = access.units_in_scope(actor, roles).with_only_columns(Unit.id)
        return select(Grant.user_id).where(Grant.tenant == actor.tenant, Grant.unit_id.in_(units))

    is_late_survey = (SyncItem.kind == "survey") & (SyncItem.cause["code"].as_string() == causes.LATE["code"])
    return select(SyncItem).where(
        SyncItem.tenant == actor.tenant,
        SyncItem.outcome == Outcome.HELD,
        SyncItem.settled_at.is_(None),
        SyncItem.body_sealed.is_not(None),
        SyncItem.user_id != actor.user_id,
        or_(
            is_late_survey & SyncItem.user_id.in_(people(DECIDING_ROLES)),
            SyncItem.kind.in_(LATE) & SyncItem.user_id.in_(people(SETTLING_ROLES)),
        ),
    )


def _get(session: Session, actor: Actor, item_id: UUID) -> SyncItem:
    row = session.scalar(_in_scope(actor).where(SyncItem.id == item_id).with_for_update())
    if row is None:
        raise NotFound()
    return row


def _files(session: Session, row: SyncItem, item: Item) -> tuple[int, int]:
    named = {file["sha256"] for file in item.payload.get("attachments") or []}
    if not named:
        return 0, 0
    here = session.scalars(
        select(Attachment.sha256).where(
            Attachment.tenant == row.tenant,
            Attachment.survey_id == row.subject,
            Attachment.state == AttachmentState.STORED,
        )
    )
    return len(named & set(here)), len(named)


def _not_their_area(name: str) -> NotPermitted:
    return NotPermitted(
        "sender_elsewhere",
        f"{name} chưa từng phụ trách nơi này nên chưa ghi nhận được. Nội dung vẫn được giữ. Gác lại kèm lý do nếu không dùng.",
        f"{name} never worked in this place, so it was not recorded. It is still kept. Put it aside with a reason if it is of no use.",
    )

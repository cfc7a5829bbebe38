"""Surveys that were kept whole because nobody could say where they belong: no household or round named, a version of
the sheet that was not here, handed in too late. A supervisor matches each to its household, or puts it aside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.models import Grant, Household, Outcome, Round, RoundStatus, SyncItem, Unit, UnitKind, User
from gnbv.permissions import DECIDING_ROLES, Actor, actor_for
from gnbv.services import (
    access,
    answer_lines,
    causes,
    events,
    openrosa_submissions,
    overtaken,
    paged,
    sealing,
    surveys,
    sync_items,
)
from gnbv.services.paged import Paged
from gnbv.services.sync_items import Answer, Item

SHOWN_ANSWERS = 8
PAGE_ROWS = 20  # whole cards, each opened for the page


@dataclass(frozen=True)
class Waiting:
    """One kept survey: who sent it, why it waits, and its first answers, by which a person knows the household."""

    id: UUID
    sender: str
    received_at: datetime
    cause: dict[str, Any]
    form: str
    version: str
    answers: list[tuple[str, str]]


def page(session: Session, actor: Actor, number: int = 1) -> Paged[Waiting]:
    """A page of what waits of the people who work in the units where the actor decides, oldest first."""
    query = _in_scope(actor).order_by(SyncItem.received_at, SyncItem.id)
    items = paged.scalars(session, query, number, PAGE_ROWS)
    rows = items.rows
    names = dict(
        session.execute(
            select(User.id, User.name).where(
                User.tenant == actor.tenant, User.id.in_({row.user_id for row in rows})
            )
        )
        .tuples()
        .all()
    )
    found = []
    for row in rows:
        payload = _item(row).payload
        found.append(
            Waiting(
                row.id,
                names[row.user_id],
                row.received_at,
                row.cause or {},
                payload["form"],
                payload["version"],
                answer_lines.lines(session, actor, payload)[:SHOWN_ANSWERS],
            )
        )
    return replace(items, rows=found)


def count(session: Session, actor: Actor) -> int:
    """How many wait."""
    return session.scalar(select(func.count()).select_from(_in_scope(actor).subquery())) or 0


def places(session: Session, actor: Actor) -> tuple[list[Unit], list[Round]]:
    """Villages and open rounds to choose from."""
    villages = access.units_in_scope(actor, DECIDING_ROLES).where(Unit.kind == UnitKind.VILLAGE)
    rounds = access.rounds_in_scope(actor, DECIDING_ROLES).where(Round.status == RoundStatus.OPEN)
    return (
        list(session.scalars(villages.order_by(Unit.path, Unit.name))),
        list(session.scalars(rounds.order_by(Round.opens_on.desc()))),
    )


def match(
    session: Session, actor: Actor, item_id: UUID, village: UUID, number: int, round_id: UUID
) -> Answer:
    """Take a kept survey in for the household with that number in that village, as if its sender had named it.

    Raises ``NotFound`` for an item, household or round outside the actor's units, ``NotPermitted`` when its sender does
    not survey there, ``Invalid`` when the sheet refuses the answers, ``Conflict`` when it still cannot be taken.
    """
    row = _get(session, actor, item_id)
    household = session.scalar(
        access.households_in_scope(actor, DECIDING_ROLES).where(
            Household.unit_id == village, Household.number == number, Household.closed_on.is_(None)
        )
    )
    if household is None:
        raise _no_household()
    round_ = access.get_round_of(session, round_id, household)
    user = session.get_one(User, (actor.tenant, row.user_id))
    sender = actor_for(user, actor.today)
    item = openrosa_submissions.read_again(session, sender, _item(row), household, round_)
    try:
        answer = surveys.receive(session, sender, item)
    except (NotFound, NotPermitted) as error:
        raise _not_their_area(user.name) from error
    if answer.keep_body:
        cause = answer.cause or causes.UNMATCHED
        raise Conflict(cause["code"], cause["vi"], cause["en"])
    row.outcome, row.cause, row.body_sealed = answer.outcome, answer.cause, None
    row.settled_at = now() if answer.outcome is Outcome.ACCEPTED else None
    events.record(
        session, actor, "item.matched", "survey", row.subject,
        unit_id=household.unit_id, item=str(row.id), outcome=answer.outcome.value,
    )  # fmt: skip
    events.changed(session, actor.tenant, "receipt", row.id, user_id=row.user_id)
    overtaken.release_for(session, actor, row.user_id, row.subject, row.id)
    return answer


def put_aside(session: Session, actor: Actor, item_id: UUID, note: str) -> None:
    """Close a kept survey without taking it in; its content stays. Raises ``NotFound``, ``Invalid`` without a reason."""
    row = _get(session, actor, item_id)
    if not note.strip():
        raise Invalid(
            "reason_missing",
            "Chưa ghi lý do. Phiếu vẫn được giữ. Ghi lý do rồi bấm Gác lại.",
            "There is no reason yet. The survey is still kept. Give a reason, then put it aside.",
        )
    row.cause, row.settled_at = causes.withdrawn(note.strip()), now()
    events.record(session, actor, "item.put_aside", "survey", row.subject, item=str(row.id))
    events.changed(session, actor.tenant, "receipt", row.id, user_id=row.user_id)


def _in_scope(actor: Actor) -> Any:
    units = access.units_in_scope(actor, DECIDING_ROLES).with_only_columns(Unit.id)
    people = select(Grant.user_id).where(Grant.tenant == actor.tenant, Grant.unit_id.in_(units))
    return select(SyncItem).where(
        SyncItem.tenant == actor.tenant,
        SyncItem.kind == "survey",
        SyncItem.outcome == Outcome.HELD,
        SyncItem.settled_at.is_(None),
        SyncItem.body_sealed.is_not(None),
        SyncItem.user_id.in_(people),
        SyncItem.user_id != actor.user_id,
        # What only came late knows its household: late_items.
        SyncItem.cause["code"].as_string() != causes.LATE["code"],
    )


def _get(session: Session, actor: Actor, item_id: UUID) -> SyncItem:
    row: SyncItem | None = session.scalar(_in_scope(actor).where(SyncItem.id == item_id).with_for_update())
    if row is None:
        raise NotFound()
    return row


def _item(row: SyncItem) -> Item:
    assert row.body_sealed is not None
    return replace(
        sync_items.from_body(sealing.unseal_document(f"item/{row.id}", row.body_sealed)), id=row.id
    )


def _no_household() -> Invalid:
    return Invalid(
        "household_unknown",
        "Thôn này không có hộ mang số đó. Phiếu vẫn được giữ. Kiểm tra số hộ rồi chọn lại.",
        "This village has no household of that number. The survey is still kept. Check the number and choose again.",
    )


def _not_their_area(name: str) -> NotPermitted:
    return NotPermitted(
        "sender_elsewhere",
        f"{name} không phụ trách thôn của hộ này nên phiếu chưa nhận vào hộ. Phiếu vẫn được giữ. Chọn hộ khác hoặc gác lại.",
        f"{name} does not work in the village of this household, so the survey was not taken. It is still kept. "
        "Choose another household or put it aside.",
    )

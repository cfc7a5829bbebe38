"""Handing in: each item of a batch on its own, once whatever happens, with a readable answer."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, GnbvError
from gnbv.models import Outcome, Revision, SyncItem, Visit
from gnbv.permissions import Actor
from gnbv.services import causes, devices, events, overtaken, rows, sealing, surveys, sync_items, sync_schema
from gnbv.services.item_takers import CAN_CONFLICT, STAND_ALONE, TAKERS, UNRECORDED
from gnbv.services.phone_clocks import ClockTold
from gnbv.services.sync_items import Answer, Item

# What else can have the id of an item: revisions of the office, visits that came in another way.
OTHER_DOORS: dict[str, type[Revision] | type[Visit]] = {"survey": Revision, "visit": Visit}
TRIES = 3
NOTHING_TOLD = ClockTold()
# A mistake of ours that one item met. It must not stand in the way of the others, at every sync again; what the
# database or the disk says is different: then nothing is taken, and the phone tries later.
MISTAKES = overtaken.MISTAKES
log = logging.getLogger(__name__)


def receive(
    session: Session,
    actor: Actor,
    raw_items: list[dict[str, Any]],
    *,
    item_limit: int,
    is_late: bool = False,
    told: ClockTold = NOTHING_TOLD,
) -> list[dict[str, Any]]:
    """Take the items of one batch and answer each, in the order given.

    Each runs in its own savepoint: a bad one does not hurt the others. They are taken sorted by id, so that two
    batches with the same items never wait for each other. ``is_late``: the actor's deposit token was revoked or the
    account closed; everything readable is then held for a person. ``told`` is what the phone says of its clock.
    Nothing is committed here.
    """
    outcomes: dict[int, dict[str, Any]] = {}
    for index in sorted(range(len(raw_items)), key=lambda place: sync_items.order(raw_items[place])):
        raw = raw_items[index]
        answer = _answer(session, actor, raw, item_limit, is_late, told)
        outcomes[index] = {
            "id": raw.get("id") if isinstance(raw.get("id"), str) else None,
            "outcome": answer.outcome.value,
            "cause": answer.cause,
            "server": answer.server,
        }
    offset = raw_items[-1].get("utc_offset")
    if actor.device_id is not None and isinstance(offset, int) and abs(offset) < 24 * 60:
        devices.note_sync(session, actor, offset, told)
    return [outcomes[index] for index in range(len(raw_items))]


def _answer(
    session: Session, actor: Actor, raw: dict[str, Any], limit: int, is_late: bool, told: ClockTold
) -> Answer:
    try:
        item = replace(sync_items.read(raw, limit), skew_seconds=told.skew_seconds)
    except GnbvError as error:
        return _rejected(error)
    return take(session, actor, item, hold=causes.LATE if is_late else None)


def take(session: Session, actor: Actor, item: Item, *, hold: dict[str, Any] | None = None) -> Answer:
    """Take one item that was read and checked, once whatever happens. ``hold``: keep it whole for a person, for this
    cause, instead of acting on it. A refusal is an answer with its ``error``; nothing is committed."""
    for _attempt in range(TRIES):
        try:
            with session.begin_nested():
                return _settle(session, actor, item, hold)
        except GnbvError as error:
            # Not kept: the phone keeps it. The event helps the office to help.
            events.record(
                session, actor, "item.rejected", item.kind, item.subject,
                phone_at=item.made_at, utc_offset=item.utc_offset, cause=error.code, item=str(item.id),
            )  # fmt: skip
            return _rejected(error)
        except DataError:
            return _rejected(sync_schema.malformed("payload", "a value is out of range"))
        except MISTAKES:
            log.exception("item %s of kind %s could not be taken", item.id, item.kind)
            return _rejected(sync_items.mistake())
        except IntegrityError:
            # Another request wrote the same id, survey or file in this moment: look again, it is there now.
            continue
    return _never_fits(session, actor, item, hold)


def _never_fits(session: Session, actor: Actor, item: Item, hold: dict[str, Any] | None) -> Answer:
    """An item whose row never fits: what did not come by this door (a revision of the office) may have its id. It must
    not stand in the way of the others."""
    model = OTHER_DOORS.get(item.kind)
    if model is not None and session.get(model, (actor.tenant, item.id)) is not None:
        try:
            with session.begin_nested():
                return _second(session, actor, item, hold)
        except GnbvError as error:
            return _rejected(error)
        except IntegrityError:
            pass
    log.error("item %s of kind %s met a changed row %s times", item.id, item.kind, TRIES)
    return _rejected(sync_items.mistake())


def _settle(
    session: Session,
    actor: Actor,
    item: Item,
    hold: dict[str, Any] | None,
    sent_as: UUID | None = None,
) -> Answer:
    is_recorded = item.kind not in UNRECORDED
    known = rows.by_key(session, SyncItem, actor.tenant, item.id) if is_recorded else None
    if known is not None:
        return _again(session, actor, item, known, hold)
    held = Answer(Outcome.HELD, hold, keep_body=True)
    answer = held if hold else _take(session, actor, item)
    if sent_as is not None and answer.cause is not None:
        answer = replace(answer, cause={**answer.cause, "item": str(sent_as)})
    if is_recorded:
        _record(session, actor, item, answer)
        if not answer.keep_body:
            overtaken.follow(session, actor, item)
    return answer


def _take(session: Session, actor: Actor, item: Item) -> Answer:
    if item.kind not in CAN_CONFLICT:
        return TAKERS[item.kind](session, actor, item)
    try:
        with session.begin_nested():
            return TAKERS[item.kind](session, actor, item)
    except Conflict as error:
        return Answer(Outcome.CONFLICT, _cause(error), keep_body=True)


def _again(
    session: Session, actor: Actor, item: Item, known: SyncItem, hold: dict[str, Any] | None
) -> Answer:
    """The same id a second time: the same content is a repeat, any other a second content."""
    if (known.sha256, known.kind, known.user_id) != (item.sha256, item.kind, actor.user_id):
        return _second(session, actor, item, hold)
    if known.outcome is Outcome.CONFLICT and known.settled_at is None:
        return Answer(Outcome.CONFLICT, known.cause)
    server = surveys.server_facts(session, actor, item.subject) if item.kind == "survey" else {}
    return Answer(Outcome.DUPLICATE, known.cause, server)


def _second(session: Session, actor: Actor, item: Item, hold: dict[str, Any] | None) -> Answer:
    """Another content under an id that is taken, kept under an id of its own: a conflict that both sides keep, or one
    more of what stands alone."""
    rival_id = uuid5(item.id, item.sha256)
    if item.kind in STAND_ALONE:
        return _settle(session, actor, replace(item, id=rival_id), hold, sent_as=item.id)
    rival = session.get(SyncItem, (actor.tenant, rival_id))
    if rival is None:
        cause = causes.same_id(item.id)
        _record(session, actor, item, Answer(Outcome.CONFLICT, cause, keep_body=True), rival_id)
    elif rival.settled_at is not None:
        return Answer(Outcome.DUPLICATE, rival.cause)
    return Answer(Outcome.CONFLICT, causes.SAME_ID)


def _record(session: Session, actor: Actor, item: Item, answer: Answer, row_id: UUID | None = None) -> None:
    row_id = row_id or item.id
    session.add(
        SyncItem(
            tenant=actor.tenant,
            id=row_id,
            kind=item.kind,
            subject=item.subject,
            sha256=item.sha256,
            user_id=actor.user_id,
            device_id=actor.device_id,
            by_deposit=actor.by_deposit,
            outcome=answer.outcome,
            cause=answer.cause,
            body_sealed=sealing.seal_document(f"item/{row_id}", item.body()) if answer.keep_body else None,
            made_at=item.made_at,
            utc_offset=item.utc_offset,
            skew_seconds=item.skew_seconds,
            received_at=now(),
        )
    )
    if answer.outcome in (Outcome.HELD, Outcome.CONFLICT):
        events.record(
            session, actor, f"item.{answer.outcome.value}", item.kind, item.subject,
            phone_at=item.made_at, utc_offset=item.utc_offset,
            cause=(answer.cause or {}).get("code"), item=str(row_id),
        )  # fmt: skip
        events.changed(session, actor.tenant, "receipt", row_id, user_id=actor.user_id)
    session.flush()  # a twin written in this moment must show inside this savepoint


def _rejected(error: GnbvError) -> Answer:
    return Answer(Outcome.REJECTED, _cause(error), error=error)


def _cause(error: GnbvError) -> dict[str, Any]:
    return {**error.as_cause(), **error.details}

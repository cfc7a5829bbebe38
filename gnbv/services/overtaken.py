"""Corrections that came before the revision they correct: taken as soon as that one is stored, by whichever door."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, GnbvError
from gnbv.models import Outcome, SyncItem
from gnbv.permissions import Actor
from gnbv.services import causes, events, late_senders, sealing, surveys, sync_items

MISTAKES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
log = logging.getLogger(__name__)
SenderOf = Callable[[SyncItem], Actor]
# Asked for every survey that arrives: made once.
_WAITING = (
    select(SyncItem)
    .where(
        SyncItem.tenant == bindparam("tenant"),
        SyncItem.subject == bindparam("subject"),
        SyncItem.user_id == bindparam("user"),
        SyncItem.kind == "survey",
        SyncItem.outcome == Outcome.HELD,
        SyncItem.settled_at.is_(None),
        SyncItem.body_sealed.is_not(None),
    )
    .order_by(SyncItem.received_at, SyncItem.id)
)


def follow(session: Session, sender: Actor, item: sync_items.Item) -> None:
    """``item`` was taken as ``sender``'s: take what they handed in before it and what waits for it."""
    if item.kind == "survey":
        release(session, sender, item.subject, item.id)
    elif item.kind == "household":

        def own(row: SyncItem) -> Actor:
            return replace(sender, device_id=row.device_id, by_deposit=row.by_deposit)

        _release_home(session, sender.tenant, sender.user_id, item.subject, own)


def release_home_for(session: Session, actor: Actor, collector_id: UUID, home_id: UUID) -> None:
    """The surveys of a household made on a phone, when ``actor`` of the office took the household in."""

    def once(row: SyncItem) -> Actor:
        return late_senders.sender_of(session, actor, row)

    _release_home(session, actor.tenant, collector_id, home_id, once)


def release(session: Session, sender: Actor, survey_id: UUID, base: UUID) -> None:
    """Take what ``sender`` handed in before ``base``, and what waits for that in turn. ``base`` is a revision now."""

    def own(row: SyncItem) -> Actor:
        return replace(sender, device_id=row.device_id, by_deposit=row.by_deposit)

    _release(session, sender.tenant, sender.user_id, survey_id, base, own)


def release_for(session: Session, actor: Actor, collector_id: UUID, survey_id: UUID, base: UUID) -> None:
    """The same when ``actor`` of the office took ``base`` in: each as its sender, whose account may be closed."""

    def once(row: SyncItem) -> Actor:
        return late_senders.sender_of(session, actor, row)

    _release(session, actor.tenant, collector_id, survey_id, base, once)


def _release(
    session: Session, tenant: int, user_id: UUID, survey_id: UUID, base: UUID, sender_of: SenderOf
) -> None:
    for row in session.scalars(_WAITING, {"tenant": tenant, "subject": survey_id, "user": user_id}).all():
        if (row.cause or {}).get("code") != causes.BASE_MISSING["code"] or row.body_sealed is None:
            continue
        later = sync_items.from_body(sealing.unseal_document(f"item/{row.id}", row.body_sealed))
        if later.base != base:
            continue
        _take(session, sender_of(row), row, replace(later, id=row.id))
        if row.body_sealed is None:
            _release(session, tenant, user_id, survey_id, row.id, sender_of)


def _release_home(session: Session, tenant: int, user_id: UUID, home_id: UUID, sender_of: SenderOf) -> None:
    waiting = select(SyncItem).where(
        SyncItem.tenant == tenant,
        SyncItem.user_id == user_id,
        SyncItem.kind == "survey",
        SyncItem.outcome == Outcome.HELD,
        SyncItem.settled_at.is_(None),
        SyncItem.body_sealed.is_not(None),
        SyncItem.cause["code"].as_string() == causes.HOUSEHOLD_MISSING["code"],
    )
    for row in session.scalars(waiting.order_by(SyncItem.received_at, SyncItem.id)).all():
        assert row.body_sealed is not None  # asked for above
        item = sync_items.from_body(sealing.unseal_document(f"item/{row.id}", row.body_sealed))
        if UUID(item.payload["household"]) != home_id:
            continue
        _take(session, sender_of(row), row, replace(item, id=row.id))
        if row.body_sealed is None:
            _release(session, tenant, user_id, row.subject, row.id, sender_of)


def _take(session: Session, sender: Actor, row: SyncItem, later: sync_items.Item) -> None:
    try:
        with session.begin_nested():
            answer = surveys.receive(session, sender, later)
    except GnbvError as error:
        # Its content stays: a person has to look, at two copies when it met another one.
        row.outcome = Outcome.CONFLICT if isinstance(error, Conflict) else Outcome.HELD
        row.cause = {**error.as_cause(), **error.details}
    except (IntegrityError, DataError, *MISTAKES):
        # It waits on, where people see it: its base must not be refused for it.
        log.exception("the correction %s could not be taken after its base", row.id)
        return
    else:
        row.outcome, row.cause = answer.outcome, answer.cause
        if not answer.keep_body:
            row.body_sealed = None  # it is a revision now
        row.settled_at = now() if answer.outcome is Outcome.ACCEPTED else None
    events.changed(session, row.tenant, "receipt", row.id, user_id=row.user_id)
    session.flush()

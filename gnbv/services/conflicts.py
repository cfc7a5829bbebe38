"""Finding what arrived beside something else: two copies of one survey, two surveys of one household, two ticks under
one id. Both copies are kept until a person decides; what lies outside the person's units is not found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import NotFound, NotPermitted
from gnbv.models import (
    Grant,
    Household,
    Meeting,
    Occurrence,
    Outcome,
    Revision,
    Survey,
    SyncItem,
    Unit,
    User,
    VillageReview,
)
from gnbv.permissions import DECIDING_ROLES, SETTLING_ROLES, Actor
from gnbv.services import access, conflict_kinds, paged, phone_clocks, sealing, sync_items
from gnbv.services.conflict_kinds import Kind, kind_of
from gnbv.services.paged import Paged
from gnbv.services.sync_items import Item

PAGE_ROWS = 50
SETTLED_DAYS = 30
SETTLED = ("kept_here", "taken_here", "joined_here", "chosen", "other_chosen")


@dataclass(frozen=True)
class ConflictRow:
    """One line of the list. ``household`` is empty for a tick of a task and for a meeting."""

    item: SyncItem
    kind: Kind
    household: Household | None
    village: str
    sender: str


def waiting(session: Session, actor: Actor) -> int:
    """How many the actor may decide now."""
    query = _in_scope(actor).where(SyncItem.settled_at.is_(None), SyncItem.user_id != actor.user_id)
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def page(
    session: Session,
    actor: Actor,
    *,
    kind: str = "",
    unit_id: UUID | None = None,
    settled: bool = False,
    number: int = 1,
) -> Paged[ConflictRow]:
    """A page of what waits, oldest first; with ``settled`` of what was decided in the last 30 days, newest first. An
    unknown kind or village shows nothing. Eight queries."""
    query = conflict_kinds.chosen(_in_scope(actor, settled=settled), kind, unit_id)
    if settled:
        query = query.order_by(SyncItem.settled_at.desc(), SyncItem.id)
    else:
        query = query.where(SyncItem.settled_at.is_(None)).order_by(SyncItem.received_at, SyncItem.id)
    found = paged.scalars(session, query, number, PAGE_ROWS)
    return replace(found, rows=_rows(session, actor, found.rows))


def _rows(session: Session, actor: Actor, items: list[SyncItem]) -> list[ConflictRow]:
    tenant = actor.tenant
    surveys = _by_id(session, Survey, tenant, (item.subject for item in items))
    homes = _by_id(session, Household, tenant, (survey.household_id for survey in surveys.values()))
    villages = _by_id(session, Unit, tenant, (home.unit_id for home in homes.values()))
    met = _villages_of_meetings(session, tenant, [item.subject for item in items if item.kind == "meeting"])
    people = _by_id(session, User, tenant, (item.user_id for item in items))
    current = _by_id(session, Revision, tenant, (survey.revision_id for survey in surveys.values()))
    found = []
    for item in items:
        survey = surveys.get(item.subject)
        home = homes[survey.household_id] if survey else None
        revision = current.get(survey.revision_id) if survey and survey.revision_id else None
        village = villages[home.unit_id].name if home else met.get(item.subject, "")
        found.append(ConflictRow(item, kind_of(item, revision), home, village, people[item.user_id].name))
    return found


def get(session: Session, actor: Actor, item_id: UUID) -> SyncItem:
    """One of them, settled or not. Raises ``NotFound`` outside the actor's units, ``NotPermitted`` inside without the
    right to decide it."""
    row: SyncItem | None = session.scalar(_in_scope(actor, settled=None).where(SyncItem.id == item_id))
    if row is not None:
        return row
    survey_units = access.surveys_in_scope(actor, list(actor.roles)).with_only_columns(Survey.id)
    anywhere = session.scalar(
        select(SyncItem.id).where(
            SyncItem.tenant == actor.tenant,
            SyncItem.id == item_id,
            SyncItem.subject.in_(survey_units),
            (SyncItem.outcome == Outcome.CONFLICT) | SyncItem.cause["code"].as_string().in_(SETTLED),
        )
    )
    raise NotFound() if anywhere is None else NotPermitted()


def kept_item(row: SyncItem) -> Item | None:
    """The whole item as it was handed in, under the id that its row has here."""
    if row.body_sealed is None:
        return None
    return replace(
        sync_items.from_body(sealing.unseal_document(f"item/{row.id}", row.body_sealed)), id=row.id
    )


def _in_scope(actor: Actor, *, settled: bool | None = False) -> Select[tuple[SyncItem]]:
    """Conflicts of surveys where the actor decides surveys, and of tasks and meetings where they settle them."""
    deciding = access.units_in_scope(actor, DECIDING_ROLES).with_only_columns(Unit.id)
    surveys = select(Survey.id).where(Survey.tenant == actor.tenant, Survey.unit_id.in_(deciding))
    tasks = access.units_in_scope(actor, SETTLING_ROLES).with_only_columns(Unit.id)
    turns = select(Occurrence.id).where(Occurrence.tenant == actor.tenant, Occurrence.unit_id.in_(tasks))
    meetings = (
        select(Meeting.id)
        .join(
            VillageReview,
            (VillageReview.tenant == Meeting.tenant) & (VillageReview.id == Meeting.review_id),
        )
        .where(Meeting.tenant == actor.tenant, VillageReview.unit_id.in_(tasks))
    )
    people = select(Grant.user_id).where(Grant.tenant == actor.tenant, Grant.unit_id.in_(deciding))
    code = SyncItem.cause["code"].as_string()
    # Of a rival survey with corrections only the newest stands for it.
    newest = select(Survey.revision_id).where(Survey.tenant == actor.tenant)
    known = select(Survey.id).where(Survey.tenant == actor.tenant)
    query = select(SyncItem).where(
        SyncItem.tenant == actor.tenant,
        or_(
            (SyncItem.kind == "survey") & SyncItem.subject.in_(surveys),
            (SyncItem.kind == "survey") & SyncItem.subject.not_in(known) & SyncItem.user_id.in_(people),
            (SyncItem.kind == "completion") & SyncItem.subject.in_(turns),
            (SyncItem.kind == "meeting") & SyncItem.subject.in_(meetings),
        ),
        SyncItem.body_sealed.is_not(None) | SyncItem.id.in_(newest),
    )
    is_open = SyncItem.outcome == Outcome.CONFLICT
    was_open = code.in_(SETTLED)
    if settled is None:
        return query.where(is_open | was_open)
    if settled:
        return query.where(was_open, SyncItem.settled_at > now() - timedelta(days=SETTLED_DAYS))
    return query.where(is_open)


def _villages_of_meetings(session: Session, tenant: int, ids: list[UUID]) -> dict[UUID, str]:
    found = (
        session.scalars(select(Meeting).where(Meeting.tenant == tenant, Meeting.id.in_(ids))) if ids else ()
    )
    return {meeting.id: meeting.review.unit.name for meeting in found}


def clock_off(item: SyncItem) -> int | None:
    """How far the phone's clock was off (seconds), when it is worth saying: as measured when it sent, else because the
    work was made after it arrived. ``None`` when it was right or is unknown."""
    ahead = round((item.made_at - item.received_at).total_seconds())
    skew = item.skew_seconds if item.skew_seconds is not None else max(ahead, 0)
    return skew if phone_clocks.is_wrong(skew) else None


def _by_id(session: Session, model: Any, tenant: int, ids: Iterable[UUID | None]) -> dict[UUID, Any]:
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    found = session.scalars(select(model).where(model.tenant == tenant, model.id.in_(wanted)))
    return {row.id: row for row in found}

"""A household made on a phone: a part that split off another one, or a home the register never knew.

It stands in the register at once, without a code, so that its sheet can be taken; nobody is moved before a person has
confirmed it (``household_changes``).
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv import permissions
from gnbv.clock import now
from gnbv.errors import Conflict, NotFound, NotPermitted
from gnbv.ids import new_id
from gnbv.models import (
    Assignment,
    ChangeKind,
    ChangeState,
    Household,
    HouseholdChange,
    ListReason,
    Outcome,
    Purpose,
    Round,
    RoundStatus,
    Unit,
    User,
)
from gnbv.permissions import SURVEY_ROLES, Actor
from gnbv.rules.names import fold
from gnbv.services import (
    access,
    assignment_bars,
    causes,
    events,
    household_classes,
    household_numbers,
    pending_homes,
    proposed_members,
    round_list_lines,
    rows,
    sync_schema,
)
from gnbv.services.proposed_members import Member
from gnbv.services.round_list_lines import Line
from gnbv.services.sync_items import Answer, Item

NOTES = {
    ChangeKind.SPLIT: "Hộ tách ra trong đợt, chờ xác nhận.",
    ChangeKind.UNREGISTERED: "Hộ chưa có trong sổ, gặp trong đợt, chờ xác nhận.",
}


def receive(session: Session, actor: Actor, item: Item) -> Answer:
    """Take a household made on a phone: register, list of the round, assignment to the sender, and the proposal that
    waits for a person. The same content again changes nothing; another one of the same sender replaces the proposal
    while nobody decided it.

    Held: a sender who moved away, a round that is not open, a household that was decided already. Raises ``NotFound``
    outside the actor's units, ``NotPermitted`` inside without a role that surveys, ``Invalid`` for members that were
    never in the household they come from, no single head or a day to come, ``Conflict`` for an id of somebody else's.
    """
    return _receive(session, actor, item, looked_at=False)


def receive_looked_at(session: Session, actor: Actor, item: Item) -> Answer:
    """The same for a kept item that a person of the office takes in; ``actor`` is its sender. A closed round holds it
    no more, and a refused household waits for a decision again."""
    return _receive(session, actor, item, looked_at=True)


def _receive(session: Session, actor: Actor, item: Item, *, looked_at: bool) -> Answer:
    payload = item.payload
    village = rows.by_key(session, Unit, actor.tenant, UUID(payload["unit"]))
    if village is None:
        raise NotFound()
    if not permissions.can_collect(actor, village.path):
        if access.ever_held_over(session, actor, village.path, SURVEY_ROLES):
            return Answer(Outcome.HELD, causes.MOVED_WORK, keep_body=True)
        raise NotPermitted() if actor.reaches(village.path) else NotFound()
    round_ = _round(session, actor, UUID(payload["round"]), village)
    origin = _origin(session, actor, payload, round_)
    on = sync_schema.day(payload["on"])
    members = proposed_members.read(session, actor.tenant, payload, origin, on, actor.today)
    if round_.status is not RoundStatus.OPEN and not looked_at:
        return Answer(Outcome.HELD, causes.ROUND_CLOSED_WORK, keep_body=True)
    kind = ChangeKind.of(payload["why"])
    home, known = rows.by_key(session, Household, actor.tenant, item.subject), None
    if home is not None:
        known = pending_homes.proposal_of(session, actor.tenant, home.id)
        if known is None or known.proposed_by != actor.user_id:
            raise Conflict(**causes.SAME_ID)
        if _content(known) == _told(payload, members):
            return Answer(Outcome.ACCEPTED)
        if known.state is ChangeState.CONFIRMED or (known.state is ChangeState.REFUSED and not looked_at):
            if looked_at:
                raise Conflict(**causes.HOUSEHOLD_DECIDED)
            return Answer(Outcome.HELD, causes.HOUSEHOLD_DECIDED, keep_body=True)
        if known.state is ChangeState.PROPOSED:
            known.state = ChangeState.SUPERSEDED
    before = pending_homes.newcomers(session, actor.tenant, item.subject) if home else set()
    proposed_members.keep(session, actor.tenant, members, before)
    head = next(member for member in members if member.relation == proposed_members.HEAD)
    if home is None:
        home = _home(session, item.subject, village, kind, on)
    elif home.unit_id != village.id:
        home.unit_id, home.number = village.id, household_numbers.free(session, village)
    home.closed_on = home.close_reason = None
    home.head_id, home.head_name, home.place = head.person_id, head.name, payload.get("place") or ""
    home.search_text = " | ".join(fold(member.name) for member in members)
    session.flush()  # the change, the list and the assignment name the household
    change = _propose(session, actor, item, kind, round_, home, origin, on, members)
    if known is not None and known.household_id == change.household_id and change.survey_id is None:
        change.survey_id, change.revision_id = known.survey_id, known.revision_id
    line = Line(ListReason.HAND, note=NOTES[kind])
    row = round_list_lines.get(session, round_, home.id)
    round_list_lines.put(session, round_, home.id, village.id, line, row).unit_id = village.id
    _assign(session, actor, round_, home, origin)
    events.record(
        session, actor, "household.proposed", "household", home.id,
        unit_id=village.id, phone_at=item.made_at, utc_offset=item.utc_offset, change=str(change.id),
        kind=kind.value, members=len(members), origin=str(origin.id) if origin else None,
    )  # fmt: skip
    events.changed(session, actor.tenant, "household", home.id, unit_id=village.id)
    return Answer(Outcome.ACCEPTED)


def _round(session: Session, actor: Actor, round_id: UUID, village: Unit) -> Round:
    round_ = rows.by_key(session, Round, actor.tenant, round_id)
    if round_ is None or not village.path.startswith(access.get_unit_of(session, round_).path):
        raise NotFound()
    return round_


def _origin(session: Session, actor: Actor, payload: dict[str, Any], round_: Round) -> Household | None:
    """The household it split from. Raises ``NotFound`` for one where the actor never surveyed, or outside the round."""
    if payload["why"] != ChangeKind.SPLIT.value:
        return None
    origin = rows.by_key(session, Household, actor.tenant, UUID(payload["from"] or str(UUID(int=0))))
    if origin is None or not access.ever_held(session, actor, origin, SURVEY_ROLES):
        raise NotFound()
    access.get_round_of(session, round_.id, origin)
    return origin


def _home(session: Session, home_id: UUID, village: Unit, kind: ChangeKind, on: date) -> Household:
    home = Household(
        tenant=village.tenant,
        id=home_id,
        unit_id=village.id,
        number=household_numbers.free(session, village),
        code="",
        head_name="",
        facts={},
        opened_on=on,
        created_at=now(),
        source="split" if kind is ChangeKind.SPLIT else "phone",
    )
    session.add(home)
    return home


def _propose(
    session: Session, actor: Actor, item: Item, kind: ChangeKind, round_: Round, home: Household,
    origin: Household | None, on: date, members: list[Member],
) -> HouseholdChange:  # fmt: skip
    about = origin or home
    told = _waiting_word(session, round_, origin) if origin else None
    known = household_classes.today(session, actor.tenant, [about.id]).get(about.id)
    change = HouseholdChange(
        tenant=actor.tenant,
        id=new_id(),
        household_id=about.id,
        round_id=round_.id,
        unit_id=about.unit_id,
        kind=kind,
        on=on,
        evidence=item.payload["evidence"].strip(),
        other_id=home.id if origin else None,
        people=[str(member.person_id) for member in members if member.is_moved],
        details={**_told(item.payload, members), "item": str(item.id)},
        state=ChangeState.PROPOSED,
        class_then=known[0] if known else None,
        proposed_by=actor.user_id,
        proposed_at=now(),
    )
    if told is not None:  # the sheet of the old household has said it already: one change, not two
        told.state = ChangeState.SUPERSEDED
        change.survey_id, change.revision_id = told.survey_id, told.revision_id
    session.add(change)
    session.flush()  # the event names it
    return change


def _waiting_word(session: Session, round_: Round, origin: Household) -> HouseholdChange | None:
    """That the household was split, told by its sheet alone."""
    return session.scalars(
        select(HouseholdChange).where(
            HouseholdChange.tenant == origin.tenant,
            HouseholdChange.household_id == origin.id,
            HouseholdChange.round_id == round_.id,
            HouseholdChange.kind == ChangeKind.SPLIT,
            HouseholdChange.other_id.is_(None),
            HouseholdChange.state == ChangeState.PROPOSED,
        )
    ).first()


def _told(payload: dict[str, Any], members: list[Member]) -> dict[str, Any]:
    keys = ("why", "from", "unit", "on", "head")
    words = {key: payload.get(key) for key in keys} | {"place": payload.get("place") or ""}
    return {**words, "evidence": payload["evidence"].strip(), "members": [one.document() for one in members]}


def _content(change: HouseholdChange) -> dict[str, Any]:
    return {key: value for key, value in change.details.items() if key != "item"}


def _assign(session: Session, actor: Actor, round_: Round, home: Household, origin: Household | None) -> None:
    """To whoever found it, unless they survey there no more or it is their family's: then the office chooses."""
    sender = session.get_one(User, (actor.tenant, actor.user_id))
    acts = permissions.actor_for(sender, actor.today)
    village = access.get_unit_of(session, home)
    if not permissions.can_collect(acts, village.path):
        return
    if origin is not None and assignment_bars.is_family(session, sender, origin):
        return
    open_ = session.scalar(
        select(Assignment.id).where(
            Assignment.tenant == actor.tenant,
            Assignment.round_id == round_.id,
            Assignment.household_id == home.id,
            Assignment.purpose == Purpose.MAIN,
            Assignment.closed_at.is_(None),
        )
    )
    if open_ is None:
        session.add(
            Assignment(
                tenant=actor.tenant, id=new_id(), round_id=round_.id, household_id=home.id, user_id=sender.id,
                purpose=Purpose.MAIN, due_on=round_.village_deadline, assigned_at=now(), assigned_by=None,
            )
        )  # fmt: skip

"""All that stands on the page of one change: who is concerned, and what can be chosen before it is confirmed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv import permissions
from gnbv.models import (
    Assignment,
    ChangeKind,
    ChangeState,
    Grant,
    Household,
    HouseholdChange,
    Membership,
    Purpose,
    Round,
    RoundHousehold,
    Survey,
    SurveyStatus,
    Unit,
    User,
)
from gnbv.permissions import ASSIGNING_ROLES, SURVEY_ROLES, Actor
from gnbv.rules.names import fold
from gnbv.services import access, change_rights, pack_files
from gnbv.services.change_deeds import members_of

MOST_ALIKE = 5


@dataclass(frozen=True)
class Place:
    """A village to move to, and who may survey there: (person, homes they have there in the round), most first."""

    village: Unit
    people: list[tuple[User, int]]


@dataclass
class ChangeFacts:
    """``members`` live there by the register; ``proposed`` is who the phone says lives in the new home. ``other`` is
    the home that was looked up to join, with ``other_members`` and its sheet of the round; ``alike`` are homes whose
    head the sheet names."""

    change: HouseholdChange
    home: Household
    village: Unit
    members: list[Membership]
    proposed: list[dict[str, Any]]
    may_act: bool
    round: Round
    decider: User | None = None
    survey: Survey | None = None
    other_survey: Survey | None = None
    to_village: Unit | None = None
    places: list[Place] = field(default_factory=list)
    villages: list[Unit] = field(default_factory=list)
    other: Household | None = None
    other_members: list[Membership] = field(default_factory=list)
    searched: bool = False
    alike: list[Household] = field(default_factory=list)


def facts(
    session: Session, actor: Actor, change: HouseholdChange, looked_up: tuple[UUID, int] | None = None
) -> ChangeFacts:
    """The page's facts. ``looked_up``: village and number of the home to join. ``change`` was found by
    ``change_rights.get``."""
    home = session.get_one(Household, (change.tenant, change.household_id))
    found = ChangeFacts(
        change=change,
        home=home,
        village=session.get_one(Unit, (change.tenant, change.unit_id)),
        members=members_of(session, change.tenant, home=home.id),
        proposed=change.details.get("members") or [],
        may_act=change_rights.may(session, actor, change),
        round=session.get_one(Round, (change.tenant, change.round_id)),
        decider=session.get(User, (change.tenant, change.decided_by)) if change.decided_by else None,
        survey=session.get(Survey, (change.tenant, change.survey_id)) if change.survey_id else None,
        to_village=session.get(Unit, (change.tenant, change.to_unit_id)) if change.to_unit_id else None,
    )
    if change.other_id is not None:
        found.other = session.get(Household, (change.tenant, change.other_id))
        found.other_survey = _survey(session, change, change.other_id)
    if not found.may_act or change.state is not ChangeState.PROPOSED:
        return found
    if change.kind is ChangeKind.MOVED_VILLAGE:
        found.places = places(session, actor, change, home)
    if change.kind is ChangeKind.MERGED:
        found.villages = _villages(session, actor, found.village)
        if looked_up is not None:
            found.searched = True
            found.other = find(session, actor, *looked_up)
        if found.other is None:
            found.alike = _alike(session, change, [one.id for one in found.villages])
        if found.other is not None:
            found.other_members = members_of(session, change.tenant, home=found.other.id)
            found.other_survey = _survey(session, change, found.other.id)
    return found


def find(session: Session, actor: Actor, village: UUID, number: int) -> Household | None:
    """The open home of that number in a village where the actor assigns."""
    return session.scalar(
        access.households_in_scope(actor, ASSIGNING_ROLES).where(
            Household.unit_id == village, Household.number == number, Household.closed_on.is_(None)
        )
    )


def places(session: Session, actor: Actor, change: HouseholdChange, home: Household) -> list[Place]:
    """The other villages of the commune where the actor assigns, each with those who may survey this home there: who
    has most homes of it in the round stands first."""
    here = session.get_one(Unit, (home.tenant, home.unit_id))
    villages = [one for one in _villages(session, actor, here) if one.id != here.id]
    people = _collectors(session, change.tenant)
    counts = _counts(session, change)
    lived = select(Membership.person_id).where(
        Membership.tenant == home.tenant, Membership.household_id == home.id
    )
    family = set(session.scalars(lived))
    found = []
    for village in villages:
        able = [
            (user, counts[user.id, village.id])
            for user in people
            if user.person_id not in family
            and permissions.can_collect(permissions.actor_for(user, actor.today), village.path)
        ]
        found.append(Place(village, sorted(able, key=lambda one: (-one[1], one[0].name))))
    return found


def named(places_: list[Place], words: str) -> UUID | None:
    """The village that the sheet names in its own words, when exactly one of ``places_`` is in them."""
    told = f" {fold(words)} ".replace(",", " ")
    found = [place.village.id for place in places_ if f" {fold(place.village.name)} " in told]
    return found[0] if len(found) == 1 else None


def _alike(session: Session, change: HouseholdChange, villages: list[UUID]) -> list[Household]:
    """Homes of the commune's villages whose head the sheet names."""
    told = f" {fold(str(change.details.get('to') or ''))} ".replace(",", " ")
    if not told.strip():
        return []
    names = session.execute(
        select(Household.id, Household.head_name)
        .where(
            Household.tenant == change.tenant,
            Household.unit_id.in_(villages),
            Household.closed_on.is_(None),
            Household.id != change.household_id,
            Household.code != "",
        )
        .order_by(Household.number, Household.id)
    )
    found = [row.id for row in names if f" {fold(row.head_name)} " in told][:MOST_ALIKE]
    query = select(Household).where(Household.tenant == change.tenant, Household.id.in_(found))
    return list(session.scalars(query.order_by(Household.number, Household.id)))


def usual(session: Session, actor: Actor, change: HouseholdChange, village: Unit) -> UUID | None:
    """Who goes to the home in that village when nobody says otherwise: whoever has most homes there. ``None`` where
    nobody may."""
    home = session.get_one(Household, (change.tenant, change.household_id))
    for place in places(session, actor, change, home):
        if place.village.id == village.id and place.people:
            return place.people[0][0].id
    return None


def relations() -> list[dict[str, Any]]:
    """What a person can be to the head of the home they join."""
    return [one for one in pack_files.catalogue("relations") if one["value"] != "head"]


def _villages(session: Session, actor: Actor, here: Unit) -> list[Unit]:
    query = access.units_in_scope(actor, ASSIGNING_ROLES).where(
        Unit.parent_id == here.parent_id, Unit.kind == here.kind, Unit.valid_to.is_(None)
    )
    return list(session.scalars(query.order_by(Unit.code, Unit.name)))


def _collectors(session: Session, tenant: int) -> list[User]:
    query = select(Grant.user_id).where(Grant.tenant == tenant, Grant.role.in_(SURVEY_ROLES))
    return list(
        session.scalars(
            select(User)
            .where(User.tenant == tenant, User.is_active.is_(True), User.id.in_(query))
            .order_by(User.name)
        )
    )


def _counts(session: Session, change: HouseholdChange) -> Counter[tuple[UUID, UUID]]:
    rows = session.execute(
        select(Assignment.user_id, RoundHousehold.unit_id)
        .join(
            RoundHousehold,
            (RoundHousehold.tenant == Assignment.tenant)
            & (RoundHousehold.round_id == Assignment.round_id)
            & (RoundHousehold.household_id == Assignment.household_id),
        )
        .where(
            Assignment.tenant == change.tenant,
            Assignment.round_id == change.round_id,
            Assignment.purpose == Purpose.MAIN,
            Assignment.closed_at.is_(None),
        )
    )
    return Counter((row.user_id, row.unit_id) for row in rows)


def _survey(session: Session, change: HouseholdChange, home_id: UUID) -> Survey | None:
    return session.scalars(
        select(Survey).where(
            Survey.tenant == change.tenant,
            Survey.round_id == change.round_id,
            Survey.household_id == home_id,
            Survey.purpose == Purpose.MAIN,
            Survey.status != SurveyStatus.WITHDRAWN,
        )
    ).first()

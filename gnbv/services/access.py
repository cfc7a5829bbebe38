"""Finding records is where access is decided: what lies outside the person's units is not found."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from gnbv.errors import NotFound, NotPermitted
from gnbv.models import (
    Certificate,
    Grant,
    Household,
    Petition,
    Plan,
    Recognition,
    Role,
    Round,
    Survey,
    Unit,
    User,
)
from gnbv.permissions import READING_ROLES, SURVEY_ROLES, Actor
from gnbv.services import rows


def units_in_scope(actor: Actor, roles: Iterable[Role] | None = None) -> Select[tuple[Unit]]:
    """Units over which the actor holds any of ``roles`` (any role when ``None``)."""
    return Unit.within(actor.tenant, actor.paths(roles))


def unit_ids(actor: Actor, roles: Iterable[Role] | None) -> Select[tuple[UUID]]:
    """The ids of ``units_in_scope``, to be looked for in another table."""
    return units_in_scope(actor, roles).with_only_columns(Unit.id)


def households_in_scope(actor: Actor, roles: Iterable[Role] | None = None) -> Select[tuple[Household]]:
    return select(Household).where(
        Household.tenant == actor.tenant, Household.unit_id.in_(unit_ids(actor, roles))
    )


def surveys_in_scope(actor: Actor, roles: Iterable[Role] = READING_ROLES) -> Select[tuple[Survey]]:
    return select(Survey).where(Survey.tenant == actor.tenant, Survey.unit_id.in_(unit_ids(actor, roles)))


def rounds_in_scope(actor: Actor, roles: Iterable[Role] | None = None) -> Select[tuple[Round]]:
    """Rounds of units in scope, and of the units above them (a village head's round is the commune's)."""
    above = {UUID(part) for path in actor.paths(roles) for part in path.strip("/").split("/") if part}
    return select(Round).where(
        Round.tenant == actor.tenant,
        (Round.unit_id.in_(unit_ids(actor, roles))) | (Round.unit_id.in_(above)),
    )


def plans_in_scope(actor: Actor) -> Select[tuple[Plan]]:
    """Plans of units in scope, and of the units above them."""
    above = {UUID(part) for path in actor.paths() for part in path.strip("/").split("/") if part}
    return select(Plan).where(
        Plan.tenant == actor.tenant, (Plan.unit_id.in_(unit_ids(actor, None))) | (Plan.unit_id.in_(above))
    )


def petitions_in_scope(actor: Actor, roles: Iterable[Role] | None = None) -> Select[tuple[Petition]]:
    return select(Petition).where(
        Petition.tenant == actor.tenant, Petition.unit_id.in_(unit_ids(actor, roles))
    )


def recognitions_in_scope(actor: Actor, roles: Iterable[Role] | None = None) -> Select[tuple[Recognition]]:
    """Decisions of units in scope, and of the units above them (a village's certificates are the commune's)."""
    above = {UUID(part) for path in actor.paths(roles) for part in path.strip("/").split("/") if part}
    return select(Recognition).where(
        Recognition.tenant == actor.tenant,
        (Recognition.unit_id.in_(unit_ids(actor, roles))) | (Recognition.unit_id.in_(above)),
    )


def certificates_in_scope(actor: Actor, roles: Iterable[Role] | None = None) -> Select[tuple[Certificate]]:
    return select(Certificate).where(
        Certificate.tenant == actor.tenant, Certificate.village_id.in_(unit_ids(actor, roles))
    )


def users_in_scope(actor: Actor, roles: Iterable[Role] | None = None) -> Select[tuple[User]]:
    """Accounts with a role, now or before, in units over which the actor holds any of ``roles``."""
    there = select(Grant.user_id).where(
        Grant.tenant == actor.tenant, Grant.unit_id.in_(unit_ids(actor, roles))
    )
    return select(User).where(User.tenant == actor.tenant, User.id.in_(there))


def get_unit(session: Session, actor: Actor, unit_id: UUID) -> Unit:
    """Raises ``NotFound`` outside the actor's units."""
    unit = session.scalar(units_in_scope(actor).where(Unit.id == unit_id))
    if unit is None:
        raise NotFound()
    return unit


def get_household(session: Session, actor: Actor, household_id: UUID) -> Household:
    """Raises ``NotFound`` outside the actor's units."""
    household = rows.by_key(session, Household, actor.tenant, household_id)
    if household is None or not actor.reaches(get_unit_of(session, household).path):
        raise NotFound()
    return household


def get_unit_of(session: Session, row: Household | Round) -> Unit:
    """The unit that a household or a round belongs to."""
    unit = rows.by_key(session, Unit, row.tenant, row.unit_id)
    assert unit is not None  # a foreign key
    return unit


def get_survey(session: Session, actor: Actor, survey_id: UUID) -> Survey:
    """A survey to read. ``NotFound`` outside the actor's units, ``NotPermitted`` inside without a reading role."""
    anywhere = select(Survey).where(
        Survey.tenant == actor.tenant,
        Survey.id == survey_id,
        Survey.unit_id.in_(unit_ids(actor, None)),
    )
    survey = session.scalar(anywhere)
    if survey is None:
        raise NotFound()
    if session.scalar(surveys_in_scope(actor).where(Survey.id == survey_id)) is None:
        raise NotPermitted()
    return survey


def require_in_scope(session: Session, actor: Actor, household: Household, roles: Iterable[Role]) -> None:
    """Raises ``NotPermitted`` when none of ``roles`` is held over the household's village."""
    if not actor.holds(roles, get_unit_of(session, household).path):
        raise NotPermitted()


def ever_held(session: Session, actor: Actor, household: Household, roles: Iterable[Role]) -> bool:
    """Whether the actor holds or once held any of ``roles`` over the household's village."""
    return ever_held_over(session, actor, get_unit_of(session, household).path, roles)


def ever_held_over(session: Session, actor: Actor, path: str, roles: Iterable[Role]) -> bool:
    """The same of the unit with ``path``."""
    if actor.holds(roles, path):
        return True
    past = select(Grant).where(
        Grant.tenant == actor.tenant,
        Grant.user_id == actor.user_id,
        Grant.role.in_(list(roles)),
        Grant.valid_from <= actor.today,
    )
    return any(path.startswith(grant.unit.path) for grant in session.scalars(past))


def has_moved_away(session: Session, actor: Actor, household_id: UUID) -> bool:
    """Whether the actor surveyed at this household's village once and does so no more: what they did there may have
    waited on the phone."""
    household = rows.by_key(session, Household, actor.tenant, household_id)
    if household is None or actor.holds(SURVEY_ROLES, get_unit_of(session, household).path):
        return False
    return ever_held(session, actor, household, SURVEY_ROLES)


def get_round_of(session: Session, round_id: UUID, household: Household) -> Round:
    """A round that covers the household's village. Raises ``NotFound`` for any other."""
    round_ = rows.by_key(session, Round, household.tenant, round_id)
    if round_ is None:
        raise NotFound()
    if not get_unit_of(session, household).path.startswith(get_unit_of(session, round_).path):
        raise NotFound()
    return round_

"""Finding records is where access is decided: what lies outside the person's units is not found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from gnbv.errors import NotFound, NotPermitted
from gnbv.models import (
    Certificate,
    Complaint,
    Event,
    Grant,
    Household,
    HouseholdChange,
    Meeting,
    Occurrence,
    Petition,
    Plan,
    Posting,
    Recognition,
    Recommendation,
    Role,
    Round,
    SavedView,
    Survey,
    SyncItem,
    TableSubmission,
    TableTemplate,
    Task,
    Unit,
    User,
    VillageReview,
)
from gnbv.permissions import READING_ROLES, SURVEY_ROLES, Actor
from gnbv.services import rows


def units_in_scope(actor: Actor, roles: Iterable[Role] | None = None) -> Select[tuple[Unit]]:
    """Units over which the actor holds any of ``roles`` (any role when ``None``)."""
    return Unit.within(actor.tenant, actor.paths(roles))


def _unit_ids(actor: Actor, roles: Iterable[Role] | None) -> Select[tuple[UUID]]:
    return units_in_scope(actor, roles).with_only_columns(Unit.id)


def households_in_scope(actor: Actor, roles: Iterable[Role] | None = None) -> Select[tuple[Household]]:
    return select(Household).where(
        Household.tenant == actor.tenant, Household.unit_id.in_(_unit_ids(actor, roles))
    )


def surveys_in_scope(actor: Actor, roles: Iterable[Role] = READING_ROLES) -> Select[tuple[Survey]]:
    return select(Survey).where(Survey.tenant == actor.tenant, Survey.unit_id.in_(_unit_ids(actor, roles)))


def rounds_in_scope(actor: Actor, roles: Iterable[Role] | None = None) -> Select[tuple[Round]]:
    """Rounds of units in scope, and of the units above them (a village head's round is the commune's)."""
    above = {UUID(part) for path in actor.paths(roles) for part in path.strip("/").split("/") if part}
    return select(Round).where(
        Round.tenant == actor.tenant,
        (Round.unit_id.in_(_unit_ids(actor, roles))) | (Round.unit_id.in_(above)),
    )


def plans_in_scope(actor: Actor) -> Select[tuple[Plan]]:
    """Plans of units in scope, and of the units above them."""
    above = {UUID(part) for path in actor.paths() for part in path.strip("/").split("/") if part}
    return select(Plan).where(
        Plan.tenant == actor.tenant, (Plan.unit_id.in_(_unit_ids(actor, None))) | (Plan.unit_id.in_(above))
    )


def petitions_in_scope(actor: Actor, roles: Iterable[Role] | None = None) -> Select[tuple[Petition]]:
    return select(Petition).where(
        Petition.tenant == actor.tenant, Petition.unit_id.in_(_unit_ids(actor, roles))
    )


def recognitions_in_scope(actor: Actor, roles: Iterable[Role] | None = None) -> Select[tuple[Recognition]]:
    """Decisions of units in scope, and of the units above them (a village's certificates are the commune's)."""
    above = {UUID(part) for path in actor.paths(roles) for part in path.strip("/").split("/") if part}
    return select(Recognition).where(
        Recognition.tenant == actor.tenant,
        (Recognition.unit_id.in_(_unit_ids(actor, roles))) | (Recognition.unit_id.in_(above)),
    )


def certificates_in_scope(actor: Actor, roles: Iterable[Role] | None = None) -> Select[tuple[Certificate]]:
    return select(Certificate).where(
        Certificate.tenant == actor.tenant, Certificate.village_id.in_(_unit_ids(actor, roles))
    )


def users_in_scope(actor: Actor, roles: Iterable[Role] | None = None) -> Select[tuple[User]]:
    """Accounts with a role, now or before, in units over which the actor holds any of ``roles``."""
    there = select(Grant.user_id).where(
        Grant.tenant == actor.tenant, Grant.unit_id.in_(_unit_ids(actor, roles))
    )
    return select(User).where(User.tenant == actor.tenant, User.id.in_(there))


def _occurrences_in_scope(actor: Actor) -> Select[tuple[Occurrence]]:
    return (
        select(Occurrence)
        .join(Task, (Task.tenant == Occurrence.tenant) & (Task.id == Occurrence.task_id))
        .where(Occurrence.tenant == actor.tenant)
        .where(Task.plan_id.in_(plans_in_scope(actor).with_only_columns(Plan.id)))
    )


def _items_in_scope(actor: Actor) -> Select[tuple[SyncItem]]:
    senders = users_in_scope(actor).with_only_columns(User.id)
    return select(SyncItem).where(SyncItem.tenant == actor.tenant, SyncItem.user_id.in_(senders))


def _changes_in_scope(actor: Actor) -> Select[tuple[HouseholdChange]]:
    return select(HouseholdChange).where(
        HouseholdChange.tenant == actor.tenant, HouseholdChange.unit_id.in_(_unit_ids(actor, None))
    )


def _of_units(actor: Actor, kind: type[TableSubmission] | type[TableTemplate]) -> Select[Any]:
    return select(kind).where(kind.tenant == actor.tenant, kind.unit_id.in_(_unit_ids(actor, None)))


def _of_reviews_in_scope(actor: Actor, kind: type[Meeting] | type[Posting]) -> Select[Any]:
    there = select(VillageReview.id).where(
        VillageReview.tenant == actor.tenant, VillageReview.unit_id.in_(_unit_ids(actor, None))
    )
    return select(kind).where(kind.tenant == actor.tenant, kind.review_id.in_(there))


def _complaints_in_scope(actor: Actor) -> Select[tuple[Complaint]]:
    return select(Complaint).where(
        Complaint.tenant == actor.tenant, Complaint.village_id.in_(_unit_ids(actor, None))
    )


def _recommendations_in_scope(actor: Actor) -> Select[tuple[Recommendation]]:
    here = select(VillageReview.id).where(
        VillageReview.tenant == actor.tenant, VillageReview.unit_id.in_(_unit_ids(actor, None))
    )
    return select(Recommendation).where(
        Recommendation.tenant == actor.tenant, Recommendation.review_id.in_(here)
    )


def _events_in_scope(actor: Actor) -> Select[tuple[Event]]:
    return select(Event).where(Event.tenant == actor.tenant, Event.unit_id.in_(_unit_ids(actor, None)))


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
        Survey.unit_id.in_(_unit_ids(actor, None)),
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


def require_reached(session: Session, actor: Actor, named: Mapping[str, object]) -> None:
    """Of somebody without a right: whether what an address names lies in any of their units at all. Raises
    ``NotFound`` for a stranger's record as for one that does not exist. ``named``: ``survey_id``, ``round_id``, ``unit_id``,
    ``household_id``, ``plan_id``, ``petition_id``, ``user_id``, ``occurrence_id``, ``item_id`` (of somebody
    there), ``handover_id``, ``meeting_id``, ``posting_id``, ``complaint_id``, ``submission_id``, ``template_id``, ``view_id`` (one's own); other names are not looked at."""
    searches: dict[str, tuple[Select[Any], Any]] = {
        "survey_id": (surveys_in_scope(actor, list(Role)), Survey.id),
        "round_id": (rounds_in_scope(actor), Round.id),
        "unit_id": (units_in_scope(actor), Unit.id),
        "recommendation_id": (_recommendations_in_scope(actor), Recommendation.id),
        "household_id": (households_in_scope(actor), Household.id),
        "plan_id": (plans_in_scope(actor), Plan.id),
        "petition_id": (petitions_in_scope(actor), Petition.id),
        "user_id": (users_in_scope(actor), User.id),
        "occurrence_id": (_occurrences_in_scope(actor), Occurrence.id),
        "item_id": (_items_in_scope(actor), SyncItem.id),
        "handover_id": (_events_in_scope(actor), Event.subject_id),
        "change_id": (_changes_in_scope(actor), HouseholdChange.id),
        "recognition_id": (recognitions_in_scope(actor), Recognition.id),
        "certificate_id": (certificates_in_scope(actor), Certificate.id),
        "meeting_id": (_of_reviews_in_scope(actor, Meeting), Meeting.id),
        "posting_id": (_of_reviews_in_scope(actor, Posting), Posting.id),
        "complaint_id": (_complaints_in_scope(actor), Complaint.id),
        "submission_id": (_of_units(actor, TableSubmission), TableSubmission.id),
        "template_id": (_of_units(actor, TableTemplate), TableTemplate.id),
        "view_id": (select(SavedView).where(SavedView.user_id == actor.user_id), SavedView.id),
    }
    for name in named.keys() & searches.keys():
        query, key = searches[name]
        if session.scalar(query.where(key == named[name]).with_only_columns(key)) is None:
            raise NotFound()

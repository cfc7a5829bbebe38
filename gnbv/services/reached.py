"""Whether what an address names lies in any of a person's units: asked of who has no right, before they are told so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from gnbv.errors import NotFound
from gnbv.models import (
    Certificate,
    Complaint,
    Event,
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
from gnbv.permissions import Actor
from gnbv.services import access


def _occurrences_in_scope(actor: Actor) -> Select[tuple[Occurrence]]:
    return (
        select(Occurrence)
        .join(Task, (Task.tenant == Occurrence.tenant) & (Task.id == Occurrence.task_id))
        .where(Occurrence.tenant == actor.tenant)
        .where(Task.plan_id.in_(access.plans_in_scope(actor).with_only_columns(Plan.id)))
    )


def _items_in_scope(actor: Actor) -> Select[tuple[SyncItem]]:
    senders = access.users_in_scope(actor).with_only_columns(User.id)
    return select(SyncItem).where(SyncItem.tenant == actor.tenant, SyncItem.user_id.in_(senders))


def _changes_in_scope(actor: Actor) -> Select[tuple[HouseholdChange]]:
    return select(HouseholdChange).where(
        HouseholdChange.tenant == actor.tenant, HouseholdChange.unit_id.in_(access.unit_ids(actor, None))
    )


def _of_units(actor: Actor, kind: type[TableSubmission] | type[TableTemplate]) -> Select[Any]:
    return select(kind).where(kind.tenant == actor.tenant, kind.unit_id.in_(access.unit_ids(actor, None)))


def _of_reviews_in_scope(actor: Actor, kind: type[Meeting] | type[Posting]) -> Select[Any]:
    there = select(VillageReview.id).where(
        VillageReview.tenant == actor.tenant, VillageReview.unit_id.in_(access.unit_ids(actor, None))
    )
    return select(kind).where(kind.tenant == actor.tenant, kind.review_id.in_(there))


def _complaints_in_scope(actor: Actor) -> Select[tuple[Complaint]]:
    return select(Complaint).where(
        Complaint.tenant == actor.tenant, Complaint.village_id.in_(access.unit_ids(actor, None))
    )


def _recommendations_in_scope(actor: Actor) -> Select[tuple[Recommendation]]:
    here = select(VillageReview.id).where(
        VillageReview.tenant == actor.tenant, VillageReview.unit_id.in_(access.unit_ids(actor, None))
    )
    return select(Recommendation).where(
        Recommendation.tenant == actor.tenant, Recommendation.review_id.in_(here)
    )


def _events_in_scope(actor: Actor) -> Select[tuple[Event]]:
    return select(Event).where(Event.tenant == actor.tenant, Event.unit_id.in_(access.unit_ids(actor, None)))


def require_reached(session: Session, actor: Actor, named: Mapping[str, object]) -> None:
    """Of somebody without a right: whether what an address names lies in any of their units at all. Raises
    ``NotFound`` for a stranger's record as for one that does not exist. ``named``: ``survey_id``, ``round_id``, ``unit_id``,
    ``household_id``, ``plan_id``, ``petition_id``, ``user_id``, ``occurrence_id``, ``item_id`` (of somebody
    there), ``handover_id``, ``meeting_id``, ``posting_id``, ``complaint_id``, ``submission_id``, ``template_id``, ``view_id`` (one's own); other names are not looked at."""
    searches: dict[str, tuple[Select[Any], Any]] = {
        "survey_id": (access.surveys_in_scope(actor, list(Role)), Survey.id),
        "round_id": (access.rounds_in_scope(actor), Round.id),
        "unit_id": (access.units_in_scope(actor), Unit.id),
        "recommendation_id": (_recommendations_in_scope(actor), Recommendation.id),
        "household_id": (access.households_in_scope(actor), Household.id),
        "plan_id": (access.plans_in_scope(actor), Plan.id),
        "petition_id": (access.petitions_in_scope(actor), Petition.id),
        "user_id": (access.users_in_scope(actor), User.id),
        "occurrence_id": (_occurrences_in_scope(actor), Occurrence.id),
        "item_id": (_items_in_scope(actor), SyncItem.id),
        "handover_id": (_events_in_scope(actor), Event.subject_id),
        "change_id": (_changes_in_scope(actor), HouseholdChange.id),
        "recognition_id": (access.recognitions_in_scope(actor), Recognition.id),
        "certificate_id": (access.certificates_in_scope(actor), Certificate.id),
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

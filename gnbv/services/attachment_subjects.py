"""To what a phone may add a file: the sheets of its collector, and the meetings, posted lists and complaints of people who
hold them in the village. A page that anybody could add would be taken for the signed minutes."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import NotFound
from gnbv.models import Complaint, Meeting, Posting, Survey
from gnbv.permissions import COUNTER_ROLES, MEETING_ROLES, Actor
from gnbv.services import access
from gnbv.services.rows import by_key

# Files that only a page of the office takes, where the right was asked.
_OFFICE_ONLY = frozenset({"handover_page"})


def require(session: Session, actor: Actor, subject_id: UUID, ref: str) -> None:
    """Raises ``NotFound`` for what is another person's, and for ``ref`` of the office's own pages. What is not here yet may come after its files; whoever held
    meetings in the village once may still hand in what waited on the phone."""
    owner = session.scalar(
        select(Survey.collector_id).where(Survey.tenant == actor.tenant, Survey.id == subject_id)
    )
    if owner is not None:
        if owner != actor.user_id:
            raise NotFound()
        return
    if ref.rstrip("0123456789") in _OFFICE_ONLY:
        raise NotFound()
    found = by_key(session, Meeting, actor.tenant, subject_id) or by_key(
        session, Posting, actor.tenant, subject_id
    )
    if found is not None and not access.ever_held_over(session, actor, found.review.unit.path, MEETING_ROLES):
        raise NotFound()
    complaint = None if found is not None else by_key(session, Complaint, actor.tenant, subject_id)
    if complaint is None or complaint.received_by == actor.user_id:
        return
    if not actor.holds(COUNTER_ROLES, complaint.posting.review.unit.path):
        raise NotFound()

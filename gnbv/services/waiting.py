"""What waits until somebody of the office has looked: how much of each kind."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import Survey, SurveyStatus
from gnbv.permissions import DECIDING_ROLES, Actor
from gnbv.services import access, conflicts, late_items, unmatched


@dataclass(frozen=True)
class Counts:
    """One figure a page; ``held`` leaves out second surveys of a household, which are conflicts."""

    conflicts: int
    held: int
    unmatched: int
    late: int

    @property
    def total(self) -> int:
        return self.conflicts + self.held + self.unmatched + self.late


def counts(session: Session, actor: Actor) -> Counts:
    """Four queries, whatever there is."""
    held = access.surveys_in_scope(actor, DECIDING_ROLES).where(
        Survey.status == SurveyStatus.HELD, Survey.is_rival.is_(False)
    )
    return Counts(
        conflicts=conflicts.waiting(session, actor),
        held=session.scalar(select(func.count()).select_from(held.subquery())) or 0,
        unmatched=unmatched.count(session, actor),
        late=late_items.waiting(session, actor),
    )

"""A household that changed hands while somebody was without a network: whoever had it, whoever has it now and the phone
that comes late each hear it in words. Nothing of it changes what is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Assignment, Purpose, Round, Survey
from gnbv.permissions import Actor
from gnbv.services import causes, inbox

TAKEN_OVER = "taken_over"
TAKEN_AWAY = "taken_away"


def tell_former(session: Session, actor: Actor, round_: Round, closed: Iterable[Assignment]) -> None:
    """Tell each person whose rows were just closed how many households went, one line a person and reason."""
    counts = Counter((row.user_id, row.close_reason) for row in closed if row.user_id != actor.user_id)
    for (user_id, reason), count in counts.items():
        kind = TAKEN_OVER if reason == TAKEN_OVER else TAKEN_AWAY
        inbox.tell(session, round_.tenant, user_id, kind, "round", round_.id, count=count, round=round_.name)


def tell_present(session: Session, actor: Actor, survey: Survey) -> None:
    """A survey of somebody who had the household before has come and is held: whoever has it now should ask before going
    there. Of a back-check nobody is told."""
    if survey.purpose is not Purpose.MAIN:
        return
    rows = session.scalars(
        select(Assignment.user_id).where(
            Assignment.tenant == survey.tenant,
            Assignment.round_id == survey.round_id,
            Assignment.household_id == survey.household_id,
            Assignment.purpose == Purpose.MAIN,
            Assignment.closed_at.is_(None),
            Assignment.user_id != actor.user_id,
        )
    )
    for user_id in set(rows):
        inbox.tell_of_survey(session, survey, user_id, "came_before", by=actor.name)


def cause_of(own: Sequence[Assignment]) -> dict[str, Any]:
    """Why a survey of somebody without an open assignment is held; ``own``: their closed rows of that household."""
    if not own:
        return causes.UNASSIGNED
    newest = max(own, key=lambda row: (row.assigned_at, row.id))
    return causes.GIVEN_ON if newest.close_reason == TAKEN_OVER else causes.TAKEN_BACK

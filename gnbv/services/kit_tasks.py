"""Tasks of a kit: those of running plans that the person may tick off. Ended plans stay with the office pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from gnbv.models import Plan, Task, Unit
from gnbv.permissions import TICK_ROLES
from gnbv.services import tasks
from gnbv.services.kit_scope import Scope

Entry = tuple[str, str, dict[str, Any]]


def ids(session: Session, scope: Scope) -> list[UUID]:
    """One query; none for somebody who ticks nothing."""
    paths = scope.actor.paths(TICK_ROLES)
    if not paths:
        return []
    inside = Unit.within(scope.actor.tenant, paths).with_only_columns(Unit.id)
    plans = select(Plan.id).where(
        Plan.tenant == scope.actor.tenant,
        Plan.unit_id.in_(inside),
        or_(Plan.ends_on.is_(None), Plan.ends_on >= scope.actor.today),
    )
    return list(
        session.scalars(select(Task.id).where(Task.tenant == scope.actor.tenant, Task.plan_id.in_(plans)))
    )


def entries(session: Session, scope: Scope, wanted: list[UUID]) -> Iterator[Entry]:
    """The tasks of ``wanted`` that are in scope. The number of queries does not depend on their number."""
    if not wanted:
        return
    names = {str(id_) for id_ in wanted}
    for data in tasks.entries_for_kit(session, scope.actor):
        if data["id"] in names:
            yield "task", data["id"], data

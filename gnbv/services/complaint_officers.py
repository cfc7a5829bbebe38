"""Who answers complaints in a commune: told of each new one."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv import clock
from gnbv.models import Grant, Role, Unit, User


def of_unit(session: Session, unit: Unit) -> list[User]:
    """Coordinators of the unit or above it; its leaders where there is none. Roles in force today, accounts that are open."""
    above = [UUID(part) for part in unit.path.strip("/").split("/")]
    query = (
        select(User, Grant)
        .join(Grant, (Grant.tenant == User.tenant) & (Grant.user_id == User.id))
        .where(
            User.tenant == unit.tenant,
            User.is_active,
            Grant.unit_id.in_(above),
            Grant.role.in_((Role.COORDINATOR, Role.LEADER)),
        )
        .order_by(User.name, User.id)
    )
    today = clock.today()
    found: dict[Role, dict[UUID, User]] = {}
    for user, grant in session.execute(query).tuples():
        if grant.holds_on(today):
            found.setdefault(grant.role, {})[user.id] = user
    return list((found.get(Role.COORDINATOR) or found.get(Role.LEADER) or {}).values())

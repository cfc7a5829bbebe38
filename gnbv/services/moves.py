"""A person goes on in another unit: the role ends here and begins there, on one day."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Invalid, NotFound
from gnbv.models import Grant, Unit, User
from gnbv.permissions import PEOPLE_ROLES, Actor
from gnbv.services import access, accounts, events


def move(
    session: Session, actor: Actor, user: User, grant_id: UUID, unit_id: UUID, begins: date, reason: str
) -> Grant:
    """End one role of ``user`` on the day before ``begins`` and give the same role over another unit from then on.

    What the person's phone still hands in for the old unit is held there for a person to look at. A second time with
    the same unit and day is a no-op. ``user`` was found as ``people.get`` finds. Raises ``NotFound`` for a role that
    is not theirs or not in the actor's units and for a unit outside them, ``Invalid`` without a reason, for the own
    account, for a role that has ended or would end before it began, and for the last administrator.
    """
    reason = accounts.reason_given(reason)
    grant = session.get(Grant, (actor.tenant, grant_id))
    if grant is None or grant.user_id != user.id or not actor.holds(PEOPLE_ROLES, grant.unit.path):
        raise NotFound()
    place = session.scalar(access.units_in_scope(actor, PEOPLE_ROLES).where(Unit.id == unit_id))
    if place is None:
        raise NotFound()
    accounts.require_another(actor, user)
    made = _already(session, user, grant, unit_id, begins)
    if made is not None:
        return made
    last_day = begins - timedelta(days=1)
    if unit_id == grant.unit_id or last_day < grant.valid_from or (grant.valid_to or last_day) < last_day:
        raise Invalid(
            "move",
            "Vai trò này đã hết, hoặc ngày và đơn vị mới không hợp. Chưa có gì thay đổi. Chọn đơn vị khác, "
            "từ ngày sau ngày bắt đầu vai trò cũ.",
            "This role has ended, or the day and the new unit do not fit. Nothing was changed. Choose another unit, "
            "from a day after the old role began.",
        )
    accounts.require_administrator_left(session, user, grant)
    made = Grant(
        tenant=actor.tenant,
        user_id=user.id,
        role=grant.role,
        unit_id=unit_id,
        valid_from=begins,
        valid_to=grant.valid_to,
    )
    grant.valid_to = last_day
    session.add(made)
    session.flush()  # the event names the new grant
    events.record(
        session, actor, "user.moved", "user", user.id, unit_id=grant.unit_id,
        role=grant.role.value, to=str(unit_id), begins=begins.isoformat(), reason=reason, grant=str(made.id),
    )  # fmt: skip
    return made


def _already(session: Session, user: User, grant: Grant, unit_id: UUID, begins: date) -> Grant | None:
    """The role that this very move has made before."""
    if grant.valid_to != begins - timedelta(days=1):
        return None
    return session.scalar(
        select(Grant).where(
            Grant.tenant == user.tenant,
            Grant.user_id == user.id,
            Grant.role == grant.role,
            Grant.unit_id == unit_id,
            Grant.valid_from == begins,
        )
    )

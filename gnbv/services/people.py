"""Whose accounts an administrator sees: everybody with a role in the own units, now or before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from gnbv.errors import NotFound, NotPermitted
from gnbv.models import Device, Grant, SessionRow, Unit, User
from gnbv.permissions import PEOPLE_ROLES, Actor
from gnbv.rules.names import fold
from gnbv.services import access
from gnbv.services.phone_clocks import is_wrong


@dataclass(frozen=True)
class Row:
    """One account of the list. ``phones`` counts those not ended, ``wrong_clocks`` of them; ``roles`` are in force."""

    user: User
    roles: tuple[Grant, ...]
    last_seen_at: datetime | None
    phones: int
    wrong_clocks: int


def rows(session: Session, actor: Actor, search: str = "") -> list[Row]:
    """The accounts in the actor's units by name; ``search`` is looked for in names and user names, without marks."""
    users = session.scalars(
        access.users_in_scope(actor, PEOPLE_ROLES).options(selectinload(User.grants))
    ).all()
    wanted = fold(search.strip())
    ids = access.users_in_scope(actor, PEOPLE_ROLES).with_only_columns(User.id)
    seen = _last_seen(session, actor.tenant, ids)
    phones = _phones(session, actor.tenant, ids)
    found = [
        Row(
            user,
            in_force(user, actor.today),
            seen.get(user.id),
            len(phones.get(user.id, [])),
            sum(map(is_wrong, phones.get(user.id, []))),
        )
        for user in users
        if wanted in fold(f"{user.name} {user.username}")
    ]
    return sorted(
        found, key=lambda row: (not row.user.is_active, fold(row.user.name).split()[-1:], row.user.name)
    )


def in_force(user: User, on: date) -> tuple[Grant, ...]:
    """The grants of ``user`` that hold on the day, or begin later: what can still be ended."""
    open_ = [grant for grant in user.grants if grant.valid_to is None or grant.valid_to >= on]
    return tuple(sorted(open_, key=lambda grant: (grant.valid_from, grant.role.value, grant.unit.name)))


def get(session: Session, actor: Actor, user_id: UUID) -> User:
    """One account to look at. ``NotFound`` outside the actor's units, ``NotPermitted`` inside without the right."""
    user = session.scalar(access.users_in_scope(actor).where(User.id == user_id))
    if user is None:
        raise NotFound()
    if session.scalar(access.users_in_scope(actor, PEOPLE_ROLES).where(User.id == user_id)) is None:
        raise NotPermitted()
    return user


def get_whole(session: Session, actor: Actor, user_id: UUID) -> User:
    """One account to act on as a whole. Raises as ``get``, and ``NotPermitted`` for a person who also works in units
    that the actor does not administer: their administrator decides."""
    user = get(session, actor, user_id)
    if not all(actor.holds(PEOPLE_ROLES, grant.unit.path) for grant in in_force(user, actor.today)):
        raise NotPermitted(
            "works_elsewhere",
            "Người này còn vai trò ở đơn vị khác. Chưa có gì thay đổi. Nhờ người quản trị cấp trên làm việc này.",
            "This person also has a role in another unit. Nothing was changed. Ask the administrator above.",
        )
    return user


def _last_seen(session: Session, tenant: int, ids: Select[tuple[UUID]]) -> dict[UUID, datetime]:
    """When each account last asked for anything, by session or by phone."""
    found: dict[UUID, datetime] = {}
    for table in (SessionRow, Device):
        query = select(table.user_id, func.max(table.last_seen_at)).where(
            table.tenant == tenant, table.user_id.in_(ids)
        )
        for user_id, at in session.execute(query.group_by(table.user_id)):
            found[user_id] = max(at, found.get(user_id, at))
    return found


def _phones(session: Session, tenant: int, ids: Select[tuple[UUID]]) -> dict[UUID, list[int | None]]:
    """The clocks of each account's phones that were not ended."""
    found: dict[UUID, list[int | None]] = {}
    query = select(Device.user_id, Device.skew_seconds).where(
        Device.tenant == tenant, Device.user_id.in_(ids), Device.revoked_at.is_(None)
    )
    for user_id, skew in session.execute(query):
        found.setdefault(user_id, []).append(skew)
    return found


def places(session: Session, actor: Actor) -> list[Unit]:
    """Where the actor may move people to: the units in force that they administer, from the top down."""
    units = session.scalars(access.units_in_scope(actor, PEOPLE_ROLES)).all()
    in_use = [unit for unit in units if unit.valid_to is None or unit.valid_to >= actor.today]
    return sorted(in_use, key=lambda unit: (unit.path.count("/"), unit.name))

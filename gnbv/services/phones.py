"""The phones of a person: seen by their owner and by the administrator, and ended when one is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import NotFound
from gnbv.models import DepositToken, Device, Event, PhoneVault, SessionRow, User
from gnbv.permissions import Actor
from gnbv.services import accounts, events
from gnbv.services.phone_clocks import is_wrong

NEWEST = 30
OF_PHONES = ("device.registered", "device.recovered", "device.revoked")
OF_ACCOUNTS = ("user.closed", "user.opened", "user.moved", "user.password_reset", "user.password_changed")


@dataclass(frozen=True)
class Row:
    """One phone. ``copied_at``: when its second copy was last complete; ``is_signed_in``: a session of it lives."""

    device: Device
    copied_at: datetime | None
    is_signed_in: bool

    @property
    def clock_is_wrong(self) -> bool:
        return is_wrong(self.device.skew_seconds)


def rows(session: Session, user: User) -> list[Row]:
    """The phones of ``user``, the one seen last first, those that were ended at the end."""
    found = session.scalars(
        select(Device)
        .where(Device.tenant == user.tenant, Device.user_id == user.id)
        .order_by(Device.revoked_at.is_not(None), Device.last_seen_at.desc(), Device.id.desc())
    ).all()
    vaults = select(PhoneVault.id, PhoneVault.listed_at).where(
        PhoneVault.tenant == user.tenant, PhoneVault.user_id == user.id
    )
    copied = dict(session.execute(vaults).tuples().all())
    living = set(
        session.scalars(
            select(SessionRow.device_id).where(
                SessionRow.tenant == user.tenant,
                SessionRow.user_id == user.id,
                SessionRow.revoked_at.is_(None),
            )
        )
    )
    return [Row(one, copied.get(one.id), one.id in living) for one in found]


def history(session: Session, user: User) -> list[Event]:
    """What happened to the account and its phones, newest first: also what somebody else did with it."""
    devices = select(Device.id).where(Device.tenant == user.tenant, Device.user_id == user.id)
    query = select(Event).where(
        Event.tenant == user.tenant,
        or_(
            Event.action.in_(OF_PHONES) & Event.subject_id.in_(devices),
            Event.action.in_(OF_ACCOUNTS) & (Event.subject_id == user.id),
        ),
    )
    return list(session.scalars(query.order_by(Event.number.desc()).limit(NEWEST)))


def own(session: Session, actor: Actor, device_id: UUID) -> Device:
    """One of the actor's phones. Raises ``NotFound`` for any other."""
    return of(session, actor.tenant, actor.user_id, device_id)


def of(session: Session, tenant: int, user_id: UUID, device_id: UUID) -> Device:
    """One of the phones of a person who was found before. Raises ``NotFound`` for any other."""
    device = session.get(Device, (tenant, device_id))
    if device is None or device.user_id != user_id:
        raise NotFound()
    return device


def end(session: Session, actor: Actor | None, device: Device, reason: str) -> None:
    """End a lost phone: its sessions end, and what its deposit token still brings is held for a person.

    Its second copy stays for the owner's next phone. Signing in there again by password takes it back in use. A second
    time is a no-op. ``device`` was found as ``own`` or ``of`` finds. Raises ``Invalid`` without a reason.
    """
    reason = accounts.reason_given(reason)
    if device.revoked_at is not None:
        return
    at = now()
    device.revoked_at = at
    for table in (SessionRow, DepositToken):
        session.execute(
            update(table)
            .where(table.tenant == device.tenant, table.device_id == device.id, table.revoked_at.is_(None))
            .values(revoked_at=at)
        )
    events.record(session, actor, "device.revoked", "device", device.id, tenant=device.tenant, reason=reason)

"""Making and changing the keys that phones seal to. Old keys stay: work sealed to them may come years later."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import NotFound
from gnbv.models import Unit, UnitKind
from gnbv.services import commune_keys, events
from gnbv.services.commune_keys import RECOVERY, Key

COMMUNES = (UnitKind.COMMUNE, UnitKind.WARD, UnitKind.SPECIAL_ZONE)


@dataclass(frozen=True)
class Keyring:
    """The keys of one commune, or of recovery (``unit`` is None), oldest first."""

    unit: Unit | None
    keys: list[Key]


def make_missing(session: Session, tenant: int) -> int:
    """Make the recovery key, and one for each commune that has none. Returns how many were made."""
    names = [RECOVERY, *(str(unit.id) for unit in _communes(session, tenant))]
    missing = set(names) - commune_keys.kept().keys()
    for name in missing:
        commune_keys.current(name)
    return len(missing)


def rings(session: Session, tenant: int) -> list[Keyring]:
    """The keys of all communes, then those of recovery."""
    kept = commune_keys.kept()
    communes = [Keyring(unit, kept.get(str(unit.id), [])) for unit in _communes(session, tenant)]
    return [*communes, Keyring(None, kept.get(RECOVERY, []))]


def rotate(session: Session, tenant: int, unit_code: str) -> str:
    """Let phones of a commune seal to a new key from their next kit on. What is sealed to older keys stays readable.
    Returns the key id. Raises ``NotFound`` for a code that is no commune's."""
    unit = next((one for one in _communes(session, tenant) if one.code == unit_code), None)
    if unit is None:
        raise NotFound(
            "unit_unknown",
            f"Không có xã nào mang mã {unit_code}. Chưa đổi khoá nào, khoá cũ vẫn giữ. Xem mã bằng lệnh keys list.",
            f"No commune has the code {unit_code}, so no key was changed. All keys are kept. See the codes with: keys list.",
        )
    kid = commune_keys.make(unit.id)
    _record(session, tenant, unit.id, kid, unit.id)
    return kid


def rotate_recovery(session: Session, tenant: int) -> str:
    """Let phones wrap their own key under a new recovery key from their next sign-in on. Returns the key id."""
    kid = commune_keys.make(RECOVERY)
    _record(session, tenant, UUID(int=0), kid, None)
    return kid


def _record(session: Session, tenant: int, subject: UUID, kid: str, unit_id: UUID | None) -> None:
    events.record(session, None, "key.rotated", "key", subject, tenant=tenant, unit_id=unit_id, kid=kid)
    if unit_id is not None:
        # The kit's scope names its keys, so that phones see the change by themselves; the log says when it was.
        events.changed(session, tenant, "key", subject, unit_id=unit_id)


def _communes(session: Session, tenant: int) -> list[Unit]:
    return list(
        session.scalars(
            select(Unit).where(Unit.tenant == tenant, Unit.kind.in_(COMMUNES)).order_by(Unit.code, Unit.id)
        )
    )
